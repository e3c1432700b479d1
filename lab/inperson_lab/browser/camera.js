// A camera that shows what the presenter renders for what the page shows and says now.
(() => {
  const inside = () => document.querySelector("inperson-capture")?.shadowRoot;
  const drawn = () => {
    const ring = inside()?.querySelector(".ring");
    if (!ring?.style.rx || ring.closest("svg").style.visibility === "hidden") return null;
    if (!onScreen(ring.getBoundingClientRect())) return null;
    const [cx, cy, rx] = ["cx", "cy", "rx"].map((name) => parseFloat(ring.style.getPropertyValue(name)));
    const size = rx / 1.35;
    // the page mirrors; a frame is not mirrored
    return { x: -cx, y: cy - 0.5 * size, size, turn: -side(ring) * 22.5 };
  };
  // Nobody follows an oval whose middle has left the screen.
  const onScreen = ({ left, top, width, height }) => {
    const [x, y] = [left + width / 2, top + height / 2];
    return x > 0 && y > 0 && x < innerWidth && y < innerHeight;
  };
  // Which way the arrow bows tells the side and not how far: whoever follows it seeks the rest.
  const side = (ring) => {
    const bow = ring.parentNode.querySelector(".turn").getAttribute("d").match(/-?[\d.]+(?:e-?\d+)?/g);
    return bow ? Math.sign(bow[2] - bow[0]) : 0;
  };

  let said = null;
  let face = null;
  const listen = () => {
    const live = inside()?.querySelector("[aria-live]");
    if (!live || live.listened) return;
    live.listened = true;
    document.querySelector("inperson-capture").addEventListener("hint", ({ detail }) => (face = detail.face ?? null));
    new MutationObserver(() => {
      said = { number: (said?.number ?? 0) + 1, text: live.textContent, face };
    }).observe(live, { childList: true });
  };

  navigator.mediaDevices.getUserMedia = async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
    const pen = canvas.getContext("2d");
    pen.fillRect(0, 0, 640, 480);
    const stream = canvas.captureStream(30);
    const [track] = stream.getVideoTracks();
    window.cameraTracks = [...(window.cameraTracks ?? []), track];
    listen();
    (async () => {
      while (track.readyState === "live") {
        const frame = await window.presenterFrame(drawn(), said);
        const jpeg = Uint8Array.from(atob(frame), (c) => c.charCodeAt(0));
        const picture = await createImageBitmap(new Blob([jpeg], { type: "image/jpeg" }));
        pen.drawImage(picture, 0, 0);
      }
    })();
    return stream;
  };
})();
