"""Keyed digests of frames as rows."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from inperson.sessions import Pseudonym, SeenFrames
from inperson.store.tables import seen_frames
from inperson.store.unit import Rows

_AT_ONCE = 300
"""Well below what either database takes as parameters of one statement."""


class SqlFrameRows(Rows):
    """Implements `sessions.rows.FrameRows`."""

    def count_seen(self, keys: Sequence[Pseudonym]) -> int:
        """Return how many of the keys are there."""
        total = 0
        for some in _parts(sorted(set(keys))):
            found = select(func.count()).where(seen_frames.c.key.in_(some))
            total += self._connection.execute(found).scalar_one()
        return total

    def keep_seen(self, frames: SeenFrames) -> int:
        """Insert the keys that are not there; return how many were.

        In one order for all, so that two captures of the same frames wait for each other in
        PostgreSQL and never form a circle.
        """
        make = postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
        keys, added = sorted(set(frames.keys)), 0
        for some in _parts(keys):
            rows = [
                {"key": key, "session_id": frames.session_id, "expires_at": frames.expires_at}
                for key in some
            ]
            statement = make(seen_frames).values(rows).on_conflict_do_nothing()
            added += len(self._connection.execute(statement.returning(seen_frames.c.key)).all())
        return len(keys) - added


def _parts(keys: Sequence[Pseudonym]) -> Iterator[Sequence[Pseudonym]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]
