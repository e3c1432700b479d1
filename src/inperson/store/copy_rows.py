"""What an access copy needs of a silo, as rows."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from inperson.rights.copies import CentreEntry, FrameDigests, Message, NoticeText, Restriction
from inperson.rights.retention import StoredHold
from inperson.sessions import Pseudonym
from inperson.store.converting import Converter
from inperson.store.privacy_tables import (
    centre_codes,
    deliveries,
    holds,
    notices,
    privacy_requests,
    restrictions,
)
from inperson.store.retention_rows import HOLDS
from inperson.store.tables import seen_frames, sessions, subjects
from inperson.store.unit import Rows

_RESTRICTIONS = Converter(Restriction, restrictions)
_ENTRIES = Converter(CentreEntry, centre_codes)
_MESSAGES = Converter(Message, deliveries)
_TEXTS = Converter(NoticeText, notices)


class SqlCopyRows(Rows):
    """Implements `rights.copies.ports.CopyRows`."""

    def last_seen(self, reference: Pseudonym) -> datetime | None:
        """Return when the newest session of an enrolled subject began, if that is kept."""
        mine = select(subjects.c.last_seen_at).where(subjects.c.reference == reference)
        return self._connection.execute(mine).scalar()

    def frames_of(self, reference: Pseudonym) -> FrameDigests:
        """Return how many digests of frames are kept of the sessions of a reference."""
        joined = seen_frames.join(sessions, sessions.c.id == seen_frames.c.session_id)
        counted = select(func.count(), func.max(seen_frames.c.expires_at)).select_from(joined)
        row = self._connection.execute(counted.where(sessions.c.subject == reference)).one()
        return FrameDigests(row[0], row[1])

    def restriction_of(self, reference: Pseudonym) -> Restriction | None:
        """Return since when the data of a reference is not used, and by which request."""
        mine = select(restrictions).where(restrictions.c.reference == reference)
        return _RESTRICTIONS.first(self._connection, mine)

    def holds_of(self, reference: Pseudonym) -> Sequence[StoredHold]:
        """Return all holds of a reference in order."""
        mine = select(holds).where(holds.c.reference == reference)
        return HOLDS.all(self._connection, mine.order_by(holds.c.placed_at, holds.c.id))

    def centre_entries(self, reference: Pseudonym) -> Sequence[CentreEntry]:
        """Return the codes of the privacy centre that were made for a reference, in order."""
        code = centre_codes.c
        mine = select(code.created_at, code.expires_at, code.used_at)
        mine = mine.where(code.reference == reference).order_by(code.created_at, code.expires_at)
        return _ENTRIES.all(self._connection, mine)

    def messages_of(self, reference: Pseudonym) -> Sequence[Message]:
        """Return the messages about the requests of a reference, in order."""
        sent = deliveries.c
        joined = deliveries.join(privacy_requests, privacy_requests.c.id == sent.request_id)
        mine = select(sent.request_id, sent.kind, sent.created_at, sent.done_at, sent.failure)
        mine = mine.select_from(joined).where(privacy_requests.c.reference == reference)
        return _MESSAGES.all(self._connection, mine.order_by(sent.created_at, sent.id))

    def notice_texts(self, sha256: Sequence[bytes]) -> Sequence[NoticeText]:
        """Return the notices with these hashes, and those of the current version, in order."""
        newest = select(func.max(notices.c.version)).scalar_subquery()
        chosen = notices.c.sha256.in_(sha256) | (notices.c.version == newest)
        query = select(notices).where(chosen).order_by(notices.c.version, notices.c.language)
        return _TEXTS.all(self._connection, query)
