"""What a server does in the background: the one list of its chores, and who sends."""

from collections.abc import Callable, Mapping
from typing import Any

from inperson.adapters.outgoing import ClosedSender, HttpSender
from inperson.config import Settings
from inperson.deliveries import Delivery, OnAnswer, Outbox, Reachable, Sender
from inperson.desks import Desk, Desks, GoverningDesk
from inperson.rights import Chore, Done, Upkeep, usage_book
from inperson.rights.disclosures import Disclosures
from inperson.rights.requests import RequestRows, Requests
from inperson.rights.retention import Retention
from inperson.tenants import Transaction


def _unnoted(done: Done, took_s: float) -> None:
    """Note nothing."""


def make_sender(settings: Settings, port: int | None = None) -> Sender:
    """Return what sends webhooks, or what sends nothing.

    Args:
        settings: of the server.
        port: where it really listens, to which nothing is sent.

    """
    if not settings.delivers:
        return ClosedSender()
    return HttpSender(Reachable(settings.delivery_networks), own_port=port or settings.port)


def make_upkeep(
    desks: Desks, sender: Sender, noted: Callable[[Done, float], None] = _unnoted
) -> Upkeep:
    """Return what a server has to keep up. This is the one list of its chores.

    Args:
        desks: of the tenants.
        sender: of webhooks.
        noted: hears of each run, and how many seconds it took.

    """

    def deliver(desk: GoverningDesk) -> int:
        return Outbox(desk, _answered(desks, desk)).run_due(sender)

    def retain(desk: GoverningDesk) -> int:
        swept = Retention(desk).run_due()
        return 0 if swept is None else swept.total

    def bill(desk: GoverningDesk) -> int:
        return usage_book(desk).run_due()

    return Upkeep(
        desks,
        (
            Chore("deliveries", _once(deliver), every_s=2),
            Chore("requests", lambda desk: len(Requests(desk).run_due().closed), every_s=30),
            Chore("disclosures", lambda desk: Disclosures(desk).run_due(), every_s=300),
            Chore("retention", _once(retain), every_s=600),
            Chore("usage", _once(bill), every_s=3600),
        ),
        noted,
    )


def _once(run: Callable[[GoverningDesk], int]) -> Callable[[Desk], int]:
    """Return a chore of the whole tenant: done once, and not for each kind of token."""
    return lambda desk: run(desk) if isinstance(desk, GoverningDesk) else 0


def _answered(desks: Desks, desk: GoverningDesk) -> OnAnswer:
    """Return who takes in what another server answered: the desk of the request's own kind.

    A tenant has one outbox, and a request belongs to one kind of token.
    """

    def answered(tx: Transaction, delivery: Delivery, said: Mapping[str, Any]) -> None:
        about = delivery.request_id
        if about is not None and (request := tx.rows(RequestRows).request(about)) is not None:
            own = desk.authority.over(request.token_kind)
            Requests(desks.of(own)).answered_elsewhere(tx, delivery, said)

    return answered
