"""Clause 2: no session of a purpose without a consent that holds, and a receipt of each."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from inperson.audit import Act, commitment
from inperson.core import SessionId
from inperson.improvement import ImprovementSet
from inperson.liveness import STANDARD
from inperson.rights.consents import commits_to
from inperson.rights.consents.receipt import RECEIPT_SCHEMA, RECORD_SCHEMA, receipt
from inperson.rights.linked import terms as context_terms
from inperson.rights.notices import LegalBasis, Notice, NoticeTerms
from inperson.rights.requests import RequestKind
from inperson.rights.requests.service import Requests
from inperson.sessions import AnySession, Decision, LivenessDemand, SessionKind
from inperson.sessions.consents import Ask, Consent, ConsentMethod, ConsentPurpose, GivenConsent
from inperson.sessions.errors import (
    ConsentRequired,
    ImprovementNotAllowed,
    InvalidReference,
    NoticeChanged,
    NoticeMissing,
)
from inperson.sessions.rows import ConsentRows, SessionRows
from inperson.tenants import TokenKind
from tests.http.conftest import Api, code
from tests.rights.noticing import (
    BOTH,
    FULL,
    IDENTITY,
    IMPROVEMENT,
    PLAIN,
    Shop,
    document,
    given,
    shop,
)
from tests.rights.test_clause_1_notices import used
from tests.scene import picture, png

REF = "subject-1"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Shop]:
    made = shop(tmp_path)
    yield made
    made.scene.stores.close()


def opened(house: Shop, kind: TokenKind, ref: str | None = REF) -> AnySession:
    """Open a session with a live capture."""
    of = SessionKind.LIVENESS if ref is None else SessionKind.ENROLL
    return house.sessions(kind).create(of, ref, LivenessDemand.REQUIRED)


def captured(
    house: Shop, session: AnySession, kind: TokenKind, consent: GivenConsent | None = None
) -> None:
    """Begin the capture of a session, as its device does."""
    ticket = house.sessions(kind).ticket(session)
    assert ticket is not None
    house.scene.sessions.captures_of(ticket).open(session.id, STANDARD, {}, consent)


def asked(house: Shop, session: AnySession, kind: TokenKind) -> Ask | None:
    ticket = house.sessions(kind).ticket(session)
    assert ticket is not None
    return ticket.ask


# no session of a purpose without a consent


def test_still_images_need_a_consent_before_they_are_taken(house: Shop) -> None:
    notice = house.publish()
    with pytest.raises(ConsentRequired):
        house.stills()
    with house.desk().silo.begin() as tx:  # nothing of the refused session is left
        assert tx.rows(SessionRows).open_sessions(house.desk().reference(tx, REF)) == []
    session = house.stills(given(notice))
    assert house.stills().id != session.id  # agreed once is agreed


@pytest.mark.parametrize("kind", TokenKind)
def test_a_capture_needs_a_consent_before_its_first_frame(house: Shop, kind: TokenKind) -> None:
    notice = house.publish()
    session = opened(house, kind)
    assert asked(house, session, kind) is Ask.REQUIRED
    with pytest.raises(ConsentRequired):
        captured(house, session, kind)
    captured(house, session, kind, given(notice, ConsentMethod.TAP))
    assert asked(house, opened(house, kind), kind) is None
    captured(house, opened(house, kind), kind)


@pytest.mark.parametrize("kind", TokenKind)
def test_a_consent_of_tests_is_none_of_real_use_and_the_other_way_round(
    house: Shop, kind: TokenKind
) -> None:
    notice = house.publish()
    other = next(each for each in TokenKind if each is not kind)
    house.consents(other).give(REF, given(notice), IDENTITY)
    with pytest.raises(ConsentRequired):
        captured(house, opened(house, kind), kind)


def test_nothing_is_kept_for_improvement_without_a_consent_to_it(house: Shop) -> None:
    notice = house.publish(BOTH)
    house.consents().give(REF, given(notice), IDENTITY)
    with pytest.raises(ConsentRequired):
        house.stills(improvement=True)
    session = house.stills()
    ended = house.sessions().submit(session.id, [picture(1)])
    assert ended.verdict is not None
    assert ended.verdict.decision is Decision.ENROLLED
    assert samples(house) == 0
    house.consents().give("subject-2", given(notice), IDENTITY)
    house.consents().give("subject-2", given(notice), IMPROVEMENT)
    session = house.stills(ref="subject-2", improvement=True)
    house.sessions().submit(session.id, [picture(2)])
    assert samples(house) == 1


def samples(house: Shop) -> int:
    kept: ImprovementSet = house.scene.improvement(house.tenant)
    return sum(1 for _ in kept.samples())


def test_a_consent_to_improvement_is_none_to_the_check_itself(house: Shop) -> None:
    notice = house.publish(BOTH)
    house.consents().give(REF, given(notice), IMPROVEMENT)
    with pytest.raises(ConsentRequired):
        house.stills()


def test_production_data_is_never_agreed_away(house: Shop) -> None:
    notice = house.publish(BOTH)
    with pytest.raises(ImprovementNotAllowed):
        house.consents(TokenKind.PRODUCTION).give(REF, given(notice), IMPROVEMENT)


def test_nobody_agrees_to_what_the_notice_does_not_say(house: Shop) -> None:
    notice = house.publish(PLAIN)
    with pytest.raises(NoticeMissing):
        house.consents().give(REF, given(notice), IMPROVEMENT)
    with pytest.raises(NoticeMissing):
        house.stills(given(notice), improvement=True)
    assert house.consents().of(REF) == []  # not even the consent to the check
    house.stills(given(notice))


# the notice


def test_a_material_change_asks_again(house: Shop) -> None:
    first = house.publish()
    house.consents().give(REF, given(first), IDENTITY)
    house.stills()
    second = house.publish(replace(BOTH, controller="Other Ltd"))
    with pytest.raises(NoticeChanged):
        house.stills()
    session = opened(house, TokenKind.DEVELOPER)
    assert asked(house, session, TokenKind.DEVELOPER) is Ask.CHANGED
    with pytest.raises(NoticeChanged):
        captured(house, session, TokenKind.DEVELOPER)
    captured(house, session, TokenKind.DEVELOPER, given(second))
    house.stills()


def test_an_immaterial_change_asks_nobody(house: Shop) -> None:
    first = house.publish()
    house.consents().give(REF, given(first), IDENTITY)
    house.publish(replace(BOTH, contact="other@shop.example"))
    house.stills()
    assert house.consents().notice().consents_since == first.version  # type: ignore[union-attr]


def test_a_change_while_a_session_is_open_asks_at_the_capture(house: Shop) -> None:
    first = house.publish()
    house.consents().give(REF, given(first), IDENTITY)
    session = opened(house, TokenKind.DEVELOPER)
    house.publish(replace(BOTH, controller="Other Ltd"))
    with pytest.raises(NoticeChanged):
        captured(house, session, TokenKind.DEVELOPER)


def test_an_old_hash_is_not_accepted_again(house: Shop) -> None:
    first = house.publish()
    house.consents().give(REF, given(first), IDENTITY)
    house.publish(replace(BOTH, contact="other@shop.example"))  # immaterial, and still another one
    for call in (
        lambda: house.consents().give("subject-2", given(first), IDENTITY),
        lambda: house.stills(given(first)),
        lambda: captured(
            house, opened(house, TokenKind.DEVELOPER), TokenKind.DEVELOPER, given(first)
        ),
    ):
        with pytest.raises(NoticeChanged):
            call()


def test_another_tenants_notice_is_none(house: Shop) -> None:
    house.publish()
    other = Shop(house.scene, house.scene.add_tenant("Other"))
    theirs = other.publish()
    with pytest.raises(NoticeChanged):
        house.consents().give(REF, given(theirs), IDENTITY)
    with pytest.raises(NoticeChanged):
        house.stills(given(theirs))


@pytest.mark.parametrize("kind", TokenKind)
def test_a_draft_is_enough_for_developers_alone(house: Shop, kind: TokenKind) -> None:
    killed = house.scene.server.tenants.create_tenant("Killed")  # while the server added it
    with pytest.raises(NoticeMissing):
        opened_and_captured(replace(house, tenant=killed.id), kind, None)
    draft = house.notices().current()[0]
    if kind is TokenKind.DEVELOPER:
        opened_and_captured(house, kind, given(draft))
        return
    with pytest.raises(NoticeMissing):
        house.sessions(kind).create(SessionKind.ENROLL, REF, None)
    with pytest.raises(NoticeMissing):
        house.consents(kind).give(REF, given(draft), IDENTITY)


def opened_and_captured(house: Shop, kind: TokenKind, consent: GivenConsent | None) -> None:
    captured(house, opened(house, kind), kind, consent)


def test_what_was_agreed_to_under_a_draft_is_asked_again_under_the_notice(house: Shop) -> None:
    draft = house.notices().current()[0]
    house.consents().give(REF, given(draft), IDENTITY)
    house.publish()
    with pytest.raises(NoticeChanged):
        house.stills()


# sessions about nobody


def test_a_session_about_nobody_has_a_consent_of_its_own_that_goes_with_it(house: Shop) -> None:
    notice = house.publish()
    session = opened(house, TokenKind.PRODUCTION, None)
    captured(house, session, TokenKind.PRODUCTION, given(notice, ConsentMethod.TAP))
    with house.desk(TokenKind.PRODUCTION).silo.begin() as tx:
        kept = tx.rows(ConsentRows).consent(session.id, IDENTITY)
        assert kept is not None
        assert (kept.reference, kept.session_id) == (None, session.id)
    another = opened(house, TokenKind.PRODUCTION, None)
    with pytest.raises(ConsentRequired):
        captured(house, another, TokenKind.PRODUCTION)


def test_a_consent_of_one_session_is_none_of_another(house: Shop) -> None:
    notice = house.publish()
    first = opened(house, TokenKind.DEVELOPER, None)
    captured(house, first, TokenKind.DEVELOPER, given(notice))
    with house.desk().silo.begin() as tx:
        assert tx.rows(ConsentRows).consent(SessionId("ses_" + "a" * 26), IDENTITY) is None


# once, and in order


def test_a_repeated_consent_is_the_one_that_stands(house: Shop) -> None:
    notice = house.publish()
    mine, leaves = house.consents(), house.desk().audit.size()
    first = mine.give(REF, given(notice), IDENTITY)
    house.scene.clock.advance(60)
    assert mine.give(REF, given(notice, ConsentMethod.TAP), IDENTITY) == first
    assert list(mine.of(REF)) == [first]
    assert house.desk().audit.size() == leaves + 1


def test_another_language_or_purpose_is_another_consent(house: Shop) -> None:
    english, german = house.notices().publish(BOTH)[:2]
    mine = house.consents()
    for shown, purpose in ((english, IDENTITY), (german, IDENTITY), (german, IMPROVEMENT)):
        mine.give(REF, given(shown), purpose)
        house.scene.clock.advance(1)
    assert [(each.language, each.purpose) for each in mine.of(REF)] == [
        ("en", IDENTITY),
        ("de", IDENTITY),
        ("de", IMPROVEMENT),
    ]


def test_a_withdrawn_consent_is_given_anew_and_not_revived(house: Shop) -> None:
    notice = house.publish()
    mine = house.consents()
    first = mine.give(REF, given(notice), IDENTITY)
    withdraw(house)
    with pytest.raises(ConsentRequired):
        house.stills()
    second = mine.give(REF, given(notice), IDENTITY)
    assert second.id != first.id
    house.stills()


def withdraw(house: Shop, purpose: ConsentPurpose = IDENTITY) -> None:
    Requests(house.desk()).open(RequestKind.WITHDRAWAL, REF, purpose=purpose)


def test_a_clock_that_was_set_back_puts_no_consent_before_an_earlier_one(house: Shop) -> None:
    notice = house.publish()
    mine = house.consents()
    mine.give(REF, given(notice), IDENTITY)
    first = mine.give(REF, given(notice), IMPROVEMENT)
    withdraw(house, IMPROVEMENT)
    house.scene.clock.advance(-3600)
    second = mine.give(REF, given(notice), IMPROVEMENT)
    assert second.given_at > first.given_at
    house.stills(improvement=True)


def test_a_consent_is_on_the_audit_log_without_telling_whose_it_is(house: Shop) -> None:
    notice = house.publish()
    consent = house.consents().give(REF, given(notice), IDENTITY)
    leaf = house.desk().audit.tail(1)[0].entry
    assert (leaf.act, leaf.subject, leaf.purpose) == (Act.CONSENT_GIVEN, None, "identity")
    assert leaf.detail == commitment(consent.salt, commits_to(consent))


def test_consents_of_somebody_unknown_are_none_and_a_malformed_reference_is_refused(
    house: Shop,
) -> None:
    assert house.consents().of("nobody") == []
    with pytest.raises(InvalidReference):
        house.consents().of("a b")


# receipts


def claims(house: Shop, token: str) -> dict[str, Any]:
    keys = KeySet.import_key_set(dict(house.scene.services.signer.jwks()))
    signed = jws.deserialize_compact(token, keys, algorithms=["Ed25519"])
    assert signed.headers()["typ"] == "inperson-receipt+jwt"
    return dict(json.loads(signed.payload))


def receipt_of(house: Shop, terms: NoticeTerms = FULL, place: int = 0) -> tuple[Notice, Any, Any]:
    notice = house.notices().publish(terms)[place]
    consent = house.consents().give(REF, given(notice, ConsentMethod.TAP), IDENTITY)
    return notice, consent, claims(house, house.consents().receipt(consent))


def test_a_receipt_has_what_the_standard_asks_for(house: Shop) -> None:
    notice, consent, said = receipt_of(house)
    assert said["@type"] == "dpv:ConsentReceipt"
    assert said["dct:conformsTo"] == RECEIPT_SCHEMA
    record = said["dpv:hasRecordOfActivity"]
    assert record["dct:conformsTo"] == RECORD_SCHEMA
    assert record["dct:identifier"] == consent.id
    assert record["dpv:hasDataController"]["dpv:hasName"] == "Shop Ltd"
    assert record["dpv:hasJurisdiction"] == "DE"
    shown = record["dpv:hasNotice"]
    assert shown["inp:sha256"] == notice.sha256.hex()
    assert shown["@id"] == document(notice)["@id"]
    assert shown["dct:language"] == "en"
    process = record["dpv:hasProcess"]
    assert "dpv:IdentityVerification" in process["dpv:hasPurpose"]["@type"]
    assert "eu-gdpr:A9-2-a" in process["dpv:hasLegalBasis"]["@type"]
    for member in ("dpv:hasPersonalData", "dpv:hasStorageCondition", "dpv:hasRecipient"):
        assert process[member]
    event = record["dpv:hasConsentStatus"][0]
    assert event["@type"] == ["dpv:ConsentGiven", "dpv:ExplicitlyExpressedConsent"]
    assert event["dpv:hasIndicationMethod"] == "inp:TapBelowNotice"
    assert event["dpv:isIndicatedAtTime"] == "2026-01-05T12:00:00Z"
    assert record["dpv:hasConsentControl"]["dpv:isExercisedAt"].endswith(house.tenant)
    assert record["dpv:hasRight"]["@type"][1] == "eu-gdpr:A7-3"


@pytest.mark.parametrize("basis", LegalBasis)
def test_a_receipt_uses_only_terms_of_the_bundled_context(house: Shop, basis: LegalBasis) -> None:
    terms = replace(FULL, purposes={**FULL.purposes, IDENTITY: basis})
    said = receipt_of(house, terms)[2]
    assert set(used(said)) - {"iss"} <= set(context_terms())


def test_a_receipt_is_the_same_whenever_it_is_issued(house: Shop) -> None:
    _, consent, _ = receipt_of(house)
    first = house.consents().receipt(consent)
    house.scene.clock.advance(86_400)
    house.publish(replace(BOTH, controller="Other Ltd"))
    assert house.consents().receipt(house.consents().of(REF)[0]) == first


def test_a_receipt_tells_of_a_withdrawal(house: Shop) -> None:
    notice, _, _ = receipt_of(house)
    mine = house.consents()
    consent = mine.give(REF, given(notice), IMPROVEMENT)
    said = claims(house, mine.receipt(consent))
    house.scene.clock.advance(60)
    withdraw(house, IMPROVEMENT)
    (withdrawn,) = [each for each in mine.of(REF) if each.id == consent.id]
    after = claims(house, mine.receipt(withdrawn))
    events = after["dpv:hasRecordOfActivity"]["dpv:hasConsentStatus"]
    assert [each["@type"] for each in events][1] == "dpv:ConsentWithdrawn"
    assert events[1]["dpv:isIndicatedAtTime"] == "2026-01-05T12:01:00Z"
    assert said["dpv:hasRecordOfActivity"]["dpv:hasConsentStatus"] == events[:1]


def test_a_receipt_names_nobody(house: Shop) -> None:
    _, consent, said = receipt_of(house)
    text = json.dumps(said)
    assert REF not in text
    assert consent.reference.hex() not in text
    assert consent.salt.hex() not in text


def test_a_changed_receipt_is_found_out(house: Shop) -> None:
    _, consent, _ = receipt_of(house)
    header, payload, signature = house.consents().receipt(consent).split(".")
    for broken in (f"{header}.{payload[:-2]}AA.{signature}", f"{header}.{payload}.{'A' * 86}"):
        with pytest.raises((JoseError, ValueError)):
            claims(house, broken)


def test_a_consent_from_before_notices_were_kept_has_a_receipt_too(house: Shop) -> None:
    notice = house.publish()
    old: Consent = replace(
        house.consents().give(REF, given(notice), IDENTITY),
        notice_sha256=bytes(32),
        notice_version=0,
        language="und",
    )
    record = receipt(old, None, house.tenant)["dpv:hasRecordOfActivity"]
    assert record["dpv:hasNotice"]["inp:sha256"] == "00" * 32
    assert "@id" not in record["dpv:hasNotice"]


# over HTTP


def agree(api: Api, **more: Any) -> Any:
    documents = api.call("GET", "/v1/notices/current").json()["documents"]
    body = {
        "subject_ref": REF,
        "purpose": "identity",
        "notice_sha256": documents[0]["sha256"],
        "method": "paper",
    }
    return api.call("POST", "/v1/consents", json=body | more)


def test_a_tenant_records_a_consent_and_reads_it_again(asking_api: Api) -> None:
    made = agree(asking_api)
    assert made.status_code == 201, made.text
    assert made.json()["holds"]
    assert agree(asking_api).json() == made.json()
    found = asking_api.call("POST", "/v1/consents/lookup", json={"subject_ref": REF})
    assert found.json() == {"consents": [made.json()]}
    nobody = asking_api.call("POST", "/v1/consents/lookup", json={"subject_ref": "nobody"})
    assert nobody.json() == {"consents": []}
    opened = asking_api.create()
    assert opened.status_code == 201
    assert asking_api.submit(opened.json()["id"], png(1)).json()["decision"] == "enrolled"


def test_a_receipt_is_checked_with_the_servers_public_keys(asking_api: Api) -> None:
    token = agree(asking_api).json()["receipt"]
    keys = KeySet.import_key_set(asking_api.http.get("/v1/jwks").json())
    said = json.loads(jws.deserialize_compact(token, keys, algorithms=["Ed25519"]).payload)
    assert said["@type"] == "dpv:ConsentReceipt"


def test_consents_that_cannot_be_are_refused(asking_api: Api) -> None:
    assert code(agree(asking_api, notice_sha256="00" * 32), 409) == "notice_changed"
    assert code(agree(asking_api, purpose="marketing"), 422) == "request_invalid"
    assert code(agree(asking_api, subject_ref="a b"), 422) == "request_invalid"
    assert code(agree(asking_api, email="x@y.example"), 422) == "request_invalid"
    production = asking_api.by(TokenKind.PRODUCTION)
    assert code(agree(production, purpose="improvement"), 403) == "improvement_not_allowed"
