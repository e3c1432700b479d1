import threading

import pytest

from inperson.sessions import IdempotencyKey, LivenessDemand, Session, SessionKind, TenantSessions
from inperson.sessions.errors import IdempotencyConflict, SessionEnded
from tests.scene import Scene, picture

UNSAFE = LivenessDemand.UNSAFE_NO_LIVENESS


def test_a_repeated_call_returns_the_first_session(mine: TenantSessions) -> None:
    key = IdempotencyKey("k", b"create subject-1")
    first = mine.create(SessionKind.ENROLL, "subject-1", UNSAFE, key)
    assert mine.create(SessionKind.ENROLL, "subject-1", UNSAFE, key) == first


def test_a_repeated_submission_returns_the_decision(mine: TenantSessions) -> None:
    session = mine.create(SessionKind.ENROLL, "subject-1", UNSAFE)
    key = IdempotencyKey("k", b"submit a")
    decided = mine.submit(session.id, [picture(1)], key)
    assert mine.submit(session.id, [picture(1)], key) == decided


def test_a_repeated_enrolment_returns_what_was_opened_though_the_subject_now_exists(
    mine: TenantSessions,
) -> None:
    key = IdempotencyKey("k", b"create subject-1")
    session = mine.create(SessionKind.ENROLL, "subject-1", UNSAFE, key)
    decided = mine.submit(session.id, [picture(1)])
    assert mine.create(SessionKind.ENROLL, "subject-1", UNSAFE, key) == decided


def test_the_same_key_with_another_request_is_refused(mine: TenantSessions) -> None:
    mine.create(SessionKind.ENROLL, "subject-1", UNSAFE, IdempotencyKey("k", b"one"))
    with pytest.raises(IdempotencyConflict):
        mine.create(SessionKind.ENROLL, "subject-2", UNSAFE, IdempotencyKey("k", b"two"))
    session = mine.create(SessionKind.ENROLL, "subject-3", UNSAFE)
    with pytest.raises(IdempotencyConflict):
        mine.submit(session.id, [picture(1)], IdempotencyKey("k", b"three"))


def test_another_request_cannot_take_a_decided_session(mine: TenantSessions) -> None:
    session = mine.create(SessionKind.ENROLL, "subject-1", UNSAFE)
    mine.submit(session.id, [picture(1)], IdempotencyKey("k", b"one"))
    with pytest.raises(SessionEnded):
        mine.submit(session.id, [picture(2)], IdempotencyKey("l", b"two"))


def test_a_key_is_forgotten_after_a_day(scene: Scene, mine: TenantSessions) -> None:
    key = IdempotencyKey("k", b"one")
    first = mine.create(SessionKind.ENROLL, "subject-1", UNSAFE, key)
    scene.clock.advance(24 * 3600)
    assert mine.create(SessionKind.ENROLL, "subject-1", UNSAFE, key).id == first.id
    scene.clock.advance(60)
    assert mine.create(SessionKind.ENROLL, "subject-1", UNSAFE, key).id != first.id


def test_copies_of_one_submission_that_race_all_get_its_decision(mine: TenantSessions) -> None:
    session = mine.create(SessionKind.ENROLL, "subject-1", UNSAFE)
    key = IdempotencyKey("k", b"one")
    start, results = threading.Barrier(6), list[Session]()

    def submit() -> None:
        start.wait()
        results.append(mine.submit(session.id, [picture(1)], key))

    threads = [threading.Thread(target=submit) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 6
    assert len(set(results)) == 1
    assert results[0].verdict is not None


def test_copies_of_one_creation_that_race_all_get_its_session(mine: TenantSessions) -> None:
    start, results = threading.Barrier(6), list[Session]()

    def create() -> None:
        start.wait()
        key = IdempotencyKey("k", b"one")
        results.append(mine.create(SessionKind.ENROLL, "subject-1", UNSAFE, key))

    threads = [threading.Thread(target=create) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({each.id for each in results}) == 1
    assert len(results) == 6
