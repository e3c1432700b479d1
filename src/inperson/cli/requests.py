"""`requests`: what subjects asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from inperson.app import Mode
from inperson.cli.desks import chore_desks, kind_desk
from inperson.cli.exits import Exit
from inperson.cli.output import JSON_OPTION, show, text_of
from inperson.core import RequestId, SessionId
from inperson.rights.requests import (
    LARGEST_PAGE,
    Capacity,
    EvidenceKind,
    Justification,
    OnBehalf,
    PrivacyRequest,
    PrivacyRequestInvalid,
    RequestKind,
    Requests,
    RequestState,
    ReviewOutcome,
    Reviews,
)
from inperson.sessions import ConsentPurpose
from inperson.tenants import TokenKind
from inperson.views import Body, evidence_view, request_view, summary

requests = typer.Typer(no_args_is_help=True, help="Open, read, extend, refuse and answer requests.")

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


@requests.command("open")
def open_request(
    tenant_id: Tenant,
    what: Annotated[RequestKind, typer.Argument(help="What is asked for.")],
    subject_ref: Annotated[str, typer.Argument(help="The tenant's own reference.")],
    purpose: Annotated[ConsentPurpose | None, typer.Option(help="Of a withdrawal.")] = None,
    text_file: Annotated[
        Path | None, typer.Option(help="A file with what the subject says.")
    ] = None,
    region: Annotated[
        str | None, typer.Option(help="Of a complaint: whose authority else, as `FR` or `DE-BY`.")
    ] = None,
    session: Annotated[
        str | None, typer.Option(help="Of a human_review: whose decision, `ses_...`.")
    ] = None,
    capacity: Annotated[
        Capacity | None, typer.Option(help="Of somebody who acts for the subject.")
    ] = None,
    evidence: Annotated[
        EvidenceKind | None, typer.Option(help="Of the capacity: what kind was seen, just now.")
    ] = None,
    seen_by: Annotated[
        str | None, typer.Option(help="Of the evidence: your reference of who saw it; no name.")
    ] = None,
    kind: Kind = _PRODUCTION,
    as_json: Json = False,
) -> None:
    """Ask for something in the name of a subject, enrolled or not."""
    with _own(tenant_id, kind) as mine:
        request = mine.open(
            what,
            subject_ref,
            purpose=purpose,
            text=None if text_file is None else _words(text_file),
            region=region,
            session_id=None if session is None else SessionId(session),
            on_behalf=_acting(mine, capacity, evidence, seen_by),
        )
        _print(mine, request, as_json=as_json)


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
    outcome: Annotated[
        ReviewOutcome | None, typer.Option(help="Of a human_review: what the person found.")
    ] = None,
    kind: Kind = _PRODUCTION,
    as_json: Json = False,
) -> None:
    """Answer a complaint, a rectification, an objection or a review; lift a restriction."""
    with _own(tenant_id, kind) as mine:
        request = mine.answer(RequestId(request_id), _words(text_file), outcome)
        _print(mine, request, as_json=as_json)


@requests.command("evidence")
def evidence(
    tenant_id: Tenant, request_id: Id, kind: Kind = _PRODUCTION, as_json: Json = False
) -> None:
    """Show the person who looks at a decision what is kept of it. The look is on the log."""
    with _own(tenant_id, kind) as mine:
        shown = evidence_view(Reviews(mine.desk).evidence(RequestId(request_id)))
        show("\n".join(_lines(shown)), shown, as_json=as_json)


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


def _acting(
    mine: Requests, capacity: Capacity | None, evidence: EvidenceKind | None, seen_by: str | None
) -> OnBehalf | None:
    if capacity is None and evidence is None and seen_by is None:
        return None
    if capacity is None or evidence is None or seen_by is None:
        raise PrivacyRequestInvalid("--capacity, --evidence and --seen-by go together.")
    return OnBehalf(capacity, evidence, mine.desk.clock.now(), seen_by)


def _words(path: Path) -> str:
    return text_of(path).strip()


def _line(request: PrivacyRequest) -> str:
    times = (each.isoformat() for each in (request.received_at, request.due_at))
    return "  ".join((request.id, request.kind, request.state, *times))


def _print(mine: Requests, request: PrivacyRequest, *, as_json: bool) -> None:
    shown = request_view(mine.desk, request, mine.details(request))
    show("\n".join(_lines(shown, "authority", "own_authority")), shown, as_json=as_json)


def _lines(shown: Body, *without: str) -> list[str]:
    plain = shown.model_dump(mode="json", exclude=set(without))
    return [f"{name:14} {value}" for name, value in plain.items() if value is not None]
