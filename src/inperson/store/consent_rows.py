"""Consents, and the notices that they are to, as rows of a silo."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, insert, select, update

from inperson.core import ConsentId, SessionId
from inperson.core.ids import is_id
from inperson.sessions.consents import Consent, ConsentMethod, ConsentPurpose, CurrentNotice
from inperson.sessions.model import Pseudonym
from inperson.store.privacy_tables import consents, holds, notices
from inperson.store.unit import Rows
from inperson.tenants import TokenKind


class SqlConsentRows(Rows):
    """Implements `sessions.rows.ConsentRows`."""

    def notice(self) -> CurrentNotice | None:
        """Return what decides whether a consent holds, or None before a notice is published."""
        query = select(
            notices.c.version, notices.c.language, notices.c.sha256, notices.c.consents_since
        ).add_columns(notices.c.draft, notices.c.improvement)
        newest = select(notices.c.version).order_by(notices.c.version.desc()).limit(1)
        rows = self._connection.execute(
            query.where(notices.c.version == newest.scalar_subquery()).order_by(notices.c.language)
        ).all()
        if not rows:
            return None
        first = rows[0]
        return CurrentNotice(
            first.version,
            first.consents_since,
            bool(first.draft),
            bool(first.improvement),
            {row.language: bytes(row.sha256) for row in rows},
        )

    def add_consent(self, consent: Consent) -> None:
        """Store a consent."""
        self._connection.execute(
            insert(consents).values(
                id=consent.id,
                purpose=consent.purpose.value,
                token_kind=consent.token_kind.value,
                reference=consent.reference,
                session_id=consent.session_id,
                notice_version=consent.notice_version,
                notice_sha256=consent.notice_sha256,
                language=consent.language,
                method=consent.method.value,
                given_at=consent.given_at,
                withdrawn_at=consent.withdrawn_at,
                salt=consent.salt,
            )
        )

    def consent(self, about: Pseudonym | SessionId, purpose: ConsentPurpose) -> Consent | None:
        """Return the latest consent of a reference or session, or None."""
        mine = _about(about) & (consents.c.purpose == purpose.value)
        latest = select(consents).where(mine).order_by(*_LATEST_FIRST).limit(1)
        row = self._connection.execute(latest).first()
        return None if row is None else _consent(row)

    def consents(self, reference: Pseudonym) -> Sequence[Consent]:
        """Return all consents of a reference in order."""
        mine = select(consents).where(consents.c.reference == reference)
        rows = self._connection.execute(mine.order_by(consents.c.given_at, consents.c.id))
        return [_consent(row) for row in rows]

    def withdraw(self, reference: Pseudonym, purpose: ConsentPurpose, at: datetime) -> int:
        """Mark every consent of a reference to a purpose as withdrawn."""
        mine = (consents.c.reference == reference) & (consents.c.purpose == purpose.value)
        standing = mine & consents.c.withdrawn_at.is_(None)
        change = update(consents).where(standing).values(withdrawn_at=at)
        return self._connection.execute(change).rowcount


def standing_holds(now: datetime) -> Select[tuple[bytes]]:
    """Return the query for the references that legal orders hold."""
    standing = holds.c.released_at.is_(None) & (holds.c.until > now)
    return select(holds.c.reference).where(standing)


_LATEST_FIRST = (consents.c.given_at.desc(), consents.c.id.desc())


def _about(about: Pseudonym | SessionId) -> ColumnElement[bool]:
    if isinstance(about, str) and is_id(about, "ses"):
        return consents.c.session_id == about
    return consents.c.reference == about


def _consent(row: Row[Any]) -> Consent:
    return Consent(
        id=ConsentId(row.id),
        purpose=ConsentPurpose(row.purpose),
        token_kind=TokenKind(row.token_kind),
        reference=None if row.reference is None else Pseudonym(bytes(row.reference)),
        session_id=None if row.session_id is None else SessionId(row.session_id),
        notice_version=row.notice_version,
        notice_sha256=bytes(row.notice_sha256),
        language=row.language,
        method=ConsentMethod(row.method),
        given_at=row.given_at,
        salt=bytes(row.salt),
        withdrawn_at=row.withdrawn_at,
    )
