"""`webhooks`: where tenants are told what happens, and what did not arrive yet."""

from typing import Annotated

import typer

from inperson.app import Mode, open_server
from inperson.app.chores import make_sender, make_write
from inperson.audit import Act
from inperson.cli.actors import at_shell
from inperson.cli.desks import tenant_desk
from inperson.cli.exits import Exit
from inperson.cli.output import JSON_OPTION, show
from inperson.cli.settled import chosen_settings
from inperson.deliveries import Delivery, DeliveryRows, EventType, Outbox, Webhooks
from inperson.views import secret_view, webhook_view

app = typer.Typer(no_args_is_help=True, help="Show, set, test and retry webhooks.")

Json = Annotated[bool, JSON_OPTION]
Tenant = Annotated[str, typer.Argument(help="The tenant's id, `ten_...`.")]


@app.command("show")
def show_webhook(tenant_id: Tenant, as_json: Json = False) -> None:
    """Show a tenant's webhook, and every message that did not arrive."""
    with tenant_desk(tenant_id, Mode.READ) as desk:
        status, outbox = Webhooks(desk).status(), Outbox(desk)
        shown = webhook_view(status)
        text = f"{shown.url}  {shown.pending} pending, {shown.failed} failed"
        show(f"{text}\ntells {', '.join(shown.events)}", shown, as_json=as_json)
        for state, listed in (("pending", outbox.pending()), ("failed", outbox.failed())):
            for each in listed:
                _show_delivery(state, each, as_json=as_json)


@app.command("set")
def set_webhook(
    tenant_id: Tenant,
    url: str,
    event: Annotated[
        list[EventType] | None,
        typer.Option(help="What to tell; may be repeated. Default: everything."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Set or replace a tenant's webhook, and print its secret: this once."""
    with tenant_desk(tenant_id) as desk:
        target = Webhooks(desk).set(url, event or EventType)
        show(target.secret, secret_view(target), as_json=as_json)


@app.command("retry")
def retry(tenant_id: Tenant, as_json: Json = False) -> None:
    """Send what was given up again, and what is due."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        desk = server.desks.of(at_shell(tenant_id))
        outbox = Outbox(desk, write=make_write(server))
        desk.note(Act.CHORE_RUN, purpose="deliveries")
        revived, arrived = outbox.retry(), outbox.run_due(make_sender(chosen_settings()))
        pending = len(outbox.pending())
        facts = {"again": revived, "arrived": arrived, "pending": pending}
        text = f"{revived} to be sent again, {arrived} arrived, {pending} pending"
        show(text, facts, as_json=as_json)


@app.command("test")
def send_test(tenant_id: Tenant, as_json: Json = False) -> None:
    """Send a test message now, and say whether it arrived."""
    with tenant_desk(tenant_id) as desk:
        delivery_id = Webhooks(desk).test()
        Outbox(desk).run_due(make_sender(chosen_settings()))
        with desk.silo.read() as tx:
            sent = tx.rows(DeliveryRows).delivery(delivery_id)
        failure = None if sent is None or sent.done_at is not None else sent.failure or "waiting"
        text = f"{delivery_id} {'arrived' if failure is None else failure}"
        facts = {"id": delivery_id, "arrived": failure is None, "failure": failure}
        show(text, facts, as_json=as_json)
    raise typer.Exit(Exit.OK if failure is None else Exit.NO)


def _show_delivery(state: str, delivery: Delivery, *, as_json: bool) -> None:
    facts = {
        "id": delivery.id,
        "kind": delivery.kind.value,
        "state": state,
        "attempts": delivery.attempts,
        "failure": delivery.failure,
        "created_at": delivery.created_at.isoformat(),
        "next_at": delivery.next_at.isoformat(),
    }
    text = f"{delivery.id}  {delivery.kind.value:8}  {state:8}  {delivery.attempts} attempts"
    show(f"{text}  {delivery.failure or '-'}", facts, as_json=as_json)
