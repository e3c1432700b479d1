"""`doctor`: whether this machine can serve, and if not, what is wrong."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

import typer

from inperson.app import Mode, open_server
from inperson.app.models import model_store, open_pipeline
from inperson.app.serving import session_tokens
from inperson.cli.exits import Exit
from inperson.cli.older import older_checks
from inperson.cli.output import JSON_OPTION, show
from inperson.cli.public import PublicCheck, Wanting, public_checks
from inperson.cli.settled import chosen_settings
from inperson.config import Settings
from inperson.core import InpersonError, StoreUnavailable
from inperson.deliveries import LogWitnesses
from inperson.http.pages import require_pages
from inperson.matching import load_calibration
from inperson.sessions import SESSION_TTL, SessionTicket
from inperson.store import CONNECTIONS, StoreMissing, open_database, try_pooler
from inperson.tenants import of_server

app = typer.Typer()
_NONE = "none yet; the first start or the first tenant makes them"


_UPGRADE = typer.Option("--upgrade", help="Count what data of an earlier version lacks too.")
_PUBLIC = typer.Option("--public", help="Go through INPERSON_PUBLIC_URL too, as a stranger would.")


@app.command()
def doctor(
    public: Annotated[bool, _PUBLIC] = False,
    upgrade: Annotated[bool, _UPGRADE] = False,
    as_json: Annotated[bool, JSON_OPTION] = False,
) -> None:
    """Check models, pages, calibration, stores, keys and what the database refuses."""
    settings = chosen_settings()
    checks: list[PublicCheck] = [
        ("models", lambda: _models(settings)),
        ("pages", _pages),
        ("calibration", lambda: _calibration(settings)),
        ("stores", lambda: _stores(settings)),
        ("connections", lambda: _connections(settings)),
        ("room", lambda: _room(settings)),
        ("kinds", lambda: _kinds(settings)),
        ("witnesses", lambda: _witnesses(settings)),
    ]
    if public:
        checks += public_checks(settings.public_url, *_own_keys(settings))
    if upgrade:
        checks += older_checks(settings)
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
            raise Wanting(
                f"INPERSON_{name.upper()}: {error} The server has to write there."
            ) from None
        finally:
            database.close()
    return "every store can be written"


def _connections(settings: Settings) -> str:
    """Try what stands before the databases, which may be a pooler, by what it does."""
    places = (settings.data, settings.keys, settings.audit or settings.data)
    databases = [open_database(each) for each in places]
    try:
        count = try_pooler(databases)
    except StoreUnavailable as error:
        raise Wanting(
            f"{error} If it is there, mind that each server opens {CONNECTIONS} for each of three "
            "places: let PostgreSQL's max_connections and a pooler's default_pool_size bear that "
            "of all servers together. A pooler's pool_mode is transaction or session."
        ) from None
    finally:
        for each in databases:
            each.close()
    return f"{count} transactions at once, each kept whole" if count else "files need none"


def _own_keys(settings: Settings) -> tuple[Mapping[str, Any] | None, str | None]:
    """Return this installation's public keys, and a token for a line that says nothing."""
    try:
        with open_server(settings, Mode.READ) as server:
            keys, now = server.signer.jwks(), server.clock.now()
            quiet = SessionTicket.for_silence(now, SESSION_TTL, server.entropy)
            return keys, session_tokens(server).issue(quiet)
    except InpersonError:  # `stores` says why
        return None, None


def _witnesses(settings: Settings) -> str:
    oldest, count = timedelta(0), 0
    try:
        with open_server(settings, Mode.READ) as server:
            for tenant in server.tenants.tenants():
                sight = LogWitnesses(server.desks.of(of_server(tenant.id))).sight()
                if sight is None:
                    continue
                age, count = sight.age(server.clock.now()), count + 1
                if sight.late(server.clock.now()):
                    hours = age // timedelta(hours=1)
                    raise Wanting(f"{tenant.id}: too few witnesses signed for {hours} hours")
                oldest = max(oldest, age)
    except StoreMissing:
        return _NONE
    hours = oldest // timedelta(hours=1)
    return f"{count} tenants have them, and enough signed within {hours + 1} hours"


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
