"""`doctor --upgrade` and `policy check` count what data of an earlier version lacks."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from inperson.app import Mode, Server, open_server
from inperson.app.models import model_store
from inperson.cli.main import app
from inperson.cli.older import older_checks
from inperson.cli.public import Wanting
from inperson.config import Settings
from inperson.core import TenantId
from inperson.desks import GoverningDesk
from inperson.policy.older import lacks
from inperson.rights.notices import Notices
from inperson.store import StoreKind
from inperson.tenants import of_server
from inperson.vision import ModelStore
from tests.policy.deployments import settings
from tests.store.test_migrations import _OLD_ROWS, OLD, _literal

ALWAYS = {"templates": 2}
"""The deployment's examiner reads colours."""


def counted(place: Path) -> dict[str, int]:
    """Return what is lacking, by its name."""
    found = {}
    for name, look in older_checks(settings(place)):
        try:
            look()
        except Wanting as lack:
            found[name] = int(str(lack).split()[0])
    return found


def lapse(_: Server, desk: GoverningDesk) -> None:
    """Publish terms that consents to earlier ones do not cover."""
    terms = Notices(desk).terms()
    assert terms is not None
    Notices(desk).publish(replace(terms, controller="Two", country="FR"))


def rotate(server: Server, desk: GoverningDesk) -> None:
    """Begin a rotation of the KEK that is cut short."""
    server.vault(desk.tenant_id).keys.rotate()


def cascade(_: Server, desk: GoverningDesk) -> None:
    """Name another server as it was named before there were cards."""
    with desk.silo.begin() as tx:
        desk.keep_setting(tx, "cascade", {"url": "https://other.example", "token": "t"})


@pytest.mark.parametrize(
    ("act", "more"), [(lapse, {"consents": 2}), (rotate, {"keys": 4}), (cascade, {"cascades": 1})]
)
def test_what_is_lacking_is_counted(
    place: Path,
    original: tuple[Path, TenantId],
    act: Callable[[Server, GoverningDesk], None],
    more: dict[str, int],
) -> None:
    with open_server(settings(place), Mode.WRITE) as server:
        act(server, server.desks.of(of_server(original[1], "tester")))
    assert counted(place) == ALWAYS | more


def test_a_silo_from_before_is_counted_and_so_is_who_never_agreed(
    place: Path, original: tuple[Path, TenantId], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = next((place / "data").rglob(f"{StoreKind.SILO.of(original[1])}*"))
    path.unlink()
    with closing(sqlite3.connect(path)) as file:
        file.executescript((OLD / "silo.sqlite.sql").read_text())
        for each in _OLD_ROWS:
            file.execute(_literal(each, "sqlite"))
        file.commit()
    assert counted(place) == {"tables": 1}
    with open_server(settings(place), Mode.SERVE):
        pass
    assert counted(place) == {"consents": 1}
    for name, value in settings(place).model_dump(exclude_none=True).items():
        said = ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
        monkeypatch.setenv(f"INPERSON_{name.upper()}", said)
    lines = CliRunner().invoke(app, ["policy", "check"]).stdout.splitlines()
    (line,) = (each for each in lines if each.startswith("older "))
    assert "1 enrolled people without a consent to the present notice: nobody is known" in line


def test_the_models_are_read_once_of_however_many_tenants(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Settings] = []

    def reading(chosen: Settings) -> ModelStore:
        read.append(chosen)
        return model_store(chosen)

    monkeypatch.setattr("inperson.policy.older.model_store", reading)
    with open_server(settings(place), Mode.SERVE) as server:
        server.add_tenant("two")
        found = {each.name: each.count for each in lacks(server)}
    assert found["templates"] == ALWAYS["templates"]
    assert len(read) == 1
