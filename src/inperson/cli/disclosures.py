"""`disclosures` and `transparency`: what leaves for third parties, and the yearly report on it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError

from inperson.app import Mode, Server, open_server
from inperson.cli.actors import As, at_shell, named
from inperson.cli.desks import chore_desks
from inperson.cli.output import JSON_OPTION, show
from inperson.cli.settled import chosen_settings
from inperson.core import DisclosureId, TenantId
from inperson.rights import TransparencyReport, YearCounts, breaches_of
from inperson.rights.disclosures import (
    Contents,
    Disclosure,
    DisclosureDelivered,
    DisclosureInvalid,
    Disclosures,
    Package,
)
from inperson.tenants import TokenKind
from inperson.views import Proposal, disclosure_view, propose

app = typer.Typer(no_args_is_help=True, help="Propose, approve, refuse, deliver disclosures.")
reports = typer.Typer()

_PROPOSAL: TypeAdapter[Any] = TypeAdapter(Proposal)
_FILES = ("report.json", "report.md", "report.html")

Json = Annotated[bool, JSON_OPTION]
Tenant = Annotated[str, typer.Argument(help="The tenant's id, `ten_...`.")]
Id = Annotated[str, typer.Argument(help="The disclosure's id, `dsc_...`.")]
Kind = Annotated[TokenKind, typer.Option(help="Of the app tokens that the subject belongs to.")]


@contextmanager
def _office(
    tenant_id: str, kind: TokenKind, name: str | None, mode: Mode = Mode.WRITE
) -> Iterator[tuple[Server, Disclosures]]:
    with open_server(chosen_settings(), mode) as server:
        desk = server.desks.of(at_shell(tenant_id, named(name)).over(kind))
        yield server, Disclosures(desk)


@app.command("propose")
def propose_disclosure(
    tenant_id: Tenant,
    file: Annotated[Path, typer.Argument(help="JSON, as for POST /v1/disclosures.")],
    kind: Kind = TokenKind.PRODUCTION,
    name: As = None,
    as_json: Json = False,
) -> None:
    """Propose a disclosure. The subject's reference is in the file, not on the command line."""
    with _office(tenant_id, kind, name) as (_, mine):
        try:
            body = _PROPOSAL.validate_python(json.loads(file.read_bytes()))
        except (ValidationError, ValueError, RecursionError) as error:
            # `from None`: the text of these errors holds what the file says
            where = ", ".join(_places(error)) or "it is not JSON"
            raise DisclosureInvalid(f"The file is no proposal: {where}.") from None
        _show(mine, propose(mine, body), as_json=as_json)


@app.command("approve")
def approve(
    tenant_id: Tenant,
    disclosure_id: Id,
    kind: Kind = TokenKind.PRODUCTION,
    name: As = None,
    as_json: Json = False,
) -> None:
    """Approve a legal request, as another person than who proposed it."""
    with _office(tenant_id, kind, name) as (_, mine):
        _show(mine, mine.approve(DisclosureId(disclosure_id)), as_json=as_json)


@app.command("refuse")
def refuse(
    tenant_id: Tenant,
    disclosure_id: Id,
    reason: Annotated[str, typer.Option(help="Why.")],
    kind: Kind = TokenKind.PRODUCTION,
    name: As = None,
    as_json: Json = False,
) -> None:
    """Refuse a disclosure that is not delivered."""
    with _office(tenant_id, kind, name) as (_, mine):
        _show(mine, mine.refuse(DisclosureId(disclosure_id), reason), as_json=as_json)


@app.command("deliver")
def deliver(
    tenant_id: Tenant,
    disclosure_id: Id,
    out: Annotated[Path, typer.Argument(help="A file that does not exist yet.")],
    kind: Kind = TokenKind.PRODUCTION,
    name: As = None,
    as_json: Json = False,
) -> None:
    """Write the package of an approved disclosure, an age file for its recipient; this once."""
    with _office(tenant_id, kind, name) as (_, mine):
        mine.get(DisclosureId(disclosure_id))
        # the file first: a package that cannot be written must not be on record as handed out
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as file:
            try:
                package = _handed_out(mine, DisclosureId(disclosure_id))
            except BaseException:
                out.unlink()
                raise
            file.write(package.data)
        sha256 = package.sha256.hex()
        facts = {"id": disclosure_id, "file": str(out), "sha256": sha256}
        show(f"{out}  sha256 {sha256}", facts, as_json=as_json)


@app.command("list")
def list_disclosures(
    tenant_id: Tenant, kind: Kind = TokenKind.PRODUCTION, as_json: Json = False
) -> None:
    """List the disclosures, the latest first."""
    with _office(tenant_id, kind, None, Mode.READ) as (_, mine):
        page = mine.list()
        while True:
            for disclosure, contents in page.disclosures:
                _print(disclosure, contents, as_json=as_json)
            if page.cursor is None:
                break
            page = mine.list(page.cursor)


@app.command("run-due")
def run_due(tenant_id: Tenant, as_json: Json = False) -> None:
    """End proposals older than thirty days, and tell the subjects whose gag is over."""
    with chore_desks(tenant_id, "disclosures") as desks:
        done = sum(Disclosures(desk).run_due() for desk in desks)
        show(f"{done} disclosures", {"disclosures": done}, as_json=as_json)


@reports.command("transparency")
def transparency(
    year: Annotated[int, typer.Option(help="Which year; it must have begun.")],
    tenant: Annotated[str | None, typer.Option(help="A tenant; all of them if left out.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write JSON, Markdown and a page into this folder.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Report in bands what was asked and disclosed in a year."""
    with open_server(chosen_settings(), Mode.READ) as server:
        report = _report(server, year, tenant)
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            texts = (report.to_json(), report.to_markdown(), report.to_html())
            for file, text in zip(_FILES, texts, strict=True):
                (out / file).write_text(text, "utf-8")
        print(report.to_json() if as_json else report.to_markdown(), end="")


def _report(server: Server, year: int, tenant: str | None) -> TransparencyReport:
    every = server.tenants.tenants()
    named = None if tenant is None else server.tenants.tenant(TenantId(tenant))
    now, asked = server.clock.now(), every if named is None else [named]
    counts = YearCounts.sum(YearCounts.of(server.own(each.id), year, now) for each in asked)
    about = server.settings.operator or "this server" if named is None else named.name
    breaches = breaches_of(server.breaches().list(), year, None if named is None else named.id)
    return TransparencyReport.of(about, year, counts, breaches, server.clock)


def _show(mine: Disclosures, disclosure: Disclosure, *, as_json: bool) -> None:
    _print(disclosure, mine.contents(disclosure), as_json=as_json)


def _print(disclosure: Disclosure, contents: Contents, *, as_json: bool) -> None:
    facts = disclosure_view(disclosure, contents)
    day = disclosure.proposed_at.date().isoformat()
    text = f"{disclosure.id}  {day}  {disclosure.basis:13}  {disclosure.state:9}"
    show(f"{text}  {contents.recipient.name}", facts, as_json=as_json)


def _handed_out(mine: Disclosures, disclosure_id: DisclosureId) -> Package:
    package = mine.deliver(disclosure_id).package
    if package is None:
        raise DisclosureDelivered("It was handed out before; propose it anew.")
    return package


def _places(error: Exception) -> Iterator[str]:
    if isinstance(error, ValidationError):
        for each in error.errors(include_input=False, include_context=False):
            yield ".".join(str(step) for step in each["loc"])
