"""Who holds the captures of sessions."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from inperson.core import ProcessId, SessionId
from inperson.sessions import AnySession, SessionState
from inperson.store.tables import sessions
from inperson.store.unit import Rows


def still_open(session_id: SessionId) -> ColumnElement[bool]:
    """Return the condition that a session is not ended."""
    return (sessions.c.id == session_id) & (sessions.c.state == SessionState.OPEN.value)


def held_as(session: AnySession) -> ColumnElement[bool]:
    """Return the condition that a session is not ended, and its capture held as it was read."""
    return (
        still_open(session.id)
        & sessions.c.capture_owner.is_not_distinct_from(session.capture_owner)
        & (sessions.c.capture_restarts == session.capture_restarts)
    )


class SqlCaptureRows(Rows):
    """Implements `sessions.rows.CaptureRows`."""

    def claim_capture(
        self, session: AnySession, owner: ProcessId, opened_at: datetime, expires_at: datetime
    ) -> bool:
        """Give the capture of an open session to a process."""
        began = session.capture_opened_at
        same = sessions.c.capture_opened_at.is_not_distinct_from(began)
        values = {
            "capture_owner": owner,
            "capture_opened_at": began or opened_at,
            "capture_restarts": session.capture_restarts + (began is not None),
            "expires_at": expires_at,
        }
        claim = update(sessions).where(held_as(session) & same).values(values)
        return self._connection.execute(claim).rowcount == 1

    def release_capture(self, session: AnySession) -> bool:
        """Let go of a capture that is held as the session says."""
        let_go = update(sessions).where(held_as(session)).values(capture_owner=None)
        return self._connection.execute(let_go).rowcount == 1

    def captures_held(
        self, session_ids: Sequence[SessionId]
    ) -> Mapping[SessionId, tuple[ProcessId | None, int]]:
        """Return who holds the captures of those sessions that are open."""
        columns = sessions.c.id, sessions.c.capture_owner, sessions.c.capture_restarts
        mine = sessions.c.id.in_(session_ids) & (sessions.c.state == SessionState.OPEN.value)
        rows = self._connection.execute(select(*columns).where(mine))
        return {SessionId(row[0]): (row[1], row[2]) for row in rows}
