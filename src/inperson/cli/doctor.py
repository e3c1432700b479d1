"""`doctor`: whether this machine can serve, and if not, what is wrong."""

from collections.abc import Callable
from typing import Annotated

import typer

from inperson.app import Mode, open_server
from inperson.app.models import model_store, open_pipeline
from inperson.cli.exits import Exit
from inperson.cli.output import JSON_OPTION, show
from inperson.cli.settled import chosen_settings
from inperson.config import Settings
from inperson.core import InpersonError
from inperson.http.pages import require_pages
from inperson.matching import load_calibration
from inperson.store import StoreMissing

app = typer.Typer()
_NONE = "none yet; the first start or the first tenant makes them"


@app.command()
def doctor(as_json: Annotated[bool, JSON_OPTION] = False) -> None:
    """Check models, pages, calibration, stores, keys and what the database refuses."""
    settings = chosen_settings()
    checks: list[tuple[str, Callable[[], str]]] = [
        ("models", lambda: _models(settings)),
        ("pages", _pages),
        ("calibration", lambda: _calibration(settings)),
        ("stores", lambda: _stores(settings)),
        ("kinds", lambda: _kinds(settings)),
    ]
    healthy = True
    for name, check in checks:
        try:
            ok, said = True, check()
        except InpersonError as error:
            ok, said = False, f"{error.code}: {error}"
        except OSError as error:
            ok, said = False, f"file_unavailable: {error.strerror}"
        healthy = healthy and ok
        facts = {"check": name, "ok": ok, "detail": said}
        show(f"{'ok   ' if ok else 'WRONG'} {name:12} {said}", facts, as_json=as_json)
    raise typer.Exit(Exit.OK if healthy else Exit.NO)


def _models(settings: Settings) -> str:
    wrong = [report.role for report in model_store(settings).verify() if not report.ok]
    if wrong:
        raise _Wanting(f"run `inperson models fetch`: it wants {', '.join(wrong)}")
    return "every file has its digest"


def _pages() -> str:
    require_pages()
    return "every page and script is there"


def _calibration(settings: Settings) -> str:
    pipeline = open_pipeline(settings)
    ladder, level = load_calibration(pipeline.model_digest), settings.required_level
    unproven = ladder.unproven(level)
    return f"level {level} required: FMR at most {ladder.rungs[level - 1].fmr_target:.0e}" + (
        f"; not shown for {', '.join(unproven)}" if unproven else ""
    )


def _stores(settings: Settings) -> str:
    try:
        with open_server(settings, Mode.READ) as server:
            tenants = server.tenants.tenants()
            for tenant in tenants:
                server.own(tenant.id)
                server.vault(tenant.id).check()
    except StoreMissing:
        return _NONE
    return f"{len(tenants)} tenants, each with its silo and keys"


def _kinds(settings: Settings) -> str:
    said = _NONE
    try:
        with open_server(settings, Mode.READ) as server:
            for tenant in server.tenants.tenants():
                held, said = server.stores.silos.standing(tenant.id)
                if not held:
                    raise _Wanting(f"{tenant.id}: {said}")
    except StoreMissing:
        return _NONE
    return said


class _Wanting(InpersonError):
    """A check found something wanting."""

    code = "wanting"
