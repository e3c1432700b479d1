"""The contract of `people.PeopleStore`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from inperson.core import StoreUnavailable, SystemEntropy, TenantId
from inperson.core.ids import new_person_id
from inperson.people.model import (
    Ceremony,
    Challenge,
    ConsoleSession,
    Invitation,
    Passkey,
    Person,
    Recovery,
)
from inperson.store import Stores
from inperson.tenants import Role, Tenant

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ann(stores: Stores) -> Person:
    person = Person(new_person_id(SystemEntropy()), Role.OPERATOR, None, "Ann", NOW)
    with stores.people.begin() as tx:
        tx.add_person(person)
    return person


def test_people_are_kept_in_order_and_disabled(stores: Stores, ann: Person, one: TenantId) -> None:
    stores.directory.add_tenant(Tenant(one, "one", NOW))
    ben = Person(new_person_id(SystemEntropy()), Role.TENANT_ADMIN, one, "Ben", NOW + MINUTE)
    with stores.people.begin() as tx:
        tx.add_person(ben)
        assert list(tx.people()) == [ann, ben]
        tx.invite(Invitation(b"i" * 32, ben.id, NOW))
        tx.set_recovery(Recovery("ABCD", ben.id), [b"c" * 32])
        tx.add_session(ConsoleSession(b"s" * 32, ben.id, NOW, NOW, NOW), NOW)
        tx.disable(ben.id, NOW)
        assert tx.person(ben.id) == replace(ben, disabled_at=NOW)
        assert tx.invitation(b"i" * 32) is None
        assert tx.recovery("ABCD") is None
        assert tx.codes_left(ben.id) == 0
        assert tx.session(b"s" * 32) is None
        assert tx.person(new_person_id(SystemEntropy())) is None


def test_the_database_itself_knows_that_an_operator_has_no_tenant(
    stores: Stores, ann: Person, one: TenantId
) -> None:
    stores.directory.add_tenant(Tenant(one, "one", NOW))
    other = replace(ann, id=new_person_id(SystemEntropy()))
    object.__setattr__(other, "tenant_id", one)
    with pytest.raises(StoreUnavailable), stores.people.begin() as tx:
        tx.add_person(other)


def test_an_invitation_takes_the_earlier_ones_place_and_serves_once(
    stores: Stores, ann: Person
) -> None:
    with stores.people.begin() as tx:
        tx.invite(Invitation(b"1" * 32, ann.id, NOW))
        tx.invite(Invitation(b"2" * 32, ann.id, NOW))
        assert tx.invitation(b"1" * 32) is None
        assert tx.invitation(b"2" * 32) == Invitation(b"2" * 32, ann.id, NOW)
        assert [tx.use_invitation(b"2" * 32) for _ in range(2)] == [True, False]


def test_passkeys_are_kept_counted_and_removed(stores: Stores, ann: Person) -> None:
    key = Passkey(b"id", ann.id, b"public", 0, ("internal", "usb"), NOW.date())
    with stores.people.begin() as tx:
        assert tx.add_passkey(key)
        assert not tx.add_passkey(replace(key, public_key=b"other"))
        tx.count_passkey(b"id", 7)
        assert tx.passkey(b"id") == replace(key, sign_count=7)
        assert list(tx.passkeys(ann.id)) == [replace(key, sign_count=7)]
        assert not tx.remove_passkey(new_person_id(SystemEntropy()), b"id")
        assert [tx.remove_passkey(ann.id, b"id") for _ in range(2)] == [True, False]
        assert tx.passkey(b"id") is None


def test_recovery_codes_are_replaced_used_once_and_counted(stores: Stores, ann: Person) -> None:
    with stores.people.begin() as tx:
        tx.set_recovery(Recovery("AAAA", ann.id), [b"a" * 32, b"b" * 32])
        tx.set_recovery(Recovery("BBBB", ann.id), [b"c" * 32, b"d" * 32])
        assert tx.recovery("AAAA") is None
        assert tx.codes_left(ann.id) == 2
        assert not tx.has_code(ann.id, b"a" * 32)
        assert tx.has_code(ann.id, b"c" * 32)
        assert [tx.use_code(ann.id, b"c" * 32) for _ in range(2)] == [True, False]
        tx.count_wrong(ann.id, 5, NOW)
        assert tx.recovery("BBBB") == Recovery("BBBB", ann.id, 5, NOW)


def test_a_challenge_is_taken_once_and_forgotten_in_time(stores: Stores, ann: Person) -> None:
    first = Challenge(b"1" * 32, Ceremony.STEP_UP, ann.id, NOW + MINUTE)
    second = Challenge(b"2" * 32, Ceremony.SIGN_IN, None, NOW + 3 * MINUTE)
    with stores.people.begin() as tx:
        assert [tx.add_challenge(first, NOW) for _ in range(2)] == [True, False]
        assert tx.take_challenge(b"1" * 32) == first
        assert tx.take_challenge(b"1" * 32) is None
        tx.add_challenge(first, NOW)
        tx.add_challenge(second, NOW + 2 * MINUTE)
        assert tx.take_challenge(b"1" * 32) is None
        assert tx.take_challenge(b"2" * 32) == second


def test_sessions_are_kept_touched_and_ended(stores: Stores, ann: Person) -> None:
    made = [ConsoleSession(each * 32, ann.id, NOW, NOW, NOW) for each in (b"1", b"2", b"3")]
    with stores.people.begin() as tx:
        for each in made:
            tx.add_session(each, NOW)
        tx.touch_session(b"1" * 32, NOW + MINUTE, NOW + 2 * MINUTE)
        touched = replace(made[0], last_seen_at=NOW + MINUTE, stepped_up_at=NOW + 2 * MINUTE)
        assert tx.session(b"1" * 32) == touched
        tx.end_session(b"2" * 32)
        assert tx.session(b"2" * 32) is None
        tx.end_sessions(ann.id, but=b"1" * 32)
        assert tx.session(b"3" * 32) is None
        tx.add_session(made[1], NOW + timedelta(hours=1))
        assert tx.session(b"1" * 32) is None  # its time was over
        tx.end_sessions(ann.id)
        assert tx.session(b"2" * 32) is None
