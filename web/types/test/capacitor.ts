import { App } from "@capacitor/app";
import { Browser } from "@capacitor/browser";
import { openCheck } from "@inperson/web/capacitor";

/** Capacitor's own plugins are what it asks for. */
export async function checked(link: string, state: string): Promise<string> {
  const returnTo = "org.example.shop:/done";
  return (await openCheck({ App, Browser }, { link, returnTo, state })).session;
}
// @ts-expect-error -- no link
void openCheck({ App, Browser }, { returnTo: "org.example.shop:/done", state: "x" });
