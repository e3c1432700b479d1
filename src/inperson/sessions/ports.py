"""What the use cases need of the world: a silo, a pair of eyes and a pen.

A silo is opened through a handle bound to one tenant; no other method takes a tenant's id, so
there is no call that could reach the wrong one.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from inperson.core import SessionId, SubjectId, TenantId
from inperson.sessions.model import (
    IdempotencyRecord,
    Pseudonym,
    SealedTemplate,
    Session,
    Subject,
)
from inperson.vision import Examination, Image


class SiloTransaction(Protocol):
    """One atomic, durable unit of work in a silo. An exception inside it undoes all of it."""

    def add_session(self, session: Session) -> None:
        """Store a new, open session."""
        ...

    def session(self, session_id: SessionId) -> Session | None:
        """Return the session, or None."""
        ...

    def end_session(self, session: Session) -> bool:
        """Store the ended form of a session that is still open.

        Returns:
            False, and nothing changed, if it is not stored or no longer open: of several
            processes that try, exactly one gets True.

        """
        ...

    def add_subject(self, subject: Subject, template: SealedTemplate) -> bool:
        """Store a newly enrolled subject; False, and nothing changed, if the reference is taken."""
        ...

    def subject_by_reference(self, reference: Pseudonym) -> Subject | None:
        """Return the subject with the tenant's (pseudonymised) reference, or None."""
        ...

    def subject(self, subject_id: SubjectId) -> Subject | None:
        """Return the subject, or None."""
        ...

    def template(self, subject_id: SubjectId) -> SealedTemplate | None:
        """Return the subject's sealed template, or None."""
        ...

    def delete_subject(self, reference: Pseudonym) -> bool:
        """Delete the subject, its template, and every session and idempotency record of it.

        Sessions of a reference that never enrolled are deleted too.

        Returns:
            True if a subject was deleted.

        """
        ...

    def add_idempotency(self, record: IdempotencyRecord) -> bool:
        """Remember a request; False, and nothing changed, if the key is taken."""
        ...

    def idempotency(self, key: Pseudonym) -> IdempotencyRecord | None:
        """Return what the key stood for, or None."""
        ...

    def sweep(self, *, now: datetime, keep_since: datetime) -> int:
        """Expire open sessions past their time; forget idempotency records before `keep_since`.

        Returns:
            How many rows changed or went.

        """
        ...


class Silo(Protocol):
    """One tenant's data store."""

    def begin(self) -> AbstractContextManager[SiloTransaction]:
        """Open a transaction that commits when the block ends and rolls back when it raises."""
        ...


class Silos(Protocol):
    """Gives each tenant's silo."""

    def create(self, tenant_id: TenantId) -> None:
        """Make the tenant's silo; do nothing if there is one."""
        ...

    def open(self, tenant_id: TenantId) -> Silo:
        """Return the silo, bound to this tenant.

        Raises:
            SiloUnavailable: if it was not created or cannot be opened.

        """
        ...


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


class StatementSigner(Protocol):
    """Signs decisions so that a tenant's back end can check where they came from."""

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Return a compact JWS (Ed25519) over the claims."""
        ...

    def jwks(self) -> Mapping[str, Any]:
        """Return the public keys as a JWK set (RFC 7517)."""
        ...
