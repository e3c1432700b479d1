"""What is due of sessions although nobody asks: they expire, and what is kept of them goes.

Who opens a session does a little of it first, once a minute and tenant in each process, so that no
timer is needed. It goes by the longest that anything is kept; a tenant that chose less has its own
sweeps (`rights.retention`).
"""

from datetime import datetime, timedelta

from inperson.core import TenantId
from inperson.sessions.record_sealing import RecordSealing
from inperson.sessions.rows import SessionRows
from inperson.sessions.session_record import KEPT_DAYS
from inperson.tenants import Authority, TokenKind, Transaction

_IDEMPOTENCY_KEPT = timedelta(hours=24)
_EVERY = timedelta(minutes=1)
_AT_ONCE = 20


class Tidying:
    """Does what is due, and remembers when it did."""

    def __init__(self) -> None:
        self._done: dict[tuple[TenantId, TokenKind], datetime] = {}

    def run(
        self, tx: Transaction, authority: Authority, records: RecordSealing, now: datetime
    ) -> None:
        """Expire, forget and prune what is due of an authority's sessions, if a minute is over."""
        mine = authority.tenant_id, authority.kind
        done = self._done.get(mine)
        if done is not None and timedelta(0) <= now - done < _EVERY:
            return
        rows, oldest = tx.rows(SessionRows), now - timedelta(days=KEPT_DAYS)
        rows.sweep(now=now, keep_since=now - _IDEMPOTENCY_KEPT, sessions_since=oldest)
        for session in rows.due_records(now, _AT_ONCE):
            kept = records.open(session).pruned(session.created_at, now)
            rows.set_record(session.id, records.seal(kept, session))
        self._done[mine] = now
