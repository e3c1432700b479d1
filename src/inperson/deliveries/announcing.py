"""Telling what happens to sessions, subjects and consents: a tenant, and its relying parties."""

from collections.abc import Mapping
from datetime import datetime

from inperson.core import Clock, Entropy
from inperson.deliveries.events import EventType
from inperson.deliveries.model import DeliveryKind
from inperson.deliveries.posting import Post
from inperson.sessions import (
    AnySession,
    Consent,
    ConsentPurpose,
    ConsentRows,
    Pseudonym,
    SessionRows,
    Subject,
)
from inperson.tenants import Transaction
from inperson.vault import TenantVault

_LOGOUT = "logout"


class WebhookEvents:
    """Implements `sessions.ports.SessionEvents` for one tenant.

    What was decided is not in the message: who wants to know it reads the session, signed.
    """

    def __init__(self, vault: TenantVault, clock: Clock, entropy: Entropy) -> None:
        self._post = Post(vault, clock, entropy)

    def decided(self, tx: Transaction, session: AnySession) -> None:
        """Put a `session.decided` in the transaction that ends the session."""
        data = {
            "session_id": session.id,
            "kind": session.kind,
            "token_kind": session.token_kind,
            "state": session.state,
            "ended_at": session.ended_at,
        }
        self._put(tx, EventType.SESSION_DECIDED, data)

    def erased(self, tx: Transaction, subject: Subject, at: datetime) -> None:
        """Put a `subject.erased` in the transaction that deletes the subject's rows."""
        data = {"subject_id": subject.id, "token_kind": subject.token_kind, "erased_at": at}
        self._put(tx, EventType.SUBJECT_ERASED, data)
        self.stopped(tx, subject.reference)

    def agreed(self, tx: Transaction, consent: Consent) -> None:
        """Put a `consent.given` in the transaction that records the consent."""
        data = {**_about(consent), "given_at": consent.given_at}
        self._put(tx, EventType.CONSENT_GIVEN, data)

    def withdrawn(self, tx: Transaction, reference: Pseudonym, purpose: ConsentPurpose) -> None:
        """Put a `consent.withdrawn` about the latest consent, in the transaction that ends it."""
        consent = tx.rows(ConsentRows).consent(reference, purpose)
        if consent is not None:
            data = {**_about(consent), "withdrawn_at": consent.withdrawn_at}
            self._put(tx, EventType.CONSENT_WITHDRAWN, data)
        if purpose is ConsentPurpose.IDENTITY:
            self.stopped(tx, reference)

    def stopped(self, tx: Transaction, reference: Pseudonym) -> None:
        """Put a logout for each relying party at which the subject is signed in, once."""
        for each in tx.rows(SessionRows).end_sign_ins(reference):
            about = {"relying_party": each.relying_party, "sub": each.sub}
            self._post.put(tx, DeliveryKind.LOGOUT, _LOGOUT, about)

    def _put(self, tx: Transaction, event: EventType, data: Mapping[str, object]) -> None:
        self._post.put(tx, DeliveryKind.WEBHOOK, event, data)


def _about(consent: Consent) -> dict[str, object]:
    return {
        "consent_id": consent.id,
        "purpose": consent.purpose,
        "token_kind": consent.token_kind,
        "version": consent.notice_version,
    }
