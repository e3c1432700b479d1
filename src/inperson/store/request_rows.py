"""Privacy requests, restrictions and codes of the privacy centre as rows of a silo."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from inperson.core import CentreVisitId, RequestId
from inperson.rights.requests import (
    ERASING,
    OPEN,
    CentreCode,
    Justification,
    PrivacyRequest,
    RequestKey,
    RequestState,
)
from inperson.sessions import Pseudonym
from inperson.store.connections import kept
from inperson.store.converting import Converter
from inperson.store.inserts import insert_if_free
from inperson.store.privacy_tables import (
    centre_codes,
    centre_visits,
    privacy_requests,
    request_keys,
    restrictions,
    wrong_codes,
)
from inperson.store.unit import Rows
from inperson.tenants import TokenKind

_COUNTED_S = 3600
"""Older wrong codes bound nothing: the limit is for a minute."""
_STILL_OPEN = [each.value for each in OPEN]
_REQUESTS = Converter(PrivacyRequest, privacy_requests)
_KEYS = Converter(RequestKey, request_keys)
_CODES = Converter(CentreCode, centre_codes, {"key": "sha256", "sealed": "subject_ref"})


class SqlRequestRows(Rows):
    """Implements `rights.requests.ports.RequestRows`."""

    def add_request(self, request: PrivacyRequest) -> None:
        """Store a request."""
        _REQUESTS.add(self._connection, request)

    def request(self, request_id: RequestId) -> PrivacyRequest | None:
        """Return a request, and keep others from changing it."""
        mine = select(privacy_requests).where(privacy_requests.c.id == request_id)
        return _REQUESTS.first(self._connection, kept(self._connection, mine))

    def set_request(self, request: PrivacyRequest) -> None:
        """Store the later form of a request."""
        mine = update(privacy_requests).where(privacy_requests.c.id == request.id)
        self._connection.execute(mine.values(_REQUESTS.row(request)))

    def requests(
        self,
        kind: TokenKind,
        state: RequestState | None,
        after: tuple[datetime, RequestId] | None,
        limit: int,
    ) -> Sequence[PrivacyRequest]:
        """Return a kind of token's requests, those due first in front."""
        table = privacy_requests.c
        query = select(privacy_requests).where(table.token_kind == kind.value)
        if state is not None:
            query = query.where(table.state == state.value)
        if after is not None:
            due_at, last = after
            later = (table.due_at == due_at) & (table.id > last)
            query = query.where(or_(table.due_at > due_at, later))
        return _REQUESTS.all(self._connection, query.order_by(table.due_at, table.id).limit(limit))

    def requests_of(self, reference: Pseudonym) -> Sequence[PrivacyRequest]:
        """Return the requests of a reference in the order in which they came."""
        table = privacy_requests.c
        query = select(privacy_requests).where(table.reference == reference)
        return _REQUESTS.all(self._connection, query.order_by(table.received_at, table.id))

    def open_requests(self, kind: TokenKind) -> Sequence[RequestId]:
        """Return all requests that are not closed, those due first in front."""
        table = privacy_requests.c
        mine = (table.token_kind == kind.value) & table.state.in_(_STILL_OPEN)
        query = select(table.id).where(mine).order_by(table.due_at, table.id)
        return [RequestId(each) for each in self._connection.execute(query).scalars()]

    def add_request_key(self, key: RequestKey) -> bool:
        """Remember what an Idempotency-Key stood for; False if it is taken."""
        return _KEYS.add_if_free(self._connection, key)

    def request_key(self, key: Pseudonym) -> RequestKey | None:
        """Return what an Idempotency-Key stood for, or None."""
        mine = select(request_keys).where(request_keys.c.key == key)
        return _KEYS.first(self._connection, mine)

    def drop_request_key(self, key: Pseudonym) -> None:
        """Forget what one key stood for."""
        self._connection.execute(delete(request_keys).where(request_keys.c.key == key))

    def forget_request_keys(self, before: datetime, now: datetime) -> int:
        """Delete old Idempotency-Keys, and codes and visits that are over."""
        old = delete(request_keys).where(request_keys.c.created_at < before)
        over = delete(centre_codes).where(centre_codes.c.expires_at <= now)
        left = delete(centre_visits).where(centre_visits.c.expires_at <= now)
        past = delete(wrong_codes).where(wrong_codes.c.second < int(now.timestamp()) - _COUNTED_S)
        return sum(self._connection.execute(each).rowcount for each in (old, over, left, past))

    def restrict(self, reference: Pseudonym, request_id: RequestId, since: datetime) -> bool:
        """Let the data of a reference be kept and not used; False if it is so already."""
        row = {"reference": reference, "request_id": request_id, "since": since}
        return insert_if_free(self._connection, restrictions, row)

    def lift(self, request_id: RequestId) -> bool:
        """End the restriction that a request brought; False if there is none."""
        mine = delete(restrictions).where(restrictions.c.request_id == request_id)
        return self._connection.execute(mine).rowcount == 1

    def request_counts(self, since: datetime, until: datetime) -> Mapping[tuple[str, str], int]:
        """Count the privacy requests received in a period, by kind and state."""
        at, by = privacy_requests.c.received_at, (privacy_requests.c.kind, privacy_requests.c.state)
        query = select(*by, func.count()).where((at >= since) & (at < until)).group_by(*by)
        return {(kind, state): count for kind, state, count in self._connection.execute(query)}

    def add_centre_code(self, code: CentreCode) -> bool:
        """Store a code; False if its key is taken."""
        return _CODES.add_if_free(self._connection, code)

    def centre_code(self, handle: bytes) -> CentreCode | None:
        """Return the code whose key begins so, and keep others from changing it."""
        key = centre_codes.c.sha256
        rest = 32 - len(handle)
        within = (key >= handle + bytes(rest)) & (key <= handle + b"\xff" * rest)
        mine = select(centre_codes).where(within).limit(1).with_for_update()
        return _CODES.first(self._connection, mine)

    def set_centre_code(self, code: CentreCode) -> None:
        """Store the later form of a code."""
        mine = update(centre_codes).where(centre_codes.c.sha256 == code.key)
        self._connection.execute(mine.values(_CODES.row(code)))

    def add_visit(self, visit_id: CentreVisitId, until: datetime) -> None:
        """Store that somebody is in the privacy centre."""
        row = {"id": visit_id, "expires_at": until}
        self._connection.execute(insert(centre_visits).values(row))

    def visiting(self, visit_id: CentreVisitId, now: datetime) -> bool:
        """Tell whether a visit goes on."""
        mine = (centre_visits.c.id == visit_id) & (centre_visits.c.expires_at > now)
        found = self._connection.execute(select(centre_visits.c.id).where(mine))
        return found.first() is not None

    def end_visit(self, visit_id: CentreVisitId) -> None:
        """Forget a visit."""
        self._connection.execute(delete(centre_visits).where(centre_visits.c.id == visit_id))

    def count_wrong_code(self, second: int) -> None:
        """Count a wrong code of a second."""
        insert_if_free(self._connection, wrong_codes, {"second": second, "tries": 0})
        mine = update(wrong_codes).where(wrong_codes.c.second == second)
        self._connection.execute(mine.values(tries=wrong_codes.c.tries + 1))

    def wrong_codes(self, after: int, before: int) -> int:
        """Return how many wrong codes there were within a time."""
        at = wrong_codes.c.second
        tries = select(func.coalesce(func.sum(wrong_codes.c.tries), 0))
        return int(self._connection.execute(tries.where((at > after) & (at < before))).scalar_one())


def forget_rights(connection: Connection, reference: bytes, until: datetime) -> None:
    """Delete what a reference asked for up to a time: the part of an erasure that is ours.

    Codes and restrictions go. Of requests a row stays that names nobody; one that was waiting for
    the tenant is refused, for there is nothing left to do it to. Requests that erase go on: it is
    they who do this.
    """
    waits, table = restrictions.c, privacy_requests.c
    # whenever they were made: a code that goes is asked for again
    connection.execute(delete(centre_codes).where(centre_codes.c.reference == reference))
    mine = (waits.reference == reference) & (waits.since <= until)
    connection.execute(delete(restrictions).where(mine))
    mine = (table.reference == reference) & (table.received_at <= until)
    is_open = table.state.in_(_STILL_OPEN)
    nameless: dict[str, Any] = {"reference": None, "details": None}
    change = update(privacy_requests)
    connection.execute(change.where(mine & ~is_open).values(nameless))
    waiting = is_open & table.kind.not_in([each.value for each in ERASING])
    refused = {
        "state": RequestState.REFUSED.value,
        "justification": Justification.IMPOSSIBLE.value,
        "closed_at": until,
    }
    connection.execute(change.where(mine & waiting).values(nameless | refused))
