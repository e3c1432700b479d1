"""Whether the captures that are open here are still this process's to decide."""

from collections import defaultdict
from collections.abc import Callable

from inperson.core import TenantId
from inperson.sessions.capture import OpenCapture
from inperson.sessions.captures import OpenCaptures
from inperson.sessions.rows import CaptureRows
from inperson.tenants import Silo


class CaptureOwnership:
    """Asks the silos, one query a tenant, and ends what was ended or taken over elsewhere.

    No decision depends on it: that is fenced by the session's row. It is for the person, whose
    withdrawal at another process ends the capture here, and who is sent on from a process that
    was paused.
    """

    def __init__(self, captures: OpenCaptures, silo_of: Callable[[TenantId], Silo]) -> None:
        self._captures = captures
        self._silo_of = silo_of

    def look(self) -> int:
        """Look once, and return how many captures it ended.

        Raises:
            StoreUnavailable: if a silo cannot be read; no capture of it is ended.

        """
        by_tenant = defaultdict[TenantId, list[OpenCapture]](list)
        for capture in self._captures.all():
            if not capture.over:
                by_tenant[capture.tenant_id].append(capture)
        return sum(self._look_at(tenant_id, each) for tenant_id, each in by_tenant.items())

    def _look_at(self, tenant_id: TenantId, captures: list[OpenCapture]) -> int:
        with self._silo_of(tenant_id).read() as tx:
            held = tx.rows(CaptureRows).captures_held([each.session.id for each in captures])
        ended = 0
        for capture in captures:
            session, now = capture.session, held.get(capture.session.id)
            if now == (session.capture_owner, session.capture_restarts) or capture.over:
                continue
            # an ended session, or an erased one: its subject wants no more
            capture.withdraw() if now is None else capture.lose()
            ended += 1
        return ended
