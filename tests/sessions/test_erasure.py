import pytest

from inperson.core import SubjectId, TenantId
from inperson.sessions import (
    IdempotencyKey,
    LivenessDemand,
    Reason,
    SessionKind,
    TenantSessions,
)
from inperson.sessions.erasure import replay_erasures
from inperson.sessions.errors import SessionNotFound, SubjectNotEnrolled
from inperson.sessions.rows import SubjectRows
from inperson.tenants import of_server
from inperson.vault import KeyDestroyed, Purpose, Tombstone
from tests.scene import MODEL, Scene, picture

UNSAFE = LivenessDemand.UNSAFE_NO_LIVENESS


def enroll(mine: TenantSessions, reference: str) -> SubjectId:
    session = mine.create(SessionKind.ENROLL, reference, UNSAFE)
    subject_id = mine.submit(session.id, [picture(1)]).subject_id
    assert subject_id is not None
    return subject_id


def test_an_erased_subject_is_gone_with_its_sessions(mine: TenantSessions) -> None:
    session = mine.create(SessionKind.ENROLL, "subject-1", UNSAFE)
    subject_id = mine.submit(session.id, [picture(1)], IdempotencyKey("k", b"one")).subject_id
    assert subject_id is not None
    mine.subjects.erase(subject_id)
    with pytest.raises(SubjectNotEnrolled):
        mine.subjects.find("subject-1")
    with pytest.raises(SessionNotFound):
        mine.get(session.id)
    with pytest.raises(SubjectNotEnrolled):
        mine.subjects.erase(subject_id)


def test_others_stay(mine: TenantSessions) -> None:
    first, second = enroll(mine, "subject-1"), enroll(mine, "subject-2")
    mine.subjects.erase(first)
    assert mine.subjects.find("subject-2").id == second
    session = mine.create(SessionKind.AUTHENTICATE, "subject-2", UNSAFE)
    assert mine.submit(session.id, [picture(1)]).verdict is not None


def test_an_erased_reference_can_enrol_again(mine: TenantSessions) -> None:
    first = enroll(mine, "subject-1")
    mine.subjects.erase(first)
    assert enroll(mine, "subject-1") != first


def test_a_kept_copy_of_the_record_does_not_open_after_erasure(
    scene: Scene, tenant: TenantId, mine: TenantSessions
) -> None:
    subject_id = enroll(mine, "subject-1")
    with scene.stores.silos.whole(of_server(tenant)).begin() as unit:
        kept = unit.rows(SubjectRows).template(subject_id)
    assert kept is not None
    vault = scene.vault(tenant)
    assert vault.open(subject_id, Purpose.REFERENCE_TEMPLATE, MODEL, kept.sealed)
    mine.subjects.erase(subject_id)
    with pytest.raises(KeyDestroyed):
        scene.vault(tenant).open(subject_id, Purpose.REFERENCE_TEMPLATE, MODEL, kept.sealed)


def destroy_key(scene: Scene, tenant: TenantId, subject_id: SubjectId) -> None:
    """Do the first step of an erasure, as a process that is killed after it."""
    with scene.stores.silos.whole(of_server(tenant)).begin() as tx:
        subject = tx.rows(SubjectRows).subject(subject_id)
    assert subject is not None
    grave = Tombstone(subject_id, subject.reference, scene.clock.now())
    scene.stores.keyrings.open(tenant).destroy(f"subject/{subject_id}", grave)


def test_an_erasure_cut_short_after_the_key_is_finished_by_the_next_authentication(
    scene: Scene, tenant: TenantId, mine: TenantSessions
) -> None:
    subject_id = enroll(mine, "subject-1")
    session = mine.create(SessionKind.AUTHENTICATE, "subject-1", UNSAFE)
    destroy_key(scene, tenant, subject_id)
    scene.clock.advance(61)  # past the key cache
    fresh = scene.sessions.of(scene.caller(tenant))
    with pytest.raises(SessionNotFound):
        fresh.submit(session.id, [picture(1)])
    with pytest.raises(SubjectNotEnrolled):
        fresh.subjects.find("subject-1")


def test_an_erasure_cut_short_after_the_key_is_finished_by_the_next_erasure(
    scene: Scene, tenant: TenantId, mine: TenantSessions
) -> None:
    subject_id = enroll(mine, "subject-1")
    destroy_key(scene, tenant, subject_id)
    mine.subjects.erase(subject_id)
    with pytest.raises(SubjectNotEnrolled):
        mine.subjects.find("subject-1")


def test_a_session_of_a_subject_erased_meanwhile_is_gone(mine: TenantSessions) -> None:
    subject_id = enroll(mine, "subject-1")
    session = mine.create(SessionKind.AUTHENTICATE, "subject-1", UNSAFE)
    mine.subjects.erase(subject_id)
    with pytest.raises(SessionNotFound):
        mine.submit(session.id, [picture(1)])


@pytest.mark.parametrize("subject_id", ["", "sub_" + "a" * 26, "ses_" + "a" * 26, "x" * 500])
def test_an_unknown_subject_cannot_be_erased(mine: TenantSessions, subject_id: str) -> None:
    with pytest.raises(SubjectNotEnrolled):
        mine.subjects.erase(SubjectId(subject_id))


def test_an_enrolment_that_lost_a_race_erases_nobody(
    scene: Scene, tenant: TenantId, mine: TenantSessions
) -> None:
    first = mine.create(SessionKind.ENROLL, "subject-1", UNSAFE)
    second = mine.create(SessionKind.ENROLL, "subject-1", UNSAFE)
    mine.submit(first.id, [picture(1)])
    lost = mine.submit(second.id, [picture(1, 1)])
    assert lost.verdict is not None
    assert lost.verdict.reasons == (Reason.ALREADY_ENROLLED,)
    subjects = mine.subjects
    assert replay_erasures(subjects.silo, subjects.vault, subjects.keeper, subjects.audit) == 0
    assert mine.get(first.id).verdict is not None
    subjects.find("subject-1")
    (name,) = scene.stores.keyrings.open(tenant).names("subject/")
    assert name == f"subject/{mine.get(first.id).subject_id}"
