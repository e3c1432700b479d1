"""Where a managed server keeps its private clients and their reports."""

from collections.abc import Sequence
from typing import Protocol

from inperson.core.ids import ClientId
from inperson.usage.clients import PrivateClient, ReceivedReport


class ClientStore(Protocol):
    """Private clients and the reports that have arrived."""

    def add(self, client: PrivateClient) -> bool:
        """Store a new client; False, and nothing changed, if the name is taken."""
        ...

    def clients(self) -> Sequence[PrivateClient]:
        """Return all clients, in order of their registration."""
        ...

    def keep(self, report: ReceivedReport) -> bool:
        """Store a report; False, and nothing changed, if one of its number is there.

        Of several processes that try, exactly one gets True.
        """
        ...

    def report(self, client_id: ClientId, number: int) -> ReceivedReport | None:
        """Return a client's report, or None."""
        ...

    def last(self, client_id: ClientId) -> ReceivedReport | None:
        """Return a client's report of the highest number, or None."""
        ...

    def reports(self, client_id: ClientId) -> Sequence[ReceivedReport]:
        """Return a client's reports, in order of their numbers."""
        ...
