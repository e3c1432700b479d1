"""Plots as numbers: where each bar and each line is. The template draws them, a class colours them.

Every plot has its values as a table beside it, for who does not see it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log10

WIDTH, HEIGHT = 720, 200
_LEFT, _BOTTOM, _TOP = 44, 24, 8
_PLOT_WIDTH, _PLOT_HEIGHT = WIDTH - _LEFT - 8, HEIGHT - _BOTTOM - _TOP
_TICKS = 4


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in the plot's own units."""

    kind: str
    """What colours it."""
    x: float
    y: float
    width: float
    height: float
    about: str
    """What it is, in words."""


@dataclass(frozen=True, slots=True)
class Polyline:
    """A line through points."""

    kind: str
    points: tuple[tuple[float, float], ...]

    @property
    def path(self) -> str:
        """Return the points as SVG writes them."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark at an axis: where it is, and what it says."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Plot:
    """One plot, and its values as a table."""

    title: str
    summary: str
    kinds: tuple[tuple[str, str], ...]
    """The legend: what colours, and its name."""
    boxes: tuple[Box, ...]
    lines: tuple[Polyline, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: bool


def stacked(
    title: str,
    summary: str,
    kinds: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, Mapping[str, int]]],
    every: int,
) -> Plot:
    """Return stacked bars over time.

    Args:
        title: of the plot.
        summary: what it says, in a sentence.
        kinds: the parts of a bar from the bottom up, each with its name.
        columns: the bars from left to right: a label, and how much of each part.
        every: which of the labels are written, counted from the last.

    """
    top = _round_up(max((sum(parts.values()) for _, parts in columns), default=0))
    step = _PLOT_WIDTH / max(len(columns), 1)
    boxes, across = [], []
    for number, (label, parts) in enumerate(columns):
        floor, x = float(_TOP + _PLOT_HEIGHT), _LEFT + number * step
        if (len(columns) - 1 - number) % every == 0:
            across.append(Tick(x + step / 2, label.rpartition(" ")[2]))
        for kind, name in kinds:
            height = _PLOT_HEIGHT * parts.get(kind, 0) / top
            if height:
                floor -= height
                about = f"{label}: {parts[kind]} {name.lower()}"
                boxes.append(Box(kind, x + step * 0.1, floor, step * 0.8, height, about))
    rows = [
        (label, *(str(parts.get(kind, 0)) for kind, _ in kinds))
        for label, parts in columns
        if parts
    ]
    return Plot(
        title=title,
        summary=summary,
        kinds=tuple(kinds),
        boxes=tuple(boxes),
        lines=(),
        across=tuple(across),
        up=_marks(top),
        head=("Hour (UTC)", *(name for _, name in kinds)),
        rows=tuple(rows),
        empty=not boxes,
    )


def lines(
    title: str,
    summary: str,
    kinds: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, Mapping[str, float]]],
) -> Plot:
    """Return lines over days, a value of each kind a day. A day without values is a gap of none."""
    top = _round_up(max((max(parts.values()) for _, parts in columns if parts), default=0))
    step = _PLOT_WIDTH / max(len(columns), 1)
    drawn = []
    for kind, _ in kinds:
        points = [
            (_LEFT + (number + 0.5) * step, _TOP + _PLOT_HEIGHT * (1 - parts[kind] / top))
            for number, (_, parts) in enumerate(columns)
            if kind in parts
        ]
        drawn.append(Polyline(kind, tuple(points)))
    ticks = [
        Tick(_LEFT + (number + 0.5) * step, label[5:])
        for number, (label, _) in enumerate(columns)
        if (len(columns) - 1 - number) % 3 == 0
    ]
    rows = [
        (label, *(f"{parts[kind]:.2f}" for kind, _ in kinds)) for label, parts in columns if parts
    ]
    return Plot(
        title=title,
        summary=summary,
        kinds=tuple(kinds),
        boxes=(),
        lines=tuple(drawn),
        across=tuple(ticks),
        up=_marks(top),
        head=("Day (UTC)", *(name for _, name in kinds)),
        rows=tuple(rows),
        empty=not rows,
    )


def _round_up(value: float) -> float:
    """Return a top of the axis that its four steps divide into numbers that are easy to read."""
    step = max(1.0, value / _TICKS)
    power = 10.0 ** int(log10(step))
    return _TICKS * next(power * each for each in (1, 2, 3, 5, 10) if power * each >= step)


def _marks(top: float) -> tuple[Tick, ...]:
    values = [top * number / _TICKS for number in range(_TICKS + 1)]
    return tuple(
        Tick(
            _TOP + _PLOT_HEIGHT * (1 - value / top), f"{value:g}" if value % 1 else str(ceil(value))
        )
        for value in values
    )
