/** The camera: asked for, described, released. */

import { CaptureError, cameraError } from "./errors.js";

const LOOK_MS = 500;
const STILL = 12; // looks: 6 s, less than the server waits for a frame
const PLAY_MS = 10_000;

export interface CameraChoice {
  readonly facing?: "user" | "environment";
  readonly deviceId?: string;
}

/** @throws CaptureError if this page cannot have a camera or a socket at all. */
export function checkSupport(): void {
  if (!globalThis.isSecureContext) throw new CaptureError("insecure_context");
  if (!navigator.mediaDevices?.getUserMedia || !("WebSocket" in globalThis)) {
    throw new CaptureError("unsupported");
  }
  // Chromium alone says it beforehand; elsewhere it cannot be told from a person's no.
  const { featurePolicy } = document as {
    featurePolicy?: { allowsFeature(name: string): boolean };
  };
  if (featurePolicy && !featurePolicy.allowsFeature("camera"))
    throw new CaptureError("camera_policy");
}

function ask({ facing, deviceId }: CameraChoice): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({
    audio: false,
    video: {
      width: { ideal: 640 },
      height: { ideal: 480 },
      frameRate: { ideal: 30 },
      ...(deviceId
        ? { deviceId: { exact: deviceId } }
        : { facingMode: { ideal: facing ?? "user" } }),
    },
  });
}

/** Cameras that see no face as people do: laptops have one beside the other. */
const INFRARED = /infra|\bir\b|depth/i;
const FRONT = /front|user|facetime/i;

/** A camera as the browser names it to this page alone. */
export interface Camera {
  readonly deviceId: string;
  readonly label: string;
}

/** The cameras to choose from, those at the front first; none before the browser names them. */
export async function listCameras(): Promise<readonly Camera[]> {
  const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => undefined)) ?? [];
  return all
    .filter(({ kind, label }) => kind === "videoinput" && label && !INFRARED.test(label))
    .sort((one, other) => Number(FRONT.test(other.label)) - Number(FRONT.test(one.label)));
}

/** Ask for a camera; where the browser gives one for infrared, for another one instead. */
async function askForVisible(choice: CameraChoice): Promise<MediaStream> {
  const { facing, deviceId } = choice;
  const stream = await ask(choice).catch((error: unknown) => {
    // One that was chosen long ago may be gone.
    if (!deviceId || (error as Error).name !== "OverconstrainedError") throw error;
    return askForVisible(facing ? { facing } : {});
  });
  if (deviceId || !INFRARED.test(stream.getVideoTracks()[0]?.label ?? "")) return stream;
  const [other] = await listCameras();
  if (!other) return stream;
  for (const track of stream.getTracks()) track.stop();
  return ask(other);
}

/**
 * Ask for the camera and show it in a video element.
 *
 * @throws CaptureError if there is none, it is busy, or the person said no.
 */
export async function openCamera(
  choice: CameraChoice,
  video: HTMLVideoElement,
): Promise<MediaStream> {
  const stream = await askForVisible(choice).catch((error: unknown) => {
    throw cameraError(error);
  });
  try {
    video.muted = true;
    video.playsInline = true;
    video.srcObject = stream;
    await Promise.race([
      video.play(),
      new Promise((_, reject) => {
        setTimeout(() => reject(new CaptureError("camera_silent")), PLAY_MS);
      }),
    ]);
  } catch (error) {
    closeCamera(stream, video);
    throw cameraError(error);
  }
  return stream;
}

/**
 * Keep the picture going, and tell if it stays away: browsers stop it for a call, for another app,
 * when the element is moved in its page, and some do not say so. Looks are counted and not seconds,
 * so that a tab that was frozen begins where it was.
 *
 * @returns how to stop watching.
 */
export function watchCamera(
  video: HTMLVideoElement,
  wanted: () => boolean,
  silent: () => void,
): () => void {
  let [last, still] = [-1, 0];
  const timer = setInterval(() => {
    // The clock goes on without a picture in Chromium; Safari counts no pictures of a camera.
    const shown = video.getVideoPlaybackQuality?.().totalVideoFrames || video.currentTime;
    const moved = shown !== last;
    last = shown;
    still = moved || !wanted() ? 0 : still + 1;
    if (still > 0) void video.play().catch(() => undefined);
    if (still === STILL) silent();
  }, LOOK_MS);
  return () => clearInterval(timer);
}

/** Switch the camera off. May be called twice. */
export function closeCamera(stream: MediaStream | undefined, video: HTMLVideoElement): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
  if (video.srcObject === stream) video.srcObject = null;
}

/** Say what is known of the camera: the server records it as signs of injection. */
export function describeCamera(stream: MediaStream): Record<string, string> {
  const track = stream.getVideoTracks()[0];
  const settings = track?.getSettings() ?? {};
  const can = track?.getCapabilities?.();
  const known = {
    label: track?.label,
    facing: settings.facingMode,
    width: settings.width,
    height: settings.height,
    frame_rate: settings.frameRate,
    // What follows differs where a script puts a stream of its own in the camera's place.
    group: settings.groupId && "yes",
    track: track?.constructor.name,
    asked: navigator.mediaDevices.getUserMedia.toString().includes("[native code]")
      ? "native"
      : "other",
    offers: can && `${can.width?.max}x${can.height?.max}`,
  };
  const entries = Object.entries(known).filter(([, value]) => value !== undefined && value !== "");
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value).slice(0, 128)]));
}
