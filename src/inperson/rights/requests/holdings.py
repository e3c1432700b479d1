"""What is held of a person, as the privacy centre shows it: what there is, and nothing opened.

It reads rows and the audit log. The template, device records and images stay sealed: who
wants them asks for a copy. Whoever is not enrolled gets the same members, with nothing in them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from inperson.audit import Act, Leaf
from inperson.desks import Desk
from inperson.rights.disclosures import Disclosure, DisclosureRows
from inperson.rights.exports import HeldExport, held_exports
from inperson.rights.requests.casebook import Case, Casebook
from inperson.rights.requests.ports import RequestRows
from inperson.rights.requests.reviewing import reviewed
from inperson.rights.retention import RetentionRow, schedule_of
from inperson.sessions import (
    AnySession,
    Consent,
    ConsentRows,
    CurrentNotice,
    Pseudonym,
    SessionRows,
    Subject,
    SubjectRows,
)

_OF_HOLDS = frozenset({Act.HOLD_PLACED, Act.HOLD_RELEASED})
"""Never told here: a hold may be the trace of an order that must not be told of."""
_OF_ORDERS = _OF_HOLDS | {
    Act.DISCLOSURE_PROPOSED,
    Act.DISCLOSURE_APPROVED,
    Act.DISCLOSURE_REFUSED,
    Act.DISCLOSURE_DELIVERED,
    Act.DISCLOSURE_TOLD,
}
_WHILE_DELIVERED = timedelta(minutes=5)
"""For so long after a delivery began, uses of the key may be its own."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is held of one person by one tenant for one kind of token."""

    at: datetime
    subject: Subject | None
    """None if nobody is enrolled."""
    template_model: str | None
    """SHA-256 (hex) of the model that made the reference template; None without one."""
    restricted: bool
    sessions: Sequence[AnySession]
    consents: Sequence[Consent]
    notice: CurrentNotice | None
    requests: Sequence[Case]
    disclosures: Sequence[Disclosure]
    """Those that the person may know of."""
    exports: Sequence[HeldExport]
    retention: Sequence[RetentionRow]
    reads: Sequence[Leaf]
    """Who used the person's key for what, and what else was done about the person."""

    def reviewable(self, session: AnySession) -> bool:
        """Tell whether the person can ask that somebody looks at a session's decision."""
        return session.went_against and session.id not in reviewed(self.requests)


def holdings(desk: Desk, reference: Pseudonym) -> Holdings:
    """Return what is held of a person, enrolled or not.

    Args:
        desk: of the kind of token.
        reference: the person's pseudonym.

    Raises:
        KeyUnavailable: if the tenant's keys cannot be used.
        AuditUnavailable: if the reading cannot be recorded.

    """
    now, book = desk.clock.now(), Casebook(desk)
    with desk.silo.read() as tx:
        subject = tx.rows(SubjectRows).subject_by_reference(reference)
        disclosures = tx.rows(DisclosureRows).disclosures_of(reference)
        secret = [each for each in disclosures if not each.visible(now)]
        template = None if subject is None else tx.rows(SubjectRows).template(subject.id)
        return Holdings(
            at=now,
            subject=subject,
            template_model=None if template is None else template.model_digest,
            restricted=tx.rows(SubjectRows).restricted(reference),
            sessions=tx.rows(SessionRows).sessions_of(reference),
            consents=tx.rows(ConsentRows).consents(reference),
            notice=tx.rows(ConsentRows).notice(),
            requests=[
                (each, book.read(each)) for each in tx.rows(RequestRows).requests_of(reference)
            ],
            disclosures=[each for each in disclosures if each.visible(now)],
            exports=() if subject is None else held_exports(desk, subject.id),
            retention=schedule_of(desk, tx).rows(),
            reads=() if subject is None else _reads(desk, subject, secret),
        )


def _reads(desk: Desk, subject: Subject, secret: Sequence[Disclosure]) -> Sequence[Leaf]:
    """Return the leaves about a subject, without what would tell of a disclosure under a gag."""
    tag = desk.vault.tag(subject.id)
    if tag is None:
        return ()
    return [each for each in desk.audit.of_subject(tag) if not _tells(each, secret)]


def _tells(leaf: Leaf, secret: Sequence[Disclosure]) -> bool:
    act = leaf.entry.act
    if act in _OF_ORDERS:
        return bool(secret) or act in _OF_HOLDS
    return act is Act.DEK_UNWRAPPED and any(
        each.closed_at <= leaf.at <= each.closed_at + _WHILE_DELIVERED
        for each in secret
        if each.closed_at is not None
    )
