"""What `doctor --upgrade` looks at: what an earlier version wrote."""

from collections.abc import Callable, Iterator

from inperson.app import Mode, open_server
from inperson.cli.public import PublicCheck, Wanting
from inperson.config import Settings
from inperson.core import InpersonError
from inperson.policy import Lack, lacks
from inperson.store import StoreMissing, behind, open_database


def older_checks(settings: Settings) -> list[PublicCheck]:
    """Return a check of the stores' tables, and one of each thing that data may lack."""
    try:
        return list(_checks(settings))
    except StoreMissing:
        return [("older", lambda: "no data yet")]
    except InpersonError as error:
        said = f"cannot be looked at, {error.code}: {error}"
        return [("older", lambda: _wanting(said))]


def _checks(settings: Settings) -> Iterator[PublicCheck]:
    if said := _behind(settings):
        yield "tables", lambda: _wanting(f"{said}: start the server once, then ask again")
        return
    yield "tables", lambda: "of this version"
    with open_server(settings, Mode.READ) as server:
        for each in lacks(server):
            yield each.name, _check(each)


def _behind(settings: Settings) -> str:
    """Return how many stores are older, by kind; empty of none."""
    places = dict.fromkeys((settings.data, settings.keys, settings.audit or settings.data))
    databases = [open_database(each, read_only=True) for each in places]
    try:
        found = behind(databases)
    finally:
        for each in databases:
            each.close()
    return ", ".join(f"{count} of kind {kind} are older" for kind, count in found.items())


def _check(lack: Lack) -> Callable[[], str]:
    return lambda: _wanting(lack.line()) if lack.count else "nothing lacks"


def _wanting(said: str) -> str:
    raise Wanting(said)
