/** Frames out of a video element as JPEG: in a worker where there is one, else on a canvas. */

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Scale a video to a shorter side of so many pixels, and keep its shape. */
export function frameSize(video: Size, shorter: number): Size {
  const longest = 1280;
  const scale = Math.min(
    shorter / Math.min(video.width, video.height),
    longest / Math.max(video.width, video.height),
  );
  const even = (length: number) => Math.max(2, Math.round((length * scale) / 2) * 2);
  return { width: even(video.width), height: even(video.height) };
}

/** Turns what a video shows now into a JPEG; undefined if that failed. One at a time. */
export interface Grabber {
  grab(video: HTMLVideoElement, size: Size, quality: number): Promise<ArrayBuffer | undefined>;
  close(): void;
}

const SILENT_MS = 1_500;

/** Wait for a picture, but not for ever: undefined where the browser never comes back. */
function within<T>(picture: Promise<T>): Promise<T | undefined> {
  return Promise.race([
    picture,
    new Promise<undefined>((done) => {
      setTimeout(done, SILENT_MS, undefined);
    }),
  ]);
}

class CanvasGrabber implements Grabber {
  readonly #canvas = document.createElement("canvas");

  async grab(
    video: HTMLVideoElement,
    size: Size,
    quality: number,
  ): Promise<ArrayBuffer | undefined> {
    const canvas = this.#canvas;
    if (canvas.width !== size.width) canvas.width = size.width;
    if (canvas.height !== size.height) canvas.height = size.height;
    canvas.getContext("2d", { alpha: false })?.drawImage(video, 0, 0, size.width, size.height);
    const jpeg = await within(
      new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", quality)),
    );
    return jpeg?.arrayBuffer();
  }

  close(): void {
    this.#canvas.width = 0;
  }
}

class WorkerGrabber implements Grabber {
  readonly #worker: Worker;
  readonly #fallback = new CanvasGrabber();
  #ready = false;
  #id = 0;
  #done: ((jpeg: ArrayBuffer | undefined) => void) | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.onmessage = ({
      data,
    }: MessageEvent<{ ready?: true; id?: number; jpeg?: ArrayBuffer }>) => {
      if (data.ready) this.#ready = true;
      else if (data.id === this.#id) this.#finish(data.jpeg);
    };
    worker.onerror = () => {
      // Not found, or refused by the page's policy: go on without it.
      this.#ready = false;
      this.#finish(undefined);
    };
  }

  async grab(
    video: HTMLVideoElement,
    size: Size,
    quality: number,
  ): Promise<ArrayBuffer | undefined> {
    if (!this.#ready) return this.#fallback.grab(video, size, quality);
    const frame =
      "VideoFrame" in globalThis ? new VideoFrame(video) : await createImageBitmap(video);
    const jpeg = await within(
      new Promise<ArrayBuffer | undefined>((done) => {
        this.#done = done;
        this.#id += 1;
        this.#worker.postMessage({ id: this.#id, frame, ...size, quality }, [frame]);
      }),
    );
    if (this.#done) {
      console.warn("inperson: encoder.js says nothing; a canvas compresses the pictures.");
      this.#ready = false;
      this.#done = undefined;
      this.#worker.terminate();
    }
    return jpeg;
  }

  close(): void {
    this.#worker.terminate();
    this.#finish(undefined);
    this.#fallback.close();
  }

  #finish(jpeg: ArrayBuffer | undefined): void {
    this.#done?.(jpeg);
    this.#done = undefined;
  }
}

/**
 * Where the worker's file lies: beside this module. A name of its own keeps bundlers from copying
 * it.
 */
const HERE = import.meta.url;

/** Return the best grabber that this browser and this page's policy allow. */
export function openGrabber(): Grabber {
  if ("OffscreenCanvas" in globalThis) {
    try {
      return new WorkerGrabber(new Worker(new URL("encoder.js", HERE), { type: "module" }));
    } catch {
      // Another origin's file cannot be a worker.
    }
  }
  return new CanvasGrabber();
}

/**
 * Call back for each new picture of a video, and never for one that was seen; returns how to stop.
 */
export function eachFrame(video: HTMLVideoElement, seen: (nowMs: number) => void): () => void {
  let stopped = false;
  if ("requestVideoFrameCallback" in video) {
    const step = (nowMs: number) => {
      if (stopped) return;
      video.requestVideoFrameCallback(step);
      seen(nowMs);
    };
    const first = video.requestVideoFrameCallback(step);
    return () => {
      stopped = true;
      video.cancelVideoFrameCallback(first);
    };
  }
  const step = (nowMs: number) => {
    if (stopped) return;
    requestAnimationFrame(step);
    seen(nowMs);
  };
  requestAnimationFrame(step);
  return () => {
    stopped = true;
  };
}
