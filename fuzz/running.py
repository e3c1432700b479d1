"""Runs fuzzers for some time, keeps what they find, and tries it again."""

import base64
import hashlib
import json
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import FrameType

from fuzz.fuzzer import Found, Fuzzer

MOST_FINDINGS = 10
"""After as many a fuzzer is stopped: it finds the same thing again and again."""
_TOLD_EVERY_S = 1.0


@dataclass
class Tally:
    """What became of a fuzzer's inputs."""

    name: str
    tries: str
    became: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def tried(self) -> int:
        return self.became.total() + len(self.findings)


def run(
    fuzzer: Fuzzer,
    seed: int,
    folder: Path,
    *,
    seconds: float = float("inf"),
    most: float = float("inf"),
    tell: Callable[[Tally], None] = lambda _: None,
) -> Tally:
    """Try inputs until the time is over, or so many were tried.

    Args:
        fuzzer: opened here.
        seed: of all that it draws.
        folder: where inputs of findings are kept.
        seconds: how long.
        most: how many inputs.
        tell: hears every second how it goes.

    """
    tally, random = Tally(fuzzer.name, fuzzer.tries), Random(f"{seed} {fuzzer.name}")
    began = told = time.monotonic()
    with fuzzer:
        while tally.seconds < seconds and tally.tried < most:
            data = fuzzer.draw(random)
            if (said := attempt(fuzzer, data, tally)) is not None:
                tally.findings.append(f"{said} [{keep(folder, fuzzer, data, said, seed)}]")
                if len(tally.findings) >= MOST_FINDINGS:
                    break
            now = time.monotonic()
            tally.seconds = now - began
            if now - told >= _TOLD_EVERY_S:
                told = now
                tell(tally)
    return tally


def attempt(fuzzer: Fuzzer, data: bytes, tally: Tally) -> str | None:
    """Try one input; return what was found, or count what became of it."""
    try:
        with _patience(fuzzer.patience_s):
            became = fuzzer.attempt(data)
            tally.became.update([became] if isinstance(became, str) else became)
    except Found as found:
        return str(found)
    except Exception as error:
        at = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {Path(at.filename).name}:{at.lineno}: {error}"
    return None


def keep(folder: Path, fuzzer: Fuzzer, data: bytes, said: str, seed: int) -> Path:
    """Keep the input of a finding, and return where."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = {
        "fuzzer": fuzzer.name,
        "seed": seed,
        "said": said,
        "input": base64.b64encode(data).decode(),
    }
    path = folder / f"{fuzzer.name}-{hashlib.sha256(data).hexdigest()[:10]}.json"
    path.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    return path


def kept(path: Path) -> tuple[str, bytes]:
    """Return the fuzzer's name and the input of a finding."""
    found = json.loads(path.read_text("utf-8"))
    return str(found["fuzzer"]), base64.b64decode(found["input"])


@contextmanager
def _patience(seconds: int) -> Iterator[None]:
    """Take what hangs for a finding."""

    def late(number: int, frame: FrameType | None) -> None:
        raise Found(f"it did not end within {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
