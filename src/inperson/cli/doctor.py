"""`doctor`: whether this machine can serve, and if not, what is wrong."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from inperson.app import Mode, open_server
from inperson.app.models import model_store, open_pipeline
from inperson.cli.exits import Exit
from inperson.cli.output import JSON_OPTION, show
from inperson.cli.public import PublicCheck, Wanting, public_checks
from inperson.cli.settled import chosen_settings
from inperson.config import Settings
from inperson.core import InpersonError, StoreUnavailable
from inperson.http.pages import require_pages
from inperson.matching import load_calibration
from inperson.store import StoreMissing, open_database

app = typer.Typer()
_NONE = "none yet; the first start or the first tenant makes them"


_PUBLIC = typer.Option("--public", help="Go through INPERSON_PUBLIC_URL too, as a stranger would.")


@app.command()
def doctor(
    public: Annotated[bool, _PUBLIC] = False, as_json: Annotated[bool, JSON_OPTION] = False
) -> None:
    """Check models, pages, calibration, stores, keys and what the database refuses."""
    settings = chosen_settings()
    checks: list[PublicCheck] = [
        ("models", lambda: _models(settings)),
        ("pages", _pages),
        ("calibration", lambda: _calibration(settings)),
        ("stores", lambda: _stores(settings)),
        ("room", lambda: _room(settings)),
        ("kinds", lambda: _kinds(settings)),
    ]
    if public:
        checks += public_checks(settings.public_url, _own_keys(settings))
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
        raise Wanting(f"run `inperson models fetch`: it wants {', '.join(wrong)}")
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


def _room(settings: Settings) -> str:
    for name in ("data", "keys", "audit"):
        database = open_database(getattr(settings, name) or settings.data)
        try:
            database.try_room()
        except StoreUnavailable as error:
            raise Wanting(f"INPERSON_{name.upper()}: {error} Make room there.") from None
        finally:
            database.close()
    return "every store can be written"


def _own_keys(settings: Settings) -> Mapping[str, Any] | None:
    """Return the public keys of this installation, or None if it has none yet."""
    try:
        with open_server(settings, Mode.READ) as server:
            return server.signer.jwks()
    except InpersonError:  # `stores` says why
        return None


def _kinds(settings: Settings) -> str:
    said = _NONE
    try:
        with open_server(settings, Mode.READ) as server:
            for tenant in server.tenants.tenants():
                held, said = server.stores.silos.standing(tenant.id)
                if not held:
                    raise Wanting(f"{tenant.id}: {said}")
    except StoreMissing:
        return _NONE
    return said
