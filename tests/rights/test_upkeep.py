"""The upkeep does what nobody asks for, for everybody, whatever goes wrong for one of them."""

import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from inperson.adapters.outgoing import HttpSender
from inperson.app.chores import make_upkeep
from inperson.core import StoreUnavailable
from inperson.deliveries import EventType, Webhooks
from inperson.desks import Desk
from inperson.rights.upkeep import Chore, Upkeep, UpkeepThread
from inperson.tenants import TokenKind, of_server
from tests.receiving import HERE, receiving
from tests.scene import Scene, open_scene
from tests.serving import PATIENCE_S


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = open_scene(tmp_path)
    yield made
    made.stores.close()


def test_every_chore_is_done_for_every_tenant_and_kind_of_token(scene: Scene) -> None:
    tenants = [scene.add_tenant(name) for name in ("one", "two")]
    seen: list[tuple[str, TokenKind, str]] = []

    def note(desk: Desk) -> int:
        seen.append((desk.tenant_id, desk.kind, desk.actor))
        return 2

    first, second = Upkeep(
        scene.services.desks, [Chore("first", note), Chore("second", lambda _: 1)]
    ).run_once()
    assert sorted(seen) == sorted(
        (tenant, kind, "server") for tenant in tenants for kind in TokenKind
    )
    assert (first.chore, first.count, first.errors) == ("first", 8, ())
    assert (second.chore, second.count) == ("second", 4)


def test_what_goes_wrong_for_one_stops_none_of_the_others(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    bad, _ = scene.add_tenant("bad"), scene.add_tenant("good")

    def fails(desk: Desk) -> int:
        if desk.tenant_id != bad:
            return 1
        if desk.kind is TokenKind.DEVELOPER:
            raise StoreUnavailable("customer-17")
        raise ValueError("customer-17")

    lost = scene.add_tenant("lost")
    scene.stores.databases[0].drop(f"silo_{lost}")
    upkeep = Upkeep(scene.services.desks, [Chore("a", fails), Chore("b", lambda _: 1)])
    first, second = upkeep.run_once()
    assert first.count == 2
    assert sorted(first.errors) == [
        "internal_error",
        "silo_unavailable",
        "silo_unavailable",
        "store_unavailable",
    ]
    assert (second.count, len(second.errors)) == (4, 2)
    said = len(caplog.records)
    assert said == 6
    assert "customer-17" not in caplog.text
    upkeep.run_once()
    assert len(caplog.records) == said  # the same trouble is not said anew each round


def test_the_background_goes_on_after_an_error_and_ends_when_told(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.add_tenant("one")
    rounds = threading.Semaphore(0)

    def fails(_: Desk) -> int:
        rounds.release()
        raise StoreUnavailable("gone")

    upkeep = Upkeep(scene.services.desks, [Chore("a", fails, every_s=0.01)])
    with caplog.at_level(logging.CRITICAL), UpkeepThread(upkeep):
        for _ in range(6):
            assert rounds.acquire(timeout=PATIENCE_S)
    while rounds.acquire(blocking=False):
        pass
    time.sleep(0.1)
    assert not rounds.acquire(blocking=False)


def test_a_chore_that_hangs_keeps_no_other_waiting(scene: Scene) -> None:
    scene.add_tenant("one")
    over, done = threading.Event(), threading.Event()

    def hangs(_: Desk) -> int:
        return int(over.wait(120))

    def goes(_: Desk) -> int:
        done.set()
        return 0

    upkeep = Upkeep(scene.services.desks, [Chore("hangs", hangs), Chore("goes", goes)])
    with UpkeepThread(upkeep):
        assert done.wait(120)
        over.set()


def test_the_servers_own_upkeep_delivers(scene: Scene) -> None:
    desk = scene.services.desks.of(of_server(scene.add_tenant("one"), "tester"))
    with receiving() as receiver:
        Webhooks(desk).set(receiver.url, EventType)
        made = Webhooks(desk).test()
        done = make_upkeep(
            scene.services.desks, HttpSender(HERE), scene.improvement, lambda *_: None
        ).run_once()
    assert receiver.ids == [made]
    assert {each.chore: each.count for each in done}["deliveries"] == 1
    assert not any(each.errors for each in done), done
