"""What this part needs of the silo."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from inperson.core import CentreVisitId, RequestId
from inperson.rights.requests.model import PrivacyRequest, RequestKey, RequestState
from inperson.rights.requests.visits import CentreCode, CentreTicket
from inperson.sessions import Pseudonym
from inperson.tenants import TokenKind


class RequestRows(Protocol):
    """Privacy requests, restrictions and the codes of the privacy centre."""

    def add_request(self, request: PrivacyRequest) -> None:
        """Store a request."""
        ...

    def request(self, request_id: RequestId) -> PrivacyRequest | None:
        """Return a request; nobody else changes it while this transaction goes on."""
        ...

    def set_request(self, request: PrivacyRequest) -> None:
        """Store the later form of a request."""
        ...

    def requests(
        self,
        kind: TokenKind,
        state: RequestState | None,
        after: tuple[datetime, RequestId] | None,
        limit: int,
    ) -> Sequence[PrivacyRequest]:
        """Return a kind of token's requests, those due first in front.

        Args:
            kind: of token.
            state: of the requests; None for all.
            after: due date and id of the request that the page before ended with.
            limit: how many at most.

        """
        ...

    def requests_of(self, reference: Pseudonym) -> Sequence[PrivacyRequest]:
        """Return the requests of a reference in the order in which they came."""
        ...

    def open_requests(self, kind: TokenKind) -> Sequence[RequestId]:
        """Return all requests that are not closed, those due first in front."""
        ...

    def add_request_key(self, key: RequestKey) -> bool:
        """Remember what an Idempotency-Key stood for; False, and nothing changed, if taken."""
        ...

    def request_key(self, key: Pseudonym) -> RequestKey | None:
        """Return what an Idempotency-Key stood for, or None."""
        ...

    def drop_request_key(self, key: Pseudonym) -> None:
        """Forget what one key stood for."""
        ...

    def forget_request_keys(self, before: datetime, now: datetime) -> int:
        """Delete Idempotency-Keys from before a time, codes and visits over by now, old counts."""
        ...

    def restrict(self, reference: Pseudonym, request_id: RequestId, since: datetime) -> bool:
        """Let the data of a reference be kept and not used; False if it is so already."""
        ...

    def lift(self, request_id: RequestId) -> bool:
        """End the restriction that a request brought; False if there is none."""
        ...

    def add_centre_code(self, code: CentreCode) -> bool:
        """Store a code; False, and nothing changed, if its key is taken."""
        ...

    def centre_code(self, handle: bytes) -> CentreCode | None:
        """Return the code whose key begins so; nobody else changes it meanwhile.

        Args:
            handle: the first 16 bytes of its key.

        """
        ...

    def set_centre_code(self, code: CentreCode) -> None:
        """Store the later form of a code."""
        ...

    def add_visit(self, visit_id: CentreVisitId, until: datetime) -> None:
        """Store that somebody is in the privacy centre."""
        ...

    def visiting(self, visit_id: CentreVisitId, now: datetime) -> bool:
        """Tell whether a visit goes on."""
        ...

    def end_visit(self, visit_id: CentreVisitId) -> None:
        """Forget a visit."""
        ...

    def count_wrong_code(self, second: int) -> None:
        """Count a wrong code of a second, since 1970."""
        ...

    def wrong_codes(self, after: int, before: int) -> int:
        """Return how many wrong codes there were after a second, and before another one."""
        ...

    def request_counts(self, since: datetime, until: datetime) -> Mapping[tuple[str, str], int]:
        """Count the privacy requests received in a period, by kind and state."""
        ...


class CentreTokens(Protocol):
    """Writes and reads the tickets of the privacy centre as signed tokens."""

    def issue(self, ticket: CentreTicket) -> str:
        """Return the ticket as a signed token."""
        ...

    def read(self, token: str, now: datetime) -> CentreTicket:
        """Check a token that a browser sent.

        Raises:
            CentreTicketInvalid: if it is malformed, not signed here, or over.

        """
        ...
