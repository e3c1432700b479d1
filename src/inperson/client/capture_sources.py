"""Where the frames of a capture come from: a camera, or a video file.

Opening one needs OpenCV (`opencv-python-headless`), which the rest of the client does without.

::

    with camera(0) as source:
        face.capture(session, source)
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from inperson.client.capture import FrameSource, Target
from inperson.client.errors import SourceUnavailable

WIDTH_PX, HEIGHT_PX = 640, 480
_QUALITY = 85


@contextmanager
def camera(index: int = 0) -> Iterator[FrameSource]:
    """Open a camera at 640 x 480 for as long as the block runs.

    Raises:
        SourceUnavailable: if it does not open, or gives no frame, or OpenCV is not installed.

    """
    cv2 = _opencv()
    if not 0 <= index < 10_000:  # below, OpenCV ends the process
        raise SourceUnavailable("No camera has that number.")
    device = cv2.VideoCapture(index)
    try:
        device.set(cv2.CAP_PROP_FRAME_WIDTH, WIDTH_PX)
        device.set(cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT_PX)
        device.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # the newest frame, not the oldest
        if not device.isOpened():
            raise SourceUnavailable("The camera does not open.")

        def source(_: float, __: Target | None) -> bytes:
            taken, frame = device.read()
            if not taken:
                raise SourceUnavailable("The camera gives no frame.")
            return _jpeg(frame)

        yield source
    finally:
        device.release()


@contextmanager
def video(path: Path) -> Iterator[FrameSource]:
    """Play a video file at its own speed; where it ends, its last frame stays.

    Raises:
        SourceUnavailable: if it cannot be read, or OpenCV is not installed.

    """
    cv2 = _opencv()
    film = cv2.VideoCapture(str(path))
    try:
        rate = film.get(cv2.CAP_PROP_FPS) or 25.0
        taken, first = film.read()
        if not taken:
            raise SourceUnavailable("The video cannot be read.")
        last, shown = first, 0

        def source(at_s: float, _: Target | None) -> bytes:
            nonlocal last, shown
            while shown < int(at_s * rate):
                more, frame = film.read()
                shown += 1
                if more:
                    last = frame
            return _jpeg(last)

        yield source
    finally:
        film.release()


def _opencv() -> Any:
    try:
        import cv2
    except ModuleNotFoundError as missing:
        raise SourceUnavailable("Install opencv-python-headless.") from missing
    return cv2


def _jpeg(frame: Any) -> bytes:
    """Encode a frame, made small enough for a capture."""
    cv2 = _opencv()
    height, width = frame.shape[:2]
    scale = HEIGHT_PX / min(height, width)
    if scale < 1:
        size = (round(width * scale), round(height * scale))
        frame = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
    encoded, data = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not encoded:
        raise SourceUnavailable("The frame cannot be encoded.")
    return bytes(data)
