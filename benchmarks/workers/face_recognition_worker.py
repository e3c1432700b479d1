"""face_recognition: the three calls of its README, at its default tolerance."""

from loop import one_thread, serve

one_thread()

import warnings  # noqa: E402
from importlib.metadata import version  # noqa: E402

warnings.simplefilter("ignore")
import face_recognition  # noqa: E402


def verify(first: str, second: str) -> bool | None:
    codes = [
        face_recognition.face_encodings(face_recognition.load_image_file(each))
        for each in (first, second)
    ]
    if not all(codes):
        return None
    (matched,) = face_recognition.compare_faces([codes[0][0]], codes[1][0])
    return bool(matched)


def frame(path: str, session: int, index: int) -> int:
    """Return how many faces have landmarks: the call that blink detectors are built on."""
    return len(face_recognition.face_landmarks(face_recognition.load_image_file(path)))


serve(version("face_recognition"), verify, frame=frame)
