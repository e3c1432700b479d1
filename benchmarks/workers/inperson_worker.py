"""Inperson, as `inperson verify` does it: the pipeline, two templates, the default level."""

from loop import one_thread, serve

one_thread()

import resource  # noqa: E402
import time  # noqa: E402
import tracemalloc  # noqa: E402
from importlib.metadata import version  # noqa: E402
from pathlib import Path  # noqa: E402

import cv2  # noqa: E402
import numpy as np  # noqa: E402

from inperson.app.models import open_pipeline  # noqa: E402
from inperson.config import Settings  # noqa: E402
from inperson.liveness import STANDARD, build_engine  # noqa: E402
from inperson.liveness.ports import Capture  # noqa: E402
from inperson.matching import build_template, compare, load_calibration  # noqa: E402
from inperson.vision import Examination, decode_image  # noqa: E402
from inperson.vision.align import CHIP_PX, align  # noqa: E402
from inperson.vision.quality import judge  # noqa: E402
from inperson.vision.upright import upright  # noqa: E402
from inperson_lab.pad import SeededEntropy  # noqa: E402

RATE_HZ = 10
cv2.setNumThreads(1)
settings = Settings()
pipeline = open_pipeline(settings)
ladder = load_calibration(pipeline.model_digest)


def verify(first: str, second: str) -> bool | None:
    images = [decode_image(Path(each).read_bytes()) for each in (first, second)]
    found = pipeline.examine(images)
    if any(each.embedding is None for each in found):
        return None
    templates = [build_template([each], pipeline.model_digest) for each in found]
    return ladder.level(compare(*templates)) >= settings.required_level


def stages(first: str, second: str) -> dict[str, float]:
    """Take `verify` apart; the sum is a little more than the whole, for the clock's own time."""
    times: dict[str, float] = {}

    def lap(stage: str) -> None:
        nonlocal started
        now = time.perf_counter()
        times[stage] = (now - started) * 1e3
        started = now

    started = time.perf_counter()
    images = [decode_image(Path(each).read_bytes()) for each in (first, second)]
    lap("read and decode")
    faces = [pipeline.detector.detect(image) for image in images]
    lap("detect")
    if not all(faces):
        return {}
    stood = [
        upright(image, found[0], pipeline.lay_mesh, pipeline.detector.detect)
        for image, found in zip(images, faces, strict=True)
    ]
    lap("upright")
    chips = np.empty((2, CHIP_PX, CHIP_PX, 3), np.uint8)
    for chip, image, (face, _) in zip(chips, images, stood, strict=True):
        align(image.pixels, face.points_px, out=chip)
    lap("align")
    judged = [
        judge(image, (face, *found[1:]), chip, pipeline.limits, sure=sure)
        for image, (face, sure), found, chip in zip(images, stood, faces, chips, strict=True)
    ]
    lap("quality")
    embeddings, _ = pipeline.embed(chips)
    lap("embed")
    templates = [
        build_template([Examination(None, quality, row)], pipeline.model_digest)
        for quality, row in zip(judged, embeddings, strict=True)
    ]
    ladder.level(compare(*templates))
    lap("template and compare")
    return times


engine = build_engine(pipeline)
captures: list[Capture] = []


def frame(path: str, session: int, index: int) -> str:
    """Decode a frame and look at it, as a capture does; the session's number draws its targets."""
    if index == 0:
        captures[:] = [engine.open(SeededEntropy(session), STANDARD, 0.0)]
    return captures[0].see(decode_image(Path(path).read_bytes()), index / RATE_HZ).hint


def judge_capture() -> bool:
    return captures[0].judge(seen_before=0).live


def hold(paths: list[list[str]]) -> dict[str, float]:
    """Open a capture for each list of frames, and return what each keeps in memory, in KiB."""
    before, held = _resident_kib(), []
    tracemalloc.start()
    for session, files in enumerate(paths):
        capture = engine.open(SeededEntropy(session), STANDARD, 0.0)
        for index, path in enumerate(files):
            capture.see(decode_image(Path(path).read_bytes()), index / RATE_HZ)
        held.append(capture)
    traced, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    grown = _resident_kib() - before
    return {"traced": traced / 1024 / len(held), "resident": grown / len(held)}


def _resident_kib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1024


serve(version("inperson"), verify, stages, frame=frame, judge=judge_capture, hold=hold)
