/**
 * A hosted check in a Capacitor app: opens the link in the system's own browser window (a Custom
 * Tab, an `SFSafariViewController`), and waits until the app is called back. Nothing native of its
 * own: it is given Capacitor's `Browser` and `App`.
 */

import { failed, inTime, returned } from "./returning.js";
import type { ReturnedCheck, WantedCheck } from "./returning.js";

export type { CheckError, ReturnedCheck, WantedCheck } from "./returning.js";

interface Listening {
  remove(): Promise<void>;
}

/** What it needs of `@capacitor/browser` and `@capacitor/app`. */
export interface CapacitorParts {
  readonly Browser: {
    open(options: { url: string }): Promise<void>;
    close(): Promise<void>;
    addListener(event: "browserFinished", heard: () => void): Promise<Listening>;
  };
  readonly App: {
    addListener(event: "appUrlOpen", heard: (event: { url: string }) => void): Promise<Listening>;
  };
}

const LATE_MS = 1_500; // Android closes the window before it says where the app was called

/**
 * Lead the person through a check. Resolves when the person comes back; what was decided, your back
 * end asks, by the session's id that it kept.
 *
 * @throws {CheckError} when the window was closed, none opens, or nobody came back in time.
 */
export async function openCheck(
  { Browser, App }: CapacitorParts,
  wanted: WantedCheck,
): Promise<ReturnedCheck> {
  const heard: Listening[] = [];
  const coming = new Promise<ReturnedCheck>((resolve, reject) => {
    const called = ({ url }: { url: string }) => {
      const session = returned(url, wanted);
      if (session) resolve({ session });
    };
    const closed = () => setTimeout(() => reject(failed("cancelled")), LATE_MS);
    const begin = async () => {
      heard.push(await App.addListener("appUrlOpen", called));
      heard.push(await Browser.addListener("browserFinished", closed));
      await Browser.open({ url: wanted.link });
    };
    begin().catch((cause: unknown) => reject(failed("unsupported", cause)));
  });
  try {
    return await inTime(coming, wanted);
  } finally {
    await Promise.allSettled(heard.map((each) => each.remove()));
    await Browser.close().catch(() => undefined); // Android closes it by itself
  }
}
