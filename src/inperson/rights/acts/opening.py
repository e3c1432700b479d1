"""Opens the session of an act, for the page that shows its text and for no other."""

from dataclasses import dataclass
from datetime import timedelta

from inperson.desks import Desk
from inperson.rights.acts.errors import ActsSpent
from inperson.rights.acts.model import PersonalAct
from inperson.rights.acts.proofs import notice_version
from inperson.sessions import Device, SessionKind, SessionRows, Sessions, SessionTicket
from inperson.tenants import Caller, TokenLimits, Transaction

ENGLISH = "en"
ACTS_AT_MOST = 20
"""Captures that a person opens within `_A_WHILE`: each is a row, and later a place of a capture."""
_A_WHILE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class ReadyAct:
    """An act that waits for its capture."""

    text: str
    """What the page shows, and the person agrees to by showing its face."""
    language: str
    act_sha256: bytes
    ticket: SessionTicket
    """For the page of this server alone: the capture's connection has to come from there."""


def open_for(
    desk: Desk, sessions: Sessions, subject_ref: str, act: PersonalAct, language: str
) -> ReadyAct:
    """Open the session of an act.

    Args:
        desk: the subject's own.
        sessions: the server's.
        subject_ref: the tenant's own reference of the subject.
        act: what is to be done.
        language: in which the text is shown; English where it has none.

    Raises:
        ActsSpent: if so many were opened of late.
        SubjectNotEnrolled: if there is no face to compare with.
        SubjectLocked: after too many failures.
        SubjectDisabled: after far too many failures.
        LivenessUnavailable: if this server cannot check liveness.

    """
    shown = language if language in act.texts else ENGLISH
    with desk.look(subject_ref) as tx:
        _bound(desk, tx, subject_ref)
        act_sha256 = act.sha256(shown, notice_version(tx))
    device = Device(page_origin=desk.facts.public_url)
    mine = sessions.of(Caller(desk.authority, TokenLimits()))
    session = mine.create(
        SessionKind.AUTHENTICATE, subject_ref, None, device=device, act_sha256=act_sha256
    )
    ticket = mine.ticket(session, device)
    assert ticket is not None  # noqa: S101 -- it was opened just now, for a live capture
    return ReadyAct(act.texts[shown], shown, act_sha256, ticket)


def _bound(desk: Desk, tx: Transaction, subject_ref: str) -> None:
    now, reference = desk.clock.now(), desk.reference(tx, subject_ref)
    # of a moment that is to come as well: the clocks of two hosts may differ
    recent = tx.rows(SessionRows).sessions_between(reference, now - _A_WHILE, now + _A_WHILE)
    acts = [each.created_at for each in recent if each.act_sha256 is not None]
    if len(acts) >= ACTS_AT_MOST:
        left_s = int((acts[-ACTS_AT_MOST] + _A_WHILE - now).total_seconds())
        raise ActsSpent("Many were opened just now; go on later.", retry_after_s=max(1, left_s))
