from dataclasses import replace

import pytest

from inperson.core import TenantId
from inperson.sessions import (
    Decision,
    LivenessDemand,
    Reason,
    Session,
    SessionKind,
    SessionState,
    TenantSessions,
)
from inperson.sessions.errors import (
    InvalidReference,
    ModelChanged,
    NoSamples,
    PersonalReference,
    SessionEnded,
    SessionExpired,
    SessionNotFound,
    SubjectAlreadyEnrolled,
    SubjectNotEnrolled,
    TooManySamples,
)
from inperson.sessions.rows import SessionRows
from inperson.tenants import TokenKind, of_server
from inperson.vision import QualityIssue
from tests.scene import MODEL, ColourExaminer, Scene, picture, reopen

UNSAFE = LivenessDemand.UNSAFE_NO_LIVENESS


def enroll(mine: TenantSessions, reference: str = "subject-1", person: int = 1) -> Session:
    session = mine.create(SessionKind.ENROLL, reference, UNSAFE)
    return mine.submit(session.id, [picture(person)])


def authenticate(mine: TenantSessions, person: int, reference: str = "subject-1") -> Session:
    session = mine.create(SessionKind.AUTHENTICATE, reference, UNSAFE)
    return mine.submit(session.id, [picture(person, 7)])


def test_a_new_session_is_open_for_three_minutes(mine: TenantSessions) -> None:
    session = mine.create(SessionKind.ENROLL, "subject-1", UNSAFE)
    assert session.state is SessionState.OPEN
    assert (session.expires_at - session.created_at).total_seconds() == 180
    assert mine.get(session.id) == session


def test_an_enrolled_subject_matches(mine: TenantSessions) -> None:
    enrolled = enroll(mine)
    assert enrolled.verdict is not None
    assert enrolled.verdict.decision is Decision.ENROLLED
    matched = authenticate(mine, 1)
    assert matched.verdict is not None
    assert matched.verdict.decision is Decision.MATCH
    assert matched.verdict.level == 4
    assert matched.verdict.reasons == ()
    assert matched.subject_id == enrolled.subject_id
    assert mine.get(matched.id) == matched


def test_somebody_else_does_not_match_and_is_not_told_how_near_it_came(
    mine: TenantSessions,
) -> None:
    enroll(mine)
    refused = authenticate(mine, 2).verdict
    assert refused is not None
    assert refused.decision is Decision.NO_MATCH
    assert refused.reasons == (Reason.BELOW_LEVEL,)
    assert (refused.level, refused.level_required) == (None, None)
    assert refused.model_digest == MODEL


@pytest.mark.parametrize("issue", list(QualityIssue))
def test_an_unusable_sample_is_refused_with_its_reason(
    mine: TenantSessions, issue: QualityIssue
) -> None:
    session = mine.create(SessionKind.ENROLL, "subject-1", UNSAFE)
    verdict = mine.submit(session.id, [picture(1, issue=issue)]).verdict
    assert verdict is not None
    assert verdict.decision is Decision.REFUSED
    assert verdict.reasons == (Reason(issue.value),)
    with pytest.raises(SubjectNotEnrolled):
        mine.subjects.find("subject-1")


def test_usable_samples_count_and_the_others_do_not(mine: TenantSessions) -> None:
    session = mine.create(SessionKind.ENROLL, "subject-1", UNSAFE)
    samples = [picture(1), picture(9, issue=QualityIssue.BLURRED), picture(1, 2)]
    verdict = mine.submit(session.id, samples).verdict
    assert verdict is not None
    assert verdict.decision is Decision.ENROLLED


def test_samples_of_two_people_are_refused(mine: TenantSessions) -> None:
    session = mine.create(SessionKind.ENROLL, "subject-1", UNSAFE)
    verdict = mine.submit(session.id, [picture(1), picture(2)]).verdict
    assert verdict is not None
    assert verdict.reasons == (Reason.SAMPLES_DISAGREE,)


def test_one_sample_at_least_and_eight_at_most(mine: TenantSessions) -> None:
    session = mine.create(SessionKind.ENROLL, "subject-1", UNSAFE)
    with pytest.raises(NoSamples):
        mine.submit(session.id, [])
    with pytest.raises(TooManySamples):
        mine.submit(session.id, [picture(1)] * 9)
    assert mine.get(session.id).state is SessionState.OPEN


def test_a_session_is_decided_once(mine: TenantSessions) -> None:
    session = enroll(mine)
    with pytest.raises(SessionEnded):
        mine.submit(session.id, [picture(1)])


def test_a_session_ends_with_its_time(scene: Scene, mine: TenantSessions) -> None:
    session = mine.create(SessionKind.ENROLL, "subject-1", UNSAFE)
    scene.clock.advance(179.999)
    assert mine.get(session.id).state is SessionState.OPEN
    scene.clock.advance(0.001)
    with pytest.raises(SessionExpired):
        mine.submit(session.id, [picture(1)])
    late = mine.get(session.id)
    assert late.state is SessionState.EXPIRED
    assert late.ended_at == session.expires_at


def test_a_later_session_stores_that_an_earlier_one_expired(
    scene: Scene, mine: TenantSessions, tenant: TenantId
) -> None:
    session = mine.create(SessionKind.ENROLL, "subject-1", UNSAFE)
    scene.clock.advance(181)
    mine.create(SessionKind.ENROLL, "subject-1", UNSAFE)
    with scene.stores.silos.whole(of_server(tenant)).begin() as unit:
        assert unit.rows(SessionRows).session(session.id) == replace(
            session, state=SessionState.EXPIRED, ended_at=session.expires_at
        )


def test_a_reference_is_enrolled_once(mine: TenantSessions) -> None:
    enroll(mine)
    with pytest.raises(SubjectAlreadyEnrolled):
        mine.create(SessionKind.ENROLL, "subject-1", UNSAFE)


def test_of_two_enrolments_that_run_at_once_the_second_is_refused(mine: TenantSessions) -> None:
    first = mine.create(SessionKind.ENROLL, "subject-1", UNSAFE)
    second = mine.create(SessionKind.ENROLL, "subject-1", UNSAFE)
    mine.submit(first.id, [picture(1)])
    verdict = mine.submit(second.id, [picture(2)]).verdict
    assert verdict is not None
    assert verdict.reasons == (Reason.ALREADY_ENROLLED,)
    decided = authenticate(mine, 1).verdict
    assert decided is not None
    assert decided.decision is Decision.MATCH


def test_an_unknown_reference_cannot_be_authenticated(mine: TenantSessions) -> None:
    with pytest.raises(SubjectNotEnrolled):
        mine.create(SessionKind.AUTHENTICATE, "nobody", UNSAFE)


@pytest.mark.parametrize("reference", ["", " ", "a b", "ä", "x" * 129, "a\n", "a\0b"])
def test_a_malformed_reference_is_refused(mine: TenantSessions, reference: str) -> None:
    with pytest.raises(InvalidReference):
        mine.create(SessionKind.ENROLL, reference, UNSAFE)
    with pytest.raises(InvalidReference):
        mine.subjects.find(reference)


@pytest.mark.parametrize(
    "reference",
    [
        "anna@example.com",
        "mailto:a.b@mail.example",
        "+491711234567",
        "tel:01711234567",
        "(171)123-45",
    ],
)
def test_nobody_is_enrolled_by_an_address_or_a_number(mine: TenantSessions, reference: str) -> None:
    for kind in (SessionKind.ENROLL, SessionKind.LIVENESS):
        with pytest.raises(PersonalReference):
            mine.create(kind, reference, UNSAFE if kind is SessionKind.ENROLL else None)
    with pytest.raises(SubjectNotEnrolled):  # who was enrolled so before keeps every right
        mine.subjects.find(reference)


@pytest.mark.parametrize(
    "reference", ["customer-17", "491711234567", "17@shop", "b3c9a6d2-0d2f-4d6e-9a57-1f2e3d4c5b6a"]
)
def test_an_id_that_says_nothing_is_taken(mine: TenantSessions, reference: str) -> None:
    assert mine.create(SessionKind.ENROLL, reference, UNSAFE).subject is not None


@pytest.mark.parametrize(
    "session_id", ["", "ses_", "ses_" + "a" * 26, "../silo", "sub_" + "a" * 26]
)
def test_an_unknown_session_is_not_found(mine: TenantSessions, session_id: str) -> None:
    with pytest.raises(SessionNotFound):
        mine.get(session_id)  # type: ignore[arg-type]


def test_a_reference_of_another_model_must_enrol_again(scene: Scene, tenant: TenantId) -> None:
    enroll(scene.sessions.of(scene.caller(tenant)))
    later = reopen(scene, ColourExaminer("ab" * 32))
    mine = later.sessions.of(later.caller(tenant))
    with pytest.raises(ModelChanged):
        authenticate(mine, 1)
    later.stores.close()


def test_a_developer_and_a_production_token_do_not_see_each_other(
    scene: Scene, tenant: TenantId, mine: TenantSessions
) -> None:
    session = enroll(mine)
    assert session.subject_id is not None
    live = scene.sessions.of(scene.caller(tenant, TokenKind.PRODUCTION))
    with pytest.raises(SessionNotFound):
        live.get(session.id)
    with pytest.raises(SubjectNotEnrolled):
        live.subjects.find("subject-1")
    with pytest.raises(SubjectNotEnrolled):
        live.subjects.erase(session.subject_id)
    assert mine.subjects.find("subject-1").id == session.subject_id
