// A camera that shows a drawn person where the oval is: for pictures that show nobody's face.
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
  const pen = canvas.getContext("2d");
  const shape = (colour, ...ellipses) => {
    pen.fillStyle = colour;
    for (const [x, y, rx, ry] of ellipses) {
      pen.beginPath();
      pen.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI);
      pen.fill();
    }
  };
  const draw = () => {
    const ring = document.querySelector("inperson-capture")?.shadowRoot?.querySelector(".ring");
    const at = (name) => parseFloat(ring?.style.getPropertyValue(name) || { cx: 0, cy: 0.05, rx: 0.22 }[name]);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.fillStyle = "#8fa3ad";
    pen.fillRect(0, 0, 640, 480);
    pen.fillStyle = "#b9c7cd";
    pen.fillRect(430, 40, 150, 190);
    const size = at("rx") / 1.35;
    const unit = 480 * size;
    pen.setTransform(unit, 0, 0, unit, 320 - 480 * at("cx"), 240 + 480 * (at("cy") - 0.5 * size));
    shape("#35506b", [0, 3.5, 2.3, 1.6]);
    shape("#d9a07a", [0, 1.75, 0.5, 0.7]);
    shape("#4a3325", [0, 0.15, 1.15, 1.5]);
    shape("#e8b48f", [0, 0.4, 0.98, 1.32], [-1.02, 0.35, 0.16, 0.28], [1.02, 0.35, 0.16, 0.28]);
    shape("#4a3325", [0, -0.85, 0.85, 0.42], [-0.5, -0.28, 0.2, 0.05], [0.5, -0.28, 0.2, 0.05]);
    shape("#fff", [-0.5, 0, 0.19, 0.1], [0.5, 0, 0.19, 0.1]);
    shape("#3a2a20", [-0.5, 0, 0.09, 0.09], [0.5, 0, 0.09, 0.09]);
    shape("#d9a07a", [0, 0.5, 0.13, 0.1]);
    shape("#b5534a", [0, 0.95, 0.3, 0.07]);
    setTimeout(draw, 50);
  };
  draw();
  return canvas.captureStream(20);
};
