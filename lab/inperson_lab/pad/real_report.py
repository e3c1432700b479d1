"""The part of the report that is about real recordings."""

from collections.abc import Iterator, Sequence
from html import escape

from inperson_lab.pad.figures import QUANTILES
from inperson_lab.pad.measure import RealFigures
from inperson_lab.pad.rate import Rate
from inperson_lab.pad.recordings import RecordingFigures
from inperson_lab.pad.webcam import SurfaceFigures
from inperson_lab.page import pictured, table


def real_sections(real: RealFigures) -> Iterator[str]:
    """Yield the sections, in HTML; what is missing is said."""
    yield "<h2>Real recordings</h2>"
    if real.replays:
        yield "<h3>A camera that moves towards a screen</h3>"
        yield (
            "<p>Played as they are they follow no target. Steered, each frame is chosen and moved "
            "so that the recorded face is where the target is: what refuses then is what the "
            "pixels show.</p>"
        )
        yield _replays(real.replays)
    if real.live_videos:
        yield "<h3>People who turn their heads at one distance</h3>"
        yield (
            "<p>They follow no target, so the protocol gives up; what their pixels measure is "
            "here. Where the scatter is large no one focal length fits, and the relief says "
            "nothing: heads that turn at one distance are not what it is made for.</p>"
        )
        yield _live_videos(real.live_videos)
    if real.scrubbed:
        yield "<h3>Living people who come nearer, filmed and scrubbed</h3>"
        yield (
            "<p>They are as deep as heads are; what refuses their recording is that its frames "
            "come back unchanged.</p>"
        )
        yield _replays(real.scrubbed)
    if real.webcam:
        yield "<h3>Webcam frames of people and of prints</h3>"
        yield (
            "<p>What the surface cues see in single frames, at the limits in use. They can only "
            "refuse, and alone they are weak.</p>"
        )
        yield _webcam(real.webcam)
    if real.expressions is not None:
        yield "<h3>Two photographs of a person, neutral and smiling</h3>"
        passed = _told(real.expressions)
        yield f"<p>Shown by a script, one when far, one when near: {passed} pass.</p>"
    for each in real.skipped:
        yield f"<p>Skipped: {escape(each)}.</p>"


def _replays(recordings: Sequence[RecordingFigures]) -> str:
    rows = [
        (
            each.name,
            _told(each.played),
            _told(each.non_response),
            _told(each.steered),
            _told(each.steered_non_response),
            _strength(each),
            _change(each),
            ", ".join(f"{cue} {count}" for cue, count in each.against),
        )
        for each in recordings
    ]
    head = (
        *("recording", "accepted", "no response", "accepted, steered", "no response, steered"),
        *("relief", "least change", "what refused the steered"),
    )
    pictures = "".join(
        pictured(each.name, "frames that were shown", each.pictures) for each in recordings
    )
    return f'{table(head, rows)}<ul class="tried">{pictures}</ul>'


def _live_videos(recordings: Sequence[RecordingFigures]) -> str:
    rows = [
        (
            each.name,
            str(each.frames),
            _told(each.non_response),
            f"{each.size_ratio:.2f}",
            _strength(each),
            _change(each),
            f"{each.blink:.2f}",
        )
        for each in recordings
    ]
    head = (
        *("recording", "frames", "no response", "largest / smallest", "relief", "least change"),
        "least openness",
    )
    return table(head, rows)


def _webcam(kinds: Sequence[SurfaceFigures]) -> str:
    middle, high = QUANTILES.index(0.5), QUANTILES.index(0.95)
    rows = [
        (
            each.kind,
            f"{each.frames - each.without_face} of {each.frames}",
            f"{each.moire[middle]:.1f}, {each.moire[high]:.1f}",
            _told(each.moire_refused),
            f"{each.edges[middle]:.0f}, {each.edges[high]:.0f}",
            _told(each.edges_refused),
            _told(each.either_refused),
        )
        for each in kinds
    ]
    head = (
        *("kind", "frames", "pattern, median and 95\N{NO-BREAK SPACE}%", "over the limit"),
        *("edges, median and 95\N{NO-BREAK SPACE}%", "over the limit", "either"),
    )
    return table(head, rows)


def _strength(figures: RecordingFigures) -> str:
    relief = figures.relief
    if relief is None:
        return "not measurable"
    return f"{relief.strength:.2f}, scatter {relief.scatter:.2f}"


def _change(figures: RecordingFigures) -> str:
    return "never back" if figures.changed is None else f"{figures.changed:.4f}"


def _told(rate: Rate | None) -> str:
    return "-" if rate is None else f"{rate.count} of {rate.of}"
