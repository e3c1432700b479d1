"""What comes out of a restore is what went into the backup, row by row, in either database."""

from pathlib import Path

import pytest

from inperson.app import Mode, open_server
from inperson.backup import ArchivePart
from inperson.store.migrations import KINDS
from inperson.store.names import PARTS, kind_of
from tests.backup.making import STORED, Home, furnish, matches, run, sessions_of

DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.needs_postgres)]


def urls(kind: str, folder: Path, request: pytest.FixtureRequest) -> dict[str, str]:
    if kind == "sqlite":
        return {}
    url = request.getfixturevalue("postgres_url")
    return {"data": url, "keys": url, "audit": url}


@pytest.mark.parametrize(
    "target", ["sqlite", pytest.param("postgres", marks=pytest.mark.needs_postgres)]
)
@pytest.mark.parametrize(
    "source", ["sqlite", pytest.param("postgres", marks=pytest.mark.needs_postgres)]
)
def test_a_server_restored_elsewhere_is_the_same_and_serves(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    source: str,
    target: str,
) -> None:
    (tmp_path / "a").mkdir()
    first = Home(tmp_path / "a", monkeypatch, **urls(source, tmp_path, request))
    with open_server(first.settings, Mode.SERVE) as deployment:
        tenant, _ = furnish(deployment)
        furnish(deployment, "two")
    # the log goes on with each act, the making of a backup among them; so it is the last
    parts = {part: first.backup(part) for part in STORED}
    before = first.rows(ArchivePart.DATA, ArchivePart.KEYS)
    log = first.rows(ArchivePart.AUDIT)
    kek = first.backup(ArchivePart.KEK)

    places = {} if target == "sqlite" else dict.fromkeys(("data", "keys", "audit"), "")
    if target == "postgres" and source == "postgres":
        places = dict.fromkeys(places, request.getfixturevalue("second_postgres_url"))
    elif target == "postgres":
        places = dict.fromkeys(places, request.getfixturevalue("postgres_url"))
    (tmp_path / "b").mkdir()
    second = Home(tmp_path / "b", monkeypatch, **places)
    second.restore(ArchivePart.KEK, kek)
    for part, path in parts.items():
        assert path.stat().st_mode & 0o777 == 0o600
        second.restore(part, path)
    assert second.rows(ArchivePart.DATA, ArchivePart.KEYS) == before
    assert second.rows(ArchivePart.AUDIT) == log
    assert sum(len(rows) for store in before.values() for rows in store.values()) > 60
    with open_server(second.settings, Mode.SERVE) as deployment:
        mine = sessions_of(deployment, tenant)
        assert matches(mine, "ann", 1)
        assert not matches(mine, "bo", 1)
        assert deployment.audit(tenant).verify().found == 0
        assert deployment.server_audit().verify().found == 0
    acts = run("audit", "tail", "server").stdout
    assert acts.count("backup_restored") == 3
    with open_server(second.settings, Mode.SERVE) as deployment:  # and the restores are forgotten
        assert deployment.audit(tenant).verify().found == 0
    assert run("audit", "tail", "server").stdout.count("backup_restored") == 3


def test_every_kind_of_store_belongs_to_a_part() -> None:
    assert sorted(kind for kinds in PARTS.values() for kind in kinds) == sorted(KINDS)
    tenant = "ten_" + "a" * 26
    for name in ("silo", "improve", "keys", "audit"):
        assert kind_of(f"{name}_{tenant}") in KINDS
        assert kind_of(f"{name}_other") is None
