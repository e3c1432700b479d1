"""What a server does in the background: the one list of its chores, and who sends."""

from collections.abc import Callable, Mapping
from typing import Any

from inperson.adapters.jose import FileIdTokenSigner
from inperson.adapters.outgoing import ClosedSender, HttpSender
from inperson.app.server import Server
from inperson.config import Settings
from inperson.core import TenantId
from inperson.deliveries import (
    Delivery,
    OnAnswer,
    Outbox,
    Reachable,
    Sender,
    Witnessing,
    WriteLetter,
)
from inperson.desks import Desk, Desks, GoverningDesk
from inperson.improvement import ImprovementSet
from inperson.openid import ClientLetters
from inperson.rights import Chore, Done, Upkeep, usage_book
from inperson.rights.disclosures import Disclosures
from inperson.rights.exports import tell_recalls
from inperson.rights.requests import RequestRows, Requests, take_answer
from inperson.rights.retention import Retention
from inperson.tenants import Transaction


def _unnoted(done: Done, took_s: float) -> None:
    """Note nothing."""


def _unseen(desk: Desk) -> None:
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


def make_write(server: Server) -> WriteLetter:
    """Return what writes to relying parties."""
    signer = FileIdTokenSigner(server.key_file("openid-keys"))
    issuer = server.settings.public_url
    return ClientLetters(server.tenants, signer, issuer, server.clock, server.entropy).written


def make_upkeep(
    desks: Desks,
    sender: Sender,
    improvement: Callable[[TenantId], ImprovementSet],
    write: WriteLetter,
    noted: Callable[[Done, float], None] = _unnoted,
    witnessed: Callable[[Desk], None] = _unseen,
) -> Upkeep:
    """Return what a server has to keep up. This is the one list of its chores.

    Args:
        desks: of the tenants.
        sender: of webhooks, and to witnesses.
        improvement: opens a tenant's improvement set.
        write: writes to relying parties.
        noted: hears of each run, and how many seconds it took.
        witnessed: hears of each tenant whose witnesses were looked to.

    """

    def deliver(desk: GoverningDesk) -> int:
        return Outbox(desk, _answered(desks, desk), write).run_due(sender)

    def retain(desk: GoverningDesk) -> int:
        swept = Retention(desk).run_due()
        return 0 if swept is None else swept.total

    def bill(desk: GoverningDesk) -> int:
        return usage_book(desk).run_due()

    def recall(desk: GoverningDesk) -> int:
        return tell_recalls(desk, improvement(desk.tenant_id))

    return Upkeep(
        desks,
        (
            Chore("deliveries", _once(deliver), every_s=2),
            Chore("requests", lambda desk: len(Requests(desk).run_due().closed), every_s=30),
            Chore("disclosures", lambda desk: Disclosures(desk).run_due(), every_s=300),
            Chore("recalls", _once(recall), every_s=300),
            Chore("retention", _once(retain), every_s=600),
            Chore("usage", _once(bill), every_s=3600),
            Chore("witnesses", _once(_witness(sender, witnessed)), every_s=300),
        ),
        noted,
    )


def _witness(sender: Sender, witnessed: Callable[[Desk], None]) -> Callable[[GoverningDesk], int]:
    def witness(desk: GoverningDesk) -> int:
        try:
            return Witnessing(desk).run_due(sender)
        finally:
            witnessed(desk)

    return witness


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
            take_answer(desks.of(own), tx, delivery, said)

    return answered
