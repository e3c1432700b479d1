"""`trial`: real people, and every later engine measured on them (docs/trial.md)."""

from pathlib import Path
from typing import Annotated

import typer

from inperson.app import Mode, Server, open_server
from inperson.cli import chosen_settings
from inperson.cli.actors import at_log, at_shell, operator
from inperson.cli.output import JSON_OPTION, progress, show
from inperson.core import TenantId
from inperson.improvement import ImprovementSet, KeptFootage
from inperson.rights.notices import LegalBasis, Notices, NoticeTerms
from inperson.sessions import BelowAge, ConsentPurpose, NoticeMissing
from inperson.tenants import TokenKind
from inperson_lab.trial.book import Book
from inperson_lab.trial.errors import NotPlanned
from inperson_lab.trial.plan import default_plan

app = typer.Typer(no_args_is_help=True, help="Measure on real people, and on them again.")

Folder = Annotated[Path, typer.Argument(help="The trial's folder.")]
ADULT = 18
"""Volunteers of a trial that makes its own notice are as old, and say so."""
Json = Annotated[bool, JSON_OPTION]


@app.command()
def new(
    folder: Folder,
    controller: Annotated[str, typer.Option(help="Who is responsible: a legal name.")] = "",
    contact: Annotated[str | None, typer.Option(help="A postal or e-mail address.")] = None,
    country: Annotated[str | None, typer.Option(help="Such as DE, or US-IL.")] = None,
    tenant: Annotated[
        str, typer.Option(help="`ten_...`, whose notice tells of improvement already.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Make a trial: a plan to change, a tenant with a notice, and a developer token."""
    book = Book(folder)
    book.check_new()
    if bool(controller) == bool(tenant):
        raise typer.BadParameter("Say --controller, --contact and --country, or --tenant.")
    with open_server(chosen_settings(), Mode.WRITE) as server:
        if controller:
            purposes = dict.fromkeys(ConsentPurpose, LegalBasis.EXPLICIT_CONSENT)
            terms = NoticeTerms(
                controller,
                contact,
                country,
                minimum_age=ADULT,
                below=BelowAge.REFUSE,
                purposes=purposes,
            )
            made = server.add_tenant(f"Trial {folder.name}: {controller}", operator())
            tenant_id = made.id
            Notices(server.desks.of(at_shell(tenant_id))).publish(terms)
        else:
            tenant_id = server.tenants.tenant(TenantId(tenant)).id
            _require_improvement(server, tenant_id)
        kind, log = TokenKind.DEVELOPER, at_log(server, tenant_id)
        issued = server.tenants.issue_token(tenant_id, kind, f"trial {folder.name}", witness=log)
    book.begin(default_plan(folder.name), tenant_id, issued.secret)
    text = f"trial {folder.name} of {tenant_id}: read {folder / 'plan.toml'}, then invite"
    show(text, {"tenant_id": tenant_id, "plan": str(folder / "plan.toml")}, as_json=as_json)


@app.command()
def invite(
    folder: Folder,
    count: Annotated[int, typer.Option(min=1, max=200, help="How many.")] = 1,
    as_json: Json = False,
) -> None:
    """Invite volunteers: a number and a link for each, which is shown this once."""
    url = chosen_settings().public_url
    for number, code in Book(folder).invite(count):
        link = f"{url}/trial#code={code}"
        show(f"volunteer {number}: {link}", {"number": number, "link": link}, as_json=as_json)


@app.command()
def run(folder: Folder) -> None:
    """Serve the API and the trial's page until stopped."""
    from inperson.app.serving import build_app
    from inperson.cli.server import begin_logs, run_until_stopped
    from inperson_lab.trial.back_end import add_trial
    from inperson_lab.trial.filming import Filming

    book, settings = Book(folder), chosen_settings()
    begin_logs(settings)
    tenant_id, name = book.read().tenant_id, book.plan.name
    with open_server(settings, Mode.SERVE) as server:
        filming = Filming(book, lambda: server.improvement(tenant_id))
        application = build_app(server, filming)
        add_trial(application, book, filming)
        link = f"{settings.public_url}/trial#code={book.new_operator_code()}"
        show(f"trial {name}; attacks are made at {link}", {}, as_json=False)
        run_until_stopped(server, application)


@app.command()
def label(
    folder: Folder,
    session: Annotated[str, typer.Argument(help="`ses_...`; none lists all captures.")] = "",
    values: Annotated[
        list[str] | None, typer.Argument(help="Such as `species=mask` or `light=evening`.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the captures with their labels, or correct the label of one."""
    entries = Book(folder).read()
    with open_server(chosen_settings(), Mode.WRITE) as server:
        kept = server.improvement(entries.tenant_id, operator())
        if session:
            _relabel(kept, session, values or [])
        for each in kept.footage():
            if each.label.get("trial") == entries.trial and session in {"", each.session_id}:
                _tell(each, as_json=as_json)


def _relabel(kept: ImprovementSet, session: str, values: list[str]) -> None:
    found = next((each for each in kept.footage() if each.session_id == session), None)
    if found is None:
        raise NotPlanned("There is no such capture.")
    changes = dict(each.partition("=")[::2] for each in values)
    if unknown := changes.keys() - found.label.keys() | changes.keys() & {"trial", "volunteer"}:
        raise NotPlanned(f"A label has no {', '.join(sorted(unknown))} that could be changed.")
    kept.relabel(found.session_id, {**found.label, **changes})


def _tell(capture: KeptFootage, *, as_json: bool) -> None:
    facts = {
        "session_id": capture.session_id,
        "taken_at": capture.taken_at.isoformat(timespec="seconds"),
        "frames": len(capture.frames),
        "liveness": capture.liveness,
        "decision": capture.about["decision"],
        "label": dict(capture.label),
    }
    said = "  ".join(f"{name}={value}" for name, value in capture.label.items() if value)
    text = f"{capture.session_id}  {facts['taken_at']}  {capture.liveness:8}  {said}"
    show(text, facts, as_json=as_json)


def _require_improvement(server: Server, tenant_id: TenantId) -> None:
    current = Notices(server.desks.of(at_shell(tenant_id))).current()
    if not any(each.improvement for each in current):
        raise NoticeMissing("The tenant's notice does not tell of improvement.")


@app.command()
def report(
    folder: Folder,
    out: Annotated[Path | None, typer.Option(help="Default: `report` in the folder.")] = None,
    as_json: Json = False,
) -> None:
    """Report what was decided when the captures were made."""
    _report(folder, out or folder / "report", again=False, as_json=as_json)


@app.command()
def replay(
    folder: Folder,
    out: Annotated[Path | None, typer.Option(help="Default: `replay` in the folder.")] = None,
    as_json: Json = False,
) -> None:
    """Judge every capture again with this version, and report both."""
    _report(folder, out or folder / "replay", again=True, as_json=as_json)


def _report(folder: Path, out: Path, *, again: bool, as_json: bool) -> None:
    from inperson_lab.trial.measure import measure_trial
    from inperson_lab.trial.report import write_trial_report

    book, settings = Book(folder), chosen_settings()
    with open_server(settings, Mode.WRITE) as server:
        kept = server.improvement(book.read().tenant_id, operator())
        made = measure_trial(book, kept, settings, progress("captures"), again=again)
    write_trial_report(made, out)
    show(f"{made.summary()}\nreport: {out / 'report.html'}", made.to_json(), as_json=as_json)
