"""The sessions in an access copy, for machines and for people."""

from collections.abc import Mapping, Sequence
from typing import Any

from inperson.rights.copies import words
from inperson.rights.copies.inventory import SESSIONS, stated
from inperson.rights.copies.model import Held, HeldSession, LadderLevel
from inperson.rights.copies.speech import Speech
from inperson.rights.copies.telling import at
from inperson.rights.notices import phrases
from inperson.sessions import ACCEPTED, FIELDS, Reason, SessionState, Verdict

_OPEN = {SessionState.OPEN: "Not finished", SessionState.EXPIRED: "Ran out of time"}


def document(held: Held, one: HeldSession) -> dict[str, Any]:
    """Return a session as the JSON of a copy has it."""
    session, verdict = one.session, one.session.verdict
    record = session.record
    return {
        **stated("sessions", SESSIONS, session),
        "said_age": None
        if session.said_age is None
        else stated("sessions", SESSIONS, session.said_age),
        "verdict": None if verdict is None else _verdict(held, one, verdict),
        "device": None if one.device is None else dict(one.device),
        "device_changes_at": None if record is None else at(record.due_at),
        "for_statistics": None
        if one.facts is None
        else stated("session_facts", SESSIONS, one.facts),
    }


def _verdict(held: Held, one: HeldSession, verdict: Verdict) -> dict[str, Any]:
    ladder = {each.level: each for each in held.ladders.get(verdict.model_digest, ())}
    return {
        "decision": verdict.decision.value,
        "reasons": [each.value for each in verdict.reasons],
        "liveness": verdict.liveness.value,
        "level": _level(verdict.level, ladder),
        "level_required": _level(verdict.level_required, ladder),
        "model_digest": verdict.model_digest,
        "samples": verdict.samples,
        "looked_at": _looked_at(one.cues, verdict),
    }


def _level(level: int | None, ladder: Mapping[int, LadderLevel]) -> dict[str, Any] | None:
    if level is None:
        return None
    step = ladder.get(level)
    return {
        "level": level,
        "false_match_rate": None if step is None else step.false_match_rate,
        "measured_at_most": None if step is None else step.measured_at_most,
        "similarity_threshold": None if step is None else step.threshold,
    }


def _looked_at(cues: Sequence[str], verdict: Verdict) -> list[dict[str, Any]]:
    """Return what the liveness check looked at: in words, and never the numbers.

    Who tries masks on an enrolment of his own would otherwise learn from his copies how much
    nearer each one came: Art. 15(4) of the GDPR and recital 63 keep that from being told.
    """
    against = set(verdict.reasons)
    return [
        {"cue": cue, "what": words.CUES.get(cue, cue), "against": _reason(cue) in against}
        for cue in cues
    ]


def _reason(cue: str) -> Reason | None:
    named = {each.value: each for each in Reason}
    return named.get(f"liveness_{cue}")


def shown(held: Held, one: HeldSession, say: Speech) -> dict[str, Any]:
    """Return a session as the page of a copy shows it."""
    session, verdict = one.session, one.session.verdict
    facts: list[tuple[str, str]] = [(say("Number"), session.id)]
    if verdict is None:
        result, tone = say(_OPEN[session.state]), ""
    else:
        result = say(words.DECISIONS[verdict.decision])
        tone = "good" if verdict.decision in ACCEPTED else "bad"
        facts += [(say("Living person"), say(words.LIVENESS[verdict.liveness]))]
        if verdict.reasons:
            why = "; ".join(say(words.REASONS[each]) for each in verdict.reasons)
            facts += [(say("Because"), why)]
        facts += _likeness(held, one, say)
        looked_at = [say(words.CUES.get(cue, cue)) for cue in one.cues]
        if looked_at:
            facts += [(say("Looked at"), "; ".join(looked_at))]
    names = [each.name for each in FIELDS if one.device and each.name in one.device]
    device = one.device or {}
    english = phrases("en")
    for each in names:
        name = say.as_notices("field", each)
        shown_as = say(english.translated("field", each)) if name == each else name
        facts += [(shown_as, _device(each, device[each], say))]
    if one.device is None:
        facts += [(say("Device"), say("what was recorded of it does not open"))]
    return {
        "title": say(words.KINDS[session.kind]),
        "when": say.moment(session.created_at),
        "result": result,
        "tone": tone,
        "facts": facts,
    }


def _device(name: str, value: str, say: Speech) -> str:
    scrambled = name == "device_id" and len(value) == 64
    return say("{value}, scrambled", value=f"{value[:12]}…") if scrambled else value


def _likeness(held: Held, one: HeldSession, say: Speech) -> list[tuple[str, str]]:
    """Say how alike the faces were: as how rarely a stranger is, for a score tells nobody much."""
    verdict = one.session.verdict
    if verdict is None or verdict.level is None or verdict.level_required is None:
        return []
    ladder = {each.level: each for each in held.ladders.get(verdict.model_digest, ())}
    reached, asked = ladder.get(verdict.level), ladder.get(verdict.level_required)
    less = say("less alike than any level asks for")
    likeness = less if reached is None else _odds(reached, say)
    facts = [(say("Likeness"), likeness)]
    if asked is not None:
        facts += [(say("Asked for"), _odds(asked, say))]
    return facts


def _odds(step: LadderLevel, say: Speech) -> str:
    return say(
        "level {level}: at most 1 stranger in {many} gets so far",
        level=step.level,
        many=say.number(round(1 / step.false_match_rate)),
    )
