"""Failed authentications cost time, then the subject: NIST SP 800-63B-4, section 3.2.3."""

import threading
from collections.abc import Sequence
from datetime import timedelta

import pytest

from inperson.core import StoreUnavailable, TenantId
from inperson.liveness import STANDARD
from inperson.sessions import (
    Decision,
    LivenessDemand,
    Reason,
    Session,
    SessionKind,
    TenantSessions,
)
from inperson.sessions.capture import OpenCapture
from inperson.sessions.decisions import Decisions
from inperson.sessions.errors import SubjectDisabled, SubjectLocked
from inperson.sessions.lockout import Attempts
from inperson.sessions.model import SeenFrames
from inperson.sessions.pseudonyms import Pseudonyms
from inperson.sessions.rows import AttemptRows, FrameRows
from tests.camera import look
from tests.scene import START, Scene, picture

UNSAFE = LivenessDemand.UNSAFE_NO_LIVENESS


@pytest.fixture(autouse=True)
def enrolled(mine: TenantSessions) -> Session:
    session = mine.create(SessionKind.ENROLL, "subject-1", UNSAFE)
    return mine.submit(session.id, [picture(1)])


def attempt(mine: TenantSessions, person: int) -> Session:
    session = mine.create(SessionKind.AUTHENTICATE, "subject-1", UNSAFE)
    return mine.submit(session.id, [picture(person, 7)])


def begin(scene: Scene, mine: TenantSessions) -> OpenCapture:
    session = mine.create(SessionKind.AUTHENTICATE, "subject-1", None)
    ticket = mine.ticket(session)
    assert ticket is not None
    return scene.sessions.captures_of(ticket).open(session.id, STANDARD)


def failures(mine: TenantSessions) -> int:
    return mine.subjects.attempts(mine.subjects.find("subject-1").id).failures


def fail_by(mine: TenantSessions, count: int) -> None:
    """Set the count as if so many had failed long ago."""
    subject = mine.subjects.find("subject-1").id
    with mine.subjects.silo.begin() as tx:
        tx.rows(AttemptRows).set_attempts(subject, Attempts(count))


def test_delays_grow_from_the_tenth_failure_in_a_row(scene: Scene, mine: TenantSessions) -> None:
    for _ in range(10):
        assert attempt(mine, 2).verdict is not None
    for delay_s in (30, 60, 120):
        with pytest.raises(SubjectLocked) as locked:
            attempt(mine, 1)
        assert locked.value.retry_after_s == delay_s
        scene.clock.advance(delay_s - 0.5)
        with pytest.raises(SubjectLocked):
            attempt(mine, 1)
        scene.clock.advance(0.5)
        attempt(mine, 2)
    scene.clock.advance(240)
    verdict = attempt(mine, 1).verdict
    assert verdict is not None
    assert verdict.decision is Decision.MATCH
    assert failures(mine) == 0


def test_a_delay_is_an_hour_at_most_and_the_hundredth_failure_disables() -> None:
    state = Attempts()
    for _ in range(99):
        state = state.failed(START)
    assert state.locked_until == START + timedelta(hours=1)
    assert state.stopped(START + timedelta(hours=1)) is None
    assert state.failed(START).stopped(START + timedelta(days=999)) is Reason.SUBJECT_DISABLED


def test_only_the_tenant_enables_a_disabled_subject(mine: TenantSessions) -> None:
    fail_by(mine, 99)
    attempt(mine, 2)
    with pytest.raises(SubjectDisabled):
        attempt(mine, 1)
    subject = mine.subjects.find("subject-1")
    mine.subjects.enable(subject.id)
    assert failures(mine) == 0
    assert attempt(mine, 1).verdict is not None


def test_a_capture_does_not_begin_while_the_subject_is_locked(
    scene: Scene, mine: TenantSessions
) -> None:
    session = mine.create(SessionKind.AUTHENTICATE, "subject-1", None)
    ticket = mine.ticket(session)
    assert ticket is not None
    for _ in range(10):
        attempt(mine, 2)
    with pytest.raises(SubjectLocked):
        scene.sessions.captures_of(ticket).open(session.id, STANDARD)
    assert len(scene.sessions.captures) == 0


def test_what_was_never_judged_is_no_attempt_however_far_it_came(
    scene: Scene, mine: TenantSessions
) -> None:
    """Who stops, drops, is slow or has a weak line learned nothing of the face that was shown."""
    for number, end in enumerate((OpenCapture.cancel, OpenCapture.abandon, OpenCapture.finish)):
        capture = begin(scene, mine)
        for serial in range(4):  # two targets of three
            capture.see(look(2, "", 10 * number + serial), 0.0)
        end(capture)
        assert failures(mine) == 0
        assert capture.session.verdict is not None
        assert capture.session.verdict.decision is Decision.REFUSED


def test_its_frames_are_still_known_when_they_come_again(
    scene: Scene, mine: TenantSessions
) -> None:
    """Nobody takes a look at the targets for nothing and comes back with the same frames."""
    capture = begin(scene, mine)
    for serial in range(4):
        capture.see(look(1, "", serial), 0.0)
    capture.cancel()
    again = begin(scene, mine)
    for serial in range(6):
        again.see(look(1, "", serial), 0.0)
    again.finish()
    assert again.session.verdict is not None
    assert Reason.LIVENESS_FRESHNESS in again.session.verdict.reasons
    assert failures(mine) == 1


def test_a_print_counts_and_a_blurred_face_does_not(scene: Scene, mine: TenantSessions) -> None:
    for number, wrong in enumerate(("print", "blurred")):
        capture = begin(scene, mine)
        for serial in range(6):
            capture.see(look(1, wrong, 100 * number + serial), 0.0)
        capture.finish()
        assert failures(mine) == 1


def test_frames_that_another_session_shows_each_time_count_as_a_failure(
    scene: Scene, mine: TenantSessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another session shows the same frames whenever this one is about to be decided."""
    look_up, others = Decisions.look, iter(range(10))

    def meanwhile(decisions: Decisions, session: Session, shown: Sequence[bytes]) -> object:
        found = look_up(decisions, session, shown)  # type: ignore[arg-type]
        number = next(others)
        other = mine.create(SessionKind.LIVENESS, None, LivenessDemand.REQUIRED)
        keys = Pseudonyms(mine.subjects.vault, mine.subjects.kind).frames(
            shown[number : number + 1]
        )
        with mine.subjects.silo.begin() as tx:
            tx.rows(FrameRows).keep_seen(SeenFrames(keys, other.id, START + timedelta(days=1)))
        return found

    capture = begin(scene, mine)
    for serial in range(6):
        capture.see(look(1, "", 1000 * serial), 0.0)
    monkeypatch.setattr(Decisions, "look", meanwhile)
    assert not capture.finish().passed
    assert capture.session.verdict is not None
    assert Reason.LIVENESS_FRESHNESS in capture.session.verdict.reasons
    assert failures(mine) == 1


def test_sessions_opened_side_by_side_do_not_beat_it(
    scene: Scene, tenant: TenantId, mine: TenantSessions
) -> None:
    opened = [mine.create(SessionKind.AUTHENTICATE, "subject-1", UNSAFE).id for _ in range(30)]
    start, decided = threading.Barrier(6), list[Session]()

    def submit(own: int) -> None:
        start.wait()
        for session in opened[own::6]:
            decided.append(mine.submit(session, [picture(2, 7)]))

    threads = [threading.Thread(target=submit, args=(own,)) for own in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    verdicts = [each.verdict for each in decided if each.verdict]
    decisions = [each.decision for each in verdicts]
    assert decisions.count(Decision.NO_MATCH) == 10
    assert decisions.count(Decision.REFUSED) == 20
    late = [each for each in verdicts if each.decision is Decision.REFUSED]
    assert {each.reasons for each in late} == {(Reason.SUBJECT_LOCKED,)}
    assert failures(mine) == 10


def test_a_face_that_matches_is_not_told_while_the_subject_is_locked(
    mine: TenantSessions,
) -> None:
    waiting = mine.create(SessionKind.AUTHENTICATE, "subject-1", UNSAFE)
    for _ in range(10):
        attempt(mine, 2)
    verdict = mine.submit(waiting.id, [picture(1)]).verdict
    assert verdict is not None
    assert (verdict.decision, verdict.level) == (Decision.REFUSED, None)
    assert verdict.reasons == (Reason.SUBJECT_LOCKED,)


def test_it_fails_closed(mine: TenantSessions, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Attempts:
        raise StoreUnavailable("The disk is full.")

    waiting = mine.create(SessionKind.AUTHENTICATE, "subject-1", UNSAFE)
    monkeypatch.setattr("inperson.store.attempt_rows.SqlAttemptRows.attempts", refuse)
    with pytest.raises(StoreUnavailable):
        attempt(mine, 1)
    with pytest.raises(StoreUnavailable):
        mine.submit(waiting.id, [picture(1)])
    assert mine.get(waiting.id).verdict is None
