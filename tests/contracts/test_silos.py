"""The contract of silos, and of the rows of sessions and subjects in them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from inperson.core import ProcessId, StoreUnavailable, SystemEntropy, TenantId
from inperson.core.ids import new_session_id, new_subject_id
from inperson.sessions.consents import ConsentPurpose
from inperson.sessions.errors import SiloUnavailable
from inperson.sessions.lockout import Attempts
from inperson.sessions.model import (
    AnySession,
    Decision,
    DeveloperSession,
    IdempotentRequest,
    LivenessDemand,
    LivenessVerdict,
    Pseudonym,
    SealedRecord,
    SealedTemplate,
    SeenFrames,
    SessionKind,
    SessionState,
    Subject,
    Verdict,
)
from inperson.sessions.reasons import Reason
from inperson.sessions.rows import (
    AttemptRows,
    CaptureRows,
    ConsentRows,
    FrameRows,
    IdempotencyRows,
    SessionRows,
    SubjectRows,
    TombstoneRows,
)
from inperson.store import Stores
from inperson.tenants import Silo, TokenKind, of_server
from inperson.vault import Tombstone
from tests.contracts.test_consents import consent

NOW = datetime(2026, 3, 1, tzinfo=UTC)
REFERENCE, OTHER = Pseudonym(bytes(32)), Pseudonym(b"\1" * 32)
ONE, TWO, THREE = (ProcessId(f"prc_{each}") for each in ("one", "two", "three"))


def session(reference: Pseudonym = REFERENCE) -> AnySession:
    return DeveloperSession(
        id=new_session_id(SystemEntropy()),
        kind=SessionKind.AUTHENTICATE,
        token_kind=TokenKind.DEVELOPER,
        liveness=LivenessDemand.UNSAFE_NO_LIVENESS,
        subject=reference,
        created_at=NOW,
        expires_at=NOW + timedelta(minutes=3),
    )


def ended(open_session: AnySession) -> AnySession:
    verdict = Verdict(Decision.NO_MATCH, (Reason.BELOW_LEVEL,), 1, 3, "ab" * 32)
    return replace(
        open_session, state=SessionState.COMPLETED, ended_at=NOW, verdict=verdict, subject_id=None
    )


def subject(reference: Pseudonym = REFERENCE) -> tuple[Subject, SealedTemplate]:
    made = Subject(new_subject_id(SystemEntropy()), reference, TokenKind.DEVELOPER, NOW)
    return made, SealedTemplate(made.id, "ab" * 32, b"sealed")


@pytest.fixture
def silo(stores: Stores, one: TenantId) -> Silo:
    stores.silos.create(one)
    return stores.silos.whole(of_server(one))


def test_a_session_is_kept_as_it_was_and_ends_once(silo: Silo) -> None:
    made = session()
    with silo.begin() as tx:
        tx.rows(SessionRows).add_session(made)
    with silo.begin() as tx:
        assert tx.rows(SessionRows).session(made.id) == made
        assert tx.rows(SessionRows).end_session(ended(made))
        assert not tx.rows(SessionRows).end_session(ended(made))
        assert not tx.rows(SessionRows).end_session(ended(session()))
    with silo.begin() as tx:
        assert tx.rows(SessionRows).session(made.id) == ended(made)
        assert tx.rows(SessionRows).session(session().id) is None


def test_what_raises_is_undone(silo: Silo) -> None:
    made, (someone, template) = session(), subject()

    def fail() -> None:
        with silo.begin() as tx:
            tx.rows(SessionRows).add_session(made)
            tx.rows(SubjectRows).add_subject(someone, template)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with silo.begin() as tx:
        assert tx.rows(SessionRows).session(made.id) is None
        assert tx.rows(SubjectRows).subject(someone.id) is None
        assert tx.rows(SubjectRows).template(someone.id) is None


def test_a_reference_is_taken_once(silo: Silo) -> None:
    (first, template), (second, other) = subject(), subject()
    with silo.begin() as tx:
        assert tx.rows(SubjectRows).add_subject(first, template)
        assert not tx.rows(SubjectRows).add_subject(second, other)
        assert (
            tx.rows(SubjectRows).subject_by_reference(REFERENCE)
            == tx.rows(SubjectRows).subject(first.id)
            == first
        )
        assert tx.rows(SubjectRows).template(first.id) == template
        assert tx.rows(SubjectRows).template(second.id) is None
        assert tx.rows(SubjectRows).subject_by_reference(OTHER) is None


def grave(of: Subject, at: datetime = NOW) -> Tombstone:
    return Tombstone(of.id, of.reference, at)


def test_a_buried_subject_takes_all_that_is_its_own(silo: Silo) -> None:
    (someone, template), (stays, kept) = subject(), subject(OTHER)
    own, foreign = session(), session(OTHER)
    record = IdempotentRequest(Pseudonym(b"k" * 32), Pseudonym(b"r" * 32), own.id, NOW)
    with silo.begin() as tx:
        tx.rows(SubjectRows).add_subject(someone, template)
        tx.rows(SubjectRows).add_subject(stays, kept)
        tx.rows(SessionRows).add_session(own)
        tx.rows(SessionRows).add_session(foreign)
        assert tx.rows(IdempotencyRows).add_idempotency(record)
    with silo.begin() as tx:
        tx.rows(ConsentRows).add_consent(consent(REFERENCE))
        assert tx.rows(TombstoneRows).erase(grave(someone))
    with silo.begin() as tx:
        assert not tx.rows(TombstoneRows).erase(grave(someone))
        assert tx.rows(ConsentRows).consents(REFERENCE) == []
        assert list(tx.rows(TombstoneRows).tombstones()) == [grave(someone)]
        assert (
            tx.rows(SessionRows).session(own.id),
            tx.rows(SubjectRows).template(someone.id),
        ) == (None, None)
        assert tx.rows(IdempotencyRows).idempotency(record.key) is None
        assert tx.rows(SessionRows).session(foreign.id) == foreign
        assert tx.rows(SubjectRows).template(stays.id) == kept


def test_an_idempotency_key_is_taken_once_and_forgotten_when_old(silo: Silo) -> None:
    made = session()
    record = IdempotentRequest(Pseudonym(b"k" * 32), Pseudonym(b"r" * 32), made.id, NOW)
    with silo.begin() as tx:
        tx.rows(SessionRows).add_session(made)
        assert tx.rows(IdempotencyRows).add_idempotency(record)
        assert not tx.rows(IdempotencyRows).add_idempotency(
            replace(record, request=Pseudonym(b"x" * 32))
        )
        assert tx.rows(IdempotencyRows).idempotency(record.key) == record
        assert tx.rows(SessionRows).sweep(now=NOW, keep_since=NOW, sessions_since=NOW) == 0
        later = NOW + timedelta(seconds=1)
        assert tx.rows(SessionRows).sweep(now=NOW, keep_since=later, sessions_since=NOW) == 1
        assert tx.rows(IdempotencyRows).idempotency(record.key) is None


def test_late_sessions_expire_and_decided_ones_stay(silo: Silo) -> None:
    late, done = session(), session()
    with silo.begin() as tx:
        tx.rows(SessionRows).add_session(late)
        tx.rows(SessionRows).add_session(done)
        tx.rows(SessionRows).end_session(ended(done))
        assert (
            tx.rows(SessionRows).sweep(now=late.expires_at, keep_since=NOW, sessions_since=NOW) == 1
        )
        swept = tx.rows(SessionRows).session(late.id)
        assert swept is not None
        assert (swept.state, swept.ended_at) == (SessionState.EXPIRED, late.expires_at)
        assert tx.rows(SessionRows).session(done.id) == ended(done)


def test_an_enrolment_after_the_erasure_survives_its_replay(silo: Silo) -> None:
    (first, template), (again, other) = subject(), subject()
    later = replace(session(), created_at=NOW + timedelta(days=1))
    with silo.begin() as tx:
        tx.rows(SubjectRows).add_subject(first, template)
        tx.rows(TombstoneRows).erase(grave(first))
        tx.rows(SubjectRows).add_subject(again, other)
        tx.rows(SessionRows).add_session(later)
        assert not tx.rows(TombstoneRows).erase(grave(first))
        assert tx.rows(SubjectRows).subject_by_reference(REFERENCE) == again
        assert tx.rows(SessionRows).session(later.id) == later
        assert tx.rows(TombstoneRows).forget_tombstones(NOW) == 0
        assert tx.rows(TombstoneRows).forget_tombstones(NOW + timedelta(seconds=1)) == 1
        assert list(tx.rows(TombstoneRows).tombstones()) == []


def test_a_record_is_found_when_it_is_due(silo: Silo) -> None:
    made = replace(session(), record=SealedRecord(b"sealed", NOW))
    with silo.begin() as tx:
        tx.rows(SessionRows).add_session(made)
        tx.rows(SessionRows).add_session(session())
        assert tx.rows(SessionRows).session(made.id) == made
        assert list(tx.rows(SessionRows).due_records(NOW - timedelta(seconds=1), 9)) == []
        assert list(tx.rows(SessionRows).due_records(NOW, 9)) == [made]
        tx.rows(SessionRows).set_record(made.id, SealedRecord(b"less", NOW + timedelta(days=1)))
        assert list(tx.rows(SessionRows).due_records(NOW, 9)) == []
        tx.rows(SessionRows).set_record(made.id, None)
        assert tx.rows(SessionRows).session(made.id) == replace(made, record=None)


def test_a_reference_is_renamed_with_all_that_it_names(silo: Silo) -> None:
    (someone, template), made = subject(), session()
    third = Pseudonym(b"3" * 32)
    with silo.begin() as tx:
        tx.rows(SubjectRows).add_subject(someone, template)
        tx.rows(SessionRows).add_session(made)
        tx.rows(ConsentRows).add_consent(given := consent(REFERENCE))
        tx.rows(SubjectRows).rename(REFERENCE, OTHER)
        assert tx.rows(SubjectRows).subject_by_reference(OTHER) == replace(someone, reference=OTHER)
        assert tx.rows(SessionRows).session(made.id) == replace(made, subject=OTHER)
        found = tx.rows(ConsentRows).consent(OTHER, ConsentPurpose.IMPROVEMENT)
        assert found == replace(given, reference=OTHER)
        assert tx.rows(SubjectRows).subject_by_reference(REFERENCE) is None
        another, other_template = subject(third)
        tx.rows(SubjectRows).add_subject(another, other_template)
        tx.rows(SubjectRows).rename(OTHER, third)  # taken: nothing changes
        assert tx.rows(SubjectRows).subject_by_reference(third) == another
        assert tx.rows(SubjectRows).subject_by_reference(OTHER) is not None


def test_sessions_that_are_old_go(silo: Silo) -> None:
    made = session()
    with silo.begin() as tx:
        tx.rows(SessionRows).add_session(made)
        assert (
            tx.rows(SessionRows).sweep(
                now=NOW, keep_since=NOW, sessions_since=NOW + timedelta(seconds=1)
            )
            == 1
        )
        assert tx.rows(SessionRows).session(made.id) is None


def test_silos_are_apart(stores: Stores, silo: Silo, two: TenantId) -> None:
    with pytest.raises(SiloUnavailable):
        stores.silos.whole(of_server(two))
    stores.silos.create(two)
    made, (someone, template) = session(), subject()
    with silo.begin() as tx:
        tx.rows(SessionRows).add_session(made)
        tx.rows(SubjectRows).add_subject(someone, template)
    with stores.silos.whole(of_server(two)).begin() as tx:
        assert (
            tx.rows(SessionRows).session(made.id),
            tx.rows(SubjectRows).subject(someone.id),
        ) == (None, None)
        assert tx.rows(SubjectRows).subject_by_reference(REFERENCE) is None
        assert not tx.rows(TombstoneRows).erase(grave(someone))
    with silo.begin() as tx:
        assert tx.rows(SessionRows).session(made.id) == made


def test_a_capture_is_claimed_once_while_the_session_is_open(silo: Silo) -> None:
    made, done = session(), session()
    later = made.expires_at + timedelta(seconds=30)
    with silo.begin() as tx:
        tx.rows(SessionRows).add_session(made)
        tx.rows(SessionRows).add_session(done)
        tx.rows(SessionRows).end_session(ended(done))
        assert tx.rows(CaptureRows).claim_capture(made, ONE, NOW, later)
        assert not tx.rows(CaptureRows).claim_capture(made, TWO, NOW, later)
        assert not tx.rows(CaptureRows).claim_capture(done, ONE, NOW, later)
        assert not tx.rows(CaptureRows).claim_capture(session(), ONE, NOW, later)
        held = replace(made, capture_opened_at=NOW, expires_at=later, capture_owner=ONE)
        assert tx.rows(SessionRows).session(made.id) == held
        assert tx.rows(CaptureRows).captures_held([made.id, done.id]) == {made.id: (ONE, 0)}


def test_a_capture_is_taken_over_once_from_who_held_it(silo: Silo) -> None:
    made = session()
    with silo.begin() as tx:
        tx.rows(SessionRows).add_session(made)
        tx.rows(CaptureRows).claim_capture(made, ONE, NOW, made.expires_at)
        held = tx.rows(SessionRows).session(made.id)
        assert held is not None
        later = NOW + timedelta(seconds=9)
        assert tx.rows(CaptureRows).claim_capture(held, TWO, later, made.expires_at)
        assert not tx.rows(CaptureRows).claim_capture(held, THREE, later, made.expires_at)
        taken = replace(held, capture_owner=TWO, capture_restarts=1)
        assert tx.rows(SessionRows).session(made.id) == taken
        # the one before comes back to life, or the same process holds it for the second time
        assert not tx.rows(CaptureRows).release_capture(held)
        assert not tx.rows(SessionRows).end_session(ended(held), fenced=True)
        assert not tx.rows(SessionRows).end_session(
            ended(replace(taken, capture_restarts=0)), fenced=True
        )
        assert tx.rows(CaptureRows).release_capture(taken)
        assert not tx.rows(CaptureRows).release_capture(taken)
        free = replace(taken, capture_owner=None)
        assert tx.rows(SessionRows).session(made.id) == free
        assert not tx.rows(SessionRows).end_session(ended(taken), fenced=True)
        assert tx.rows(CaptureRows).claim_capture(free, THREE, later, made.expires_at)
        last = tx.rows(SessionRows).session(made.id)
        assert last is not None
        assert (last.capture_owner, last.capture_restarts) == (THREE, 2)
        assert tx.rows(SessionRows).end_session(ended(last), fenced=True)
        assert tx.rows(CaptureRows).captures_held([made.id]) == {}


def test_a_withdrawal_ends_a_session_whoever_holds_its_capture(silo: Silo) -> None:
    made = session()
    with silo.begin() as tx:
        tx.rows(SessionRows).add_session(made)
        tx.rows(CaptureRows).claim_capture(made, ONE, NOW, made.expires_at)
        assert tx.rows(SessionRows).end_session(ended(made))


def test_a_record_and_liveness_are_kept_with_a_session(silo: Silo) -> None:
    made = replace(session(), liveness=LivenessDemand.REQUIRED)
    over = ended(made)
    assert over.verdict is not None
    verdict = replace(over.verdict, liveness=LivenessVerdict.LIVE)
    over = replace(over, verdict=verdict, record=SealedRecord(b"sealed", NOW))
    with silo.begin() as tx:
        tx.rows(SessionRows).add_session(made)
        tx.rows(SessionRows).end_session(over)
        assert tx.rows(SessionRows).session(made.id) == over


@pytest.mark.parametrize("liveness", [LivenessVerdict.NOT_LIVE, LivenessVerdict.NOT_CHECKED])
def test_a_store_accepts_nobody_whose_liveness_was_required_and_not_shown(
    silo: Silo, liveness: LivenessVerdict
) -> None:
    made = replace(session(), liveness=LivenessDemand.REQUIRED)
    verdict = Verdict(Decision.MATCH, (), 4, 3, "ab" * 32, liveness)
    with silo.begin() as tx:
        tx.rows(SessionRows).add_session(made)
    with pytest.raises(StoreUnavailable), silo.begin() as tx:
        tx.rows(SessionRows).end_session(replace(ended(made), verdict=verdict))


def test_a_session_about_nobody_checks_liveness_alone(silo: Silo) -> None:
    made = replace(session(), subject=None, kind=SessionKind.LIVENESS)
    with silo.begin() as tx:
        tx.rows(SessionRows).add_session(made)
        assert tx.rows(SessionRows).session(made.id) == made
    with pytest.raises(StoreUnavailable), silo.begin() as tx:
        tx.rows(SessionRows).add_session(replace(session(), subject=None))


def test_frames_are_known_again_until_they_are_forgotten(silo: Silo) -> None:
    first, second = session(), session(OTHER)
    keys = tuple(Pseudonym(bytes([number]) * 32) for number in range(200))
    ends = NOW + timedelta(days=30)
    with silo.begin() as tx:
        tx.rows(SessionRows).add_session(first)
        tx.rows(SessionRows).add_session(second)
        assert tx.rows(FrameRows).count_seen(keys) == 0
        assert tx.rows(FrameRows).keep_seen(SeenFrames(keys[:120], first.id, ends)) == 0
        assert tx.rows(FrameRows).keep_seen(SeenFrames(keys[100:], second.id, ends)) == 20
        assert tx.rows(FrameRows).count_seen([*keys, *keys]) == 200
        assert (
            tx.rows(SessionRows).sweep(
                now=ends - timedelta(seconds=1), keep_since=NOW, sessions_since=NOW
            )
            == 2
        )
        assert tx.rows(SessionRows).sweep(now=ends, keep_since=NOW, sessions_since=NOW) == 200
        assert tx.rows(FrameRows).count_seen(keys) == 0


def test_attempts_are_counted_for_a_subject_and_go_with_it(silo: Silo) -> None:
    (someone, template), made = subject(), session()
    state = Attempts(11, NOW + timedelta(seconds=60))
    frames = SeenFrames((Pseudonym(b"f" * 32),), made.id, NOW + timedelta(days=30))
    with silo.begin() as tx:
        tx.rows(SubjectRows).add_subject(someone, template)
        tx.rows(SessionRows).add_session(made)
        tx.rows(FrameRows).keep_seen(frames)
        assert tx.rows(AttemptRows).attempts(someone.id) == Attempts()
        tx.rows(AttemptRows).set_attempts(someone.id, state)
    with silo.begin() as tx:
        assert tx.rows(AttemptRows).attempts(someone.id) == state
        tx.rows(TombstoneRows).erase(grave(someone))
        assert tx.rows(FrameRows).count_seen(frames.keys) == 0
    with pytest.raises(StoreUnavailable), silo.begin() as tx:
        tx.rows(AttemptRows).attempts(someone.id)
