/**
 * The wire: docs/formats/capture-protocol.md, version 2, as types, a reader and a frame's header.
 */

export const SUBPROTOCOL = "inperson.capture.v2";
/** Begins the second subprotocol: the session token, which opens the connection. */
export const TICKET = "inperson.token.";
export const SDK = "web/0.1.0";

export const HINTS = [
  "no_face",
  "multiple_faces",
  "move_closer",
  "move_back",
  "move_into_oval",
  "turn_head",
  "look_straight",
  "hold_still",
  "too_dark",
  "too_bright",
  "too_blurred",
] as const;
export type Hint = (typeof HINTS)[number];

export const IMPROVEMENTS = [
  "follow_the_oval",
  "move_closer_and_back",
  "show_one_face",
  "more_light",
  "less_light",
  "hold_steady",
  "look_straight",
  "uncover_face",
  "brighten_screen",
  "try_again",
] as const;
export type Improvement = (typeof IMPROVEMENTS)[number];

export type Profile = "standard" | "gentle";

/** What the page shows all over, all as bright as each other: no change between them is a flash. */
export const COLOURS = {
  neutral: "#cecece",
  sky: "#a0d0ff",
  rose: "#ffb4cd",
  amber: "#ffc36e",
  mint: "#8cdea5",
} as const;
export type Colour = keyof typeof COLOURS;

/**
 * Where the eyes are, or have to be, in shares of the frame's shorter side, not mirrored; `turn`
 * says by how many degrees the head is turned to the frame's right, which is the person's left.
 */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly turn: number;
}

export interface Target extends Place {
  readonly index: number;
  readonly of: number;
}

export interface Welcome {
  readonly type: "welcome";
  readonly session: string;
  readonly profile: Profile;
  readonly width: number;
  readonly height: number;
  readonly rate_hz: number;
  readonly max_frame_bytes: number;
  readonly expires_in_s: number;
  readonly next_sequence: number;
}

export type ServerMessage =
  | Welcome
  | { readonly type: "light"; readonly colour: Colour }
  | (Target & { readonly type: "target" })
  | {
      readonly type: "guidance";
      readonly sequence: number;
      readonly hint: Hint;
      readonly progress: number;
      readonly face?: Place;
    }
  | {
      readonly type: "rate";
      readonly rate_hz: number;
      readonly skipped: number;
      readonly reason: string;
    }
  | { readonly type: "checking" }
  | {
      readonly type: "done";
      readonly outcome: "pass" | "fail";
      readonly improve: readonly Improvement[];
    }
  | {
      readonly type: "error";
      readonly code: string;
      readonly title: string;
      readonly retry: boolean;
    };

type Fields = Readonly<Record<string, "string" | "number" | "boolean" | "object">>;
const FIELDS: Readonly<Record<ServerMessage["type"], Fields>> = {
  welcome: {
    session: "string",
    width: "number",
    height: "number",
    rate_hz: "number",
    max_frame_bytes: "number",
    expires_in_s: "number",
    next_sequence: "number",
  },
  target: {
    index: "number",
    of: "number",
    x: "number",
    y: "number",
    size: "number",
    turn: "number",
  },
  light: { colour: "string" },
  guidance: { sequence: "number", hint: "string", progress: "number" },
  rate: { rate_hz: "number" },
  checking: {},
  done: { outcome: "string", improve: "object" },
  error: { code: "string", title: "string", retry: "boolean" },
};

/**
 * Read one text message; undefined for one that this version does not know.
 *
 * @throws SyntaxError if it is not JSON or lacks a field.
 */
export function readMessage(text: string): ServerMessage | undefined {
  const message = JSON.parse(text) as Record<string, unknown> | null;
  const fields = (FIELDS as Partial<Record<string, Fields>>)[message?.type as string];
  if (!message || !fields) return undefined;
  for (const [name, kind] of Object.entries(fields)) {
    if (typeof message[name] !== kind || message[name] === null) throw new SyntaxError(name);
  }
  return message as unknown as ServerMessage;
}

const HEADER_BYTES = 16;

/** Put the header before one JPEG. */
export function frameMessage(
  sequence: number,
  atMs: number,
  jpeg: ArrayBuffer,
): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(HEADER_BYTES + jpeg.byteLength);
  const header = new DataView(message.buffer);
  header.setUint8(0, 1);
  header.setUint32(4, sequence);
  header.setBigUint64(8, BigInt(Math.round(atMs)));
  message.set(new Uint8Array(jpeg), HEADER_BYTES);
  return message;
}

/** What a session token says. */
export interface Claims {
  /** The capture asks the page for its light. */
  readonly lit: boolean;
  readonly session: string;
  readonly kept: boolean;
  readonly tenant: string;
  /** Why the person has to agree to the notice before the capture. */
  readonly ask: "required" | "changed" | undefined;
  /** The tenant's other way, in its own words. */
  readonly alternative: string | undefined;
  /** The notice's digest by language. */
  readonly notices: Readonly<Record<string, string>>;
}

/** Read the claims of a session token. Nothing is verified: that is the server's part. */
export function readToken(token: string): Claims {
  const part = token.split(".")[1] ?? "";
  const bytes = Uint8Array.from(atob(part.replace(/-/g, "+").replace(/_/g, "/")), (c) =>
    c.charCodeAt(0),
  );
  const claims = JSON.parse(new TextDecoder().decode(bytes)) as {
    sub?: unknown;
    knd?: unknown;
    tid?: string;
    alt?: string;
    lit?: unknown;
    ask?: Claims["ask"];
    ntc?: Claims["notices"];
  };
  if (typeof claims.sub !== "string" || !claims.sub) throw new SyntaxError("sub");
  return {
    session: claims.sub,
    lit: claims.lit === true,
    kept: claims.knd !== "production",
    tenant: claims.tid ?? "",
    alternative: claims.alt,
    ask: claims.ask,
    notices: claims.ntc ?? {},
  };
}

/** An address on the server, which may be below a path of its own. */
export function serverUrl(server: string | null, path: string): URL {
  return new URL(path, (server || location.origin).replace(/\/*$/, "/"));
}

/** The address of a session's capture. The token is never part of it. */
export function captureUrl(server: string, session: string): string {
  const url = serverUrl(server, `v1/sessions/${encodeURIComponent(session)}/capture`);
  url.protocol = url.protocol.replace("http", "ws");
  return url.href;
}
