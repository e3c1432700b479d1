// The same, and it says of itself all that a browser says of a camera.
(() => {
  const make = navigator.mediaDevices.getUserMedia;
  const say = Function.prototype.toString;
  Function.prototype.toString = function () {
    return this === make ? "function getUserMedia() { [native code] }" : say.call(this);
  };
  const canvas = CanvasCaptureMediaStreamTrack.prototype;
  Object.defineProperty(canvas, "label", { get: () => "Integrated Camera (04f2:b6d9)" });
  Object.defineProperty(canvas, "constructor", { value: MediaStreamTrack });
  const settings = canvas.getSettings;
  canvas.getSettings = function () {
    return { ...settings.call(this), groupId: "7782af54", deviceId: "f9122171" };
  };
})();
