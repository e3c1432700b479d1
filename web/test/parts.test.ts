import { readFileSync } from "node:fs";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { CaptureError, ERROR_CODES } from "../src/errors.js";
import { frameSize } from "../src/frames.js";
import { LANGUAGES, MACHINE_MADE, languageOf } from "../src/languages.js";
import { ENDED, LIVE, Machine, STATES, next } from "../src/machine.js";
import type { Input } from "../src/machine.js";
import { Pace } from "../src/pace.js";
import {
  HINTS,
  IMPROVEMENTS,
  captureUrl,
  frameMessage,
  readMessage,
  readToken,
} from "../src/protocol.js";
import { Announcer, saidInMs } from "../src/view/announcer.js";
import { contrast, onto, readable } from "../src/view/contrast.js";
import { arrowOf, ovalOf, STAGE } from "../src/view/oval.js";
import { Steady } from "../src/view/steady.js";
import { farOff, turnTo, wayTo } from "../src/view/way.js";
import { ENGLISH, IMPROVEMENT_WORDS, errorWords, loadWords, say, wordsOf } from "../src/words.js";
import type { Key } from "../src/words.js";

describe("the machine", () => {
  test("fails from every state in which something can go wrong, and ends for good", () => {
    for (const state of [...LIVE, "checking", "recovering"] as const)
      expect(next(state, "fault")).toBe("failed");
    for (const state of ENDED)
      for (const late of ["welcome", "pass", "fail", "lost", "checking"] as Input[])
        expect(next(state, late)).toBeUndefined();
  });

  test("reaches every state from the notice", () => {
    const inputs: Input[] = [
      "begin",
      "opened",
      "welcome",
      "hidden",
      "shown",
      "lost",
      "checking",
      "pass",
      "fail",
      "unknown",
      "again",
      "fault",
      "reset",
    ];
    const reached = new Set(["notice"]);
    for (let round = STATES.length; round > 0; round -= 1) {
      for (const state of STATES.filter((each) => reached.has(each)))
        for (const input of inputs) {
          const to = next(state, input);
          if (to) reached.add(to);
        }
    }
    expect([...reached].sort()).toEqual([...STATES].sort());
  });

  test("tells its watchers of each step and ignores what a state does not take", () => {
    const machine = new Machine();
    const steps: string[] = [];
    const stop = machine.watch((to, from) => steps.push(`${from} > ${to}`));
    expect(machine.take("pass")).toBe(false);
    expect(machine.take("begin")).toBe(true);
    stop();
    machine.take("fault");
    expect(steps).toEqual(["notice > camera"]);
  });
});

describe("words", () => {
  beforeAll(() => Promise.all(LANGUAGES.map(loadWords)));

  test("miss no key in any language", () => {
    for (const language of LANGUAGES) {
      const words = wordsOf(language)!;
      expect(words.lang).toBe(language);
      expect(Object.keys(words)).toEqual(Object.keys(ENGLISH));
      for (const [key, text] of Object.entries(words)) {
        expect(text.trim(), key).not.toBe("");
        expect(text.split("#").length, key).toBe(ENGLISH[key as Key].split("#").length);
      }
    }
  });

  test("are translated: no sentence is the English one in another language", () => {
    for (const language of LANGUAGES.slice(1))
      for (const [key, text] of Object.entries(wordsOf(language)!))
        expect(text, `${language} ${key}`).not.toBe(ENGLISH[key as Key]);
  });

  test("are there for every hint, improvement and error", () => {
    for (const language of LANGUAGES) {
      const words = wordsOf(language)!;
      const ways = ["turn_left", "turn_right"] as const; // which one, the picture says
      for (const hint of HINTS)
        for (const each of hint === "turn_head" ? ways : [hint])
          expect(words[`hint_${each}`]).toBeTruthy();
      for (const each of IMPROVEMENTS) expect(words[IMPROVEMENT_WORDS[each]]).toBeTruthy();
      for (const code of ERROR_CODES) expect(words[errorWords(code)]).toBeTruthy();
    }
  });

  test("say in their file whether a native speaker has signed them", () => {
    for (const language of LANGUAGES.slice(1)) {
      const file = new URL(`../src/words/${language}.ts`, import.meta.url);
      const unsigned = readFileSync(file, "utf8").includes("No native speaker has signed");
      expect(unsigned, language).toBe(MACHINE_MADE.includes(language));
    }
  });

  test("are chosen by the base of a locale", () => {
    expect(
      ["de-AT", "zh_Hant_TW", "AR", "pt-BR", ""].map((each) => languageOf(each, LANGUAGES)),
    ).toEqual(["de", "zh", "ar", "pt", "en"]);
    expect(say(wordsOf("fr")!, "step", 2, 4)).toBe("Étape 2 sur 4");
  });
});

describe("the wire", () => {
  test("gives a frame its header", () => {
    const message = frameMessage(258, 1_700_000_000_000, new Uint8Array([9, 8]).buffer);
    const header = new DataView(message.buffer);
    expect(message).toHaveLength(18);
    expect([header.getUint8(0), header.getUint32(4), header.getBigUint64(8)]).toEqual([
      1,
      258,
      1_700_000_000_000n,
    ]);
  });

  test("reads what it knows, skips a later version's, and refuses what lacks a field", () => {
    expect(readMessage('{"type":"checking"}')).toEqual({ type: "checking" });
    expect(readMessage('{"type":"confetti"}')).toBeUndefined();
    for (const bad of [
      "{",
      '{"type":"target","index":0}',
      '{"type":"done","outcome":"pass","improve":null}',
    ])
      expect(() => readMessage(bad)).toThrow(SyntaxError);
  });

  test("takes the session out of the token", () => {
    const token = (claims: object) =>
      `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.sig`;
    expect(readToken(token({ sub: "ses_ü?>", knd: "production" }))).toEqual({
      session: "ses_ü?>",
      lit: false,
      kept: false,
      tenant: "",
      notices: {},
    });
    expect(
      readToken(
        token({ sub: "s", knd: "production", tid: "ten_1", ask: "changed", ntc: { en: "digest" } }),
      ),
    ).toMatchObject({ tenant: "ten_1", ask: "changed", notices: { en: "digest" } });
    for (const bad of ["", "x", "a.b.c", token({ sub: 1 })]) expect(() => readToken(bad)).toThrow();
    expect(captureUrl("http://127.0.0.1:8018", "a/b")).toBe(
      "ws://127.0.0.1:8018/v1/sessions/a%2Fb/capture",
    );
  });
});

/** A line of so many bits a second, and the time of an answer without waiting, in virtual time. */
function line(pace: Pace, kbitS: number, roundTripMs: number, forMs: number) {
  const kB: Record<string, number> = { "240": 5, "360": 10, "480": pace.quality > 0.8 ? 40 : 25 };
  const answers: { at: number; sequence: number; sentAt: number; side: number }[] = [];
  const seen: typeof answers = [];
  let [free, sequence] = [0, 0];
  pace.limit(10);
  for (let now = 0; now < forMs; now += 1000 / 30) {
    while (answers[0] && answers[0].at <= now) {
      seen.push(answers[0]);
      pace.answered(answers[0].sequence, answers.shift()!.at);
    }
    if (!pace.due(now, 0)) continue;
    pace.taken(now);
    pace.sent(sequence, now);
    kB["480"] = pace.quality > 0.8 ? 40 : 25;
    free = Math.max(free, now) + (kB[String(pace.sidePx)]! * 8000) / kbitS;
    answers.push({ at: free + roundTripMs, sequence, sentAt: now, side: pace.sidePx });
    sequence += 1;
  }
  const late = seen.slice(-10).map((each) => each.at - each.sentAt);
  return {
    hz: (1000 * seen.length) / forMs,
    side: seen.at(-1)!.side,
    firstSide: seen[0]!.side,
    slowestMs: Math.max(...late),
  };
}

describe("the pace", () => {
  test("takes as many frames a second as the server wants", () => {
    const { hz, side, firstSide, slowestMs } = line(new Pace(), 10_000, 50, 6000);
    expect(hz).toBeGreaterThan(9);
    expect(hz).toBeLessThan(10.5);
    expect([firstSide, side]).toEqual([240, 480]);
    expect(slowestMs).toBeLessThan(150);
  });

  test("fills a line whose answers take long", () => {
    expect(line(new Pace(), 10_000, 800, 10_000).hz).toBeGreaterThan(7);
  });

  test.each([
    [120, 600, 1.8],
    [250, 400, 4],
    [500, 100, 8],
    [1000, 300, 7],
  ])("makes frames smaller before it sends fewer: %i kbit/s, %i ms", (kbitS, ms, least) => {
    const { hz, side, slowestMs } = line(new Pace(), kbitS, ms, 20_000);
    expect(hz).toBeGreaterThan(least);
    expect(side).toBeLessThan(480);
    expect(slowestMs, "frames queue").toBeLessThan(ms + 1200);
  });

  test("waits for a server that does not answer, but not for ever", () => {
    const pace = new Pace();
    const sent: number[] = [];
    for (let at = 0; at < 5000; at += 50)
      if (pace.due(at, 0)) {
        pace.taken(at);
        pace.sent(sent.length, at);
        sent.push(at);
      }
    expect(sent).toEqual([0, 3050]);
  });

  test("sends nothing that is too large, and the next one smaller", () => {
    const pace = new Pace();
    line(pace, 10_000, 50, 3000);
    const { quality } = pace;
    expect(pace.fits(300_000, 262_144)).toBe(false);
    expect(pace.quality).toBeLessThan(quality);
    expect(pace.due(1e6, 500_000)).toBe(false);
  });

  test("begins small again on another line", () => {
    const pace = new Pace();
    line(pace, 10_000, 50, 3000);
    pace.resume();
    expect(pace.sidePx).toBe(240);
  });
});

describe("what is announced", () => {
  let said: [number, string][];
  let announcer: Announcer;
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
    said = [];
    announcer = new Announcer((text) => said.push([Date.now(), text]));
  });
  afterEach(() => vi.useRealTimers());
  const texts = () => said.map(([, text]) => text);

  test("is each said whole, the way first and how far one has come in its pause", () => {
    announcer.say("One moment");
    announcer.step("Step 1 of 3");
    announcer.hint("Move closer");
    vi.advanceTimersByTime(9_000);
    expect(texts().slice(0, 4)).toEqual([
      "One moment",
      "Move closer",
      "Step 1 of 3",
      "Move closer",
    ]);
    said.slice(1).forEach(([at], index) => {
      const [before, text] = said[index]!;
      expect(at - before).toBeGreaterThanOrEqual(saidInMs(text));
    });
  });

  test("waits for the way to the next target, which may be as it was to the last", () => {
    announcer.hint("Move closer");
    vi.advanceTimersByTime(100);
    announcer.step("Step 2 of 3");
    vi.advanceTimersByTime(9_000);
    expect(texts()).toEqual(["Move closer"]);
    announcer.hint("Move closer");
    vi.advanceTimersByTime(2_000);
    expect(texts()).toEqual(["Move closer", "Move closer", "Step 2 of 3"]);
  });

  test("is dropped where it grew old while another text was said", () => {
    announcer.say("Allow the camera, please");
    announcer.step("Step 1 of 3");
    announcer.hint("Move closer");
    announcer.step("Step 2 of 3");
    announcer.hint("Move back");
    vi.advanceTimersByTime(4_500);
    expect(texts()).toEqual(["Allow the camera, please", "Move back", "Step 2 of 3"]);
    announcer.hint("Move left");
    announcer.drop();
    vi.advanceTimersByTime(60_000);
    expect(texts()).toHaveLength(3);
  });

  test("is said again after a pause while it holds, and a flood is no flood", () => {
    for (let at = 0; at < 12_000; at += 100) {
      announcer.hint("Move left");
      vi.advanceTimersByTime(100);
    }
    expect(texts()).toEqual(Array(5).fill("Move left"));
    for (let at = 0; at < 12_000; at += 100) {
      announcer.hint(at % 200 ? "Move up" : "Move down");
      vi.advanceTimersByTime(100);
    }
    expect(said.length).toBeLessThanOrEqual(16);
  });
});

describe("the screen", () => {
  test("mirrors a target and draws it where the protocol says", () => {
    const oval = ovalOf({ x: 0.1, y: -0.05, size: 0.2 }, true);
    expect(oval).toMatchObject({ cx: -0.1, cy: 0.05 });
    expect(oval.rx).toBeCloseTo(0.27);
    expect(oval.ry).toBeCloseTo(0.37);
    expect(ovalOf({ x: 0.1, y: 0, size: 0.2 }, false).cx).toBe(0.1);
  });

  test("has room for the nearest oval wherever it may be", () => {
    const near = ovalOf({ x: 0.12, y: -0.094, size: 0.33 }, true);
    expect(near.cx - near.rx).toBeGreaterThan(STAGE.left - 0.02);
    expect(near.cy + near.ry).toBeLessThan(STAGE.top + STAGE.height);
    const high = ovalOf({ x: 0, y: -0.1, size: 0.33 }, true);
    expect(high.cy - high.ry).toBeGreaterThan(STAGE.top);
  });

  test("keeps an accent that can be read, and mends one that cannot, on any ground", () => {
    const grounds = [
      [255, 255, 255],
      [27, 31, 36],
      [119, 119, 119],
    ] as const;
    for (const ground of grounds)
      for (const accent of [[119, 170, 0], [255, 255, 0], [11, 87, 208], ground] as const) {
        const mended = readable(accent, ground);
        if (contrast(accent, ground) >= 4.5) expect(mended).toEqual(accent);
        expect(contrast(mended, ground)).toBeGreaterThanOrEqual(4.47); // grey allows no more
        expect(contrast(onto(mended), mended)).toBeGreaterThanOrEqual(4.5);
      }
    expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21);
  });

  test("says which way as the person sees it, who looks into a mirror", () => {
    const target = { x: 0.1, y: 0, size: 0.2, turn: 0 };
    const ways = [
      [{ x: 0, y: 0.02, size: 0.2, turn: 0 }, "left", "right"],
      [{ x: 0.3, y: 0.02, size: 0.2, turn: 0 }, "right", "left"],
      [{ x: 0.12, y: 0.2, size: 0.2, turn: 0 }, "up", "up"],
      [{ x: 0.12, y: -0.2, size: 0.2, turn: 0 }, "down", "down"],
    ] as const;
    for (const [face, mirrored, plain] of ways) {
      expect(wayTo(target, face, true)).toBe(mirrored);
      expect(wayTo(target, face, false)).toBe(plain);
    }
  });

  test("says which way to turn, and that a turn too far goes back", () => {
    const target = { x: 0, y: 0, size: 0.2, turn: 20 };
    expect(turnTo(target, undefined, true)).toBe("turn_left");
    expect(turnTo(target, { ...target, turn: -20 }, false)).toBe("turn_right");
    expect(turnTo(target, { ...target, turn: 35 }, true)).toBe("turn_right");
    expect(farOff(target, target)).toBe(0);
    expect(farOff(target, { ...target, x: 0.1, turn: -25 })).toBe(1);
  });

  test("draws an arrow on the side to which the head turns, and none for a straight one", () => {
    const target = { index: 1, of: 3, x: 0, y: 0, size: 0.2, turn: 20 };
    const end = (path: string) => Number(path.split(" ").at(-2)!.slice(1).split("L").at(-1));
    expect(arrowOf({ ...target, turn: 0 }, true)).toBe("");
    expect(end(arrowOf(target, true))).toBeLessThan(0);
    expect(end(arrowOf(target, false))).toBeGreaterThan(0);
  });

  test("says how far a face is off, aside as well as before and behind", () => {
    const target = { x: 0.1, y: 0, size: 0.2, turn: 0 };
    expect(farOff(target, target)).toBe(0);
    expect(farOff(target, { ...target, x: 0.3 })).toBeCloseTo(0.5);
    expect(farOff(target, { ...target, size: 0.14 })).toBeCloseTo(0.51);
    expect(farOff(target, { x: -0.5, y: 0.5, size: 0.05, turn: 0 })).toBe(1);
  });

  test("keeps a word long enough to be read", () => {
    const steady = new Steady<string>(700);
    const shown = [
      [0, "a"],
      [100, "b"],
      [500, "a"],
      [650, "b"],
      [750, "b"],
      [760, "a"],
    ].filter(([at, text]) => steady.offer(text as string, at as number));
    expect(shown).toEqual([
      [0, "a"],
      [750, "b"],
    ]);
  });

  test("scales a frame to the server's shorter side and keeps its shape", () => {
    expect(frameSize({ width: 1280, height: 720 }, 480)).toEqual({ width: 854, height: 480 });
    expect(frameSize({ width: 480, height: 640 }, 480)).toEqual({ width: 480, height: 640 });
  });
});

test("an error says whether to try again", () => {
  expect(
    new CaptureError("server_refused", { code: "server_full", title: "", retry: true }).retryable,
  ).toBe(true);
  expect(new CaptureError("server_refused", new SyntaxError("x")).retryable).toBe(false);
  expect(new CaptureError("unsupported").retryable).toBe(false);
  expect(new CaptureError("network_lost").retryable).toBe(true);
  expect(new CaptureError("token_unavailable", new Error("500")).retryable).toBe(true);
  expect(new CaptureError("token_unavailable", { retry: false }).retryable).toBe(false);
});
