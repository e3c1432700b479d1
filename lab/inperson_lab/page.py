"""What the reports for people share: one HTML page, its tables, its plots drawn as SVG."""

import base64
from collections.abc import Iterable, Sequence
from html import escape

_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 640, 380, 64, 44
_STYLE = """
:root { color-scheme: light dark; --ink: #1c2330; --paper: #fff; --line: #c9cfd8; --one: #0b62c4;
  --two: #b3400a; --soft: #f1f4f8 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --paper: #14181f; --line: #3a4352;
  --one: #6cb2ff; --two: #ff9a5c; --soft: #1d232d } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 46rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: break-word }
svg { width: 100%; min-width: 30rem; height: auto } svg text { fill: var(--ink); font-size: 13px }
.grid { stroke: var(--line) } .one { stroke: var(--one) } .two { stroke: var(--two) }
.curve { fill: none; stroke-width: 2.5 } .two.curve { stroke-dasharray: 7 4 }
.dots { fill: none; stroke-width: 6; stroke-linecap: round; stroke-opacity: .6 }
.limit { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 5 4 }
.scroll { overflow-x: auto } table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line);
  white-space: nowrap; font-variant-numeric: tabular-nums }
th { white-space: normal; vertical-align: bottom; line-height: 1.25 }
th:first-child, td:first-child { position: sticky; left: 0; background: var(--paper) }
.tried { display: grid; grid-template-columns: repeat(auto-fill, minmax(13.5rem, 1fr)); gap: 1rem;
  padding: 0; list-style: none; margin: .5rem 0 }
.tried li { background: var(--soft); border-radius: .4rem; padding: .5rem; font-size: .85rem }
.tried span { display: grid; grid-template-columns: 1fr 1fr; gap: .25rem }
.tried img { width: 100%; height: auto; display: block; border-radius: .2rem }
.wrong { outline: 2px solid var(--two) }
"""


def page(title: str, body: str) -> str:
    """Return a page of its own: nothing is fetched, it is light or dark, and fits a phone.

    Args:
        title: text.
        body: HTML.

    """
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>
<h1>{escape(title)}</h1>
{body}
</main></body></html>
"""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; the first cell of each row names it."""
    cells = "".join(f'<th scope="col">{escape(each)}</th>' for each in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(each)}</td>" for each in row) + "</tr>" for row in rows
    )
    return _scrolling(
        f"{head[0]} table",
        f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>",
    )


def plot(
    title: str,
    description: str,
    across: Sequence[tuple[float, str]],
    up: Sequence[tuple[float, str]],
    labels: tuple[str, str],
    lines: Sequence[tuple[str, Sequence[tuple[float, float]]]],
) -> str:
    """Draw curves.

    Args:
        title: what is drawn.
        description: the same in words, for those who do not see it.
        across: ticks, each 0 to 1 along the axis, and their text.
        up: the same upwards.
        labels: of both axes.
        lines: each with the class that styles it, and its points, 0 to 1 both.

    """

    def x(value: float) -> float:
        return round(_LEFT + value * (_WIDTH - _LEFT - 16), 1)

    def y(value: float) -> float:
        return round((_HEIGHT - _BOTTOM) - value * (_HEIGHT - _BOTTOM - 16), 1)

    parts = [
        f'<line class="grid" x1="{x(at)}" x2="{x(at)}" y1="{y(0)}" y2="{y(1)}"/>'
        f'<text x="{x(at)}" y="{y(0) + 16}" text-anchor="middle">{text}</text>'
        for at, text in across
    ]
    parts += [
        f'<line class="grid" x1="{x(0)}" x2="{x(1)}" y1="{y(at)}" y2="{y(at)}"/>'
        f'<text x="{x(0) - 6}" y="{y(at) + 4}" text-anchor="end">{text}</text>'
        for at, text in up
    ]
    parts += [
        f'<polyline class="curve {name}" points="{" ".join(f"{x(a)},{y(b)}" for a, b in line)}"/>'
        for name, line in lines
    ]
    middle = y(0.5)
    parts.append(
        f'<text x="{x(0.5)}" y="{_HEIGHT - 6}" text-anchor="middle">{escape(labels[0])}</text>'
        f'<text x="12" y="{middle}" text-anchor="middle" transform="rotate(-90 12 {middle})">'
        f"{escape(labels[1])}</text>"
    )
    return _svg(title, description, _HEIGHT, "".join(parts))


_STRIP, _NAMES, _FOOT = 30, 160, 44


def strips(
    title: str,
    description: str,
    axis: tuple[float, float, Sequence[float], str],
    limit: float,
    rows: Sequence[tuple[str, str, Sequence[float]]],
) -> str:
    """Draw one dot for each value, in a strip for each row.

    Args:
        title: what is drawn.
        description: the same in words.
        axis: its least and largest value (what lies outside is drawn at the end), ticks, label.
        limit: where a line is drawn through all strips.
        rows: name, class, values.

    """
    low, high, ticks, label = axis
    bottom = len(rows) * _STRIP + 8

    def x(value: float) -> float:
        share = (min(max(value, low), high) - low) / (high - low)
        return round(_NAMES + share * (_WIDTH - _NAMES - 20), 1)

    parts = [
        f'<line class="grid" x1="{x(tick)}" x2="{x(tick)}" y1="4" y2="{bottom}"/>'
        f'<text x="{x(tick)}" y="{bottom + 17}" text-anchor="middle">{tick:g}</text>'
        for tick in ticks
    ]
    for number, (name, style, values) in enumerate(rows):
        middle = number * _STRIP + _STRIP / 2 + 6
        # golden steps spread neighbours without chance
        dots = "".join(
            f"M{x(value)} {middle + ((index * 0.618) % 1 - 0.5) * 15:.1f}h0"
            for index, value in enumerate(values)
        )
        parts.append(
            f'<text x="{_NAMES - 8}" y="{middle + 4}" text-anchor="end">{escape(name)}</text>'
            f'<path class="dots {style}" d="{dots}"/>'
        )
    parts.append(
        f'<line class="limit" x1="{x(limit)}" x2="{x(limit)}" y1="4" y2="{bottom}"/>'
        f'<text x="{x((low + high) / 2)}" y="{bottom + 37}" text-anchor="middle">'
        f"{escape(label)}</text>"
    )
    return _svg(title, description, bottom + _FOOT, "".join(parts))


def pictured(name: str, outcome: str, pictures: Sequence[bytes], *, wrong: bool = False) -> str:
    """Return a list item with a session's pictures and what came of it."""
    alts = ("far", "near") if len(pictures) > 1 else ("first frame",)
    images = "".join(
        f'<img src="data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}" width="200" '
        f'height="150" loading="lazy" alt="{escape(name)}, {alt}">'
        for jpeg, alt in zip(pictures, alts, strict=False)
    )
    style = ' class="wrong"' if wrong else ""
    text = f"{name}: {outcome}" + (" (wrong)" if wrong else "")
    return f"<li{style}><span>{images}</span>{escape(text)}</li>"


def _svg(title: str, description: str, height: float, content: str) -> str:
    return _scrolling(
        f"{title} plot",
        f'<svg viewBox="0 0 {_WIDTH} {height:g}" role="img" aria-label="{escape(title)}. '
        f'{escape(description)}">{content}</svg>',
    )


def _scrolling(label: str, content: str) -> str:
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(label)}">'
        f"{content}</div>"
    )
