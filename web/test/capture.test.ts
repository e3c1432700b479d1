import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { capture } from "../src/capture.js";
import type { CaptureEvent, CaptureOptions, CaptureResult } from "../src/capture.js";
import type { CaptureError } from "../src/errors.js";
import {
  FakeSocket,
  TARGET,
  TOKEN,
  WELCOME,
  fakeBrowser,
  protocolsOf,
  settled,
} from "./browser.js";
import type { Browser } from "./browser.js";

let browser: Browser;
let events: CaptureEvent[];

beforeEach(() => {
  vi.useFakeTimers();
  browser = fakeBrowser();
  events = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function begin(options: Partial<CaptureOptions> = {}): Promise<CaptureResult | CaptureError> {
  const video = browser.video as unknown as HTMLVideoElement;
  return capture({ token: TOKEN, video, onEvent: (event) => events.push(event), ...options }).catch(
    (error: unknown) => error as CaptureError,
  );
}

async function capturing(options: Partial<CaptureOptions> = {}) {
  const end = begin(options);
  await settled();
  FakeSocket.last.accept().says(WELCOME, TARGET);
  return end;
}

/** Begin, and go on as soon as the capture runs: the end is awaited later. */
async function running(
  options: Partial<CaptureOptions> = {},
): Promise<{ end: Promise<CaptureResult | CaptureError> }> {
  const end = capturing(options);
  await settled();
  return { end };
}

const code = async (end: Promise<unknown>) => ((await end) as CaptureError).code;

describe("a capture", () => {
  test("greets with the token, and never puts it into the address", async () => {
    await running({ server: "https://face.example/base" });
    const socket = FakeSocket.last;
    expect(socket.url).toBe("wss://face.example/base/v1/sessions/ses_1/capture");
    expect(socket.protocols).toEqual(protocolsOf);
    expect(socket.texts[0]).toMatchObject({
      type: "hello",
      token: TOKEN,
      sdk: "web/0.1.0",
      profile: "standard",
      camera: { label: "Fake camera" },
    });
  });

  test("says which notice was agreed to, and nothing of one where nobody was asked", async () => {
    await running({ consent: "digest" });
    expect(FakeSocket.last.texts[0]).toMatchObject({ consent: "digest" });
    await running();
    expect(FakeSocket.last.texts[0]).not.toHaveProperty("consent");
  });

  test("sends frames in order, with header and clock, and no more often than the server wants", async () => {
    await running();
    for (let at = 0; at < 1000; at += 33)
      await browser.video.shows(at).then(() =>
        FakeSocket.last.says({
          type: "guidance",
          sequence: FakeSocket.last.frames.length - 1,
          hint: "hold_still",
          progress: 0.5,
        }),
      );
    const frames = FakeSocket.last.frames;
    expect(frames.length).toBeGreaterThanOrEqual(9);
    expect(frames.length).toBeLessThanOrEqual(11);
    frames.forEach((frame, at) => {
      expect([...frame.slice(0, 8)]).toEqual([1, 0, 0, 0, 0, 0, 0, at]);
      expect(new DataView(frame.buffer).getBigUint64(8)).toBe(BigInt(Date.now()));
    });
  });

  test("says each hint, each target and how far it is", async () => {
    await running();
    FakeSocket.last.says({ type: "guidance", sequence: 0, hint: "move_closer", progress: 0.25 });
    expect(events).toContainEqual({ type: "hint", hint: "move_closer" });
    expect(events).toContainEqual({ type: "progress", index: 0, of: 3, progress: 0.25 });
    expect(events.filter((each) => each.type === "state").map((each) => each.state)).toEqual([
      "camera",
      "connecting",
      "capturing",
    ]);
  });

  test("ends with what the server says, and the camera is off", async () => {
    const { end } = await running();
    FakeSocket.last.says({ type: "checking" });
    expect(browser.track.stopped).toBe(true);
    FakeSocket.last.says({ type: "done", outcome: "fail", improve: ["more_light"] });
    expect(await end).toEqual({ session: "ses_1", outcome: "fail", improve: ["more_light"] });
    expect(FakeSocket.last.closed).toBe(true);
  });

  test("tells a slow line by what has not left the socket, and waits", async () => {
    await running();
    FakeSocket.last.bufferedAmount = 200_000;
    await browser.video.shows(0);
    expect(FakeSocket.last.frames).toHaveLength(0);
  });
});

describe("a lost line", () => {
  test("is opened again with the same token, and goes on where the server says", async () => {
    const { end } = await running();
    await browser.video.shows(0);
    FakeSocket.last.drops();
    expect(browser.track.stopped).toBe(false);
    vi.advanceTimersByTime(200);
    expect(FakeSocket.all).toHaveLength(2);
    FakeSocket.last.accept().says({ ...WELCOME, next_sequence: 7 }, TARGET);
    await browser.video.shows(100);
    expect(FakeSocket.last.frames[0]![7]).toBe(7);
    expect(events.filter((each) => each.type === "ready")).toHaveLength(1);
    FakeSocket.last.says({ type: "done", outcome: "pass", improve: [] });
    expect(await end).toMatchObject({ outcome: "pass" });
  });

  test("leads on to another process, where the capture begins anew at its first target", async () => {
    const { end } = await running();
    FakeSocket.last.says({ ...TARGET, index: 2 });
    await browser.video.shows(0);
    FakeSocket.last.says({ type: "guidance", sequence: 0, hint: "hold_still", progress: 0.5 });
    await browser.video.shows(100);
    expect(FakeSocket.last.frames.map((frame) => frame[7])).toEqual([0, 1]);
    FakeSocket.last.drops(1012);
    expect(events.at(-1)).toEqual({ type: "state", state: "reconnecting" });
    vi.advanceTimersByTime(200);
    // the process that follows waits until the one before is surely gone
    FakeSocket.last
      .accept()
      .says({ type: "error", code: "capture_in_use", title: "In use", retry: true });
    expect(browser.track.stopped).toBe(false);
    vi.advanceTimersByTime(400);
    FakeSocket.last.drops(1012); // and another one is about to stop as well
    vi.advanceTimersByTime(800);
    expect(FakeSocket.all).toHaveLength(4);
    FakeSocket.last.accept().says({ ...WELCOME, next_sequence: 0 }, { ...TARGET, index: 0 });
    expect(events.at(-1)).toEqual({ type: "progress", index: 0, of: 3, progress: 0 });
    await browser.video.shows(2000);
    expect(FakeSocket.last.frames.map((frame) => frame[7])).toEqual([0]);
    expect(FakeSocket.last.texts).toHaveLength(1);
    expect(events.filter((each) => each.type === "ready")).toHaveLength(1);
    FakeSocket.last.says({ type: "done", outcome: "pass", improve: [] });
    expect(await end).toMatchObject({ outcome: "pass" });
  });

  test("is opened again where the first process stops before it greets", async () => {
    const end = begin();
    await settled();
    FakeSocket.last.accept().drops(1012);
    vi.advanceTimersByTime(200);
    FakeSocket.last.accept().says(WELCOME, TARGET, { type: "done", outcome: "pass", improve: [] });
    expect(await end).toMatchObject({ outcome: "pass" });
  });

  test("is given up when the server's window is over", async () => {
    const { end } = await running();
    FakeSocket.last.drops();
    for (let each = 0; each < 40; each += 1) {
      vi.advanceTimersByTime(2_000);
      FakeSocket.last.drops();
    }
    expect(await code(end)).toBe("network_lost");
    expect(FakeSocket.all.length).toBeLessThan(14);
    expect(browser.track.stopped).toBe(true);
  });

  test("is noticed where nobody says so", async () => {
    await running();
    vi.advanceTimersByTime(8_000);
    expect(events.at(-1)).toEqual({ type: "state", state: "reconnecting" });
  });

  test("is tried again at once when the browser is back on line", async () => {
    await running();
    FakeSocket.last.drops();
    browser.window.dispatchEvent(new Event("online"));
    expect(FakeSocket.all).toHaveLength(2);
  });

  test("while it was decided leaves the outcome to the back end", async () => {
    const { end } = await running();
    FakeSocket.last.says({ type: "checking" }).drops();
    vi.advanceTimersByTime(200);
    FakeSocket.last
      .accept()
      .says({ type: "error", code: "session_ended", title: "Over", retry: true });
    expect(await end).toEqual({ session: "ses_1", outcome: "unknown", improve: [] });
  });
});

describe("a capture that cannot be", () => {
  test.each([
    ["NotAllowedError", "permission_denied"],
    ["NotFoundError", "no_camera"],
    ["OverconstrainedError", "no_camera"],
    ["NotReadableError", "camera_in_use"],
  ])("tells %s as %s", async (name, expected) => {
    const cause = new DOMException("", name);
    browser.getUserMedia = () => Promise.reject(cause);
    const error = (await begin()) as CaptureError;
    expect(error.code).toBe(expected);
    expect(error.cause).toBe(cause);
  });

  test("is refused in an insecure page and without a camera API", async () => {
    vi.stubGlobal("navigator", {});
    expect(await code(begin())).toBe("unsupported");
    vi.stubGlobal("isSecureContext", false);
    expect(await code(begin())).toBe("insecure_context");
  });

  test("is the page's own doing, and the console says what to change", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    Object.assign(browser.page, { featurePolicy: { allowsFeature: () => false } });
    expect(await code(begin())).toBe("camera_policy");
    expect(said.mock.lastCall?.[0]).toContain('allow="camera"');
    Object.assign(browser.page, { featurePolicy: undefined });
    const end = begin({ server: "https://face.example" });
    await settled();
    const violation = (blockedURI: string) =>
      Object.assign(new Event("securitypolicyviolation"), {
        effectiveDirective: "connect-src",
        disposition: "enforce",
        blockedURI,
      });
    browser.page.dispatchEvent(violation("https://elsewhere.example/"));
    browser.page.dispatchEvent(violation("wss://face.example/v1/sessions/ses_1/capture"));
    expect(await code(end)).toBe("connect_policy");
    expect(said.mock.lastCall?.[0]).toContain("connect-src");
    said.mockRestore();
  });

  test("is refused with a broken token, which no message quotes", async () => {
    const error = (await begin({ token: "secret" })) as CaptureError;
    expect(error.code).toBe("server_refused");
    expect(JSON.stringify(error) + String(error)).not.toContain("secret");
  });

  test.each([
    ["session_token_expired", "session_expired"],
    ["capture_idle", "timeout"],
    ["subject_locked", "server_refused"],
    ["something_new", "server_refused"],
  ])("tells the server's %s as %s", async (said, expected) => {
    const { end } = await running();
    FakeSocket.last.says({ type: "error", code: said, title: "No", retry: false });
    const error = (await end) as CaptureError;
    expect(error.code).toBe(expected);
    expect(error.cause).toMatchObject({ code: said });
    expect(browser.track.stopped).toBe(true);
  });

  test("ends where the server does not speak the protocol", async () => {
    const { end } = await running();
    FakeSocket.last.onmessage?.({ data: "{" });
    expect(await code(end)).toBe("server_refused");
  });
});

describe("the camera is released", () => {
  test("when it is cancelled, and the server is told", async () => {
    const control = new AbortController();
    const { end } = await running({ signal: control.signal });
    const socket = FakeSocket.last;
    control.abort();
    expect(await code(end)).toBe("cancelled");
    expect(socket.texts.at(-1)).toEqual({ type: "cancel" });
    expect(browser.track.stopped).toBe(true);
  });

  test("when it was cancelled while the browser was asking", async () => {
    const control = new AbortController();
    const end = begin({ signal: control.signal });
    control.abort();
    await settled();
    expect(await code(end)).toBe("cancelled");
    expect(browser.track.stopped).toBe(true);
    expect(FakeSocket.all).toHaveLength(0);
  });

  test("when the page goes away", async () => {
    const { end } = await running();
    browser.window.dispatchEvent(new Event("pagehide"));
    expect(browser.track.stopped).toBe(true);
    expect(await code(end)).toBe("cancelled");
  });

  test("when it shows nothing any more, though the browser was asked to go on", async () => {
    const { end } = await running();
    browser.video.stands = true;
    const play = vi.spyOn(browser.video, "play");
    vi.advanceTimersByTime(5_000);
    browser.video.stands = false;
    vi.advanceTimersByTime(500); // it came back: nothing is lost
    browser.video.stands = true;
    vi.advanceTimersByTime(1_000);
    FakeSocket.last.says({ type: "guidance", sequence: 0, hint: "no_face", progress: 0 });
    vi.advanceTimersByTime(5_500);
    expect(await code(end)).toBe("camera_silent");
    expect(play).toHaveBeenCalled();
    expect(browser.track.stopped).toBe(true);
  });

  test("when the camera is pulled out", async () => {
    const { end } = await running();
    browser.track.dispatchEvent(new Event("ended"));
    expect(await code(end)).toBe("no_camera");
  });
});

test("a hidden page sends nothing, and goes on when it is back", async () => {
  await running();
  browser.page.hidden = true;
  browser.page.dispatchEvent(new Event("visibilitychange"));
  await browser.video.shows(0);
  vi.advanceTimersByTime(60_000);
  expect(FakeSocket.last.frames).toHaveLength(0);
  expect(events.at(-1)).toEqual({ type: "state", state: "paused" });
  browser.page.hidden = false;
  browser.page.dispatchEvent(new Event("visibilitychange"));
  await browser.video.shows(100);
  expect(FakeSocket.last.frames).toHaveLength(1);
});
