"""`retention` and `holds`: how long a tenant keeps things, and what a legal order keeps."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from inperson.app import Mode
from inperson.audit import Act
from inperson.cli.desks import kind_desk, tenant_desk
from inperson.cli.output import JSON_OPTION, progress, show
from inperson.core import HoldId
from inperson.rights.notices import Notices
from inperson.rights.retention import (
    Category,
    Hold,
    Holds,
    LegalOrder,
    Retention,
    RetentionInvalid,
    RetentionSchedule,
    category_of,
)
from inperson.tenants import TokenKind
from inperson.views import hold_view, plan_view, retention_view

retention = typer.Typer(no_args_is_help=True, help="Say how long things are kept, and sweep.")
holds = typer.Typer(no_args_is_help=True, help="Keep data that a legal order names.")

Json = Annotated[bool, JSON_OPTION]
Tenant = Annotated[str, typer.Argument(help="The tenant's id, `ten_...`.")]
Kind = Annotated[TokenKind, typer.Option(help="Of the app tokens that the subject belongs to.")]


@contextmanager
def _holds(tenant_id: str, kind: TokenKind, mode: Mode = Mode.WRITE) -> Iterator[Holds]:
    with kind_desk(tenant_id, kind, mode) as desk:
        yield Holds(desk)


@retention.command("show")
def show_policy(tenant_id: Tenant, as_json: Json = False) -> None:
    """Show how long each category is kept, from when that counts, and what caps it."""
    with tenant_desk(tenant_id, Mode.READ) as desk:
        _print_schedule(Retention(desk).schedule(), as_json=as_json)


@retention.command("set")
def set_policy(
    tenant_id: Tenant,
    jurisdiction: Annotated[
        list[str] | None, typer.Option(help="Whose law applies, such as EU or US-IL; repeat it.")
    ] = None,
    days: Annotated[
        list[str] | None, typer.Option(help="CATEGORY=DAYS, such as template=180; repeat it.")
    ] = None,
    reason: Annotated[
        list[str] | None, typer.Option(help="CATEGORY=WORDS, where a law asks why; repeat it.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Choose jurisdictions and days, in the place of what was chosen before."""
    wishes = {name: _number(text) for name, text in _pairs(days)}
    reasons = dict(_pairs(reason))
    with tenant_desk(tenant_id) as desk:
        tell = Notices(desk).refresh_in
        schedule = Retention(desk).set(jurisdiction or (), wishes, reasons, tell=tell)
        _print_schedule(schedule, as_json=as_json)


@retention.command("plan")
def plan(tenant_id: Tenant, as_json: Json = False) -> None:
    """Show what a sweep would delete now. Nothing is deleted."""
    with tenant_desk(tenant_id, Mode.READ) as desk:
        planned = Retention(desk).plan()
        lines = [f"{'category':20} {'days':>5} {'due':>8}  earliest"]
        for each in planned.due:
            earliest = "-" if each.earliest is None else each.earliest.isoformat()
            lines.append(f"{each.category.value:20} {each.days:5} {each.count:8}  {earliest}")
        show("\n".join(lines), plan_view(planned), as_json=as_json)


@retention.command("sweep")
def sweep(tenant_id: Tenant, as_json: Json = False) -> None:
    """Delete what is due. Killed, it goes on with the next call, or in the server."""
    with tenant_desk(tenant_id) as desk:
        desk.note(Act.CHORE_RUN, purpose="retention")
        report = Retention(desk).sweep(progress=progress("deleted"))
        gone = {category.value: count for category, count in report.gone.items()}
        words = ", ".join(f"{count} {name}" for name, count in gone.items()) or "nothing was due"
        show(words, {"deleted": gone, "total": report.total}, as_json=as_json)


@holds.command("place")
def place(
    tenant_id: Tenant,
    subject_ref: Annotated[str, typer.Argument(help="The tenant's own reference.")],
    document: Annotated[Path, typer.Option(help="The order as received. It is only hashed.")],
    authority: Annotated[str, typer.Option(help="Who ordered it.")],
    instrument: Annotated[str, typer.Option(help="The order, with its file number.")],
    basis: Annotated[str, typer.Option(help="The law that it rests on.")],
    days: Annotated[int, typer.Option(min=1, max=366, help="For how long from now.")],
    kind: Kind = TokenKind.PRODUCTION,
    as_json: Json = False,
) -> None:
    """Keep a subject's data from being deleted."""
    with _holds(tenant_id, kind) as mine:
        digest = hashlib.sha256(document.read_bytes()).digest()
        until = datetime.now(UTC) + timedelta(days=days)
        order = LegalOrder(authority, instrument, basis, digest, until)
        _print_hold(mine.place(subject_ref, order), as_json=as_json)


@holds.command("release")
def release(
    tenant_id: Tenant, hold_id: str, kind: Kind = TokenKind.PRODUCTION, as_json: Json = False
) -> None:
    """End a hold before its time."""
    with _holds(tenant_id, kind) as mine:
        _print_hold(mine.release(HoldId(hold_id)), as_json=as_json)


@holds.command("list")
def list_holds(tenant_id: Tenant, kind: Kind = TokenKind.PRODUCTION, as_json: Json = False) -> None:
    """List the holds, without whom they are about."""
    with _holds(tenant_id, kind, Mode.READ) as mine:
        for each in mine.list():
            _print_hold(each, as_json=as_json)


def _print_schedule(schedule: RetentionSchedule, *, as_json: bool) -> None:
    lines = []
    for row in schedule.rows():
        cap = f"{row.cap.days} days, {row.cap.code}" if row.cap else ""
        line = f"{row.category.value:20} {row.days:5} days from {row.trigger.value:16} {cap}"
        lines.append(line.rstrip())
    show("\n".join(lines), retention_view(schedule), as_json=as_json)


def _print_hold(hold: Hold, *, as_json: bool) -> None:
    stored, order = hold.stored, hold.order
    ended = stored.released_at
    state = f"released {ended.isoformat()}" if ended else f"until {stored.until.isoformat()}"
    text = f"{stored.id}  {state}  {order.authority}: {order.instrument}"
    show(text, hold_view(hold), as_json=as_json)


def _pairs(texts: list[str] | None) -> Iterator[tuple[Category, str]]:
    for text in texts or ():
        name, _, value = text.partition("=")
        yield category_of(name), value


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise RetentionInvalid("Write days as CATEGORY=DAYS.")
    return int(text)
