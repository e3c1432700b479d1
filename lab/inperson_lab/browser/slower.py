"""Time that passes so many times slower, for a person, a page, a server and the wire between.

A machine that is busy, or has two cores for a browser, a server and a renderer, looks at few frames
a second, and what it refuses is its own fault. If an hour takes four, it has four times the power.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def slower(times: float) -> Callable[[], float]:
    """Return a monotonic clock in seconds that goes so many times slower."""
    real, began = time.monotonic, time.monotonic()
    return lambda: began + (real() - began) / times


class SlowerClock:
    """The clock of a server whose process was slowed."""

    def __init__(self) -> None:
        self._began, self._at_s = datetime.now(UTC), time.monotonic()

    def now(self) -> datetime:
        """Return the time in UTC."""
        return self._began + timedelta(seconds=time.monotonic() - self._at_s)

    def monotonic_s(self) -> float:
        """Return seconds."""
        return time.monotonic()


def slow_this_process(times: float) -> None:
    """Let all of this process's time-outs and durations pass slower.

    Who took the clock as a default when it was imported keeps the real one: limits of rates.
    """
    clock = slower(times)
    time.monotonic = clock
    time.perf_counter = clock


def slow_page(page: "Page", times: float) -> None:
    """Let a page's time pass slower, from its next document on."""
    script = (Path(__file__).parent / "slower.js").read_text("utf-8")
    page.add_init_script(script=f"({script.split(chr(10), 1)[1].rstrip()})({times})")
