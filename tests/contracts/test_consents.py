"""The contract of `sessions.ports.Transaction` about consents, notices, holds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Table, insert

from inperson.core import (
    ProcessId,
    RelyingPartyId,
    SessionId,
    StoreUnavailable,
    SystemEntropy,
    TenantId,
)
from inperson.core.ids import new_consent_id, new_hold_id, new_session_id, new_subject_id
from inperson.sessions.consents import Consent, ConsentMethod, ConsentPurpose, CurrentNotice
from inperson.sessions.model import (
    AnySession,
    DeveloperSession,
    LivenessDemand,
    Pseudonym,
    SessionKind,
    SignIn,
)
from inperson.sessions.rows import CaptureRows, ConsentRows, SessionRows, SubjectRows, TombstoneRows
from inperson.store import Stores
from inperson.store.guard import WHOLE
from inperson.store.privacy_tables import holds, notices, restrictions
from inperson.tenants import Silo, TokenKind, of_server
from inperson.vault import Tombstone

NOW = datetime(2026, 3, 1, tzinfo=UTC)
REFERENCE, OTHER = Pseudonym(bytes(32)), Pseudonym(b"\1" * 32)
IDENTITY, IMPROVEMENT = ConsentPurpose.IDENTITY, ConsentPurpose.IMPROVEMENT


def consent(
    about: Pseudonym | SessionId, purpose: ConsentPurpose = IMPROVEMENT, at: datetime = NOW
) -> Consent:
    return Consent(
        id=new_consent_id(SystemEntropy()),
        purpose=purpose,
        token_kind=TokenKind.DEVELOPER,
        reference=None if isinstance(about, str) else about,
        session_id=about if isinstance(about, str) else None,
        notice_version=3,
        notice_sha256=b"n" * 32,
        language="en",
        method=ConsentMethod.TAP,
        given_at=at,
        salt=b"s" * 16,
    )


def session(reference: Pseudonym | None = REFERENCE) -> AnySession:
    return DeveloperSession(
        id=new_session_id(SystemEntropy()),
        kind=SessionKind.LIVENESS if reference is None else SessionKind.AUTHENTICATE,
        token_kind=TokenKind.DEVELOPER,
        liveness=LivenessDemand.REQUIRED,
        subject=reference,
        created_at=NOW,
        expires_at=NOW + timedelta(minutes=3),
    )


@pytest.fixture
def silo(stores: Stores, one: TenantId) -> Silo:
    stores.silos.create(one)
    return stores.silos.whole(of_server(one))


def add(stores: Stores, tenant: TenantId, table: Table, **row: Any) -> None:
    with stores.databases[0].engine(f"silo_{tenant}", WHOLE).begin() as connection:
        connection.execute(insert(table).values(row))


def test_the_latest_consent_to_a_purpose_counts_and_all_stay_on_record(silo: Silo) -> None:
    first, second = consent(REFERENCE), consent(REFERENCE, at=NOW + timedelta(seconds=1))
    foreign, other = consent(OTHER), consent(REFERENCE, IDENTITY, NOW + timedelta(seconds=2))
    with silo.begin() as tx:
        assert tx.rows(ConsentRows).consent(REFERENCE, IMPROVEMENT) is None
        for each in (second, first, foreign, other):
            tx.rows(ConsentRows).add_consent(each)
    with silo.begin() as tx:
        assert tx.rows(ConsentRows).consent(REFERENCE, IMPROVEMENT) == second
        assert tx.rows(ConsentRows).consent(REFERENCE, IDENTITY) == other
        assert tx.rows(ConsentRows).consent(OTHER, IDENTITY) is None
        assert list(tx.rows(ConsentRows).consents(REFERENCE)) == [first, second, other]
        assert list(tx.rows(ConsentRows).consents(OTHER)) == [foreign]


def test_a_withdrawal_ends_every_consent_to_the_purpose_once(silo: Silo) -> None:
    later = NOW + timedelta(days=1)
    given = [consent(REFERENCE), consent(REFERENCE, at=later)]
    with silo.begin() as tx:
        for each in (*given, consent(REFERENCE, IDENTITY), consent(OTHER)):
            tx.rows(ConsentRows).add_consent(each)
        assert tx.rows(ConsentRows).withdraw(REFERENCE, IMPROVEMENT, later) == 2
        assert tx.rows(ConsentRows).withdraw(REFERENCE, IMPROVEMENT, later + timedelta(days=1)) == 0
        found = [
            each for each in tx.rows(ConsentRows).consents(REFERENCE) if each.purpose is IMPROVEMENT
        ]
        assert found == [replace(each, withdrawn_at=later) for each in given]
        assert tx.rows(ConsentRows).consent(REFERENCE, IDENTITY).withdrawn_at is None  # type: ignore[union-attr]
        assert tx.rows(ConsentRows).consent(OTHER, IMPROVEMENT).withdrawn_at is None  # type: ignore[union-attr]


def test_people_whose_consent_stands_are_counted_once_each(silo: Silo) -> None:
    with silo.begin() as tx:
        for each in (consent(REFERENCE), consent(REFERENCE, IDENTITY), consent(OTHER)):
            tx.rows(ConsentRows).add_consent(each)
        version = consent(REFERENCE).notice_version
        assert tx.rows(ConsentRows).standing(version) == 2
        assert tx.rows(ConsentRows).standing(version + 1) == 0
        tx.rows(ConsentRows).withdraw(OTHER, IMPROVEMENT, NOW)
        assert tx.rows(ConsentRows).standing(version) == 1


def test_a_consent_of_nobody_belongs_to_its_session_and_goes_with_it(silo: Silo) -> None:
    made = session(None)
    given = consent(made.id, IDENTITY)
    with silo.begin() as tx:
        tx.rows(SessionRows).add_session(made)
        tx.rows(ConsentRows).add_consent(given)
        assert tx.rows(ConsentRows).consent(made.id, IDENTITY) == given
        assert tx.rows(ConsentRows).consents(REFERENCE) == []
        tx.rows(SessionRows).sweep(
            now=NOW, keep_since=NOW, sessions_since=NOW + timedelta(seconds=1)
        )
        assert tx.rows(ConsentRows).consent(made.id, IDENTITY) is None


def test_a_consent_is_about_one_and_improvement_is_a_developers(silo: Silo) -> None:
    with silo.begin() as tx:
        tx.rows(SessionRows).add_session(made := session())
    for wrong in (
        replace(consent(REFERENCE), session_id=made.id),
        replace(consent(REFERENCE), reference=None),
        replace(consent(REFERENCE), token_kind=TokenKind.PRODUCTION),
    ):
        with pytest.raises(StoreUnavailable), silo.begin() as tx:
            tx.rows(ConsentRows).add_consent(wrong)
    with silo.begin() as tx:
        assert tx.rows(ConsentRows).consents(REFERENCE) == []


def test_a_consent_after_the_erasure_survives_its_replay(silo: Silo) -> None:
    before, after = consent(REFERENCE), consent(REFERENCE, at=NOW + timedelta(days=2))
    grave = Tombstone(new_subject_id(SystemEntropy()), REFERENCE, NOW + timedelta(days=1))
    with silo.begin() as tx:
        tx.rows(ConsentRows).add_consent(before)
        tx.rows(ConsentRows).add_consent(after)
        tx.rows(TombstoneRows).erase(grave)
        assert list(tx.rows(ConsentRows).consents(REFERENCE)) == [after]


def notice(version: int, language: str, **changed: Any) -> dict[str, Any]:
    return {
        "version": version,
        "language": language,
        "published_at": NOW,
        "sha256": f"{version}{language}".encode().ljust(32, b"-"),
        "consents_since": 1,
        "draft": False,
        "improvement": True,
        "document": "{}",
        **changed,
    }


def test_the_newest_notice_counts_in_all_its_languages(
    stores: Stores, one: TenantId, silo: Silo
) -> None:
    with silo.begin() as tx:
        assert tx.rows(ConsentRows).notice() is None
    add(stores, one, notices, **notice(9, "en", draft=True, improvement=False))
    for language in ("en", "de"):
        document = '{"inp:alternative": "Call us"}'
        changed = notice(10, language, consents_since=10, document=document)
        add(stores, one, notices, **changed)
    with silo.begin() as tx:
        assert tx.rows(ConsentRows).notice() == CurrentNotice(
            10,
            10,
            False,
            True,
            {each: f"10{each}".encode().ljust(32, b"-") for each in ("de", "en")},
            "Call us",
        )


def test_a_subject_is_restricted_while_a_row_says_so(
    stores: Stores, one: TenantId, silo: Silo
) -> None:
    add(stores, one, restrictions, reference=REFERENCE, request_id="prq_a", since=NOW)
    with silo.begin() as tx:
        assert tx.rows(SubjectRows).restricted(REFERENCE)
        assert not tx.rows(SubjectRows).restricted(OTHER)
        tx.rows(SubjectRows).rename(REFERENCE, OTHER)
        assert (
            tx.rows(SubjectRows).restricted(REFERENCE),
            tx.rows(SubjectRows).restricted(OTHER),
        ) == (False, True)


@pytest.mark.parametrize(
    ("until", "released", "held"),
    [
        (NOW + timedelta(seconds=1), None, True),
        (NOW, None, False),
        (NOW + timedelta(days=1), NOW, False),
    ],
)
def test_a_subject_is_held_until_the_order_ends_or_is_released(
    stores: Stores,
    one: TenantId,
    silo: Silo,
    until: datetime,
    released: datetime | None,
    held: bool,
) -> None:
    add(
        stores,
        one,
        holds,
        id=new_hold_id(SystemEntropy()),
        reference=REFERENCE,
        token_kind="developer",
        placed_at=NOW,
        placed_by="tok_a",
        until=until,
        released_at=released,
        document_sha256=bytes(32),
        details=b"sealed",
        salt=bytes(16),
    )
    with silo.begin() as tx:
        assert tx.rows(SubjectRows).held(REFERENCE, NOW) is held
        assert not tx.rows(SubjectRows).held(OTHER, NOW)


def test_open_sessions_of_a_reference_are_found(silo: Silo) -> None:
    mine, foreign, over = session(), session(OTHER), session()
    with silo.begin() as tx:
        for each in (mine, foreign, over):
            tx.rows(SessionRows).add_session(each)
        expired = NOW + timedelta(minutes=4)
        tx.rows(CaptureRows).claim_capture(mine, ProcessId("prc_one"), NOW, expired)
        tx.rows(SessionRows).sweep(
            now=NOW + timedelta(minutes=3), keep_since=NOW, sessions_since=NOW
        )
        assert [each.id for each in tx.rows(SessionRows).open_sessions(REFERENCE)] == [mine.id]
        assert tx.rows(SessionRows).open_sessions(Pseudonym(b"x" * 32)) == []


def test_where_somebody_is_signed_in_ends_once_and_for_that_one_alone(silo: Silo) -> None:
    here, there = (SignIn(RelyingPartyId(f"rpy_{name}"), name) for name in ("a", "b"))
    mine, again, foreign = session(), session(), session(OTHER)
    with silo.begin() as tx:
        rows = tx.rows(SessionRows)
        for each, at in ((mine, here), (again, here), (foreign, there)):
            rows.add_session(each)
            assert rows.sign_in(each.id, at)
        assert not rows.sign_in(new_session_id(SystemEntropy()), here)
        assert rows.end_sign_ins(REFERENCE) == [here]
        assert rows.end_sign_ins(REFERENCE) == []
        kept = rows.session(mine.id)
        assert kept is not None
        assert (kept.relying_party, kept.signed_in_as) == (here.relying_party, None)
        assert rows.end_sign_ins(OTHER) == [there]


def test_consents_of_silos_are_apart(stores: Stores, silo: Silo, two: TenantId) -> None:
    stores.silos.create(two)
    with silo.begin() as tx:
        tx.rows(ConsentRows).add_consent(consent(REFERENCE))
    with stores.silos.whole(of_server(two)).begin() as tx:
        assert tx.rows(ConsentRows).consent(REFERENCE, IMPROVEMENT) is None
        assert tx.rows(ConsentRows).withdraw(REFERENCE, IMPROVEMENT, NOW) == 0
