"""reports/scaling.json for machines, and reports/scaling.html: the scaling plots, the tables."""

import json
from collections.abc import Callable, Mapping, Sequence
from html import escape
from math import ceil, log10
from pathlib import Path

from benchmarks.scaling_figures import HEAD, Growth, Scaling
from inperson_lab.page import page, plot, table

_STYLES = {"SQLite": "one", "PostgreSQL": "two"}
_WORKS = (
    ("colours", "capture", "Captures without the models"),
    ("colours", "authenticate", "Authentications without the models"),
    ("models", "capture", "Captures with the models"),
)
Points = Sequence[tuple[float, float]]


def write_scaling(found: Scaling, out: Path) -> Path:
    """Write both files into `out`, and return the page."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "scaling.json").write_text(json.dumps(found.to_json(), indent=2) + "\n", "utf-8")
    path = out / "scaling.html"
    path.write_text(page("How a server grows", _body(found)), "utf-8")
    return path


def _body(found: Scaling) -> str:
    waits = "; ".join(f"{name}: {escape(text)}" for name, text in found.durability.items())
    parts = [
        f"<p>{found.plan.clients} clients at once, {found.cores} cores for servers, database and "
        "clients together: rates level off where these are busy, and then say little of a larger "
        f"machine. The servers' CPU time of a session says more. A commit waits for: {waits}.</p>"
    ]
    for kind, work, title in _WORKS:
        lines = {
            name: [
                (float(each.processes), each.rate_hz)
                for each in found.steps
                if (each.kind, each.work, each.database) == (kind, work, name)
            ]
            for name in found.durability
        }
        if any(lines.values()):
            parts += [f"<h2>{title}</h2>", _legend(lines), _over_processes(title, lines)]
    rows = [each.cells(found.base(each)) for each in found.steps]
    parts += ["<h2>All loads</h2>", table(HEAD, rows)]
    for name, ratio in found.beside_bare().items():
        parts.append(
            f"<p>{name}: an authentication takes {ratio:.1f} times what a service on the same HTTP "
            "stack takes that inserts one row, updates it and reads it in three requests.</p>"
        )
    if found.growths:
        parts += _growth(found)
    parts += [f"<p>Left out: {escape(each)}</p>" for each in found.left_out]
    return "\n".join(parts)


def _growth(found: Scaling) -> list[str]:
    parts = ["<h2>Among many enrolled subjects</h2>"]
    works: Sequence[tuple[str, Callable[[Growth], float]]] = (
        ("Authenticate", lambda each: each.authenticate.p50_ms),
        ("Enrol", lambda each: each.enrol.p50_ms),
    )
    for title, p50_ms in works:
        lines = {
            name: [
                (float(each.subjects), p50_ms(each))
                for each in found.growths
                if each.database == name
            ]
            for name in found.durability
        }
        parts += [f"<h3>{title}</h3>", _legend(lines), _over_subjects(title, lines)]
    head = ("database", "subjects", "authenticate p50 / p95 / p99 ms", "ratio", "enrol", "ratio")
    rows = [
        (
            each.database,
            f"{each.subjects:,}",
            _three(each.authenticate.p50_ms, each.authenticate.p95_ms, each.authenticate.p99_ms),
            str(each.authenticate_ratio),
            _three(each.enrol.p50_ms, each.enrol.p95_ms, each.enrol.p99_ms),
            str(each.enrol_ratio),
        )
        for each in found.growths
    ]
    told = (
        "<p>One client and one server; the tenants take turns. Ratios of medians to the smallest "
        "tenant, with the 95 % interval of a bootstrap over the rounds.</p>"
    )
    return [*parts, told, table(head, rows)]


def _three(*values: float) -> str:
    return " / ".join(f"{value:.1f}" for value in values)


def _legend(lines: Mapping[str, Points]) -> str:
    """Return which line is whose: told by colour, by dashes and in words."""
    shown = "".join(
        '<svg viewBox="0 0 36 10" style="width:2.25rem;min-width:0;vertical-align:middle" '
        f'aria-hidden="true"><path class="curve {_STYLES[name]}" d="M1 5h34"/></svg> '
        f"{name} &emsp;"
        for name, points in lines.items()
        if points
    )
    return f"<p>{shown}</p>"


def _over_processes(title: str, lines: Mapping[str, Points]) -> str:
    counts = sorted({count for points in lines.values() for count, _ in points})
    first, last = counts[0], max(counts[-1], counts[0] + 1)

    def across(count: float) -> float:
        return 0.06 + 0.88 * (count - first) / (last - first)

    ticks = [(across(count), f"{count:g}") for count in counts]
    return _draw(title, "a second", lines, across, ticks, ("server processes", "sessions / s"))


def _over_subjects(title: str, lines: Mapping[str, Points]) -> str:
    sizes = sorted({size for points in lines.values() for size, _ in points})
    first, last = log10(sizes[0]), max(log10(sizes[-1]), log10(sizes[0]) + 1)

    def across(size: float) -> float:
        return 0.06 + 0.88 * (log10(size) - first) / (last - first)

    ticks = [(across(size), f"{size:,.0f}") for size in sizes]
    labels = ("enrolled subjects", "median, ms")
    return _draw(title, "ms", lines, across, ticks, labels)


def _draw(
    title: str,
    unit: str,
    lines: Mapping[str, Points],
    across: Callable[[float], float],
    ticks: Sequence[tuple[float, str]],
    labels: tuple[str, str],
) -> str:
    up = rising_ticks(max(value for points in lines.values() for _, value in points))
    top = up[-1]
    told = "; ".join(
        f"{name}: " + ", ".join(f"{value:.1f} {unit} at {at:,.0f}" for at, value in points)
        for name, points in lines.items()
        if points
    )
    drawn = [
        (_STYLES[name], [(across(at), value / top) for at, value in points])
        for name, points in lines.items()
        if points
    ]
    return plot(title, told, ticks, [(value / top, f"{value:g}") for value in up], labels, drawn)


def rising_ticks(most: float) -> Sequence[float]:
    """Return round values from zero to just above the largest one, four to six steps."""
    raw = max(most, 1e-9) / 5
    power = 10 ** int(log10(raw) // 1)
    step = next(each * power for each in (1, 2, 2.5, 5, 10) if each * power >= raw)
    return [round(step * number, 9) for number in range(ceil(most / step) + 1)]
