"""What this part needs of the silo."""

from datetime import datetime
from typing import Protocol

from inperson.core import SessionId


class ProofRows(Protocol):
    """Which sessions were used as a proof."""

    def use(self, session_id: SessionId, at: datetime) -> bool:
        """Use a session up; False, and nothing changed, if it was used before.

        The database holds it: of several at once, one gets True.
        """
        ...
