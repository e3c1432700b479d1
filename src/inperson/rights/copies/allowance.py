"""How many copies a person is made in a day, over all requests and replicas.

Each takes one of a few places before anything is read. A place is a key like those that
Idempotency-Keys leave, in the silo that all replicas share, and is forgotten as they are.
"""

from datetime import datetime, timedelta
from http import HTTPStatus

from inperson.core import InpersonError, RequestId
from inperson.desks import Desk
from inperson.rights.requests import RequestKey, RequestRows
from inperson.sessions import Pseudonym
from inperson.tenants import Transaction

COPIES_A_DAY = 5


class CopiesSpent(InpersonError):
    """The person was made five copies today (UTC): another one is made tomorrow."""

    code = "copies_spent"
    status = HTTPStatus.TOO_MANY_REQUESTS
    title = "No more copies are made today"


def take_place(
    desk: Desk, tx: Transaction, reference: Pseudonym, request_id: RequestId
) -> Pseudonym:
    """Take one of a person's places of today, and return it.

    Raises:
        CopiesSpent: if none is left.

    """
    now = desk.clock.now()
    today = f"{now:%Y-%m-%d}/".encode() + reference
    for number in range(COPIES_A_DAY):
        place = Pseudonym(desk.vault.pseudonym(f"copy/{desk.kind}/{number}", today))
        if tx.rows(RequestRows).add_request_key(RequestKey(place, place, request_id, now)):
            return place
    left_s = _until_tomorrow(now)
    raise CopiesSpent(f"{COPIES_A_DAY} copies were made today.", retry_after_s=left_s)


def give_back(tx: Transaction, place: Pseudonym) -> None:
    """Leave a place to another copy, because none was made."""
    tx.rows(RequestRows).drop_request_key(place)


def _until_tomorrow(now: datetime) -> int:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return int((midnight - now).total_seconds()) + 1
