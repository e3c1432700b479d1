"""Several processes over the same stores: which of them holds a capture, and who may go on with it.

1. A process that begins a capture becomes its owner, in the session's row.
2. While the owner is there, nobody else touches the capture: who drops the line comes back to the
   same challenge, so that nobody draws challenges until one is easy.
3. An owner that is gone, or has let the capture go because it stops, is followed by whichever
   process the client reaches. It draws a new challenge and begins at the first target; nothing that
   was seen before counts, for or against the person. That happens twice at most.
4. An owner that was only paused finds its name gone from the row, and can end nothing.
"""

from typing import Protocol

from inperson.core import ProcessId
from inperson.sessions.errors import CaptureInUse, CaptureLost
from inperson.sessions.model import AnySession

MOST_RESTARTS = 2


class Processes(Protocol):
    """The processes of one server, as one of them sees them."""

    @property
    def me(self) -> ProcessId:
        """Return this process."""
        ...

    def gone(self, process_id: ProcessId) -> bool:
        """Tell whether a process is not there any more.

        Raises:
            StoreUnavailable: if that cannot be found out.

        """
        ...


def check_owner(session: AnySession, processes: Processes) -> None:
    """Check that this process may begin a session's capture, for the first time or anew.

    Raises:
        CaptureInUse: while another process holds it.
        CaptureLost: if it was lost in this very process, or began anew too often.
        StoreUnavailable: if it cannot be found out who is there.

    """
    owner = session.capture_owner
    if session.capture_opened_at is None:
        return
    if owner == processes.me:
        raise CaptureLost("The capture was lost; open a new session.")
    if owner is not None and not processes.gone(owner):
        raise CaptureInUse("Another process holds the capture.")
    if session.capture_restarts >= MOST_RESTARTS:
        raise CaptureLost("The capture was interrupted too often; open a new session.")
