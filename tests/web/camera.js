// A camera that shows what the presenter renders for the oval that the page draws now.
(() => {
  const drawn = () => {
    const ring = document.querySelector("inperson-capture")?.shadowRoot?.querySelector(".ring");
    if (!ring?.style.rx || ring.closest("svg").style.visibility === "hidden") return null;
    const [cx, cy, rx] = ["cx", "cy", "rx"].map((name) => parseFloat(ring.style.getPropertyValue(name)));
    const size = rx / 1.35;
    return { x: -cx, y: cy - 0.5 * size, size }; // the page mirrors; a frame is not mirrored
  };

  navigator.mediaDevices.getUserMedia = async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
    const pen = canvas.getContext("2d");
    pen.fillRect(0, 0, 640, 480);
    const stream = canvas.captureStream(30);
    const [track] = stream.getVideoTracks();
    window.cameraTracks = [...(window.cameraTracks ?? []), track];
    (async () => {
      while (track.readyState === "live") {
        const jpeg = Uint8Array.from(atob(await window.presenterFrame(drawn())), (c) => c.charCodeAt(0));
        const picture = await createImageBitmap(new Blob([jpeg], { type: "image/jpeg" }));
        pen.drawImage(picture, 0, 0);
      }
    })();
    return stream;
  };
})();
