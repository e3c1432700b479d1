"""Live captures without any connection: what ends them, what they leave."""

import gc
import threading
import weakref

import pytest

from inperson.core import StoreUnavailable, TenantId
from inperson.liveness import GENTLE, STANDARD, Improvement
from inperson.matching import Template
from inperson.sessions import (
    Decision,
    LivenessVerdict,
    Reason,
    RecordSealing,
    Session,
    SessionKind,
    SessionState,
    TenantSessions,
)
from inperson.sessions.capture import OpenCapture
from inperson.sessions.errors import (
    CaptureEnded,
    CaptureInUse,
    CaptureLost,
    ServerFull,
    SessionEnded,
    SessionExpired,
    SessionTokenInvalid,
)
from inperson.sessions.rows import SubjectRows
from inperson.tenants import TokenKind, of_server
from inperson.vault import Purpose
from tests.camera import look
from tests.scene import Scene, open_scene


def begin(
    scene: Scene,
    mine: TenantSessions,
    kind: SessionKind = SessionKind.ENROLL,
    ref: str | None = "subject-1",
    **more: bool,
) -> OpenCapture:
    session = mine.create(kind, ref, None, **more)
    return reopen_capture(scene, mine, session)


def reopen_capture(scene: Scene, mine: TenantSessions, session: Session) -> OpenCapture:
    ticket = mine.ticket(session)  # type: ignore[arg-type]
    assert ticket is not None
    return scene.sessions.captures_of(ticket).open(session.id, STANDARD)


def follow(capture: OpenCapture, person: int = 1, wrong: str = "", start: int = 0) -> None:
    for serial in range(start, start + 6):
        guidance, _ = capture.see(look(person, wrong, serial), 0.0)
    assert guidance.finished


def test_a_live_face_is_enrolled_and_leaves_evidence_but_no_frame(
    scene: Scene, mine: TenantSessions
) -> None:
    capture = begin(scene, mine)
    assert len(scene.sessions.captures) == 1
    follow(capture)
    outcome = capture.finish()
    assert outcome.passed
    assert outcome.improve == ()
    kept = mine.get(capture.session.id)
    assert kept == capture.session
    assert kept.verdict is not None
    assert kept.verdict.decision is Decision.ENROLLED
    assert kept.verdict.liveness is LivenessVerdict.LIVE
    assert RecordSealing(mine.subjects.vault).open(kept).evidence["depth.it"] == 0.02
    assert "depth.it" not in str(mine.record(kept.id))
    assert len(scene.sessions.captures) == 0


def test_a_live_capture_enrols_and_compares_templates_of_several_frames(
    scene: Scene, mine: TenantSessions
) -> None:
    follow(capture := begin(scene, mine))
    capture.finish()
    enrolled = mine.get(capture.session.id)
    assert enrolled.subject_id is not None
    with scene.stores.silos.whole(of_server(capture.tenant_id)).read() as tx:
        stored = tx.rows(SubjectRows).template(enrolled.subject_id)
    assert stored is not None
    plain = mine.subjects.vault.open(
        enrolled.subject_id, Purpose.REFERENCE_TEMPLATE, stored.model_digest, stored.sealed
    )
    follow(again := begin(scene, mine, SessionKind.AUTHENTICATE), start=6)
    again.finish()
    verdict = mine.get(again.session.id).verdict
    assert Template.from_bytes(plain).sample_count == 4
    assert enrolled.verdict is not None
    assert verdict is not None
    assert (enrolled.verdict.samples, verdict.samples) == (4, 4)


@pytest.mark.parametrize(("wrong", "decision"), [("", Decision.LIVE), ("print", Decision.NOT_LIVE)])
def test_liveness_alone_is_decided_without_a_subject(
    scene: Scene, mine: TenantSessions, wrong: str, decision: Decision
) -> None:
    capture = begin(scene, mine, SessionKind.LIVENESS, None)
    follow(capture, wrong=wrong)
    assert capture.finish().passed is (decision is Decision.LIVE)
    verdict = mine.get(capture.session.id).verdict
    assert verdict is not None
    assert verdict.decision is decision
    assert verdict.level is None


def test_a_live_face_that_is_blurred_is_refused_with_what_to_improve(
    scene: Scene, mine: TenantSessions
) -> None:
    capture = begin(scene, mine)
    follow(capture, wrong="blurred")
    assert capture.finish().improve == (Improvement.HOLD_STEADY,)
    verdict = mine.get(capture.session.id).verdict
    assert verdict is not None
    assert verdict.reasons == (Reason.BLURRED,)


def test_frames_of_an_earlier_session_are_known_again(scene: Scene, mine: TenantSessions) -> None:
    follow(first := begin(scene, mine, SessionKind.LIVENESS, None))
    assert first.finish().passed
    follow(again := begin(scene, mine, SessionKind.LIVENESS, None))
    assert not again.finish().passed
    verdict = mine.get(again.session.id).verdict
    assert verdict is not None
    assert verdict.reasons == (Reason.NOT_LIVE, Reason.LIVENESS_FRESHNESS)
    scene.clock.advance(30 * 24 * 3600)
    follow(late := begin(scene, mine, SessionKind.LIVENESS, None))
    assert late.finish().passed


def test_frames_are_known_again_after_the_pseudonyms_key_was_rotated(
    scene: Scene, mine: TenantSessions
) -> None:
    follow(first := begin(scene, mine, SessionKind.LIVENESS, None))
    first.finish()
    mine.subjects.vault.rotate_pseudonyms()
    scene.clock.advance(180)
    follow(again := begin(scene, mine, SessionKind.LIVENESS, None))
    assert not again.finish().passed


def test_the_same_frames_in_two_sessions_at_once_pass_once(
    scene: Scene, mine: TenantSessions
) -> None:
    captures = [begin(scene, mine, SessionKind.LIVENESS, None) for _ in range(4)]
    for capture in captures:
        follow(capture)
    start, passed = threading.Barrier(4), list[bool]()

    def finish(capture: OpenCapture) -> None:
        start.wait()
        passed.append(capture.finish().passed)

    threads = [threading.Thread(target=finish, args=(each,)) for each in captures]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(passed) == [False, False, False, True]


@pytest.mark.parametrize("end", ["cancel", "abandon", "finish", "discard"])
def test_every_ending_frees_the_frames(scene: Scene, mine: TenantSessions, end: str) -> None:
    capture = begin(scene, mine)
    image = look(1)
    capture.see(image, 0.0)
    frames = weakref.ref(image.pixels)
    del image
    getattr(capture, end)()
    gc.collect()
    assert frames() is None
    assert len(scene.sessions.captures) == 0
    with pytest.raises(CaptureEnded):
        capture.see(look(1), 0.0)
    with pytest.raises(CaptureEnded):
        capture.finish()
    state = mine.get(capture.session.id).state
    assert state is (SessionState.OPEN if end == "discard" else SessionState.COMPLETED)


def test_a_capture_is_taken_up_again_and_by_one_connection(
    scene: Scene, mine: TenantSessions
) -> None:
    capture = begin(scene, mine)
    with pytest.raises(CaptureInUse):
        reopen_capture(scene, mine, capture.session)
    first = capture.detach()
    assert reopen_capture(scene, mine, capture.session) is capture
    assert not capture.abandon_after(first)  # somebody came
    second = capture.detach()
    assert not capture.abandon_after(first)
    assert capture.abandon_after(second)
    assert not capture.abandon_after(second)
    verdict = mine.get(capture.session.id).verdict
    assert verdict is not None
    assert verdict.reasons == (Reason.CAPTURE_ABANDONED,)


def test_a_restarted_server_begins_a_capture_anew_and_twice_at_most(
    scene: Scene, mine: TenantSessions
) -> None:
    session = begin(scene, mine).session
    ticket = mine.ticket(session)
    assert ticket is not None
    for _ in range(2):
        restarted = open_scene(scene.folder, data=scene.urls[0], keys=scene.urls[1])
        restarted.sessions.captures_of(ticket).open(session.id, STANDARD)
        assert len(restarted.sessions.captures) == 1
        restarted.stores.close()
    restarted = open_scene(scene.folder, data=scene.urls[0], keys=scene.urls[1])
    with pytest.raises(CaptureLost):
        restarted.sessions.captures_of(ticket).open(session.id, STANDARD)
    assert len(restarted.sessions.captures) == 0
    restarted.stores.close()


def test_of_many_that_claim_one_capture_one_gets_it(scene: Scene, mine: TenantSessions) -> None:
    session = mine.create(SessionKind.ENROLL, "subject-1", None)
    start, results = threading.Barrier(6), list[str]()

    def claim() -> None:
        start.wait()
        try:
            reopen_capture(scene, mine, session)
            results.append("mine")
        except (CaptureInUse, CaptureLost) as error:
            results.append(error.code)

    threads = [threading.Thread(target=claim) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results.count("mine") == 1
    assert len(results) == 6


def test_a_full_server_says_so_and_leaves_the_session_open(
    scene: Scene, mine: TenantSessions
) -> None:
    for number in range(4):  # half of the eight that there are
        capture = begin(scene, mine, ref=f"subject-{number}")
        capture.see(look(1, "", number), 0.0)
    waiting = mine.create(SessionKind.ENROLL, "subject-4", None)
    with pytest.raises(ServerFull):
        reopen_capture(scene, mine, waiting)
    assert mine.get(waiting.id).capture_opened_at is None
    capture.cancel()
    follow(reopen_capture(scene, mine, waiting), start=10)


def test_a_first_frame_that_finds_no_place_leaves_the_session_open(
    scene: Scene, mine: TenantSessions
) -> None:
    other = scene.sessions.of(scene.caller(scene.add_tenant("two")))
    early = [begin(scene, one, ref=f"subject-{n}") for one in (mine, other) for n in range(2)]
    for number, capture in enumerate(early[:2]):
        capture.see(look(1, "", number), 0.0)
    late = [begin(scene, other, ref=f"late-{number}") for number in range(2)]
    for number, capture in enumerate(early[2:], start=2):
        capture.see(look(1, "", number), 0.0)
    for capture in late:
        with pytest.raises(ServerFull):
            capture.see(look(1, "", 10), 0.0)
        assert capture.leave()
    early[0].cancel()
    follow(reopen_capture(scene, other, other.get(late[0].session.id)), start=10)


def test_what_ended_takes_no_capture(scene: Scene, mine: TenantSessions) -> None:
    capture = begin(scene, mine)
    ticket = mine.ticket(capture.session)
    assert ticket is not None
    capture.cancel()
    with pytest.raises(SessionEnded):
        scene.sessions.captures_of(ticket).open(ticket.session_id, STANDARD)
    late = mine.create(SessionKind.ENROLL, "subject-2", None)
    ticket = mine.ticket(late)
    assert ticket is not None
    scene.clock.advance(180)
    with pytest.raises(SessionExpired):
        scene.sessions.captures_of(ticket).open(late.id, STANDARD)
    other = mine.create(SessionKind.ENROLL, "subject-3", None)
    with pytest.raises(SessionTokenInvalid):
        scene.sessions.captures_of(ticket).open(other.id, STANDARD)
    assert mine.ticket(mine.get(late.id)) is None


def test_a_capture_that_began_in_time_may_end(scene: Scene, mine: TenantSessions) -> None:
    session = mine.create(SessionKind.ENROLL, "subject-1", None)
    ticket = mine.ticket(session)
    assert ticket is not None
    scene.clock.advance(179)
    capture = scene.sessions.captures_of(ticket).open(session.id, GENTLE)
    scene.clock.advance(40)
    mine.create(SessionKind.ENROLL, "subject-2", None)  # sweeps
    follow(capture)
    assert capture.finish().passed


def test_a_decision_that_cannot_be_stored_frees_the_frames_and_accepts_nobody(
    scene: Scene, mine: TenantSessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    capture = begin(scene, mine)
    follow(capture)

    def refuse(*_: object, **__: object) -> bool:
        raise StoreUnavailable("The disk is full.")

    monkeypatch.setattr("inperson.store.session_rows.SqlSessionRows.end_session", refuse)
    with pytest.raises(StoreUnavailable):
        capture.finish()
    assert len(scene.sessions.captures) == 0
    assert mine.get(capture.session.id).state is SessionState.OPEN


@pytest.mark.parametrize("kind", TokenKind)
def test_only_a_consented_developer_session_feeds_the_improvement_set(
    scene: Scene, tenant: TenantId, kind: TokenKind
) -> None:
    mine = scene.sessions.of(scene.caller(tenant, kind))
    consents = kind is TokenKind.DEVELOPER
    follow(capture := begin(scene, mine, improvement=consents))
    assert capture.finish().passed
    assert len(list(scene.improvement(tenant).samples())) == (4 if consents else 0)


def test_signs_of_injection_are_kept_and_decide_nothing(scene: Scene, tenant: TenantId) -> None:
    for kind in TokenKind:
        mine = scene.sessions.of(scene.caller(tenant, kind))
        session = mine.create(SessionKind.LIVENESS, None, None)
        ticket = mine.ticket(session)
        assert ticket is not None
        signs = {"camera": "OBS Virtual Camera", "sdk_version": "web/0.1.0"}
        told = {"label": "OBS Virtual Camera", "width": "640"}
        capture = scene.sessions.captures_of(ticket).open(session.id, STANDARD, signs, camera=told)
        start = 0 if kind is TokenKind.DEVELOPER else 50
        for serial in range(start, start + 6):
            capture.see(look(1, "", serial), 0.0, b"", 100 * serial)
        assert capture.finish().passed
        measured = mine._records.open(mine.get(session.id)).evidence
        assert (measured["origin.named"], measured["taken.it"]) == (-1.0, 6.0)
        assert mine.record(session.id) == {"camera": "virtual", "sdk_version": "web/0.1.0"}
