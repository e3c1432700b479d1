// @vitest-environment happy-dom

import { StrictMode, act, createElement } from "react";
import type { ReactElement } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FaceCheck, openCheck } from "../src/react-native.js";
import type { AuthWindow, CheckError, ReturnedCheck } from "../src/react-native.js";

const WANTED = {
  link: "https://face.example/check/ten_a#d",
  returnTo: "org.example.shop:/done",
  state: "a&b",
};
const BACK = { type: "success", url: `${WANTED.returnTo}?session=ses_a&state=a%26b` };
const FORGED = { type: "success", url: `${WANTED.returnTo}?session=ses_x&state=no` };
type Ended = Awaited<ReturnType<AuthWindow["openAuthSessionAsync"]>>;

/** A window that stays until it is ended. */
function phone() {
  const opened: [string, string][] = [];
  const ends: ((ended: Ended | Error) => void)[] = [];
  let dismissed = 0;
  const window: AuthWindow = {
    openAuthSessionAsync: (link, returnTo) => {
      opened.push([link, returnTo]);
      return new Promise((resolve, reject) =>
        ends.push((ended) => (ended instanceof Error ? reject(ended) : resolve(ended))),
      );
    },
    dismissAuthSession: () => {
      dismissed += 1;
      ends.at(-1)?.({ type: "dismiss" });
    },
  };
  return {
    window,
    opened,
    end: (ended: Ended | Error) => ends.at(-1)!(ended),
    dismissed: () => dismissed,
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a hosted check in a React Native app", () => {
  test("opens the link, and ends with the session when the app is called back", async () => {
    const { window, opened, end, dismissed } = phone();
    const done = openCheck(window, WANTED);
    expect(opened).toEqual([[WANTED.link, WANTED.returnTo]]);
    end(BACK);
    expect(await done).toEqual({ session: "ses_a" });
    expect(dismissed()).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([
    ["cancelled", { type: "cancel" }],
    ["cancelled", { type: "dismiss" }],
    ["cancelled", { type: "success" }],
    ["cancelled", FORGED],
    ["unsupported", { type: "locked" }],
    ["unsupported", new Error("no browser")],
  ])("ends as %s of %j", async (code, ended) => {
    const { window, end } = phone();
    const done = expect(openCheck(window, WANTED)).rejects.toMatchObject({
      name: "CaptureError",
      code,
    });
    end(ended);
    await done;
  });

  test("waits for nobody for ever, and takes the window away", async () => {
    const { window, dismissed } = phone();
    const done = expect(openCheck(window, { ...WANTED, withinMs: 9_000 })).rejects.toMatchObject({
      code: "timeout",
    });
    await vi.advanceTimersByTimeAsync(9_000);
    await done;
    expect(dismissed()).toBe(1);
  });
});

describe("its component", () => {
  beforeEach(() => vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true));
  afterEach(() => vi.unstubAllGlobals());

  function shown(window: AuthWindow) {
    const done: ReturnedCheck[] = [];
    const errors: CheckError[] = [];
    const check = (link = WANTED.link) =>
      createElement(StrictMode, null, [
        createElement(
          FaceCheck,
          {
            key: "check",
            window,
            ...WANTED,
            link,
            onDone: (each) => done.push(each),
            onError: (each) => errors.push(each),
          },
          "behind it",
        ),
      ]);
    return { done, errors, check };
  }

  const soon = () => act(() => vi.advanceTimersByTimeAsync(1));
  /** The window ends, and what waits for it hears so. */
  const ended = (end: () => void) => act(() => Promise.resolve().then(end));

  /** As React shows it; the component uses nothing of a page's. */
  async function drawn(element: ReactElement) {
    const place = document.createElement("div");
    const root = createRoot(place);
    const render = (each: ReactElement | null) =>
      act(() => {
        root.render(each);
      });
    render(element);
    await soon();
    return { render, text: () => place.textContent };
  }

  test("opens once, shows what is behind it, and tells the session", async () => {
    const { window, opened, end, dismissed } = phone();
    const { done, errors, check } = shown(window);
    const root = await drawn(check());
    expect(opened).toHaveLength(1);
    expect(root.text()).toBe("behind it");
    root.render(check());
    expect(opened).toHaveLength(1);
    await ended(() => end(BACK));
    expect(done).toEqual([{ session: "ses_a" }]);
    root.render(null);
    expect([errors, dismissed()]).toEqual([[], 0]);
  });

  test("tells why there is none", async () => {
    const { window, end } = phone();
    const { done, errors, check } = shown(window);
    await drawn(check());
    await ended(() => end({ type: "cancel" }));
    expect(errors.map(({ code }) => code)).toEqual(["cancelled"]);
    expect(done).toEqual([]);
  });

  test("takes the window away when it goes, and tells nobody", async () => {
    const { window, dismissed } = phone();
    const { done, errors, check } = shown(window);
    const root = await drawn(check());
    root.render(null);
    expect([done, errors, dismissed()]).toEqual([[], [], 1]);
  });

  test("opens another link in place of the first", async () => {
    const { window, opened, end, dismissed } = phone();
    const { done, errors, check } = shown(window);
    const root = await drawn(check());
    root.render(check("https://face.example/check/ten_a#e"));
    await soon();
    expect(opened.map(([link]) => link)).toEqual([
      WANTED.link,
      "https://face.example/check/ten_a#e",
    ]);
    await ended(() => end(BACK));
    expect([done, errors, dismissed()]).toEqual([[{ session: "ses_a" }], [], 1]);
  });
});
