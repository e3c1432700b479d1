// A script in the camera's place: a canvas that it paints, as its stream.
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
  const pen = canvas.getContext("2d");
  const paint = () => {
    pen.fillStyle = `hsl(${performance.now() / 20} 50% 50%)`;
    pen.fillRect(0, 0, 640, 480);
    requestAnimationFrame(paint);
  };
  paint();
  return canvas.captureStream(30);
};
