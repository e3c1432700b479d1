"""`cascade`: the tenant's other server, which is asked to erase as well, or is brought a bundle."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from inperson.app import Mode, open_server
from inperson.cli.actors import at_shell
from inperson.cli.desks import tenant_desk
from inperson.cli.exits import Exit
from inperson.cli.output import JSON_OPTION, show, text_of
from inperson.cli.settled import chosen_settings
from inperson.deliveries import CascadeTarget, ServerCard
from inperson.rights.requests import Bundles, Cascade, Written

app = typer.Typer(no_args_is_help=True, help="Ask another server to erase as well.")
bundle = typer.Typer(no_args_is_help=True, help="Carry erasures where no line joins the servers.")
app.add_typer(bundle, name="bundle")

Json = Annotated[bool, JSON_OPTION]
Tenant = Annotated[str, typer.Argument(help="The tenant's id, `ten_...`.")]
Card = Annotated[Path, typer.Option(help="What `cascade card` printed at that server.")]
Out = Annotated[Path, typer.Option(help="Write it there; there must be no such file.")]


@contextmanager
def _cascade(tenant_id: str, mode: Mode = Mode.WRITE) -> Iterator[Cascade]:
    with tenant_desk(tenant_id, mode) as desk:
        yield Cascade(desk)


@app.command("card")
def print_card(tenant_id: Tenant, as_json: Json = False) -> None:
    """Print the card by which the tenant's other server knows this one. It is no secret."""
    with _cascade(tenant_id) as mine:
        card = mine.card()
        facts = {"card": card.text, "fingerprint": card.fingerprint}
        show(card.text, facts, as_json=as_json)


@app.command("set")
def set_cascade(
    tenant_id: Tenant,
    card: Card,
    token_file: Annotated[
        Path | None,
        typer.Option(
            help="File with an app token of that server, of the scope `rights`; without one "
            "nothing is sent, and bundles are carried."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Let every erasure be asked of another server as well."""
    token = None if token_file is None else text_of(token_file).strip()
    with _cascade(tenant_id) as mine:
        _print_target(mine.set(ServerCard.read(text_of(card)), token), as_json=as_json)


@app.command("show")
def show_cascade(tenant_id: Tenant, as_json: Json = False) -> None:
    """Show which other server erasures are asked of."""
    with _cascade(tenant_id, Mode.READ) as mine:
        _print_target(mine.get(), as_json=as_json)


@app.command("remove")
def remove_cascade(tenant_id: Tenant, as_json: Json = False) -> None:
    """Ask no other server any more."""
    with _cascade(tenant_id) as mine:
        mine.remove()
        _print_target(None, as_json=as_json)


@app.command("trust")
def trust(tenant_id: Tenant, card: Card, as_json: Json = False) -> None:
    """Take the bundles of another server of this tenant's: what they ask for is erased."""
    with _cascade(tenant_id) as mine:
        theirs = ServerCard.read(text_of(card))
        mine.trust(theirs)
        facts = {"url": theirs.url, "fingerprint": theirs.fingerprint}
        show(f"bundles of {theirs.url} are taken", facts, as_json=as_json)


@bundle.command("write")
def write_bundle(tenant_id: Tenant, out: Out, as_json: Json = False) -> None:
    """Write the erasures that wait for the other server into a bundle, to be carried there."""
    with _bundles(tenant_id) as mine, _made(out) as file:
        _print_written(mine.write(), file, as_json=as_json)


@bundle.command("take")
def take_bundle(
    tenant_id: Tenant,
    carried: Annotated[Path, typer.Argument(help="The bundle that was brought.")],
    out: Out,
    as_json: Json = False,
) -> None:
    """Erase what a bundle asks for, and write the answer, to be carried back."""
    with _bundles(tenant_id) as mine, _made(out) as file:
        answer = mine.take(carried.read_bytes())
        _print_written(answer, file, as_json=as_json)
    raise typer.Exit(Exit.NO if answer.failed else Exit.OK)


@bundle.command("settle")
def settle_bundle(
    tenant_id: Tenant,
    carried: Annotated[Path, typer.Argument(help="The answer that was brought back.")],
    as_json: Json = False,
) -> None:
    """Check the other server's certificates, and complete the requests that waited for them."""
    with _bundles(tenant_id) as mine:
        for request_id in mine.settle(carried.read_bytes()):
            show(f"{request_id} settled", {"id": request_id, "settled": True}, as_json=as_json)


@contextmanager
def _bundles(tenant_id: str) -> Iterator[Bundles]:
    with open_server(chosen_settings(), Mode.WRITE) as server:
        mine = at_shell(tenant_id)
        yield Bundles(server.desks.of(mine), lambda kind: server.desks.of(mine.over(kind)))


@contextmanager
def _made(out: Path) -> Iterator[BinaryIO]:
    """Make a file that was not there, before anything is done whose outcome it is to hold."""
    with out.open("xb") as file:
        try:
            yield file
        except BaseException:
            out.unlink()
            raise


def _print_written(written: Written, file: BinaryIO, *, as_json: bool) -> None:
    file.write(written.data)
    file.flush()
    facts = {"id": written.id, "requests": written.requests, "failed": dict(written.failed)}
    lines = [f"{written.requests} requests are in {file.name}"]
    lines += [f"{request_id} {code}" for request_id, code in written.failed.items()]
    show("\n".join(lines), facts, as_json=as_json)


def _print_target(target: CascadeTarget | None, *, as_json: bool) -> None:
    if target is None:
        show("none", {"url": None}, as_json=as_json)
        return
    by = "bundle" if target.token is None else "delivery"
    facts = {"url": target.url, "by": by, "fingerprint": target.card.fingerprint}
    show(f"erasures are asked of {target.url}, by {by}", facts, as_json=as_json)
