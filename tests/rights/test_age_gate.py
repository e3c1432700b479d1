"""The age gate: a notice names a minimum age, the back end says who is of it, no face does."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from joserfc import jws
from joserfc.jwk import KeySet
from sqlalchemy import func, select

from inperson.liveness import STANDARD
from inperson.rights.notices import NoticeTerms
from inperson.sessions import (
    AgeClaim,
    AgeClass,
    BelowAge,
    Decision,
    GivenConsent,
    GuardianEvidence,
    SaidAge,
    SessionKind,
    SubjectRows,
)
from inperson.sessions.consents import Ask
from inperson.sessions.errors import AgeUnknown, BelowMinimumAge, ConsentRequired, GuardianMissing
from inperson.store.tables import silo as tables
from inperson.tenants import TokenKind
from tests.rights.copying import Opened, Person
from tests.rights.noticing import IDENTITY, PLAIN, Shop, given, shop
from tests.scene import picture

OF_AGE, BELOW = AgeClaim(AgeClass.OF_AGE), AgeClaim(AgeClass.BELOW)
CHILD = AgeClaim(AgeClass.BELOW, GuardianEvidence.FAMILY_RECORD)
REFUSING = replace(PLAIN, minimum_age=16, below=BelowAge.REFUSE)
GUARDED = replace(PLAIN, minimum_age=16, below=BelowAge.GUARDIAN)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Shop]:
    made = shop(tmp_path)
    yield made
    made.scene.stores.close()


def rows(house: Shop) -> dict[str, int]:
    """Return how much there is in each table of the tenant's silo."""
    with house.scene.stores.databases[0].engine(f"silo_{house.tenant}").connect() as connection:
        return {
            each.name: connection.execute(select(func.count()).select_from(each)).scalar_one()
            for each in tables.sorted_tables
        }


def enrol(house: Shop, terms: NoticeTerms, claim: AgeClaim | None) -> GivenConsent:
    """Enrol somebody under a notice, from still images."""
    shown = given(house.publish(terms))
    session = house.stills(shown, age=claim)
    ended = house.sessions().submit(session.id, [picture(1)])
    assert ended.verdict is not None
    assert ended.verdict.decision is Decision.ENROLLED
    return shown


def test_of_who_is_below_and_refused_and_of_whom_nobody_knows_nothing_is_stored(
    house: Shop,
) -> None:
    shown = given(house.publish(REFUSING))
    before = rows(house)
    for claim, refusal in ((None, AgeUnknown), (BELOW, BelowMinimumAge), (CHILD, BelowMinimumAge)):
        for kind, ref in (("enroll", "subject-1"), ("liveness", None)):
            for token in TokenKind:
                with pytest.raises(refusal):
                    house.sessions(token).create(
                        SessionKind(kind), ref, None, consent=shown, age=claim
                    )
        with pytest.raises(refusal):
            house.consents().give("subject-1", shown, IDENTITY, claim)
    assert rows(house) == before
    assert house.stills(shown, age=OF_AGE).said_age == SaidAge(AgeClass.OF_AGE, 16)


def test_below_a_guardian_agrees_and_the_receipt_says_so(house: Shop) -> None:
    shown = given(house.publish(GUARDED))
    with pytest.raises(GuardianMissing):
        house.stills(shown, age=BELOW)
    house.stills(shown, age=CHILD)
    (consent,) = house.consents().of("subject-1")
    assert consent.said_age == SaidAge(AgeClass.BELOW, 16, GuardianEvidence.FAMILY_RECORD)
    signed = house.consents().receipt(consent)
    keys = KeySet.import_key_set(dict(house.scene.services.signer.jwks()))
    receipt = json.loads(jws.deserialize_compact(signed, keys, algorithms=["Ed25519"]).payload)
    (event,) = receipt["dpv:hasRecordOfActivity"]["dpv:hasConsentStatus"]
    assert event["dpv:isIndicatedBy"] == "dpv:GuardianOfDataSubject"


def test_an_adult_has_no_guardian_and_without_a_minimum_age_nothing_is_kept(house: Shop) -> None:
    adult = AgeClaim(AgeClass.OF_AGE, GuardianEvidence.COURT_ORDER)
    assert house.stills(given(house.publish(GUARDED)), age=adult).said_age == SaidAge(
        AgeClass.OF_AGE, 16
    )
    assert house.stills(given(house.publish(PLAIN)), age=CHILD).said_age is None
    assert [each.said_age for each in house.consents().of("subject-1")][1:] == [None]


def test_what_was_said_with_the_consent_that_stands_is_not_asked_again(house: Shop) -> None:
    enrol(house, GUARDED, CHILD)
    session = house.sessions().create(SessionKind.AUTHENTICATE, "subject-1", None)
    assert session.said_age == SaidAge(AgeClass.BELOW, 16, GuardianEvidence.FAMILY_RECORD)
    ticket = house.sessions().ticket(session)
    assert ticket is not None
    assert ticket.ask is None


def test_who_comes_of_age_agrees_anew_and_without_a_guardian(house: Shop) -> None:
    shown = enrol(house, GUARDED, CHILD)
    mine = house.sessions()
    session = mine.create(SessionKind.AUTHENTICATE, "subject-1", None, age=OF_AGE)
    ticket = mine.ticket(session)
    assert ticket is not None
    assert ticket.ask is Ask.REQUIRED
    captures = house.scene.sessions.captures_of(ticket)
    with pytest.raises(ConsentRequired):
        captures.open(session.id, STANDARD)
    captures.open(session.id, STANDARD, {}, shown)
    latest = house.consents().of("subject-1")[-1]
    assert latest.said_age == SaidAge(AgeClass.OF_AGE, 16)


def test_what_was_said_of_another_minimum_age_counts_as_far_as_it_tells(house: Shop) -> None:
    enrol(house, REFUSING, OF_AGE)

    def authenticate(**more: AgeClaim) -> SaidAge | None:
        mine = house.sessions()
        return mine.create(SessionKind.AUTHENTICATE, "subject-1", None, **more).said_age

    house.publish(replace(REFUSING, country="FR", minimum_age=15))
    assert authenticate() == SaidAge(AgeClass.OF_AGE, 16)
    house.publish(replace(REFUSING, minimum_age=18))
    with pytest.raises(AgeUnknown):
        authenticate()
    assert authenticate(age=OF_AGE) == SaidAge(AgeClass.OF_AGE, 18)


def test_a_gate_that_comes_between_a_session_and_its_capture_holds_the_capture(
    house: Shop,
) -> None:
    house.publish(PLAIN)
    mine = house.sessions()
    session = mine.create(SessionKind.LIVENESS, None, None)
    ticket = mine.ticket(session)
    assert ticket is not None
    shown = given(house.publish(REFUSING))
    with pytest.raises(AgeUnknown):
        house.scene.sessions.captures_of(ticket).open(session.id, STANDARD, {}, shown)
    with house.desk().silo.read() as tx:
        assert tx.rows(SubjectRows).subject_by_reference(house.desk().reference(tx, "x")) is None


@pytest.mark.parametrize(
    ("claim", "told", "page"),
    [
        (
            OF_AGE,
            {"age": "of_age", "minimum_age": 16, "guardian": None},
            "You were said to be at least 16 years old.",
        ),
        (
            CHILD,
            {"age": "below", "minimum_age": 16, "guardian": "family_record"},
            "a guardian agreed for you, shown by a birth certificate or a family register.",
        ),
    ],
)
def test_a_copy_shows_what_was_said(
    house: Shop, claim: AgeClaim, told: dict[str, object], page: str
) -> None:
    enrol(house, GUARDED, claim)
    copy = Opened.of(Person(house.scene, house.tenant, "subject-1").copy())
    assert [each["said_age"] for each in copy.json("consents.json")["consents"]] == [told]
    assert [each["said_age"] for each in copy.json("sessions.json")["sessions"]] == [told]
    assert page in copy.page
