"""`requests` and `cascade`: what subjects asked for, and the other server that is asked as well."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from inperson.app import Mode
from inperson.cli.desks import chore_desks, kind_desk, tenant_desk
from inperson.cli.exits import Exit
from inperson.cli.output import JSON_OPTION, show
from inperson.core import RequestId
from inperson.rights.requests import (
    LARGEST_PAGE,
    Cascade,
    Justification,
    PrivacyRequest,
    Requests,
    RequestState,
)
from inperson.tenants import TokenKind
from inperson.views import request_view, summary

requests = typer.Typer(no_args_is_help=True, help="Read, extend, refuse and answer requests.")
cascade = typer.Typer(no_args_is_help=True, help="Ask another server to erase as well.")

Json = Annotated[bool, JSON_OPTION]
Tenant = Annotated[str, typer.Argument(help="The tenant's id, `ten_...`.")]
Id = Annotated[str, typer.Argument(help="The request's id, `prq_...`.")]
Kind = Annotated[TokenKind, typer.Option(help="Of the app tokens that the subject belongs to.")]
File = Annotated[Path, typer.Option(help="A file with the words: they are in no shell's history.")]
_PRODUCTION = TokenKind.PRODUCTION


@contextmanager
def _own(
    tenant_id: str, kind: TokenKind = _PRODUCTION, mode: Mode = Mode.WRITE
) -> Iterator[Requests]:
    with kind_desk(tenant_id, kind, mode) as desk:
        yield Requests(desk)


@contextmanager
def _cascade(tenant_id: str, mode: Mode = Mode.WRITE) -> Iterator[Cascade]:
    with tenant_desk(tenant_id, mode) as desk:
        yield Cascade(desk)


@requests.command("list")
def list_requests(
    tenant_id: Tenant,
    state: Annotated[RequestState | None, typer.Option(help="Only those.")] = None,
    kind: Kind = _PRODUCTION,
    as_json: Json = False,
) -> None:
    """List requests, those due first in front."""
    with _own(tenant_id, kind, Mode.READ) as mine:
        cursor: str | None = None
        while True:
            page = mine.list(state, cursor, LARGEST_PAGE)
            for request, _ in page.requests:
                show(_line(request), summary(request), as_json=as_json)
            if (cursor := page.cursor) is None:
                break


@requests.command("show")
def show_request(
    tenant_id: Tenant, request_id: Id, kind: Kind = _PRODUCTION, as_json: Json = False
) -> None:
    """Show a request with what it says, its receipt and its certificate."""
    with _own(tenant_id, kind, Mode.READ) as mine:
        request = mine.get(RequestId(request_id))
        _print(mine, request, as_json=as_json)


@requests.command("extend")
def extend(
    tenant_id: Tenant,
    request_id: Id,
    reason_file: File,
    kind: Kind = _PRODUCTION,
    as_json: Json = False,
) -> None:
    """Let a request take two months longer, once, and say why."""
    with _own(tenant_id, kind) as mine:
        request = mine.extend(RequestId(request_id), _words(reason_file))
        _print(mine, request, as_json=as_json)


@requests.command("refuse")
def refuse(
    tenant_id: Tenant,
    request_id: Id,
    justification: Annotated[Justification, typer.Option(help="Why, as a term of the DPV.")],
    reason_file: File,
    kind: Kind = _PRODUCTION,
    as_json: Json = False,
) -> None:
    """Refuse a request, for one of the reasons that there are."""
    with _own(tenant_id, kind) as mine:
        request = mine.refuse(RequestId(request_id), justification, _words(reason_file))
        _print(mine, request, as_json=as_json)


@requests.command("answer")
def answer(
    tenant_id: Tenant,
    request_id: Id,
    text_file: File,
    kind: Kind = _PRODUCTION,
    as_json: Json = False,
) -> None:
    """Answer a complaint, a rectification or an objection; lift a restriction."""
    with _own(tenant_id, kind) as mine:
        request = mine.answer(RequestId(request_id), _words(text_file))
        _print(mine, request, as_json=as_json)


@requests.command("run")
def run(tenant_id: Tenant, as_json: Json = False) -> None:
    """Go on with every open request that the server can finish."""
    failed = 0
    with chore_desks(tenant_id, "requests") as desks:
        for desk in desks:
            report = Requests(desk).run_due()
            failed += len(report.failed)
            for request_id in report.closed:
                show(f"{request_id} closed", {"id": request_id, "closed": True}, as_json=as_json)
            for request_id, code in report.failed.items():
                show(f"{request_id} {code}", {"id": request_id, "error": code}, as_json=as_json)
    raise typer.Exit(Exit.NO if failed else Exit.OK)


@cascade.command("set")
def set_cascade(
    tenant_id: Tenant,
    url: Annotated[str, typer.Option(help="Where the other server's `/v1` is.")],
    token_file: Annotated[
        Path, typer.Option(help="File with an app token of that server, of the scope `rights`.")
    ],
    as_json: Json = False,
) -> None:
    """Let every erasure be asked of another server as well."""
    with _cascade(tenant_id) as mine:
        target = mine.set(url, token_file.read_text("utf-8").strip())
        show(f"erasures are asked of {target.url}", {"url": target.url}, as_json=as_json)


@cascade.command("show")
def show_cascade(tenant_id: Tenant, as_json: Json = False) -> None:
    """Show which other server erasures are asked of."""
    with _cascade(tenant_id, Mode.READ) as mine:
        target = mine.get()
        url = None if target is None else target.url
        show(url or "none", {"url": url}, as_json=as_json)


@cascade.command("remove")
def remove_cascade(tenant_id: Tenant, as_json: Json = False) -> None:
    """Ask no other server any more."""
    with _cascade(tenant_id) as mine:
        mine.remove()
        show("none", {"url": None}, as_json=as_json)


def _words(path: Path) -> str:
    return path.read_text("utf-8").strip()


def _line(request: PrivacyRequest) -> str:
    times = (each.isoformat() for each in (request.received_at, request.due_at))
    return "  ".join((request.id, request.kind, request.state, *times))


def _print(mine: Requests, request: PrivacyRequest, *, as_json: bool) -> None:
    shown = request_view(mine.desk, request, mine.details(request))
    plain = shown.model_dump(mode="json", exclude={"authority", "own_authority"})
    lines = [f"{name:14} {value}" for name, value in plain.items() if value is not None]
    show("\n".join(lines), shown, as_json=as_json)
