"""A server with all that it can hold, and the commands that back it up and restore it."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from inperson.app import Server
from inperson.backup import ArchivePart
from inperson.cli.main import app
from inperson.config import Settings
from inperson.core import SubjectId, SystemEntropy, TenantId
from inperson.rights.requests.model import RequestKind
from inperson.rights.requests.service import Requests
from inperson.sessions import (
    Device,
    LivenessDemand,
    SessionEngine,
    SessionKind,
    Sessions,
    TenantSessions,
)
from inperson.sessions.model import Decision
from inperson.store.databases import Database, open_database
from inperson.store.migrations import KINDS
from inperson.store.names import kind_of
from inperson.tenants import TokenKind, of_server
from tests.scene import ColourExaminer, EverybodyAgrees, ladder, picture

UNSAFE = LivenessDemand.UNSAFE_NO_LIVENESS
STORED = (ArchivePart.DATA, ArchivePart.KEYS, ArchivePart.AUDIT)
Rows = dict[str, dict[str, list[tuple[Any, ...]]]]


@dataclass
class Home:
    """A server's places, and a folder for its backups."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    data: str = ""
    keys: str = ""
    audit: str = ""
    kek: Path = field(default_factory=Path)

    def __post_init__(self) -> None:
        self.data = self.data or f"sqlite:///{self.folder / 'data'}"
        self.keys = self.keys or f"sqlite:///{self.folder / 'keys'}"
        self.audit = self.audit or f"sqlite:///{self.folder / 'audit'}"
        self.kek = self.folder / "kek" if self.kek == Path() else self.kek
        self.enter()

    def enter(self) -> None:
        """Let the commands mean this server."""
        for name in ("data", "keys", "audit"):
            self.monkeypatch.setenv(f"INPERSON_{name.upper()}", getattr(self, name))
        self.monkeypatch.setenv("INPERSON_KEK_DIR", str(self.kek))
        for name in ("OPERATOR", "OPERATOR_CONTACT", "LOCATION"):
            self.monkeypatch.setenv(f"INPERSON_{name}", "Here")

    @property
    def settings(self) -> Settings:
        return Settings()

    def database(self, part: ArchivePart) -> Database:
        return open_database(getattr(self, part.value))

    def rows(self, *parts: ArchivePart) -> Rows:
        """Return every row of every store of some parts."""
        found: Rows = {}
        for part in parts:
            database = self.database(part)
            for store in database.stores():
                kind = kind_of(store)
                if kind is None or _PART[kind] is not part:
                    continue
                with database.snapshot(store) as connection:
                    found[store] = {
                        table.name: sorted(
                            (tuple(row) for row in connection.execute(select(table))), key=repr
                        )
                        for table in KINDS[kind].sorted_tables
                    }
            database.close()
        return found

    def backup(self, part: ArchivePart, name: str = "", code: int = 0) -> Path:
        path = self.folder / (name or f"{part.value}.age")
        run("backup", "make", "--part", part.value, "--to", path, "--recipient",
            recipient(self.folder, part), code=code)  # fmt: skip
        return path

    def restore(self, part: ArchivePart, path: Path, *more: str, code: int = 0) -> Result:
        words = ("--part", part.value, "--from", path, "--identity", key(path.parent, part), *more)
        return run("restore", *words, code=code)


_PART = {
    "directory": ArchivePart.DATA,
    "silo": ArchivePart.DATA,
    "improvement": ArchivePart.DATA,
    "keyring": ArchivePart.KEYS,
    "audit": ArchivePart.AUDIT,
}


def run(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == code, result.output + result.stderr
    return result


def key(folder: Path, part: ArchivePart) -> Path:
    """Return the identity file of a part's backups, made on first use."""
    path = folder / f"{part.value}.identity"
    if not path.exists():
        run("backup", "identity", path)
    return path


def recipient(folder: Path, part: ArchivePart) -> str:
    text = key(folder, part).read_text()
    return text.partition("# recipient: ")[2].partition("\n")[0]


def error(result: Result) -> str:
    """Return the code of an error that a command ended with."""
    return result.stderr.strip().splitlines()[-1].partition(":")[0]


def sessions_of(deployment: Server, tenant: TenantId) -> TenantSessions:
    clock, entropy = deployment.clock, SystemEntropy()
    engine = SessionEngine(ColourExaminer(), ladder(), 3, clock, entropy)
    sessions = Sessions(
        engine,
        deployment.tenants,
        deployment.subjects,
        lambda mine: EverybodyAgrees(mine, clock, entropy),
        deployment.captures,
    )
    issued = deployment.tenants.issue_token(tenant, TokenKind.DEVELOPER, "")
    return sessions.of(deployment.tenants.authenticate(issued.secret))


def enrol(mine: TenantSessions, reference: str, person: int) -> SubjectId:
    device = Device(phone_model="Fairphone 5")
    session = mine.create(SessionKind.ENROLL, reference, UNSAFE, device=device, improvement=True)
    subject_id = mine.submit(session.id, [picture(person)]).subject_id
    assert subject_id is not None
    return subject_id


def matches(mine: TenantSessions, reference: str, person: int) -> bool:
    session = mine.create(SessionKind.AUTHENTICATE, reference, UNSAFE)
    verdict = mine.submit(session.id, [picture(person, 1)]).verdict
    assert verdict is not None
    return verdict.decision is Decision.MATCH


def furnish(deployment: Server, name: str = "one") -> tuple[TenantId, dict[str, SubjectId]]:
    """Make a tenant with subjects, sessions, consents, samples, requests and a disclosure."""
    tenant = deployment.add_tenant(name).id
    mine = sessions_of(deployment, tenant)
    people = {ref: enrol(mine, ref, number) for number, ref in enumerate(("ann", "bo", "cy"), 1)}
    assert matches(mine, "ann", 1)
    assert not matches(mine, "ann", 2)
    desk = deployment.desks.of(of_server(tenant, "tester").over(TokenKind.DEVELOPER))
    Requests(desk).open(RequestKind.COMPLAINT, "bo", text="I was refused.")
    return tenant, people


def facts(result: Result) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(result.stdout)
    return said
