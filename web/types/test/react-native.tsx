import * as WebBrowser from "expo-web-browser";
import { FaceCheck, openCheck } from "@inperson/web/react-native";

const returnTo = "org.example.shop:/done";

/** Expo's own window is what it asks for. */
export async function checked(link: string, state: string): Promise<string> {
  return (await openCheck(WebBrowser, { link, returnTo, state })).session;
}

export function Page({ link, state }: { link: string; state: string }) {
  const tell = (_: string) => undefined;
  return (
    <FaceCheck
      window={WebBrowser}
      link={link}
      returnTo={returnTo}
      state={state}
      onDone={({ session }) => tell(session)}
      onError={({ code }) => {
        switch (code) {
          case "cancelled":
          case "timeout":
          case "unsupported":
            return tell(code);
          default:
            return code satisfies never;
        }
      }}
    />
  );
}
// @ts-expect-error -- no link
void openCheck(WebBrowser, { returnTo, state: "x" });
