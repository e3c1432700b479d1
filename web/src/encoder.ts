/**
 * The worker that scales and compresses frames, so that the page's own thread stays free. It is a
 * file of its own and not a Blob URL: `worker-src blob:` is what a strict policy refuses.
 */

interface Job {
  readonly id: number;
  readonly frame: VideoFrame | ImageBitmap;
  readonly width: number;
  readonly height: number;
  readonly quality: number;
}

const scope = self as unknown as DedicatedWorkerGlobalScope;
const canvas = new OffscreenCanvas(1, 1);
const pen = canvas.getContext("2d", { alpha: false });

async function encode(job: Job): Promise<ArrayBuffer> {
  if (!pen) throw new Error("no 2d canvas");
  if (canvas.width !== job.width) canvas.width = job.width;
  if (canvas.height !== job.height) canvas.height = job.height;
  pen.drawImage(job.frame, 0, 0, job.width, job.height);
  job.frame.close();
  const jpeg = await canvas.convertToBlob({ type: "image/jpeg", quality: job.quality });
  return jpeg.arrayBuffer();
}

scope.onmessage = ({ data }: MessageEvent<Job>) => {
  encode(data).then(
    (jpeg) => scope.postMessage({ id: data.id, jpeg }, [jpeg]),
    () => scope.postMessage({ id: data.id }),
  );
};
scope.postMessage({ ready: true });
