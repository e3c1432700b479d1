"""What this room needs of the silo."""

from typing import Protocol

from inperson.checks.model import HostedCheck
from inperson.core import SessionId


class CheckRows(Protocol):
    """Hosted checks, each beside its session, with which it goes."""

    def add_check(self, check: HostedCheck) -> None:
        """Store a new one."""
        ...

    def check(self, session_id: SessionId) -> HostedCheck | None:
        """Return the check of a session, or None."""
        ...

    def change_check(self, before: HostedCheck, after: HostedCheck) -> bool:
        """Replace a check that is as it was read.

        Returns:
            False, and nothing changed, if it is not: of several at once, one gets True.

        """
        ...
