"""Footage in an improvement set: one sample a frame, sealed with what is to be said of its capture.

What is said of a capture (its *label*: who, under which light, a print or a person) lies beside
each of its frames and nowhere else, so that it ends with them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from inperson.core import SessionId, SubjectId
from inperson.improvement.model import SealedSample
from inperson.liveness import FaceTarget
from inperson.sessions import FilmFrame, Footage, Verdict

Label = Mapping[str, str]
FOOTAGE = "footage"
"""The member of a sample's facts that a frame of footage has, and no other sample."""

_TELLS_APART = frozenset({"trial", "volunteer"})
"""What of a label tells whose captures belong together."""


@dataclass(frozen=True, slots=True)
class KeptFootage:
    """A capture that was kept, opened."""

    session_id: SessionId
    subject_id: SubjectId
    taken_at: datetime
    label: Label = field(hash=False)
    about: Mapping[str, Any] = field(hash=False)
    """What a sample says of its session: kind, decision, level, device."""
    liveness: str
    """What was decided then."""
    reasons: tuple[str, ...]
    profile: str
    origin: Mapping[str, float] = field(hash=False)
    """What the cue `origin` measured; empty where the client told nothing of its camera."""
    frames: tuple[FilmFrame, ...] = field(repr=False)


def facts_of(footage: Footage, label: Label, verdict: Verdict | None) -> Iterator[dict[str, Any]]:
    """Yield what is sealed with each frame, beside what any sample says of its session."""
    for number, frame in enumerate(footage.frames):
        yield {
            FOOTAGE: {
                "label": dict(label),
                "profile": footage.profile,
                "origin": dict(footage.origin),
                "liveness": None if verdict is None else verdict.liveness.value,
                "reasons": [] if verdict is None else [each.value for each in verdict.reasons],
                "number": number,
                "at_s": frame.at_s,
                "index": frame.index,
                "target": None if frame.target is None else asdict(frame.target),
            }
        }


def read_footage(
    opened: Iterable[tuple[SealedSample, dict[str, Any], bytes]],
) -> Iterator[KeptFootage]:
    """Put the frames of each capture together again.

    Args:
        opened: samples with their facts and pictures; those of a session follow each other but
            for sessions that began in the same microsecond.

    """
    filmed = (each for each in opened if FOOTAGE in each[1])
    for _, together in groupby(filmed, key=lambda each: each[0].taken_at):
        by_session: dict[SessionId, list[tuple[SealedSample, dict[str, Any], bytes]]] = {}
        for each in together:
            by_session.setdefault(each[0].session_id, []).append(each)
        yield from map(_put_together, by_session.values())


def relabelled(about: dict[str, Any], label: Label) -> bytes:
    """Return a frame's facts with another label."""
    return as_line({**about, FOOTAGE: {**about[FOOTAGE], "label": dict(label)}})


def leaving(about: dict[str, Any]) -> dict[str, Any]:
    """Return a sample's facts as they leave: an export numbers people anew."""
    if FOOTAGE not in about:
        return about
    label = about[FOOTAGE]["label"]
    left = {name: value for name, value in label.items() if name not in _TELLS_APART}
    return {**about, FOOTAGE: {**about[FOOTAGE], "label": left}}


def as_line(about: Mapping[str, Any]) -> bytes:
    """Return facts as they are sealed ahead of a picture."""
    return json.dumps(about, separators=(",", ":")).encode()


def _put_together(parts: list[tuple[SealedSample, dict[str, Any], bytes]]) -> KeptFootage:
    parts.sort(key=lambda each: each[1][FOOTAGE]["number"])
    sample, facts, _ = parts[0]
    about, filmed = dict(facts), facts[FOOTAGE]
    del about[FOOTAGE]
    return KeptFootage(
        session_id=sample.session_id,
        subject_id=sample.subject_id,
        taken_at=sample.taken_at,
        label=filmed["label"],
        about=about,
        liveness=filmed["liveness"],
        reasons=tuple(filmed["reasons"]),
        profile=filmed["profile"],
        origin=filmed.get("origin", {}),  # kept before it was
        frames=tuple(_frame(each[FOOTAGE], jpeg) for _, each, jpeg in parts),
    )


def _frame(facts: Mapping[str, Any], jpeg: bytes) -> FilmFrame:
    target = facts["target"]
    shown = None if target is None else FaceTarget(**target)
    return FilmFrame(facts["at_s"], facts["index"], shown, jpeg)
