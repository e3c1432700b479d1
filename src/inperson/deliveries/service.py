"""Sending what was put, until it arrives.

How one message is sent:

1. It is claimed in a transaction that moves its `next_at` on by two minutes: nobody else takes it.
2. It is sent, outside of any transaction. What a webhook tells is signed as it goes, with the
   tenant's secrets of now: a receiver that was replaced meanwhile gets it under its own.
3. It arrived: its row is marked as done and forgets what it said, in one transaction with what
   follows of a cascade's answer. Or it did not: it waits for its next turn.

A process killed between 2 and 3 has sent a message that is still due. It is sent again once the two
minutes are over, with the same `webhook-id`: at least once, and receivers know a copy by its id.

A cascade is done when the other server has done what it was asked. Its first answer names a request
there; from then on that one is asked for its state, until it is completed or refused.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from inperson.core import DeliveryId, RequestId, is_id
from inperson.deliveries import schedule
from inperson.deliveries.errors import AddressRefused, CertificateInvalid
from inperson.deliveries.model import (
    Delivery,
    DeliveryKind,
    Failure,
    Outgoing,
    TargetAnswer,
    WriteLetter,
)
from inperson.deliveries.ports import DeliveryRows, Sender
from inperson.deliveries.posting import Post
from inperson.deliveries.signing import signed_headers
from inperson.deliveries.targets import CascadeTarget, parse_url
from inperson.desks import GoverningDesk
from inperson.tenants import Transaction

OnAnswer = Callable[[Transaction, Delivery, Mapping[str, Any]], None]

CASCADE = "cascade"
"""The tenant's setting: another server that holds data of the same subjects."""
RUN_S = 30.0
"""After that a run ends, and the next one goes on: no receiver keeps other tenants waiting."""
PATIENCE = 3
"""So many refusals in a row end a run, and so does one request that nobody answers: a receiver that
is down is not asked anew for each message."""

_COSTS: Mapping[str, int] = {
    Failure.OUTBOUND_CLOSED: PATIENCE,
    Failure.NOT_YET: 0,
    Failure.TIMEOUT: PATIENCE,
    Failure.UNREACHABLE: PATIENCE,
    Failure.NAME_UNKNOWN: PATIENCE,
    Failure.TARGET_MISSING: 0,
}
_OTHER = "other"
"""Member of a cascade's payload: the id of the request at the other server."""
_FINAL = frozenset({"completed", "refused"})
_AGENT = "Inperson"


@dataclass(frozen=True, slots=True)
class _Arrived:
    """A message has arrived, with what was answered."""

    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Again:
    """A message has to be sent again."""

    failure: str
    payload: Mapping[str, Any] | None = None
    """What it says from now on; None for what it said."""
    progress: bool = False
    """Something was reached, so that the waiting starts anew."""


class Outbox:
    """One tenant's messages that must arrive.

    Args:
        desk: the tenant's.
        on_answer: is told, in the transaction that marks a cascade as done, what the other server
            answered in the end. What it raises leaves the message as it was, to be asked again.
        write: writes to relying parties; without it their messages wait for who has it.

    """

    def __init__(
        self,
        desk: GoverningDesk,
        on_answer: OnAnswer | None = None,
        write: WriteLetter | None = None,
    ) -> None:
        self._desk = desk
        self._on_answer = on_answer
        self._write = write
        self._post = Post(desk.vault, desk.clock, desk.entropy)

    def put(
        self,
        tx: Transaction,
        kind: DeliveryKind,
        event_type: str,
        data: Mapping[str, Any],
        *,
        request_id: RequestId | None = None,
    ) -> DeliveryId | None:
        """Put a message in the caller's transaction; what `Post.put` says."""
        return self._post.put(tx, kind, event_type, data, request_id=request_id)

    def run_due(self, sender: Sender, now: datetime | None = None) -> int:
        """Send what is due, one message after the other, for half a minute at most.

        Args:
            sender: makes the requests.
            now: what was to be sent by then is due; the clock's time if left out.

        Returns:
            How many arrived.

        """
        arrived = impatience = 0
        clock = self._desk.clock
        ends_s = clock.monotonic_s() + RUN_S
        while impatience < PATIENCE and clock.monotonic_s() < ends_s:
            claimed = self._claim(now or clock.now())
            if claimed is None:
                break
            sent = self._send(claimed, sender)
            outcome = self._finish(claimed, sent) if isinstance(sent, _Arrived) else sent
            if isinstance(outcome, bool):
                arrived, impatience = arrived + outcome, 0
            else:
                self._postpone(claimed, outcome)
                impatience += _COSTS.get(outcome.failure, 1)
        return arrived

    def pending(self) -> Sequence[Delivery]:
        """Return what is still to be sent, the oldest first, a thousand at most."""
        return self._listed(failed=False)

    def failed(self) -> Sequence[Delivery]:
        """Return what was given up after thirty days, the oldest first, a thousand at most."""
        return self._listed(failed=True)

    def retry(self) -> int:
        """Let everything that was given up be sent again, for another thirty days.

        Returns:
            How many messages.

        """
        with self._desk.whole.begin() as tx:
            return tx.rows(DeliveryRows).revive_deliveries(
                self._desk.clock.now(), schedule.MOST_ATTEMPTS
            )

    def _listed(self, *, failed: bool) -> Sequence[Delivery]:
        with self._desk.whole.read() as tx:
            return tx.rows(DeliveryRows).deliveries(
                failed=failed, most_attempts=schedule.MOST_ATTEMPTS
            )

    def _claim(self, now: datetime) -> Delivery | None:
        until, too_far = now + schedule.LEASE, now + schedule.TOO_FAR
        with self._desk.whole.begin() as tx:
            return tx.rows(DeliveryRows).claim_delivery(now, until, too_far, schedule.MOST_ATTEMPTS)

    def _send(self, claimed: Delivery, sender: Sender) -> _Arrived | _Again:
        payload = self._desk.open(claimed.id, claimed.payload or b"")
        try:
            if claimed.kind is DeliveryKind.CASCADE:
                return self._cascade(claimed, payload, sender)
            if claimed.kind is DeliveryKind.WEBHOOK:
                return self._webhook(claimed, payload, sender)
            return self._letter(claimed.kind, payload["data"], sender)
        except AddressRefused:  # it was stored by an earlier version, which let it pass
            return _Again(Failure.ADDRESS_REFUSED)

    def _webhook(
        self, claimed: Delivery, payload: Mapping[str, Any], sender: Sender
    ) -> _Arrived | _Again:
        with self._desk.whole.read() as tx:
            target = self._post.webhook(tx)
        if target is None:
            return _Again(Failure.TARGET_MISSING)
        address, path = parse_url(target.url)
        body, now = _json(payload), self._desk.clock.now()
        headers = {
            "content-type": "application/json",
            "user-agent": _AGENT,
            **signed_headers(target.secrets(now), claimed.id, now, body),
        }
        answer = sender.send(Outgoing(address, path, headers, body))
        return _Arrived({}) if _fine(answer) else _Again(_reason(answer))

    def _letter(
        self, kind: DeliveryKind, about: Mapping[str, Any], sender: Sender
    ) -> _Arrived | _Again:
        """Tell a relying party, by what is written as it goes."""
        if self._write is None:
            return _Again(Failure.TARGET_MISSING)
        told = self._write(self._desk.tenant_id, kind, about)
        if told is None:
            return _Arrived({})  # a client that is over hears nothing more
        address, path = parse_url(told.url)
        headers = {**told.headers, "user-agent": _AGENT}
        answer = sender.send(Outgoing(address, path, headers, told.body))
        return _Arrived({}) if _fine(answer) else _Again(_reason(answer))

    def _cascade(
        self, claimed: Delivery, payload: Mapping[str, Any], sender: Sender
    ) -> _Arrived | _Again:
        """Ask the other server to do it, or whether it has done it."""
        with self._desk.whole.read() as tx:
            target = CascadeTarget.of(self._desk.setting(tx, CASCADE))
        if target is None or target.token is None:
            return _Again(Failure.TARGET_MISSING)
        other = payload.get(_OTHER)
        address, path = parse_url(f"{target.url}/v1/privacy-requests" + (f"/{other}" * bool(other)))
        headers = {"authorization": f"Bearer {target.token}", "user-agent": _AGENT}
        body = None
        if other is None:
            # the same key each time: of several copies the other server takes one for the request
            headers |= {"content-type": "application/json", "idempotency-key": claimed.id}
            body = _json(payload["data"])
        answer = sender.send(Outgoing(address, path, headers, body))
        if _status(answer) == HTTPStatus.NOT_FOUND and other is not None:
            # it forgot the request, as a restored backup does: ask anew
            anew = {name: each for name, each in payload.items() if name != _OTHER}
            return _Again(_reason(answer), anew)
        if not _fine(answer):
            return _Again(_reason(answer))
        return _progress(payload, _members(answer))

    def _finish(self, claimed: Delivery, outcome: _Arrived) -> bool | _Again:
        try:
            with self._desk.whole.begin() as tx:
                done = tx.rows(DeliveryRows).finish_delivery(claimed, self._desk.clock.now())
                if done and claimed.kind is DeliveryKind.CASCADE and self._on_answer is not None:
                    self._on_answer(tx, claimed, outcome.body)
        except CertificateInvalid:
            return _Again(Failure.CERTIFICATE_INVALID)
        return done

    def _postpone(self, claimed: Delivery, outcome: _Again) -> None:
        attempts = 1 if outcome.progress else claimed.attempts + 1
        next_at = self._desk.clock.now() + schedule.pause(attempts, self._desk.entropy)
        sealed = None if outcome.payload is None else self._desk.seal(claimed.id, outcome.payload)
        with self._desk.whole.begin() as tx:
            tx.rows(DeliveryRows).postpone_delivery(
                claimed, next_at, attempts, outcome.failure, sealed
            )


def _progress(payload: Mapping[str, Any], said: Mapping[str, Any]) -> _Arrived | _Again:
    """Judge what the other server says of the request there."""
    other, known = said.get("id"), payload.get(_OTHER)
    if not isinstance(other, str) or not is_id(other, "prq") or known not in {None, other}:
        return _Again(Failure.ANSWER_MALFORMED)
    if said.get("state") in _FINAL:
        return _Arrived(said)
    if known is None:
        return _Again(Failure.NOT_YET, {**payload, _OTHER: other}, progress=True)
    return _Again(Failure.NOT_YET)


def _json(content: object) -> bytes:
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()


def _members(answer: TargetAnswer | Failure) -> Mapping[str, Any]:
    """Return the JSON object of an answer; of anything else an empty one."""
    if isinstance(answer, Failure) or not answer.whole:
        return {}
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _status(answer: TargetAnswer | Failure) -> int | None:
    return None if isinstance(answer, Failure) else answer.status


def _fine(answer: TargetAnswer | Failure) -> bool:
    return isinstance(answer, TargetAnswer) and 200 <= answer.status < 300


def _reason(answer: TargetAnswer | Failure) -> str:
    return answer.value if isinstance(answer, Failure) else f"http_{answer.status}"
