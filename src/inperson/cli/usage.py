"""`usage`: what is billed. `push` is the one command that opens a connection, and only there."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from inperson.adapters.outgoing import HttpSender
from inperson.app import Mode, open_server
from inperson.cli.actors import at_shell, operator
from inperson.cli.exits import Exit
from inperson.cli.output import JSON_OPTION, fail, show
from inperson.cli.settled import chosen_settings
from inperson.core import TenantId
from inperson.deliveries import ANYWHERE, push_report
from inperson.rights import usage_book
from inperson.usage import (
    Period,
    PeriodUsage,
    PushFailed,
    Reconciliation,
    UsageBook,
    as_csv,
    reconcile,
    verify,
)
from inperson.views import period_view

app = typer.Typer(no_args_is_help=True, help="Count what is billed, and report it.")
clients = typer.Typer(no_args_is_help=True, help="Private clients that report to this server.")
app.add_typer(clients, name="clients")

Json = Annotated[bool, JSON_OPTION]
OfTenant = Annotated[
    str | None, typer.Option("--tenant", help="The tenant's id; of the only one, if left out.")
]
Month = Annotated[str, typer.Argument(help="A month, such as 2026-11.")]


@contextmanager
def _book(tenant_id: str | None, mode: Mode = Mode.READ) -> Iterator[UsageBook]:
    with open_server(chosen_settings(), mode) as server:
        known = [each.id for each in server.tenants.tenants()]
        if tenant_id is None and len(known) != 1:
            fail("tenant_missing", "Say which tenant: --tenant ten_...")
        mine = known[0] if tenant_id is None else TenantId(tenant_id)
        desk = server.desks.of(at_shell(mine))
        yield usage_book(desk)


@app.command("show")
def show_usage(tenant_id: OfTenant = None, as_json: Json = False) -> None:
    """Show what was used, month by month."""
    with _book(tenant_id) as book:
        for usage in book.periods():
            show(_table(usage), period_view(usage), as_json=as_json)


@app.command("close")
def close(period: Month, tenant_id: OfTenant = None, as_json: Json = False) -> None:
    """Close a month and all before it. A server does so by itself, an hour after the month."""
    with _book(tenant_id, Mode.WRITE) as book:
        report = book.close(Period(period))
        facts = {"period": period, "number": report.number, "sha256": report.sha256}
        show(f"{period} is closed: report {report.number}", facts, as_json=as_json)


@app.command("report")
def report(
    period: Month,
    tenant_id: OfTenant = None,
    out: Annotated[Path | None, typer.Option(help="Write it there; else it is printed.")] = None,
    as_json: Json = False,
) -> None:
    """Print the signed report of a closed month, always the same bytes."""
    with _book(tenant_id) as book:
        found = book.report(Period(period))
        if out is not None:
            out.write_text(found.text + "\n", "ascii")
        facts = {"period": period, "number": found.number, "sha256": found.sha256}
        if out is None:
            show(found.text, {**facts, "report": found.text}, as_json=as_json)
        else:
            show(f"report {found.number} is in {out}", facts, as_json=as_json)


@app.command("verify")
def verify_files(
    files: Annotated[list[Path], typer.Argument(help="Reports; several of them in their order.")],
    jwks: Annotated[
        Path | None, typer.Option(help="Public keys as a JWK set; this server's, if left out.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Check reports without any connection: signature, form, and that none is missing between."""
    keys, before = _keys(jwks), None
    for each in files:
        before = verify(_text(each), keys, before)
        facts = {**_shown(before.usage), "number": before.number, "issuer": before.issuer}
        text = f"report {before.number} of {before.issuer} for {before.period}: holds"
        show(text, facts, as_json=as_json)


@app.command("push")
def push(
    to: Annotated[str, typer.Option(help="The managed server, https://...")],
    tenant_id: OfTenant = None,
    as_json: Json = False,
) -> None:
    """Send every report to a managed server, the oldest first. What it has, it has once."""
    with _book(tenant_id) as book:
        reports = book.reports()
    sender = HttpSender(ANYWHERE)  # who may give this command decides what it connects to
    for each in reports:
        result = push_report(sender, to, each.text)
        said = "refused" if not result.accepted else "accepted" if result.new else "known"
        facts = {"number": each.number, "period": each.period.text, "result": said}
        code = f" {result.code}" if result.code else ""
        text = f"report {each.number} for {each.period}: {said}{code}"
        show(text, {**facts, "code": result.code}, as_json=as_json)
        if not result.accepted:
            raise PushFailed(result.detail or f"Report {each.number} was refused.")


@app.command("reconcile")
def reconcile_counts(tenant_id: OfTenant = None, as_json: Json = False) -> None:
    """Hold the counts against the sessions that are kept and the audit log; exit 1 if they fail."""
    with _book(tenant_id) as book:
        found = reconcile(book)
        _print_reconciliation(found, as_json=as_json)
        if not found.holds:
            raise typer.Exit(Exit.NO)


@app.command("overview")
def overview(as_json: Json = False) -> None:
    """Print what every client of this server used, in both clouds, as CSV."""
    with open_server(chosen_settings(), Mode.READ) as server:
        rows = server.overview(operator()).all_clients_usage()
        if not as_json:
            print(as_csv(rows), end="")
        for each in rows if as_json else ():
            client = {"client": each.id, "name": each.name, "cloud": each.cloud.value}
            show("", {**client, **_shown(each.usage)}, as_json=True)


@clients.command("add")
def add_client(
    name: Annotated[str, typer.Argument(help="How you call the client.")],
    jwks: Annotated[Path, typer.Option(help="What its `GET /v1/jwks` shows.")],
    as_json: Json = False,
) -> None:
    """Register a client, so that its reports are taken."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        client = server.clients().add(name, _text(jwks), operator())
        show(f"{client.id}  {client.name}", {"id": client.id, "name": name}, as_json=as_json)


@clients.command("list")
def list_clients(as_json: Json = False) -> None:
    """List the clients, and the last report of each."""
    with open_server(chosen_settings(), Mode.READ) as server:
        known = server.clients()
        for each in known.clients():
            received = known.reports(each.id)
            last = received[-1] if received else None
            facts = {
                "id": each.id,
                "name": each.name,
                "reports": len(received),
                "period": None if last is None else last.period,
            }
            until = "no report" if last is None else f"{len(received)} reports up to {last.period}"
            show(f"{each.id}  {each.name}  {until}", facts, as_json=as_json)


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except UnicodeDecodeError:
        fail("file_unavailable", f"{path}: it is no text of ASCII characters")


def _keys(path: Path | None) -> str:
    if path is not None:
        return _text(path)
    with open_server(chosen_settings(), Mode.READ) as server:
        return json.dumps(server.signer.jwks())


def _shown(usage: PeriodUsage) -> dict[str, Any]:
    return period_view(usage).model_dump(mode="json")


def _table(usage: PeriodUsage) -> str:
    lines = [f"{usage.period}  {'closed' if usage.closed else 'open'}"]
    for each, count in sorted(usage.counts.items()):
        lines.append(f"  {each.kind:13} {each.outcome:9} {each.token_kind:11} {count:9}")
    for kind, count in sorted(usage.active_subjects.items()):
        lines.append(f"  {'active subjects':23} {kind:11} {count:9}")
    return "\n".join(lines)


def _print_reconciliation(found: Reconciliation, *, as_json: bool) -> None:
    for line in found.lines:
        each = line.operation
        agrees = "equal" if line.kept == line.counted else "some forgotten since"
        said = agrees if line.holds else "MORE KEPT THAN COUNTED"
        facts = {
            "kind": each.kind,
            "outcome": each.outcome.value,
            "token_kind": each.token_kind.value,
            "counted": line.counted,
            "kept": line.kept,
            "holds": line.holds,
        }
        start = f"{each.kind:13} {each.outcome:9} {each.token_kind:11}"
        show(f"{start} {line.counted:9} counted {line.kept:9} kept  {said}", facts, as_json=as_json)
    summary = {
        "enrolled": found.enrolled,
        "keys_used": found.keys_used,
        "closed": found.closed,
        "closings": found.closings,
        "holds": found.holds,
    }
    text = (
        f"{found.enrolled} enrolments counted, {found.keys_used} keys used in the audit log; "
        f"{found.closed} months closed, {found.closings} in the audit log: "
        f"{'agrees' if found.holds else 'DOES NOT AGREE'}"
    )
    show(text, summary, as_json=as_json)
