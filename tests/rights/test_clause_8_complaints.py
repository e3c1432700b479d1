"""Clause 8: complaints are recorded, routed to the tenant, answered, and an authority is named."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from inperson.rights.requests.errors import PrivacyRequestInvalid, RequestClosed
from inperson.rights.requests.model import Channel, RequestKind, RequestState
from inperson.tenants import TokenKind
from tests.http.conftest import Api, code
from tests.http.test_notices import publish
from tests.rights.requesting import NOBODY, REF, House, open_house

WORDS = "It took my sister for me."


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    made = open_house(tmp_path)
    made.enrol()
    yield made
    made.scene.stores.close()


@pytest.mark.parametrize("ref", [REF, NOBODY])
@pytest.mark.parametrize("channel", Channel)
def test_a_complaint_is_recorded_and_routed_to_the_tenant(
    home: House, ref: str, channel: Channel
) -> None:
    home.listen()
    complaint = home.open(RequestKind.COMPLAINT, ref, text=WORDS, channel=channel)
    assert complaint.state is RequestState.IN_PROGRESS
    ((request, details),) = home.requests.list().requests
    assert (request, details.text, details.subject_ref) == (complaint, WORDS, ref)
    (told,) = home.events()
    assert told["type"] == "privacy_request.received"
    assert told["data"]["kind"] == "complaint"
    assert told["data"]["channel"] == channel.value
    assert WORDS not in str(told)
    assert "request_received" in home.acts()


def test_its_answer_is_kept_and_tracked(home: House) -> None:
    home.listen()
    complaint = home.open(RequestKind.COMPLAINT, text=WORDS)
    home.scene.clock.advance(timedelta(days=3).total_seconds())
    answered = home.requests.answer(complaint.id, "We raised the level.")
    assert answered.state is RequestState.COMPLETED
    assert answered.closed_at == home.scene.clock.now()
    assert home.details(answered).answer == "We raised the level."
    assert home.details(answered).text == WORDS
    assert [each["type"] for each in home.events()][-1] == "privacy_request.completed"
    with pytest.raises(RequestClosed):
        home.requests.answer(complaint.id, "Once more.")


def test_one_that_nobody_answers_stays_in_front_of_the_list(home: House) -> None:
    first = home.open(RequestKind.COMPLAINT, text=WORDS)
    home.scene.clock.advance(timedelta(days=40).total_seconds())
    home.open(RequestKind.ACCESS)
    assert home.requests.run_due().closed == ()
    request, _ = home.requests.list(RequestState.IN_PROGRESS).requests[0]
    assert request.id == first.id
    assert request.due_at < home.scene.clock.now()


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_an_answer_has_words(home: House, text: str) -> None:
    complaint = home.open(RequestKind.COMPLAINT, text=WORDS)
    with pytest.raises(PrivacyRequestInvalid):
        home.requests.answer(complaint.id, text)


def test_a_complaint_is_only_answered_and_not_copied(home: House) -> None:
    access = home.open(RequestKind.ACCESS)
    with pytest.raises(RequestClosed):
        home.requests.answer(access.id, "Here it is.")


@pytest.mark.parametrize("country", ["DE", "FR", "IE", "DE-BY", "IN"])
def test_the_authority_is_that_of_the_tenants_country(api: Api, country: str) -> None:
    body = {"kind": "complaint", "subject_ref": REF, "text": WORDS}
    api = api.by(TokenKind.DEVELOPER, api.scene.server.add_tenant("new").id)
    before = api.call("POST", "/v1/privacy-requests", json=body).json()
    assert before["authority"] is None  # a draft names no country
    publish(api, country=country)
    made = api.call("POST", "/v1/privacy-requests", json=body).json()
    assert made["authority"]["country"] == country
    assert made["authority"]["website"].startswith("https://")
    again = api.call("GET", f"/v1/privacy-requests/{made['id']}").json()
    assert again["authority"] == made["authority"]
    objection = {"kind": "objection", "subject_ref": REF}
    assert api.call("POST", "/v1/privacy-requests", json=objection).json()["authority"] is None


def test_who_complains_is_told_the_authority_of_the_own_region_beside_it(api: Api) -> None:
    publish(api, country="DE-BY")
    body = {"kind": "complaint", "subject_ref": REF, "text": WORDS}
    made = api.call("POST", "/v1/privacy-requests", json=body | {"region": "FR"}).json()
    assert made["authority"]["country"] == "DE-BY"
    assert made["own_authority"]["country"] == "FR"
    again = api.call("GET", f"/v1/privacy-requests/{made['id']}").json()
    assert again["own_authority"] == made["own_authority"]
    same = api.call("POST", "/v1/privacy-requests", json=body | {"region": "DE-BY"}).json()
    assert same["authority"]["country"] == "DE-BY"
    assert same["own_authority"] is None
    refusals = {"ZZ": "privacy_request_invalid", "fr": "request_invalid"}
    for region, why in refusals.items():
        refused = api.call("POST", "/v1/privacy-requests", json=body | {"region": region})
        assert code(refused, 422) == why
    objection = {"kind": "objection", "subject_ref": REF, "region": "FR"}
    refused = api.call("POST", "/v1/privacy-requests", json=objection)
    assert code(refused, 422) == "privacy_request_invalid"
