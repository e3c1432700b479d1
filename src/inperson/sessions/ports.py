"""What the use cases need of the world: a silo, a pair of eyes and a pen.

A silo is opened through a handle bound to one tenant; no other method takes a tenant's id, so
there is no call that could reach the wrong one.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from inperson.core import SessionId, SubjectId
from inperson.sessions.ages import AgeClaim
from inperson.sessions.consents import (
    Consent,
    ConsentPurpose,
    GivenConsent,
)
from inperson.sessions.footage import Footage
from inperson.sessions.model import (
    AnySession,
    DeveloperSession,
    ExportedTo,
    KeptSample,
    Pseudonym,
    Subject,
)
from inperson.sessions.tickets import SessionTicket
from inperson.tenants import Transaction
from inperson.vision import Examination, Image


class FaceExaminer(Protocol):
    """Finds, judges and embeds the face in each image; `vision.FacePipeline` is the real one."""

    @property
    def model_digest(self) -> str:
        """Return the SHA-256 (hex) of the embedding model."""
        ...

    def examine(
        self, images: Sequence[Image], *, accept_poor: bool = False
    ) -> tuple[Examination, ...]:
        """Examine images, one finding each, in order."""
        ...


class ConsentGate(Protocol):
    """Lets a session pass where its purpose is agreed to; `privacy.ConsentRule` is the real one."""

    def at_opening(
        self,
        tx: Transaction,
        session: AnySession,
        given: GivenConsent | None,
        claim: AgeClaim | None,
        *,
        improvement: bool,
    ) -> AnySession:
        """Record what was agreed to, and check what is needed before a session stays stored.

        A session that takes still images needs the consent now; one with a live capture may get
        it at the capture, where the person sees the notice.

        Returns:
            The session, with what is kept of what the tenant says of the person's age: nothing
            where the notice has no minimum age; where the tenant says nothing, what it said with
            the consent that stands.

        Raises:
            NoticeMissing: if the tenant has no notice that covers the session.
            NoticeChanged: if another notice was shown than the current one, or it has changed.
            ConsentRequired: if nobody agreed, or the consent was withdrawn.
            AgeUnknown: if the notice has a minimum age, and nothing tells of it.
            BelowMinimumAge: if the person is below it, and the notice takes nobody below.
            GuardianMissing: if the person is below it, and no guardian was shown.
            SubjectRestricted: if the subject's data is to be kept and not used.

        """
        ...

    def at_capture(self, tx: Transaction, session: AnySession, given: GivenConsent | None) -> None:
        """Record what was agreed to, and check that it is, before a capture is claimed.

        Raises what `at_opening` raises.
        """
        ...


class SessionEvents(Protocol):
    """Hears what a tenant may be told; `deliveries.WebhookEvents` is the real one."""

    def decided(self, tx: Transaction, session: AnySession) -> None:
        """Note that a session is decided, in the transaction that ends it.

        Args:
            tx: the transaction: what is noted in it stands or falls with the decision.
            session: the session as it ended.

        """
        ...

    def erased(self, tx: Transaction, subject: Subject, at: datetime) -> None:
        """Note that a subject is erased, in the transaction that deletes its rows."""
        ...

    def agreed(self, tx: Transaction, consent: Consent) -> None:
        """Note that somebody has agreed, in the transaction that records it."""
        ...

    def withdrawn(self, tx: Transaction, reference: Pseudonym, purpose: ConsentPurpose) -> None:
        """Note that a consent was withdrawn, in the transaction that records it."""
        ...

    def stopped(self, tx: Transaction, reference: Pseudonym) -> None:
        """Note that a subject is let in no more, in the transaction that says so."""
        ...


class SampleKeeper(Protocol):
    """One tenant's improvement set, as sessions see it. It takes developer sessions only."""

    def keep(
        self,
        session: DeveloperSession,
        consent: Consent,
        device: Mapping[str, str],
        images: Sequence[Image],
    ) -> None:
        """Keep the images of a decided session that a consent covers.

        Raises:
            ImprovementNotAllowed: if the session is of another kind, or the consent withdrawn.

        """
        ...

    def samples_of(self, subject_id: SubjectId) -> Iterator[KeptSample]:
        """Yield all samples of a subject, opened, in the order in which they were taken.

        Raises:
            KeyUnavailable: if the tenant's keys cannot be used.

        """
        ...

    def remove(self, subject_id: SubjectId) -> int:
        """Remove all samples of a subject, recall those that left, and return how many went."""
        ...

    def exported(self, subject_id: SubjectId) -> Sequence[ExportedTo]:
        """Return which files of which exports show a subject, and are not recalled."""
        ...

    def count(self, subject_id: SubjectId) -> int:
        """Return how many samples of a subject there are."""
        ...

    def purge(self, before: datetime, spared: Collection[SubjectId] = ()) -> int:
        """Remove the samples taken before a time, but those of some subjects.

        Returns:
            How many went.

        """
        ...

    def overdue(
        self, before: datetime, spared: Collection[SubjectId] = ()
    ) -> tuple[int, datetime | None]:
        """Return how many samples `purge` would remove, and when the earliest was taken."""
        ...


class SessionTokens(Protocol):
    """Writes and reads session tokens. They are never statements, and statements never tokens."""

    def issue(self, ticket: SessionTicket) -> str:
        """Return the ticket as a signed token."""
        ...

    def read(self, token: str, now: datetime) -> SessionTicket:
        """Check a token that a client sent.

        Args:
            token: what was sent.
            now: the server's own time; there is no leeway.

        Raises:
            SessionTokenInvalid: if it is malformed, not signed here, or no session token.
            SessionTokenExpired: if its time is over.

        """
        ...


class FootageKeeper(Protocol):
    """Keeps every frame of the developer sessions that a trial opened, passed or refused.

    A trial alone has one: in it whoever stands before the camera has agreed. Elsewhere the best
    pictures of who was known again are all that is kept.
    """

    def wants(self, session_id: SessionId) -> bool:
        """Tell whether a session is filmed."""
        ...

    def keep(
        self,
        session: DeveloperSession,
        consent: Consent,
        device: Mapping[str, str],
        footage: Footage,
    ) -> None:
        """Keep the footage of a decided session that a consent covers.

        Raises:
            ImprovementNotAllowed: if the session is of another kind, or the consent withdrawn.

        """
        ...
