"""GDPR Art. 22(3): a person looks at a decision, and what it cost is set aside meanwhile."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from inperson.audit import AuditLog
from inperson.audit.errors import AuditUnavailable
from inperson.core import SessionId
from inperson.rights.requests.errors import (
    AlreadyReviewed,
    OutcomeNotOfKind,
    PrivacyRequestInvalid,
    RequestClosed,
)
from inperson.rights.requests.model import (
    Channel,
    Justification,
    PrivacyRequest,
    RequestKind,
    RequestState,
    ReviewOutcome,
)
from inperson.rights.requests.reviewing import Reviews
from inperson.sessions import AnySession, Decision
from inperson.sessions.errors import SessionNotFound, SubjectDisabled, SubjectLocked
from inperson.sessions.lockout import DELAYED_FROM, DISABLED_FROM, Attempts
from inperson.sessions.model import SessionKind
from inperson.sessions.rows import AttemptRows
from inperson.tenants import TokenKind
from tests.http.conftest import Api, code
from tests.rights.requesting import REF, House, house
from tests.scene import open_scene, picture, png

OTHER = "subject-2"
UNDONE = (ReviewOutcome.OVERTURNED, ReviewOutcome.NEW_ATTEMPT)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    made = house(open_scene(tmp_path))
    made.enrol()
    yield made
    made.scene.stores.close()


def attempts(home: House) -> Attempts:
    return home.mine.subjects.attempts(home.mine.subjects.find(REF).id)


def failed(home: House, ref: str = REF) -> AnySession:
    """Let somebody else try, and return the session."""
    home.scene.clock.advance(1)
    ended = home.mine.submit(home.session(ref).id, [picture(7)])
    assert ended.verdict is not None
    assert ended.verdict.failed
    return ended


def set_failures(home: House, count: int, last: AnySession) -> None:
    """Have so many fail in a row, the last of them this one; the delay of it runs."""
    subject, at = home.mine.subjects.find(REF).id, last.ended_at
    assert at is not None
    state = Attempts(count - 1, since=at - timedelta(days=1)).failed(at)
    with home.mine.subjects.silo.begin() as tx:
        tx.rows(AttemptRows).set_attempts(subject, state)


def review(home: House, session: AnySession, **more: object) -> PrivacyRequest:
    return home.open(RequestKind.HUMAN_REVIEW, session_id=session.id, **more)


def answer(home: House, request: PrivacyRequest, outcome: ReviewOutcome) -> PrivacyRequest:
    return home.requests.answer(request.id, "We looked at it.", outcome)


@pytest.mark.parametrize("channel", Channel)
def test_it_waits_for_a_person_like_every_request_that_one_answers(
    home: House, channel: Channel
) -> None:
    home.listen()
    session = failed(home)
    request = review(home, session, text="It was me.", channel=channel)
    assert request.state is RequestState.IN_PROGRESS
    assert request.due_at == home.open(RequestKind.COMPLAINT).due_at
    details = home.details(request)
    assert (details.session_id, details.set_aside, details.outcome) == (session.id, True, None)
    assert home.claims(details.receipt, "request-receipt")["kind"] == "human_review"
    (told,) = [each for each in home.events() if each["data"]["kind"] == "human_review"]
    assert session.id not in str(told)
    assert home.requests.extend(request.id, "The reviewer is ill.").extended_at is not None
    assert home.requests.run_due().closed == ()


@pytest.mark.parametrize("outcome", ReviewOutcome)
def test_its_failed_attempt_does_not_count_while_it_is_open_and_then_as_it_ends(
    home: House, outcome: ReviewOutcome
) -> None:
    session, before = failed(home), attempts(home)
    failed(home)
    request = review(home, session)
    assert attempts(home) == Attempts(1, since=before.since, set_aside=session.id)
    failed(home)  # others count as always
    assert attempts(home).failures == 2
    closed = answer(home, request, outcome)
    assert closed.state is RequestState.COMPLETED
    assert attempts(home).failures == (2 if outcome in UNDONE else 3)
    assert attempts(home).set_aside is None
    details = home.details(closed)
    assert (details.outcome, details.answer) == (outcome, "We looked at it.")
    after = home.mine.get(session.id)  # nobody is authenticated after the fact
    assert after == session
    assert after.verdict is not None
    assert after.verdict.decision is Decision.NO_MATCH
    assert home.acts()[-1] == "request_completed"
    with pytest.raises(RequestClosed):
        answer(home, request, outcome)


@pytest.mark.parametrize("outcome", ReviewOutcome)
def test_a_delay_is_over_while_a_person_looks_and_a_new_session_can_be_made_at_once(
    home: House, outcome: ReviewOutcome
) -> None:
    session = failed(home)
    set_failures(home, DELAYED_FROM + 3, session)
    with pytest.raises(SubjectLocked):
        home.session()
    request = review(home, session)
    answer(home, request, outcome)
    assert home.session().id != session.id
    assert attempts(home).failures == DELAYED_FROM + (2 if outcome in UNDONE else 3)


def test_who_was_disabled_by_it_may_try_once_and_only_once(home: House) -> None:
    session = failed(home)
    set_failures(home, DISABLED_FROM, session)
    with pytest.raises(SubjectDisabled):
        home.session()
    request = review(home, session)
    failed(home)
    with pytest.raises(SubjectDisabled):
        home.session()
    answer(home, request, ReviewOutcome.UPHELD)
    assert attempts(home).failures == DISABLED_FROM + 1


def test_of_a_subjects_failures_one_at_a_time_is_set_aside(home: House) -> None:
    sessions = [failed(home) for _ in range(4)]
    requests = [review(home, each) for each in sessions]
    assert [home.details(each).set_aside for each in requests] == [True, False, False, False]
    assert attempts(home).failures == 3
    answer(home, requests[1], ReviewOutcome.OVERTURNED)  # it was right all the same
    answer(home, requests[2], ReviewOutcome.UPHELD)
    assert (attempts(home).failures, attempts(home).set_aside) == (2, sessions[0].id)
    answer(home, requests[0], ReviewOutcome.UPHELD)
    assert attempts(home).failures == 3


def test_a_success_forgets_the_failure_for_good(home: House) -> None:
    session = failed(home)
    request = review(home, session)
    home.mine.submit(home.session().id, [picture(1)])
    assert attempts(home) == Attempts()
    failed(home)
    answer(home, request, ReviewOutcome.UPHELD)
    assert attempts(home).failures == 1
    late = review(home, failed(home))
    home.mine.submit(home.session().id, [picture(1)])
    failed(home)
    answer(home, late, ReviewOutcome.OVERTURNED)
    assert attempts(home).failures == 1


def test_a_failure_from_before_the_last_success_is_looked_at_and_changes_no_count(
    home: House,
) -> None:
    session = failed(home)
    home.mine.submit(home.session().id, [picture(1)])
    failed(home)
    request = review(home, session)
    assert home.details(request).set_aside is False
    answer(home, request, ReviewOutcome.OVERTURNED)
    assert attempts(home).failures == 1


def test_a_refused_one_counts_again_and_may_be_asked_for_again(home: House) -> None:
    session = failed(home)
    request = review(home, session)
    with pytest.raises(AlreadyReviewed):
        review(home, session)
    home.requests.refuse(request.id, Justification.IDENTITY_UNVERIFIED, "Who are you?")
    assert attempts(home).failures == 1
    again = review(home, session)
    assert attempts(home).failures == 0
    answer(home, again, ReviewOutcome.UPHELD)
    with pytest.raises(AlreadyReviewed):
        review(home, session)
    assert attempts(home).failures == 1


def test_it_is_of_a_decision_that_went_against_the_subject_itself(home: House) -> None:
    home.enrol(OTHER, 2)
    theirs, mine = failed(home, OTHER), failed(home)
    still_open = home.session()
    matched = home.mine.submit(home.session().id, [picture(1)])
    for session in (still_open, matched):
        with pytest.raises(PrivacyRequestInvalid):
            review(home, session)
    for missing in (theirs.id, SessionId("ses_" + "a" * 26), SessionId("x")):
        with pytest.raises(SessionNotFound):
            home.open(RequestKind.HUMAN_REVIEW, session_id=missing)
    with pytest.raises(PrivacyRequestInvalid):
        home.open(RequestKind.HUMAN_REVIEW)
    with pytest.raises(PrivacyRequestInvalid):
        home.open(RequestKind.COMPLAINT, session_id=mine.id)
    request = review(home, mine)
    with pytest.raises(OutcomeNotOfKind):
        home.requests.answer(request.id, "No outcome.")
    complaint = home.open(RequestKind.COMPLAINT)
    with pytest.raises(OutcomeNotOfKind):
        answer(home, complaint, ReviewOutcome.UPHELD)
    assert len(home.requests.list().requests) == 2


def test_an_enrolment_that_was_refused_is_looked_at_too(home: House) -> None:
    session = home.mine.create(SessionKind.ENROLL, OTHER, home.session().liveness)
    refused = home.mine.submit(session.id, [picture(1), picture(2)])
    request = home.open(RequestKind.HUMAN_REVIEW, OTHER, session_id=refused.id)
    assert home.details(request).set_aside is False
    assert answer(home, request, ReviewOutcome.NEW_ATTEMPT).state is RequestState.COMPLETED


def test_the_reviewer_is_shown_what_is_kept_for_as_long_and_that_is_on_the_log(
    tmp_path: Path,
) -> None:
    home = house(open_scene(tmp_path), TokenKind.PRODUCTION)
    capture = home.capture(kind=SessionKind.ENROLL)
    home.watched(capture, person=1)
    session = home.recognised(person=3, start=6)
    request = review(home, session)
    shown = Reviews(home.desk).evidence(request.id)
    assert shown.session == session
    assert shown.measured
    assert home.acts()[-1] == "evidence_shown"
    home.scene.clock.advance((shown.measured_until - home.scene.clock.now()).total_seconds())
    assert not Reviews(home.desk).evidence(request.id).measured
    answer(home, request, ReviewOutcome.NEW_ATTEMPT)
    with pytest.raises(RequestClosed):
        Reviews(home.desk).evidence(request.id)
    with pytest.raises(RequestClosed):
        Reviews(home.desk).evidence(home.open(RequestKind.COMPLAINT).id)
    home.scene.stores.close()


def test_nothing_is_set_aside_that_cannot_be_recorded(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, before = failed(home), attempts(home)

    def refuse(*_: object) -> None:
        raise AuditUnavailable("the log is full")

    with monkeypatch.context() as broken:
        broken.setattr(AuditLog, "append", refuse)
        with pytest.raises(AuditUnavailable):
            review(home, session)
    assert home.requests.list().requests == ()
    assert attempts(home) == before
    request = review(home, session)
    with monkeypatch.context() as broken:
        broken.setattr(AuditLog, "append", refuse)
        with pytest.raises(AuditUnavailable):
            Reviews(home.desk).evidence(request.id)
        with pytest.raises(AuditUnavailable):
            answer(home, request, ReviewOutcome.UPHELD)
    assert attempts(home).set_aside == session.id


def test_the_api_opens_shows_and_answers_it(api: Api) -> None:
    api.run("enroll", png(1), REF)
    session = api.run("authenticate", png(7), REF)
    body = {"kind": "human_review", "subject_ref": REF, "session_id": session["id"]}
    made = api.call("POST", "/v1/privacy-requests", json=body).json()
    assert (made["session_id"], made["set_aside"], made["outcome"]) == (session["id"], True, None)
    path = f"/v1/privacy-requests/{made['id']}"
    shown = api.call("GET", f"{path}/evidence").json()
    assert (shown["decision"], shown["reasons"]) == ("no_match", ["below_level"])
    assert not {"image", "images", "samples", "device"} & shown.keys()
    again = api.call("POST", "/v1/privacy-requests", json=body)
    assert code(again, 409) == "already_reviewed"
    for wrong in ({"kind": "complaint", "text": "No."}, {"session_id": None}):
        refused = api.call("POST", "/v1/privacy-requests", json=body | wrong)
        assert code(refused, 422) == "request_invalid"
    theirs = api.call("POST", "/v1/privacy-requests", json=body | {"subject_ref": OTHER})
    assert code(theirs, 404) == "session_not_found"
    assert code(api.call("POST", f"{path}/answer", json={"text": "No."}), 409)
    reply = {"text": "It was you.", "outcome": "overturned"}
    assert api.call("POST", f"{path}/answer", json=reply).json()["outcome"] == "overturned"
    assert api.call("GET", f"/v1/sessions/{session['id']}").json()["decision"] == "no_match"
    assert code(api.call("GET", f"{path}/evidence"), 409) == "privacy_request_closed"


def test_an_erasure_ends_it_and_leaves_nothing_of_it(home: House) -> None:
    request = review(home, failed(home))
    home.open(RequestKind.ERASURE)
    left = home.requests.get(request.id)
    assert (left.state, left.justification) == (RequestState.REFUSED, Justification.IMPOSSIBLE)
    assert home.details(left).session_id is None
    home.enrol()
    assert attempts(home) == Attempts()
