"""A tenant whose sessions are counted, on SQLite and on PostgreSQL."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from inperson.core import TenantId
from inperson.sessions import LivenessDemand, SessionKind, TenantSessions
from inperson.tenants import TokenKind, of_server
from inperson.usage import Operation, Outcome, Period
from inperson.usage.activity import Activity
from inperson.usage.book import UsageBook
from tests.scene import Scene, open_scene, picture

DEVELOPER, PRODUCTION = TokenKind.DEVELOPER, TokenKind.PRODUCTION
UNSAFE = LivenessDemand.UNSAFE_NO_LIVENESS
JANUARY = Period("2026-01")


@dataclass(frozen=True)
class Billed:
    """A scene, its one tenant and its book."""

    scene: Scene
    tenant: TenantId
    book: UsageBook

    @property
    def mine(self) -> TenantSessions:
        return self.scene.sessions.of(self.scene.caller(self.tenant))

    def enrol(self, ref: str, person: int, mine: TenantSessions | None = None) -> Any:
        mine = mine or self.mine
        session = mine.create(SessionKind.ENROLL, ref, UNSAFE)
        return mine.submit(session.id, [picture(person)])

    def authenticate(self, ref: str, person: int) -> Any:
        mine = self.mine
        session = mine.create(SessionKind.AUTHENTICATE, ref, UNSAFE)
        return mine.submit(session.id, [picture(person, 1)])

    def go_to(self, at: datetime) -> None:
        self.scene.clock.advance((at - self.scene.clock.now()).total_seconds())

    def go_past(self, period: Period) -> None:
        """Turn the clock to when a period may be closed."""
        self.go_to(period.ends_at.replace(hour=2))

    def counts(self, period: Period = JANUARY) -> Mapping[Operation, int]:
        return self.book.usage(period).counts


def line(kind: str, outcome: Outcome, token_kind: TokenKind = DEVELOPER) -> Operation:
    return Operation(kind, outcome, token_kind)


def book_of(scene: Scene, tenant: TenantId, **more: Any) -> UsageBook:
    book = UsageBook(
        silo=scene.stores.silos.whole(of_server(tenant)),
        audit=scene.audit(tenant),
        signer=scene.services.signer,
        clock=scene.clock,
        deployment="private",
        actor="tester",
    )
    return replace(book, **more)


def billed(folder: Path, data: str | None = None) -> Billed:
    scene = open_scene(folder, data=data, keys=data)
    tenant = scene.add_tenant("one")
    return Billed(scene, tenant, book_of(scene, tenant))


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Billed]:
    """On SQLite."""
    made = billed(tmp_path)
    yield made
    made.scene.stores.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Billed]:
    """On each database."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    made = billed(tmp_path, url)
    yield made
    made.scene.stores.close()


@pytest.fixture
def activity(one: Billed) -> Activity:
    return Activity(one.scene.vault(one.tenant))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]
