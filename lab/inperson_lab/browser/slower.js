// Time that passes so many times slower for a page: one definition of it for all that measures or waits.
(times) => {
  const [now, date] = [performance.now.bind(performance), Date.now.bind(Date)];
  const [began, beganAt] = [now(), date()];
  performance.now = () => began + (now() - began) / times;
  Date.now = () => Math.floor(beganAt + (now() - began) / times);
  for (const name of ["setTimeout", "setInterval"]) {
    const real = globalThis[name].bind(globalThis);
    globalThis[name] = (then, ms = 0, ...more) => real(then, ms * times, ...more);
  }
  const picture = HTMLVideoElement.prototype.requestVideoFrameCallback;
  HTMLVideoElement.prototype.requestVideoFrameCallback = function (seen) {
    return picture.call(this, (_, about) => seen(performance.now(), about));
  };
}
