/** The camera: asked for, described, released. */

import { CaptureError, cameraError } from "./errors.js";

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
  const stream = await navigator.mediaDevices
    .getUserMedia({
      audio: false,
      video: {
        width: { ideal: 640 },
        height: { ideal: 480 },
        frameRate: { ideal: 30 },
        ...(choice.deviceId
          ? { deviceId: { exact: choice.deviceId } }
          : { facingMode: { ideal: choice.facing ?? "user" } }),
      },
    })
    .catch((error: unknown) => {
      throw cameraError(error);
    });
  try {
    video.muted = true;
    video.playsInline = true;
    video.srcObject = stream;
    await video.play();
  } catch (error) {
    closeCamera(stream, video);
    throw cameraError(error);
  }
  return stream;
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
  const known = {
    label: track?.label,
    facing: settings.facingMode,
    width: settings.width,
    height: settings.height,
    frame_rate: settings.frameRate,
  };
  const entries = Object.entries(known).filter(([, value]) => value !== undefined && value !== "");
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value).slice(0, 128)]));
}
