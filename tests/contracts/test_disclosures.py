"""The contract of `rights.disclosures.ports.DisclosureRows`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from inperson.core import DisclosureId, StoreUnavailable, SystemEntropy, TenantId
from inperson.core.ids import new_disclosure_id, new_session_id
from inperson.rights.disclosures import Disclosure, DisclosureBasis, DisclosureState
from inperson.rights.disclosures.model import LIVES
from inperson.rights.disclosures.ports import DisclosureRows
from inperson.rights.requests.ports import RequestRows
from inperson.sessions.model import (
    LivenessDemand,
    ProductionSession,
    Pseudonym,
    SessionKind,
)
from inperson.sessions.rows import SessionRows, SubjectRows
from inperson.store import Stores
from inperson.tenants import Silo, TokenKind, of_server

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
REFERENCE, OTHER = Pseudonym(bytes(32)), Pseudonym(b"\1" * 32)
LEGAL, APPROVED_BY_USER = DisclosureBasis.LEGAL_REQUEST, DisclosureBasis.USER_APPROVED


@pytest.fixture
def silo(stores: Stores, one: TenantId) -> Silo:
    stores.silos.create(one)
    return stores.silos.whole(of_server(one))


def proposed(**more: Any) -> Disclosure:
    facts: dict[str, Any] = {
        "id": new_disclosure_id(SystemEntropy()),
        "basis": LEGAL,
        "token_kind": TokenKind.PRODUCTION,
        "state": DisclosureState.PROPOSED,
        "reference": REFERENCE,
        "proposed_at": NOW,
        "proposed_by": "tok_one",
        "details": b"sealed",
        "salt": bytes(16),
        "told_at": NOW,
    }
    return Disclosure(**(facts | more))


def session(reference: Pseudonym, at: datetime) -> ProductionSession:
    return ProductionSession(
        id=new_session_id(SystemEntropy()),
        kind=SessionKind.AUTHENTICATE,
        token_kind=TokenKind.PRODUCTION,
        liveness=LivenessDemand.REQUIRED,
        subject=reference,
        created_at=at,
        expires_at=at + timedelta(minutes=3),
    )


def approved(of: Disclosure) -> Disclosure:
    at = NOW + DAY
    return replace(of, state=DisclosureState.APPROVED, approved_at=at, approved_by="tok_two")


def delivered(of: Disclosure) -> Disclosure:
    sha256 = b"\2" * 32
    return replace(of, state=DisclosureState.DELIVERED, closed_at=NOW, package_sha256=sha256)


def store(silo: Silo, *those: Disclosure) -> None:
    with silo.begin() as tx:
        for each in those:
            tx.rows(DisclosureRows).add_disclosure(each)


def test_a_disclosure_is_kept_as_it_was_and_changes_from_its_state_only(silo: Silo) -> None:
    made = proposed(gag_until=NOW + DAY, told_at=None)
    store(silo, made)
    with silo.begin() as tx:
        assert tx.rows(DisclosureRows).disclosure(made.id) == made
        assert tx.rows(DisclosureRows).disclosure(proposed().id) is None
        assert not tx.rows(DisclosureRows).change_disclosure(
            approved(made), DisclosureState.APPROVED
        )
        assert tx.rows(DisclosureRows).change_disclosure(approved(made), DisclosureState.PROPOSED)
        assert not tx.rows(DisclosureRows).change_disclosure(
            approved(made), DisclosureState.PROPOSED
        )
        assert not tx.rows(DisclosureRows).change_disclosure(proposed(), DisclosureState.PROPOSED)
    with silo.begin() as tx:
        assert tx.rows(DisclosureRows).disclosure(made.id) == approved(made)
        assert tx.rows(DisclosureRows).change_disclosure(
            delivered(approved(made)), DisclosureState.APPROVED
        )
    with silo.begin() as tx:
        assert tx.rows(DisclosureRows).disclosure(made.id) == delivered(approved(made))


BROKEN: dict[str, Callable[[Disclosure], Disclosure]] = {
    "approved by who proposed it": lambda it: replace(approved(it), approved_by="tok_one"),
    "approved by nobody": lambda it: replace(it, state=DisclosureState.APPROVED),
    "delivered without a hash": lambda it: replace(
        approved(it), state=DisclosureState.DELIVERED, closed_at=NOW
    ),
    "delivered without an approval": lambda it: delivered(it),
    "hashed and not delivered": lambda it: replace(it, package_sha256=bytes(32)),
    "a gag without a law": lambda it: replace(it, basis=APPROVED_BY_USER, gag_until=NOW + DAY),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_the_database_itself_refuses(silo: Silo, broken: str) -> None:
    made = proposed()
    with pytest.raises(StoreUnavailable):
        store(silo, BROKEN[broken](made))
    store(silo, made)
    with pytest.raises(StoreUnavailable), silo.begin() as tx:
        tx.rows(DisclosureRows).change_disclosure(BROKEN[broken](made), DisclosureState.PROPOSED)
    with silo.begin() as tx:
        assert tx.rows(DisclosureRows).disclosure(made.id) == made


def test_they_are_listed_by_reference_and_by_page(silo: Silo) -> None:
    three = [proposed(proposed_at=NOW + each * DAY) for each in range(3)]
    same_time = [proposed(proposed_at=NOW + 3 * DAY, reference=OTHER) for _ in range(2)]
    test = proposed(token_kind=TokenKind.DEVELOPER, reference=OTHER)
    store(silo, *three, *same_time, test)
    latest_first = sorted(
        three + same_time, key=lambda each: (each.proposed_at, each.id), reverse=True
    )
    with silo.begin() as tx:
        assert list(tx.rows(DisclosureRows).disclosures_of(REFERENCE)) == three
        assert tx.rows(DisclosureRows).disclosures_of(Pseudonym(b"\3" * 32)) == []
        pages: list[Disclosure] = []
        after: DisclosureId | None = None
        while page := tx.rows(DisclosureRows).disclosures(TokenKind.PRODUCTION, after, 2):
            assert len(page) <= 2
            pages += page
            after = page[-1].id
        assert pages == latest_first
        assert list(tx.rows(DisclosureRows).disclosures(TokenKind.DEVELOPER, None, 10)) == [test]


def test_due_is_what_is_too_old_and_what_may_be_told(silo: Silo) -> None:
    old = proposed(proposed_at=NOW - LIVES)
    young = proposed(proposed_at=NOW - LIVES + timedelta(seconds=1))
    refused = replace(old, id=proposed().id, state=DisclosureState.REFUSED, closed_at=NOW)
    gagged = proposed(gag_until=NOW + DAY, told_at=None)
    freed = proposed(gag_until=NOW, told_at=None)
    told = proposed(gag_until=NOW)
    store(silo, old, young, refused, gagged, freed, told)
    with silo.begin() as tx:
        due = tx.rows(DisclosureRows).due_disclosures(TokenKind.PRODUCTION, NOW - LIVES, NOW)
        assert [each.id for each in due] == [old.id, freed.id]
        assert tx.rows(DisclosureRows).due_disclosures(TokenKind.DEVELOPER, NOW - LIVES, NOW) == []


def test_a_renamed_subject_keeps_its_disclosures(silo: Silo) -> None:
    made = proposed()
    store(silo, made)
    with silo.begin() as tx:
        tx.rows(SubjectRows).rename(REFERENCE, OTHER)
    with silo.begin() as tx:
        assert [each.id for each in tx.rows(DisclosureRows).disclosures_of(OTHER)] == [made.id]
        assert tx.rows(DisclosureRows).disclosures_of(REFERENCE) == []


def test_counts_leave_out_what_is_under_a_gag(silo: Silo) -> None:
    store(
        silo,
        proposed(),
        proposed(proposed_at=NOW + DAY),
        approved(proposed(gag_until=NOW + DAY, told_at=None)),
        approved(proposed(gag_until=NOW, told_at=None)),
        proposed(basis=APPROVED_BY_USER),
        proposed(proposed_at=NOW - DAY),
    )
    with silo.begin() as tx:
        assert tx.rows(DisclosureRows).disclosure_counts(NOW, NOW + DAY, NOW) == {
            (LEGAL, DisclosureState.PROPOSED): 1,
            (LEGAL, DisclosureState.APPROVED): 1,
            (APPROVED_BY_USER, DisclosureState.PROPOSED): 1,
        }
        assert tx.rows(RequestRows).request_counts(NOW, NOW + DAY) == {}


def test_sessions_are_those_of_one_reference_in_a_period(silo: Silo) -> None:
    at = [NOW - DAY, NOW, NOW + DAY, NOW + 2 * DAY]
    mine = [session(REFERENCE, each) for each in at]
    with silo.begin() as tx:
        for each in (*mine, session(OTHER, NOW)):
            tx.rows(SessionRows).add_session(each)
    with silo.begin() as tx:
        assert (
            list(tx.rows(SessionRows).sessions_between(REFERENCE, NOW, NOW + 2 * DAY)) == mine[1:3]
        )
