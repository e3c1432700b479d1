"""Several processes over one silo: who may go on with a capture, and who may not."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from inperson.core import ProcessId, StoreUnavailable, SystemEntropy
from inperson.core.ids import new_process_id
from inperson.liveness import STANDARD
from inperson.sessions import Decision, SessionKind, SessionState
from inperson.sessions.capture import OpenCapture
from inperson.sessions.capture_ownership import CaptureOwnership
from inperson.sessions.errors import (
    CaptureInUse,
    CaptureLost,
    CaptureMoved,
    ConsentWithdrawn,
    SessionEnded,
    SessionExpired,
)
from inperson.sessions.model import AnySession
from inperson.sessions.processes import MOST_RESTARTS
from inperson.sessions.rows import SessionRows
from inperson.tenants import Caller, TokenKind, of_server
from tests.camera import look
from tests.scene import Scene, open_scene


@dataclass
class Known:
    """The processes as a test says they are."""

    me: ProcessId
    dead: set[ProcessId] = field(default_factory=set)

    def gone(self, process_id: ProcessId) -> bool:
        return process_id in self.dead


@dataclass
class Process:
    """One of them: a service of its own over the stores of all."""

    scene: Scene
    known: Known
    caller: Caller

    @property
    def id(self) -> ProcessId:
        return self.known.me

    def create(self, ref: str = "subject-1") -> AnySession:
        return self.scene.sessions.of(self.caller).create(SessionKind.ENROLL, ref, None)

    def get(self, session: AnySession) -> AnySession:
        return self.scene.sessions.of(self.caller).get(session.id)

    def begin(self, session: AnySession) -> OpenCapture:
        ticket = self.scene.sessions.of(self.caller).ticket(session)
        assert ticket is not None
        return self.scene.sessions.captures_of(ticket).open(session.id, STANDARD)

    def watch(self) -> int:
        return CaptureOwnership(self.scene.sessions.captures, self.scene.server.own).look()


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[list[Process]]:
    dead, made = set[ProcessId](), list[Process]()
    for _ in range(4):
        known = Known(new_process_id(SystemEntropy()), dead)
        scene = open_scene(tmp_path, processes=known)
        caller = (
            made[0].caller if made else scene.caller(scene.add_tenant("one"), TokenKind.PRODUCTION)
        )
        made.append(Process(scene, known, caller))
    yield made
    for each in made:
        each.scene.stores.close()


def follow(capture: OpenCapture, person: int = 1, start: int = 0, frames: int = 6) -> None:
    for serial in range(start, start + frames):
        capture.see(look(person, "", serial), 0.0)


def test_a_live_owner_is_never_followed(processes: list[Process]) -> None:
    one, two, *_ = processes
    session = one.create()
    capture = one.begin(session)
    capture.detach()  # nobody draws another challenge by dropping the line
    with pytest.raises(CaptureInUse):
        two.begin(session)
    assert one.begin(session) is capture


def test_an_owner_that_is_gone_is_followed_with_a_new_challenge(processes: list[Process]) -> None:
    one, two, *_ = processes
    session = one.create()
    first = one.begin(session)
    follow(first, frames=4)
    two.known.dead.add(one.id)
    second = two.begin(session)
    assert second.session.capture_owner == two.id
    assert second.session.capture_restarts == 1
    assert second.next_sequence == 0
    assert second.now()[0].target_index == 0
    assert second.now()[1] != first.now()[1]
    follow(second, start=50)
    assert second.finish().passed
    verdict = two.get(session).verdict
    assert verdict is not None
    assert verdict.decision is Decision.ENROLLED


def test_an_owner_that_slept_decides_nothing_and_learns_why(processes: list[Process]) -> None:
    one, two, *_ = processes
    session = one.create()
    slept = one.begin(session)
    follow(slept)
    two.known.dead.add(one.id)
    follow(two.begin(session), 2, start=50)
    with pytest.raises(CaptureMoved):
        slept.finish()
    assert one.get(session).state is SessionState.OPEN
    assert len(one.scene.sessions.captures) == 0


@pytest.mark.parametrize("end", ["cancel", "abandon"])
def test_an_owner_that_slept_ends_nothing_in_another_way(
    processes: list[Process], end: str
) -> None:
    one, two, *_ = processes
    session = one.create()
    slept = one.begin(session)
    two.known.dead.add(one.id)
    two.begin(session)
    with pytest.raises(CaptureMoved):
        getattr(slept, end)()
    assert one.get(session).state is SessionState.OPEN


def test_an_owner_that_slept_is_told_by_its_watch(processes: list[Process]) -> None:
    one, two, *_ = processes
    session, other = one.create(), one.create("subject-2")
    slept, stays = one.begin(session), one.begin(other)
    two.known.dead.add(one.id)
    two.begin(session)
    assert one.watch() == 1
    with pytest.raises(CaptureMoved):
        slept.now()
    assert stays.now()
    assert (one.watch(), two.watch()) == (0, 0)


def test_a_client_that_comes_back_to_a_process_that_slept_does_not_go_on_there(
    processes: list[Process],
) -> None:
    one, two, *_ = processes
    session = one.create()
    one.begin(session).detach()
    two.known.dead.add(one.id)
    two.begin(session)
    with pytest.raises(CaptureInUse):
        one.begin(session)


def test_a_capture_that_was_let_go_is_followed_at_once(processes: list[Process]) -> None:
    one, two, *_ = processes
    session = one.create()
    left = one.begin(session)
    assert left.leave()
    assert not left.leave()
    with pytest.raises(CaptureMoved):
        left.see(look(1), 0.0)
    follow(capture := two.begin(session))
    assert capture.finish().passed
    assert not capture.leave()


def test_a_capture_begins_anew_twice_and_no_more(processes: list[Process]) -> None:
    one, *others = processes
    session = one.create()
    one.begin(session).leave()
    for each in others[:MOST_RESTARTS]:
        each.begin(session).leave()
    with pytest.raises(CaptureLost):
        others[-1].begin(session)
    assert one.get(session).state is SessionState.OPEN  # it expires, and counts as nothing


def test_a_session_lasts_once_longer_for_it_and_no_more(processes: list[Process]) -> None:
    one, two, three, _ = processes
    session = one.create()
    for each in processes:
        each.scene.clock.advance(170)
    one.begin(session).leave()
    first = one.get(session).expires_at
    for each in processes:
        each.scene.clock.advance(8)
    two.begin(session).leave()
    second = two.get(session).expires_at
    assert first < second
    for each in processes:
        each.scene.clock.advance(1)
    three.begin(session).leave()
    assert three.get(session).expires_at == second
    for each in processes:
        each.scene.clock.advance(STANDARD.capture_s + 40)
    with pytest.raises((SessionEnded, SessionExpired)):
        three.begin(session)


def test_a_capture_that_a_bug_lost_does_not_begin_anew(processes: list[Process]) -> None:
    one, two, *_ = processes
    session = one.create()
    one.begin(session).discard()
    with pytest.raises(CaptureLost):
        one.begin(session)
    with pytest.raises(CaptureInUse):
        two.begin(session)


def test_a_session_that_is_ended_elsewhere_ends_its_capture_here(processes: list[Process]) -> None:
    one, two, *_ = processes
    session = one.create()
    capture = one.begin(session)
    with two.scene.stores.silos.whole(of_server(two.caller.tenant_id)).begin() as tx:
        held = tx.rows(SessionRows).session(session.id)
        assert held is not None
        tx.rows(SessionRows).end_session(
            replace(held, state=SessionState.EXPIRED, ended_at=held.expires_at)
        )
    assert one.watch() == 1
    with pytest.raises(ConsentWithdrawn):
        capture.now()
    assert len(one.scene.sessions.captures) == 0


def test_who_cannot_be_looked_up_is_not_followed(
    processes: list[Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, *_ = processes
    session = one.create()
    one.begin(session)

    def refuse(*_: object) -> bool:
        raise StoreUnavailable("The disk is full.")

    monkeypatch.setattr(Known, "gone", refuse)
    with pytest.raises(StoreUnavailable):
        two.begin(session)
    assert len(two.scene.sessions.captures) == 0
