"""Consents, and the notices that they are to, as rows of a silo."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, select, update

from inperson.core import SessionId, is_id
from inperson.sessions import AgeGate, BelowAge, Consent, ConsentPurpose, CurrentNotice, Pseudonym
from inperson.store.converting import Converter
from inperson.store.privacy_tables import consents, holds, notices
from inperson.store.unit import Rows

_CONSENTS = Converter(Consent, consents)


class SqlConsentRows(Rows):
    """Implements `sessions.rows.ConsentRows`."""

    def notice(self) -> CurrentNotice | None:
        """Return what decides whether a consent holds, or None before a notice is published."""
        query = select(
            notices.c.version, notices.c.language, notices.c.sha256, notices.c.consents_since
        ).add_columns(notices.c.draft, notices.c.improvement)
        english = case((notices.c.language == "en", notices.c.document)).label("english")
        query = query.add_columns(english)
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
            *next((_said(row.english) for row in rows if row.english), (None, None)),
        )

    def add_consent(self, consent: Consent) -> None:
        """Store a consent."""
        _CONSENTS.add(self._connection, consent)

    def consent(self, about: Pseudonym | SessionId, purpose: ConsentPurpose) -> Consent | None:
        """Return the latest consent of a reference or session, or None."""
        mine = _about(about) & (consents.c.purpose == purpose.value)
        latest = select(consents).where(mine).order_by(*_LATEST_FIRST).limit(1)
        return _CONSENTS.first(self._connection, latest)

    def consents(self, reference: Pseudonym) -> Sequence[Consent]:
        """Return all consents of a reference in order."""
        mine = select(consents).where(consents.c.reference == reference)
        return _CONSENTS.all(self._connection, mine.order_by(consents.c.given_at, consents.c.id))

    def standing(self, since: int) -> int:
        """Return of how many people a consent to a version or a later one is not withdrawn."""
        given = consents.c.withdrawn_at.is_(None) & (consents.c.notice_version >= since)
        count = select(func.count(consents.c.reference.distinct())).where(given)
        return int(self._connection.execute(count).scalar_one())

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


def _said(document: str) -> tuple[str | None, AgeGate | None]:
    """Return what a notice says of another way, and of an age: alike in all its languages."""
    said = json.loads(document)
    years: int | None = said.get("inp:minimumAge")
    gate = None if years is None else AgeGate(years, BelowAge(said["inp:below"]))
    return said.get("inp:alternative"), gate
