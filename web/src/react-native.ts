/**
 * A hosted check in a React Native app: opens the link in the system's own window (a Custom Tab, an
 * `ASWebAuthenticationSession`), and waits until the app is called back. Nothing native of its own:
 * it is given `expo-web-browser`, or what has the same two functions.
 */

import { useEffect, useRef } from "react";
import type { ReactNode } from "react";
import { failed, inTime, returned } from "./returning.js";
import type { CheckError, ReturnedCheck, WantedCheck } from "./returning.js";

export type { CheckError, ReturnedCheck, WantedCheck } from "./returning.js";

/** What it needs of `expo-web-browser`. */
export interface AuthWindow {
  openAuthSessionAsync(link: string, returnTo: string): Promise<{ type: string; url?: string }>;
  dismissAuthSession(): void;
}

/**
 * Lead the person through a check. Resolves when the person comes back; what was decided, your back
 * end asks, by the session's id that it kept. A call that is not this check's has closed the
 * window: it ends as `cancelled`.
 *
 * @throws {CheckError} when the window was closed, none opens, or nobody came back in time.
 */
export async function openCheck(window: AuthWindow, wanted: WantedCheck): Promise<ReturnedCheck> {
  const opened = async () => {
    try {
      return await window.openAuthSessionAsync(wanted.link, wanted.returnTo);
    } catch (cause) {
      throw failed("unsupported", cause);
    }
  };
  try {
    const { type, url } = await inTime(opened(), wanted);
    if (type === "locked") throw failed("unsupported", "another window is open");
    const session = type === "success" && url ? returned(url, wanted) : undefined;
    if (!session) throw failed("cancelled", type);
    return { session };
  } catch (error) {
    if ((error as CheckError).code === "timeout") window.dismissAuthSession();
    throw error;
  }
}

/** A check, and what is told of it. Another `link` is another check. */
export interface FaceCheckProps extends WantedCheck {
  readonly window: AuthWindow;
  readonly onDone: (check: ReturnedCheck) => void;
  readonly onError: (error: CheckError) => void;
  /** What is seen behind the window. */
  readonly children?: ReactNode;
}

/** A check for as long as this is shown: opens when it is, and is closed when it goes. */
export function FaceCheck({
  window,
  onDone,
  onError,
  children,
  ...wanted
}: FaceCheckProps): ReactNode {
  const told = useRef({ window, onDone, onError, wanted });
  useEffect(() => {
    told.current = { window, onDone, onError, wanted };
  });
  useEffect(() => {
    let shown = true;
    let begun = false;
    // not at once: React's strict mode shows everything twice
    const soon = setTimeout(() => {
      begun = true;
      openCheck(told.current.window, told.current.wanted).then(
        (check) => {
          begun = false;
          if (shown) told.current.onDone(check);
        },
        (error: unknown) => {
          begun = false;
          if (shown) told.current.onError(error as CheckError);
        },
      );
    });
    return () => {
      shown = false;
      clearTimeout(soon);
      if (begun) told.current.window.dismissAuthSession();
    };
  }, [wanted.link]);
  return children;
}
