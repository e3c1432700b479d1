import json

import httpx
import pytest
from joserfc import jws
from joserfc.jwk import KeySet

from inperson.tenants import Scope, TokenKind
from inperson.vision import QualityIssue
from tests.http.conftest import Api, code
from tests.http.test_notices import publish
from tests.scene import png


def test_a_face_is_enrolled_matched_and_told_from_another(api: Api) -> None:
    assert api.run("enroll", png(1))["decision"] == "enrolled"
    matched = api.run("authenticate", png(1, 5))
    assert (matched["decision"], matched["level"], matched["reasons"]) == ("match", 4, [])
    other = api.run("authenticate", png(2))
    assert (other["decision"], other["reasons"]) == ("no_match", ["below_level"])
    assert (other["level"], other["level_required"]) == (None, None)
    read = api.call("GET", f"/v1/sessions/{matched['id']}")
    assert {**read.json(), "statement": ""} == {**matched, "statement": ""}


def test_an_answer_says_of_how_many_pictures_a_template_is(api: Api) -> None:
    def samples(kind: str, ref: str, *photos: bytes) -> int | None:
        decided = api.submit(api.create(kind, ref).json()["id"], *photos).json()
        read: int | None = api.call("GET", f"/v1/sessions/{decided['id']}").json()["samples"]
        assert read == decided["samples"]
        return read

    assert samples("enroll", "one", png(1)) == 1
    assert samples("enroll", "twice", png(1), png(1)) == 1
    assert samples("enroll", "two", png(1), png(1, 1)) == 2
    assert samples("authenticate", "two", png(1, 2), png(1, 3), png(1, 4)) == 3
    assert samples("authenticate", "two", png(1, 2, QualityIssue.BLURRED)) is None


def test_a_decision_is_signed_for_the_tenant_and_the_session(api: Api) -> None:
    decided = api.run("enroll", png(1))
    keys = KeySet.import_key_set(api.http.get("/v1/jwks").json())
    statement = jws.deserialize_compact(decided["statement"], keys, algorithms=["Ed25519"])
    claims = json.loads(statement.payload)
    assert claims["aud"] == api.tenant
    assert claims["jti"] == decided["id"]
    assert claims["sub"] == decided["subject_id"]
    assert claims["decision"] == "enrolled"
    assert claims["liveness"] == "not_checked"


def test_an_open_session_has_no_decision(api: Api) -> None:
    session = api.create().json()
    assert session["state"] == "open"
    assert session["decision"] is None
    assert session["statement"] is None


def test_a_poor_sample_is_refused_with_reasons(api: Api) -> None:
    answer = api.run("enroll", png(1, issue=QualityIssue.BLURRED))
    assert (answer["decision"], answer["reasons"]) == ("refused", ["blurred"])


def test_a_subject_is_found_and_erased(api: Api) -> None:
    enrolled = api.run("enroll", png(1))
    found = api.call("POST", "/v1/subjects/lookup", json={"subject_ref": "subject-1"})
    assert found.json()["id"] == enrolled["subject_id"]
    path = f"/v1/subjects/{enrolled['subject_id']}"
    erased = api.call("DELETE", path).json()
    assert erased["subject_id"] == enrolled["subject_id"]
    assert erased["erased_at"] < erased["keys_in_backups_until"]
    assert code(api.call("DELETE", path), 404) == "subject_not_enrolled"
    assert code(api.call("GET", f"/v1/sessions/{enrolled['id']}"), 404) == "session_not_found"


def test_production_is_refused_without_liveness(api: Api) -> None:
    live = api.by(TokenKind.PRODUCTION)
    assert code(live.create(), 403) == "liveness_required"
    opened = live.open("enroll")
    assert opened["liveness"]["demand"] == "required"
    assert code(live.submit(opened["id"], png(1)), 403) == "liveness_required"


def test_another_tenant_sees_nothing(api: Api) -> None:
    enrolled = api.run("enroll", png(1))
    other = api.by(TokenKind.DEVELOPER, api.scene.add_tenant("two"))
    assert code(other.call("GET", f"/v1/sessions/{enrolled['id']}"), 404) == "session_not_found"
    assert code(other.submit(enrolled["id"], png(1)), 404) == "session_not_found"
    path = f"/v1/subjects/{enrolled['subject_id']}"
    assert code(other.call("DELETE", path), 404) == "subject_not_enrolled"
    query = {"subject_ref": "subject-1"}
    found = other.call("POST", "/v1/subjects/lookup", json=query)
    assert code(found, 404) == "subject_not_enrolled"
    assert code(other.create("authenticate"), 404) == "subject_not_enrolled"


def test_states_have_their_codes(api: Api) -> None:
    session = api.run("enroll", png(1))
    assert code(api.submit(session["id"], png(1)), 409) == "session_ended"
    assert code(api.create("enroll"), 409) == "subject_already_enrolled"
    late = api.create("authenticate").json()
    api.scene.clock.advance(180)
    assert code(api.submit(late["id"], png(1)), 409) == "session_expired"


def test_an_idempotency_key_repeats_or_is_refused(api: Api) -> None:
    key = {"Idempotency-Key": "k-1"}
    first = api.create(headers=key)
    assert first.status_code == 201
    assert api.create(headers=key).json()["id"] == first.json()["id"]
    assert code(api.create(ref="subject-2", headers=key), 422) == "idempotency_key_reused"
    send = {"Idempotency-Key": "k-2"}
    decided = api.submit(first.json()["id"], png(1), headers=send).json()
    again = api.submit(first.json()["id"], png(1), headers=send)
    assert again.json()["decision"] == decided["decision"]
    other = api.submit(first.json()["id"], png(2), headers=send)
    assert code(other, 422) == "idempotency_key_reused"


@pytest.mark.parametrize("key", ["", "x" * 256, "a b"])
def test_a_malformed_idempotency_key_is_refused(api: Api, key: str) -> None:
    assert code(api.create(headers={"Idempotency-Key": key}), 422) == "request_invalid"


def test_below_a_minimum_age_a_session_is_refused_or_has_a_guardian(api: Api) -> None:
    def opened(**more: str) -> httpx.Response:
        body = {"kind": "enroll", "subject_ref": "subject-1", "liveness": "unsafe_no_liveness"}
        return api.call("POST", "/v1/sessions", json=body | more)

    publish(api, minimum_age=16, below="refuse")
    assert code(opened(), 409) == "age_unknown"
    assert code(opened(age="below"), 403) == "below_minimum_age"
    assert opened(age="of_age").status_code == 201

    shown = publish(api, minimum_age=16, below="guardian")
    assert code(opened(age="below"), 403) == "guardian_missing"
    assert code(opened(age="below", guardian="will"), 422) == "request_invalid"
    assert code(opened(age="of_age", guardian="court_order"), 422) == "request_invalid"
    assert code(opened(age="2015-03-04"), 422) == "request_invalid"
    assert opened(age="below", guardian="court_order").status_code == 201

    english = next(each for each in shown["documents"] if each["language"] == "en")  # type: ignore[attr-defined]
    body = {"subject_ref": "child", "purpose": "identity", "notice_sha256": english["sha256"]}
    assert code(api.call("POST", "/v1/consents", json=body), 409) == "age_unknown"
    body |= {"age": "below", "guardian": "court_order"}
    given = api.call("POST", "/v1/consents", json=body).json()
    assert (given["age"], given["minimum_age"], given["guardian"]) == ("below", 16, "court_order")
    assert opened(subject_ref="child").status_code == 201  # the consent that stands says it


def test_a_minimum_age_below_the_laws_is_refused(api: Api) -> None:
    terms = {"controller": "Shop", "contact": "p@shop.example", "country": "DE"}
    terms |= {"minimum_age": 15, "below": "guardian"}  # type: ignore[dict-item]
    admin = api.by(TokenKind.PRODUCTION, None, Scope.ADMIN)
    assert code(admin.call("PUT", "/v1/notices", json=terms), 422) == "minimum_age_too_low"
