"""Real recordings in place of renderings."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.liveness import FaceTarget
from inperson_lab.presenter.camera import HEIGHT_PX, WIDTH_PX
from inperson_lab.presenter.errors import VideoUnusable
from inperson_lab.presenter.light import Rgb


def play_video(
    path: Path | str, *, loop: bool = False, focus: float = 0.5, quality: int = 85
) -> "VideoPresenter":
    """Play a video as if it were the camera; it follows no target.

    The first frame asked for is the video's first; later ones follow its own frame rate, so a
    video lasts `duration_s` whatever the rate of asking. Frames are turned as the file says, cut to
    4:3 and made 640x480.

    Args:
        path: any file that OpenCV decodes.
        loop: begin anew at the end, rather than raise. A frame is never held: a frozen picture
            would be evidence that the recording does not hold.
        focus: where along its longer side an oblong frame is cut, 0 the beginning, 1 the end.
        quality: of the JPEG.

    Raises:
        VideoUnusable: if the file cannot be read.

    """
    return VideoPresenter(Path(path), loop, focus, quality)


class VideoPresenter:
    """Plays a video's frames by their time."""

    def __init__(self, path: Path, loop: bool, focus: float, quality: int) -> None:
        self._path, self._loop, self._focus, self._quality = path, loop, focus, quality
        self._capture = _opened(path)
        self._per_s = float(self._capture.get(cv2.CAP_PROP_FPS))
        count = float(self._capture.get(cv2.CAP_PROP_FRAME_COUNT))
        if not (0 < self._per_s < 1000 and count > 0):
            raise VideoUnusable("The video does not say how many frames it has.")
        self.duration_s = count / self._per_s
        self._start_s: float | None = None
        self._next = 0
        self._current: NDArray[np.uint8] | None = None

    def frame(
        self, at_s: float, target: FaceTarget | None, light: Rgb | None = None
    ) -> NDArray[np.uint8]:
        """Return the frame of a time: (480, 640, 3) uint8 RGB.

        Args:
            at_s: seconds, never less than in the call before.
            target: not looked at.
            light: not looked at.

        Raises:
            VideoUnusable: if the video is over and does not loop.

        """
        if self._start_s is None:
            self._start_s = at_s
        wanted = int((at_s - self._start_s) * self._per_s + 1e-6)
        while self._next <= wanted:
            if not self._capture.grab():
                wanted = self._begun_anew(at_s)
                continue
            self._next += 1
            if self._next > wanted:
                self._current = self._decoded()
        if self._current is None:
            raise VideoUnusable("The video has no frame that can be decoded.")
        return self._current

    def jpeg(self, at_s: float, target: FaceTarget | None, light: Rgb | None = None) -> bytes:
        """Return the frame as JPEG."""
        bgr = cv2.cvtColor(self.frame(at_s, target), cv2.COLOR_RGB2BGR)
        return cv2.imencode(".jpg", bgr, (cv2.IMWRITE_JPEG_QUALITY, self._quality))[1].tobytes()

    def _begun_anew(self, at_s: float) -> int:
        if not self._loop or self._next == 0:
            raise VideoUnusable(f"The video is over after {self.duration_s:.1f} s.")
        self._capture.release()
        self._capture = _opened(self._path)
        self._start_s, self._next = at_s, 0
        return 0

    def _decoded(self) -> NDArray[np.uint8]:
        fine, bgr = self._capture.retrieve()
        if not fine:
            raise VideoUnusable("A frame of the video cannot be decoded.")
        height, width = bgr.shape[:2]
        wide, tall = min(width, height * 4 // 3), min(height, width * 3 // 4)
        left, top = round((width - wide) * self._focus), round((height - tall) * self._focus)
        part = bgr[top : top + tall, left : left + wide]
        shrinks = wide > WIDTH_PX
        method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
        sized = cv2.resize(part, (WIDTH_PX, HEIGHT_PX), interpolation=method)
        return np.asarray(cv2.cvtColor(sized, cv2.COLOR_BGR2RGB), np.uint8)


def _opened(path: Path) -> cv2.VideoCapture:
    if not path.is_file():
        raise VideoUnusable("There is no such video.")
    capture = cv2.VideoCapture(str(path))
    if not capture.isOpened():
        raise VideoUnusable("The file is not a video that can be decoded.")
    return capture
