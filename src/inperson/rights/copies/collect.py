"""Reads all that is held of one person into one value.

1. The enrolment, its template, attempts, restriction and earlier erasures.
2. Every session of the reference with what is left of its device record: also of those in which
   somebody else tried to pass. Who is imitated has a right to what was recorded of it (EDPB
   Guidelines 01/2022, on identity theft).
3. Kept images, consents, the notices that were shown.
4. Disclosures and holds, but for those that a law forbids to tell of.
5. Requests, messages about them, codes of the privacy centre.
6. The audit log's leaves about the subject, last, so that the reads of this copy are among them.

What is missing is left out, what does not open is named; only a key service that is down stops it.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import TypeVar

from inperson.audit import Act, Leaf
from inperson.desks import Desk
from inperson.matching import (
    FMR_TARGETS,
    NoCalibration,
    Template,
    TemplateCorrupt,
    load_calibration,
)
from inperson.rights.consents import KIND as RECEIPT
from inperson.rights.consents import receipt
from inperson.rights.copies.model import (
    Controller,
    Held,
    HeldDisclosure,
    HeldRequest,
    HeldSession,
    HeldTemplate,
    LadderLevel,
)
from inperson.rights.copies.ports import CopyRows
from inperson.rights.disclosures import Contents, Disclosure, DisclosureRows
from inperson.rights.exports import held_exports
from inperson.rights.kept_terms import kept_terms
from inperson.rights.notices import NoticeRows, NoticeTerms
from inperson.rights.requests import RequestDetails, RequestRows
from inperson.rights.retention import StoredHold, schedule_of
from inperson.sessions import (
    AnySession,
    AttemptRows,
    Attempts,
    Consent,
    ConsentRows,
    Pseudonym,
    RecordSealing,
    SessionRecord,
    SessionRows,
    Subject,
    SubjectRows,
    TombstoneRows,
)
from inperson.tenants import Transaction
from inperson.usage import FactRows
from inperson.vault import UNREADABLE, KeyDestroyed, Purpose

Opened = TypeVar("Opened")

_TOLD_ELSEWHERE = frozenset({Act.HOLD_PLACED, Act.HOLD_RELEASED})
"""Leaves about holds: they are in the copy as holds, where the law lets them be."""
_WHILE_DELIVERED = timedelta(minutes=5)
"""For so long after a delivery began, reads may be its own."""


def collect(desk: Desk, tx: Transaction, reference: Pseudonym) -> Held:
    """Return everything that is held of a person.

    Args:
        desk: whose vault, log and improvement set are read.
        tx: an open transaction of its silo.
        reference: the person's pseudonym, enrolled or not.

    Raises:
        KeyUnavailable: if the tenant's keys cannot be used.
        AuditUnavailable: if a read cannot be recorded.

    """
    return _Collector(desk, tx, reference).held()


class _Collector:
    """Collects one person's data, and remembers what did not open."""

    def __init__(self, desk: Desk, tx: Transaction, reference: Pseudonym) -> None:
        self._desk = desk
        self._tx = tx
        self._reference = reference
        self._now = desk.clock.now()
        self._unreadable: list[str] = []

    def held(self) -> Held:
        desk, tx, reference, now = self._desk, self._tx, self._reference, self._now
        mine = tx.rows(CopyRows)
        subject = tx.rows(SubjectRows).subject_by_reference(reference)
        told, secret = self._disclosures()
        buried = tx.rows(TombstoneRows).tombstones()
        erasures = [each for each in buried if each.reference == reference]
        consents = tuple(tx.rows(ConsentRows).consents(reference))
        sessions = tuple(map(self._session, tx.rows(SessionRows).sessions_of(reference)))
        samples = () if subject is None else tuple(desk.subjects.keeper.samples_of(subject.id))
        self._unreadable += [each.id for each in samples if each.jpeg is None]
        return Held(
            made_at=now,
            controller=_controller(desk, tx),
            kind=desk.kind,
            reference=reference,
            subject=subject,
            last_seen_at=mine.last_seen(reference),
            template=None if subject is None else self._template(subject),
            attempts=Attempts() if subject is None else tx.rows(AttemptRows).attempts(subject.id),
            restriction=mine.restriction_of(reference),
            frames=mine.frames_of(reference),
            erasures=tuple(erasures),
            trace_kept_until=tuple(each.erased_at + desk.facts.key_backup for each in erasures),
            centre=tuple(mine.centre_entries(reference)),
            sessions=sessions,
            ladders=_ladders(each.session for each in sessions),
            samples=samples,
            exports=() if subject is None else tuple(held_exports(desk, subject.id)),
            consents=consents,
            notices=tuple(mine.notice_texts(sorted({each.notice_sha256 for each in consents}))),
            receipts={each.id: self._receipt(each) for each in consents},
            disclosures=tuple(self._disclosure(each) for each in told),
            holds=tuple(self._holds(secret)),
            requests=tuple(self._requests()),
            messages=tuple(mine.messages_of(reference)),
            retention=tuple(schedule_of(desk, tx).rows()),
            reads=() if subject is None else tuple(self._reads(subject, secret)),
            unreadable=tuple(self._unreadable),
        )

    def _disclosures(self) -> tuple[Sequence[Disclosure], Sequence[Disclosure]]:
        """Return what the subject may know of, and what it may not yet."""
        own = self._tx.rows(DisclosureRows).disclosures_of(self._reference)
        told = [each for each in own if each.visible(self._now)]
        return told, [each for each in own if not each.visible(self._now)]

    def _receipt(self, consent: Consent) -> str:
        shown = self._tx.rows(NoticeRows).notice_by_hash(consent.notice_sha256)
        content = receipt(consent, shown, self._desk.tenant_id)
        return self._desk.signer.sign(content, RECEIPT)

    def _template(self, subject: Subject) -> HeldTemplate | None:
        stored = self._tx.rows(SubjectRows).template(subject.id)
        if stored is None:
            return None
        about = (subject.id, Purpose.REFERENCE_TEMPLATE, stored.model_digest, stored.sealed)
        try:
            data = self._desk.vault.open(*about)
            return HeldTemplate(stored.model_digest, Template.from_bytes(data).sample_count, data)
        except KeyDestroyed:  # an erasure that was cut short: nothing opens it any more
            return None
        except (*UNREADABLE, TemplateCorrupt):
            self._unreadable.append(subject.id)
            return None

    def _session(self, session: AnySession) -> HeldSession:
        def record() -> SessionRecord:
            kept = RecordSealing(self._desk.vault).open(session)
            return kept.pruned(session.created_at, self._now)

        facts = self._tx.rows(FactRows).facts_of(session.id)
        return HeldSession(session, self._opened(session.id, record), facts)

    def _disclosure(self, disclosure: Disclosure) -> HeldDisclosure:
        def contents() -> Contents:
            return Contents.from_json(self._desk.open(disclosure.id, disclosure.details))

        return HeldDisclosure(disclosure, self._opened(disclosure.id, contents))

    def _requests(self) -> Iterable[HeldRequest]:
        for request in self._tx.rows(RequestRows).requests_of(self._reference):
            sealed, request_id = request.details, request.id
            if sealed is None:
                yield HeldRequest(request, None)
                continue

            def details(id_: str = request_id, data: bytes = sealed) -> RequestDetails:
                return RequestDetails.parse(self._desk.open(id_, data))

            yield HeldRequest(request, self._opened(request_id, details))

    def _holds(self, secret: Sequence[Disclosure]) -> Iterable[StoredHold]:
        """Yield the holds that may be told of.

        Not those of an order whose disclosure is under a gag, nor any that came after it: she
        would learn from the one that there is the other.
        """
        orders = [each.contents.request for each in map(self._disclosure, secret) if each.contents]
        known = {order.document_sha256 for order in orders if order is not None}
        since = min((each.proposed_at for each in secret), default=None)
        for hold in self._tx.rows(CopyRows).holds_of(self._reference):
            later = since is not None and hold.placed_at >= since
            if not (later or hold.document_sha256 in known):
                yield hold

    def _reads(self, subject: Subject, secret: Sequence[Disclosure]) -> Iterable[Leaf]:
        """Yield the leaves about the subject, without the reads of a delivery under a gag."""
        tag = self._desk.vault.tag(subject.id)
        if tag is None:
            return
        deliveries = [each.closed_at for each in secret if each.closed_at is not None]
        for leaf in self._desk.audit.of_subject(tag):
            hidden = leaf.entry.act is Act.DEK_UNWRAPPED and any(
                at <= leaf.at <= at + _WHILE_DELIVERED for at in deliveries
            )
            if not hidden and leaf.entry.act not in _TOLD_ELSEWHERE:
                yield leaf

    def _opened(self, record_id: str, opening: Callable[[], Opened]) -> Opened | None:
        try:
            return opening()
        except UNREADABLE:
            self._unreadable.append(record_id)
            return None


def _controller(desk: Desk, tx: Transaction) -> Controller:
    facts, kept = desk.facts, kept_terms(desk, tx)
    terms = None if kept is None else NoticeTerms.of(kept.content)
    return Controller(
        tenant_id=desk.tenant_id,
        name=desk.tenant_name if terms is None else terms.controller,
        deployment=facts.deployment,
        operator=facts.operator,
        operator_contact=facts.operator_contact,
        location=facts.location,
        public_url=facts.public_url,
        terms=terms,
        # a draft does not know yet where its tenant is
        gdpr=terms is None or terms.country is None or schedule_of(desk, tx).gdpr,
    )


def _ladders(sessions: Iterable[AnySession]) -> dict[str, tuple[LadderLevel, ...]]:
    """Return what the levels of the sessions' models stand for."""
    digests = {each.verdict.model_digest for each in sessions if each.verdict is not None}
    return {digest: _ladder(digest) for digest in sorted(digests)}


def _ladder(model_digest: str) -> tuple[LadderLevel, ...]:
    try:
        ladder = load_calibration(model_digest)
    except NoCalibration:  # a level promises the same of every model
        return tuple(LadderLevel(level, rate) for level, rate in enumerate(FMR_TARGETS, start=1))
    return tuple(
        LadderLevel(each.level, each.fmr_target, ladder.bound(each.level), each.threshold)
        for each in ladder.rungs
    )
