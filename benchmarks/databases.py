"""The two databases of a load: a folder for SQLite, a throw-away database of PostgreSQL."""

import os
import secrets
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from benchmarks.peers import ROOT
from inperson.config import Settings


@dataclass(frozen=True, slots=True)
class Place:
    """Where a deployment of the benchmark keeps everything."""

    name: str
    """`SQLite` or `PostgreSQL`."""
    settings: Settings
    durability: str
    """What a commit waits for, in words."""

    def environment(self) -> Mapping[str, str]:
        """Return the same settings for a process."""
        return {
            "INPERSON_DATA": self.settings.data,
            "INPERSON_KEYS": self.settings.keys,
            "INPERSON_KEK_DIR": str(self.settings.kek_dir),
            "INPERSON_PORT": "0",
        }


def sqlite_place(home: Path) -> Place:
    """Return a place in an empty folder."""
    settings = Settings(
        data=f"sqlite:///{home / 'data'}",
        keys=f"sqlite:///{home / 'keys'}",
        kek_dir=home / "kek",
    )
    return Place("SQLite", settings, "synchronous = FULL")


@contextmanager
def postgres_server() -> Iterator[str | None]:
    """Yield the URL of a PostgreSQL server, one that is there or one of our own; None without."""
    known = os.environ.get("INPERSON_TEST_POSTGRES_URL")
    if known:
        yield known
        return
    script = ROOT / ".ci" / "with-postgres"
    # it ends with its command, and the command with its input: whatever ends us ends the server
    told = 'echo "${INPERSON_TEST_POSTGRES_URL:-}"; cat >/dev/null'
    with subprocess.Popen(
        [str(script), "bash", "-c", told],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "INPERSON_TEST_POSTGRES_FSYNC": "on"},
        start_new_session=True,  # a Ctrl-C is ours: the server goes after its clients
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip() or None
        finally:
            process.stdin.close()
            process.wait(timeout=30)


@contextmanager
def postgres_place(server: str, home: Path) -> Iterator[Place]:
    """Make an empty database, and drop it and the roles of its stores at the end."""
    url = make_url(server)
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    name = f"bench_{secrets.token_hex(6)}"
    with psycopg.connect(plain, autocommit=True) as connection:
        waits = [
            f"{setting} = {connection.execute(f'SHOW {setting}').fetchone()[0]}"  # type: ignore[index]
            for setting in ("fsync", "synchronous_commit")
        ]
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            own = url.set(database=name).render_as_string(hide_password=False)
            settings = Settings(data=own, keys=own, kek_dir=home / "kek")
            yield Place("PostgreSQL", settings, ", ".join(waits))
        finally:
            own = plain.rpartition("/")[0] + f"/{name}"
            stores = _stores(own)
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )
            for store in stores:  # roles belong to the whole cluster
                connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(store)))


def _stores(url: str) -> list[str]:
    """Return the stores of tenants in a database; the server's own roles may be others' too."""
    query = "SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE '%ten\\_%'"
    with psycopg.connect(url) as connection:
        return [str(row[0]) for row in connection.execute(query)]
