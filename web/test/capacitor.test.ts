import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openCheck } from "../src/capacitor.js";
import type { CapacitorParts } from "../src/capacitor.js";

const WANTED = {
  link: "https://face.example/check/ten_a#d",
  returnTo: "org.example.shop:/done",
  state: "a&b",
};
const BACK = `${WANTED.returnTo}?session=ses_a&state=a%26b`;

/** The two plugins, as an app has them. */
function phone(opens: () => Promise<void> = () => Promise.resolve()) {
  const hears = new Set<string>();
  const nobody = vi.fn();
  const said: { call: (event: { url: string }) => void; close: () => void } = {
    call: nobody,
    close: nobody,
  };
  const listening = (name: string) => {
    hears.add(name);
    return Promise.resolve({ remove: () => Promise.resolve(void hears.delete(name)) });
  };
  const shown: string[] = [];
  const parts: CapacitorParts = {
    Browser: {
      open: ({ url }) => opens().then(() => void shown.push(url)),
      close: () => Promise.reject(new Error("not on Android")),
      addListener: (name, heard) => ((said.close = heard), listening(name)),
    },
    App: { addListener: (name, heard) => ((said.call = heard), listening(name)) },
  };
  return { parts, said, shown, hears };
}

describe("a hosted check in a Capacitor app", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("opens the link, and ends with the session when the app is called back", async () => {
    const { parts, said, shown, hears } = phone();
    const done = openCheck(parts, WANTED);
    await vi.waitFor(() => expect(shown).toEqual([WANTED.link]));
    said.close(); // Android: the window goes first
    said.call({ url: BACK });
    expect(await done).toEqual({ session: "ses_a" });
    expect(hears.size).toBe(0);
  });

  test("hears nobody who does not know the state, and waits on", async () => {
    const { parts, said, shown } = phone();
    const done = openCheck(parts, WANTED);
    await vi.waitFor(() => expect(shown).toHaveLength(1));
    said.call({ url: `${WANTED.returnTo}?session=ses_x&state=other` });
    said.call({ url: BACK });
    expect(await done).toEqual({ session: "ses_a" });
  });

  test("waits for nobody for ever", async () => {
    const { parts, shown, hears } = phone();
    const done = expect(openCheck(parts, { ...WANTED, withinMs: 9_000 })).rejects.toMatchObject({
      code: "timeout",
    });
    await vi.waitFor(() => expect(shown).toHaveLength(1));
    await vi.advanceTimersByTimeAsync(9_000);
    await done;
    expect(hears.size).toBe(0);
  });

  test("is cancelled when the window is closed, and unsupported where none opens", async () => {
    const { parts, said, shown, hears } = phone();
    const done = expect(openCheck(parts, WANTED)).rejects.toMatchObject({
      name: "CaptureError",
      code: "cancelled",
    });
    await vi.waitFor(() => expect(shown).toHaveLength(1));
    said.close();
    await vi.advanceTimersByTimeAsync(2_000);
    await done;
    expect(hears.size).toBe(0);
    const none = phone(() => Promise.reject(new Error("no browser")));
    await expect(openCheck(none.parts, WANTED)).rejects.toMatchObject({ code: "unsupported" });
    expect(none.hears.size).toBe(0);
  });
});
