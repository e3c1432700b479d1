"""How the staff get in, and how nobody else does."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from inperson.adapters.jose import FileSignInChallenges
from inperson.audit import Act
from inperson.core import InpersonError, PersonId
from inperson.people import SignInRequired, StepUpRequired
from inperson.people.codes import HANDLE
from inperson.people.errors import (
    InvitationInvalid,
    PasskeyNeeded,
    PasskeyRefused,
    PersonInvalid,
    PersonNeeded,
    PersonNotFound,
    RecoveryLocked,
    RecoveryRefused,
)
from inperson.tenants import Action, Role
from inperson.tenants.errors import ActionNotAllowed
from tests.counting import counting
from tests.people.authenticator import Authenticator
from tests.people.conftest import House


def test_who_was_invited_joins_once_and_signs_in(house: House, device: Authenticator) -> None:
    code = house.people.invite(Role.OPERATOR, None, "Ann", "operator:root").code
    asked = house.entrance.begin_join(code)
    answer = device.create(asked)
    entered = house.entrance.join(code, answer)
    assert house.visits.who(entered.secret).person.name == "Ann"
    assert len(set(entered.codes)) == 10
    for used in (
        lambda: house.entrance.join(code, answer),
        lambda: house.entrance.begin_join(code),
    ):
        with pytest.raises(InvitationInvalid):
            used()
    again = house.sign_in(device)
    assert again.secret != entered.secret
    assert house.visits.who(again.secret).person == entered.person
    acts = [leaf.entry.act for leaf in house.leaves()]
    assert acts == [Act.PERSON_INVITED, Act.PASSKEY_ADDED, Act.PERSON_SIGNED_IN]
    assert house.leaves()[-1].entry.actor == f"person:{entered.person.id}"


def test_an_invitation_ends_after_a_day(house: House) -> None:
    code = house.people.invite(Role.OPERATOR, None, "Ann", "operator:root").code
    house.clock.advance(24 * 3600)
    with pytest.raises(InvitationInvalid):
        house.entrance.begin_join(code)
    with pytest.raises(InvitationInvalid):
        house.entrance.begin_join("x" * 32)


def test_a_new_invitation_ends_the_earlier_one(house: House) -> None:
    first = house.people.invite(Role.OPERATOR, None, "Ann", "operator:root")
    second = house.people.invite_again(first.person.id, None, "operator:root")
    with pytest.raises(InvitationInvalid):
        house.entrance.begin_join(first.code)
    assert house.entrance.begin_join(second.code)["user"]["name"] == "Ann"


@pytest.mark.parametrize(
    ("change", "when"),
    [
        (lambda device: replace(device, origin="https://evil.example"), "both"),
        (lambda device: replace(device, origin="http://localhost:8019"), "both"),
        (lambda device: replace(device, rp_id="evil.example"), "both"),
        (lambda device: replace(device, verifies=False), "both"),
        (lambda device: replace(device, key=Authenticator().key), "get"),
        (lambda device: replace(device, id=b"unknown"), "get"),
        (lambda device: replace(device, count=0), "get"),
    ],
    ids=["origin", "port", "rp", "unverified", "forged", "unknown", "cloned"],
)
def test_what_an_authenticator_must_not_say_is_refused(
    house: House, device: Authenticator, change: Callable[[Authenticator], Authenticator], when: str
) -> None:
    house.join(device)
    house.sign_in(device)
    house.sign_in(device)
    with pytest.raises(PasskeyRefused):
        house.sign_in(change(device))
    if when == "both":
        with pytest.raises(PasskeyRefused):
            house.join(change(Authenticator()))
    house.sign_in(device)  # nothing of it locks the person out


def test_an_answer_serves_once_in_time_and_in_its_own_ceremony(
    house: House, other: House, device: Authenticator
) -> None:
    visitor = house.visits.who(house.join(device).secret)
    answer = device.get(house.entrance.begin_sign_in())
    other.entrance.sign_in(answer)  # another process drew the challenge
    for each in (house, other):
        with pytest.raises(PasskeyRefused):
            each.entrance.sign_in(answer)
    stale = device.get(house.entrance.begin_sign_in())
    house.clock.advance(5 * 60)
    with pytest.raises(PasskeyRefused):
        house.entrance.sign_in(stale)
    with pytest.raises(PasskeyRefused):
        house.account.step_up(visitor, device.get(house.entrance.begin_sign_in()))
    with pytest.raises(PasskeyRefused):
        house.entrance.sign_in(device.get(house.account.begin_step_up(visitor)))


def test_who_only_asks_to_sign_in_writes_nothing(house: House) -> None:
    with counting() as cost:
        asked = [house.entrance.begin_sign_in() for _ in range(20)]
    assert not cost.transactions
    assert len({each["challenge"] for each in asked}) == 20


def test_who_proves_nothing_writes_nothing(house: House, device: Authenticator) -> None:
    right = house.join(device).codes[0]
    asked = house.entrance.begin_sign_in()
    forged = replace(device, key=Authenticator().key).get(asked)
    unknown = replace(device, id=b"unknown").get(asked)
    other = ("Q" if right[0] != "Q" else "R") + right[1:]
    with counting() as cost:
        for attempt in (
            lambda: house.entrance.begin_join("x" * 32),
            lambda: house.entrance.join("x" * 32, device.create(asked)),
            lambda: house.entrance.begin_recovery(other),
            lambda: house.entrance.recover(other, device.create(asked)),
            lambda: house.entrance.sign_in(forged),
            lambda: house.entrance.sign_in(unknown),
        ):
            with pytest.raises((InvitationInvalid, RecoveryRefused, PasskeyRefused)):
                attempt()
    assert not cost.writing


def test_who_is_locked_out_of_recovery_writes_nothing(house: House, device: Authenticator) -> None:
    right = house.join(device).codes[0]
    wrong = right[:5] + ("Q" * 4 if right[5:9] != "QQQQ" else "RRRR") + right[9:]
    for _ in range(5):
        with pytest.raises(RecoveryRefused):
            house.entrance.begin_recovery(wrong)
    with counting() as cost, pytest.raises(RecoveryLocked):
        house.entrance.begin_recovery(wrong)
    assert not cost.writing


def test_no_other_ceremony_lets_a_used_answer_serve_again(
    house: House, device: Authenticator
) -> None:
    house.join(device)
    device.count = -1  # an authenticator that does not count: nothing but the mark tells
    answer = device.get(house.entrance.begin_sign_in())
    house.entrance.sign_in(answer)
    code = house.people.invite(Role.OPERATOR, None, "Bea", "operator:root").code
    for attempt in (lambda: house.entrance.join(code, answer), lambda: house.sign_in(device)):
        with suppress(InpersonError):
            attempt()
    with pytest.raises(PasskeyRefused):
        house.entrance.sign_in(answer)


def test_a_challenge_of_another_server_or_of_none_is_refused(
    house: House, device: Authenticator, tmp_path: Path
) -> None:
    house.join(device)
    theirs = FileSignInChallenges(tmp_path / "theirs.jwk", "test")
    for made in (theirs.issue(house.clock.now() + timedelta(minutes=5)), b"\xff" * 32, b"a.b.c"):
        challenge = urlsafe_b64encode(made).decode().rstrip("=")
        with pytest.raises(PasskeyRefused):
            house.entrance.sign_in(device.get({"challenge": challenge}))


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"response": None},
        {"response": {}},
        {"response": {"clientDataJSON": "e30"}},
        {"response": {"clientDataJSON": "!" * 9}},
        {"response": {"clientDataJSON": "W10"}},
    ],
)
def test_nonsense_is_refused_and_nothing_else(house: House, answer: Any) -> None:
    with pytest.raises(PasskeyRefused):
        house.entrance.sign_in(answer)


@pytest.mark.parametrize("member", ["authenticatorData", "signature", "clientDataJSON"])
@pytest.mark.parametrize("value", ["", "AAAA", None, 7, [], "e30"])
def test_a_broken_member_raises_our_own_error(
    house: House, device: Authenticator, member: str, value: Any
) -> None:
    house.join(device)
    answer = device.get(house.entrance.begin_sign_in())
    answer["response"][member] = value
    with pytest.raises(PasskeyRefused):
        house.entrance.sign_in(answer)


def test_a_session_ends_when_idle_and_in_any_case(house: House, device: Authenticator) -> None:
    secret = house.join(device).secret
    for _ in range(24):
        house.clock.advance(29 * 60)
        house.visits.who(secret)
    house.clock.advance(29 * 60)
    with pytest.raises(SignInRequired):
        house.visits.who(secret)
    secret = house.sign_in(device).secret
    house.clock.advance(30 * 60)
    with pytest.raises(SignInRequired):
        house.visits.who(secret)
    secret = house.sign_in(device).secret
    house.visits.leave(secret)
    for nobody in (secret, None, "", "x" * 10_000):
        with pytest.raises(SignInRequired):
            house.visits.who(nobody)


def test_a_fresh_proof_is_needed_and_lasts_five_minutes(
    house: House, device: Authenticator
) -> None:
    secret = house.join(device).secret
    house.visits.require_fresh(house.visits.who(secret))
    house.clock.advance(5 * 60)
    visitor = house.visits.who(secret)
    with pytest.raises(StepUpRequired):
        house.visits.require_fresh(visitor)
    house.account.step_up(visitor, device.get(house.account.begin_step_up(visitor)))
    house.visits.require_fresh(house.visits.who(secret))


def test_another_persons_passkey_is_no_fresh_proof(house: House, device: Authenticator) -> None:
    visitor = house.visits.who(house.join(device).secret)
    second = Authenticator()
    house.join(second, name="Ben")
    house.clock.advance(5 * 60)
    with pytest.raises(PasskeyRefused):
        house.account.step_up(visitor, second.get(house.account.begin_step_up(visitor)))
    with pytest.raises(StepUpRequired):
        house.visits.require_fresh(visitor)


def test_a_recovery_code_lets_in_once_and_is_no_fresh_proof(
    house: House, device: Authenticator
) -> None:
    entered = house.join(device)
    new, code = Authenticator(), entered.codes[3].lower().replace("-", " ")
    back = house.entrance.recover(code, new.create(house.entrance.begin_recovery(code)))
    visitor = house.visits.who(back.secret)
    assert visitor.person == entered.person
    with pytest.raises(StepUpRequired):
        house.visits.require_fresh(visitor)
    with pytest.raises(SignInRequired):
        house.visits.who(entered.secret)
    with pytest.raises(RecoveryRefused):
        house.entrance.begin_recovery(code)
    assert house.account.kept(visitor)[1] == 9
    house.sign_in(new)
    assert house.leaves()[-2].entry.act is Act.RECOVERY_USED


def test_wrong_recovery_codes_lock_in_every_process(
    house: House, other: House, device: Authenticator
) -> None:
    right = house.join(device).codes[0]
    wrong = right[:5] + ("Q" * 4 if right[5:9] != "QQQQ" else "RRRR") + right[9:]
    for number in range(5):
        with pytest.raises(RecoveryRefused):
            (house, other)[number % 2].entrance.begin_recovery(wrong)
    for each in (house, other):
        with pytest.raises(RecoveryLocked):
            each.entrance.begin_recovery(right)
    house.clock.advance(60)
    assert house.entrance.begin_recovery(right)["user"]["name"] == "Ann"
    with pytest.raises(RecoveryRefused):
        house.entrance.begin_recovery(wrong)  # the right one set the count back
    assert house.entrance.begin_recovery(right)


def test_a_recovery_code_needs_no_slow_hash(house: House, device: Authenticator) -> None:
    for each in house.join(device).codes:
        secret = each.replace("-", "")[HANDLE:]
        assert 5 * len(secret) >= 112  # bits: OWASP ASVS 6.5.2


def test_locks_grow_to_an_hour(house: House, device: Authenticator) -> None:
    right = house.join(device).codes[0]
    wrong = right[:5] + ("Q" * 4 if right[5:9] != "QQQQ" else "RRRR") + right[9:]
    waits = []
    for _ in range(15):
        waited = 0
        while True:
            try:
                house.entrance.begin_recovery(wrong)
            except RecoveryLocked:
                house.clock.advance(60)
                waited += 1
            except RecoveryRefused:
                break
        waits.append(waited)
    assert waits == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]


@pytest.mark.parametrize("code", ["", "x", "ÄÖÜ", "0" * 21, "0" * 5000, "UUUU-UUUU-UUUU-UUUU-UUUU"])
def test_what_is_no_recovery_code_is_refused(house: House, code: str) -> None:
    with pytest.raises(RecoveryRefused):
        house.entrance.begin_recovery(code)


def test_codes_are_renewed_and_the_old_ones_end(house: House, device: Authenticator) -> None:
    entered = house.join(device)
    visitor = house.visits.who(entered.secret)
    codes = house.account.renew_codes(visitor)
    assert not set(codes) & set(entered.codes)
    with pytest.raises(RecoveryRefused):
        house.entrance.begin_recovery(entered.codes[0])
    assert house.entrance.begin_recovery(codes[0])


def test_passkeys_are_added_and_removed_but_the_last(house: House, device: Authenticator) -> None:
    visitor = house.visits.who(house.join(device).secret)
    with pytest.raises(PasskeyNeeded):
        house.account.remove_passkey(visitor, device.id)
    second = Authenticator()
    house.account.add_passkey(visitor, second.create(house.account.begin_adding(visitor)))
    elsewhere = house.sign_in(second).secret
    house.account.remove_passkey(visitor, device.id)
    with pytest.raises(SignInRequired):
        house.visits.who(elsewhere)
    with pytest.raises(PasskeyRefused):
        house.sign_in(device)
    house.sign_in(second)


def test_a_passkey_belongs_to_one_person(house: House, device: Authenticator) -> None:
    house.join(device)
    with pytest.raises(PasskeyRefused):
        house.join(device, name="Ben")


def test_who_is_disabled_is_out_at_once(house: House, device: Authenticator) -> None:
    ann = house.join(device)
    ben = house.join(Authenticator(), name="Ben").person
    with pytest.raises(PersonNeeded):
        house.people.disable(ann.person.id, None, ann.person.actor)
    with pytest.raises(PersonNotFound):
        house.people.disable(ann.person.id, house.tenant, ben.actor)
    house.people.disable(ann.person.id, None, ben.actor)
    for way in (
        lambda: house.visits.who(ann.secret),
        lambda: house.sign_in(device),
        lambda: house.entrance.begin_recovery(ann.codes[0]),
        lambda: house.people.invite_again(ann.person.id, None, ben.actor),
        lambda: house.people.disable(PersonId("per_x"), None, ben.actor),
    ):
        with pytest.raises(InpersonError) as refused:
            way()
        expected = {"sign_in_required", "passkey_refused", "recovery_refused", "person_not_found"}
        assert refused.value.code in expected


def test_a_role_has_its_place(house: House) -> None:
    for role, tenant, name in (
        (Role.OPERATOR, house.tenant, "Ann"),
        (Role.TENANT_ADMIN, None, "Ann"),
        (Role.DEVICE, house.tenant, "Ann"),
        (Role.OPERATOR, None, ""),
        (Role.OPERATOR, None, " Ann"),
        (Role.OPERATOR, None, "A\nB"),
    ):
        with pytest.raises(PersonInvalid):
            house.people.invite(role, tenant, name, "operator:root")


def test_a_tenants_staff_is_on_its_own_log(house: House, device: Authenticator) -> None:
    entered = house.join(device, Role.TENANT_AUDITOR)
    visitor = house.visits.who(entered.secret)
    visitor.require(Action.READ_AUDIT)
    with pytest.raises(ActionNotAllowed):
        visitor.require(Action.ISSUE_TOKEN)
    assert [each.entry.purpose for each in house.leaves(house.tenant)] == [entered.person.id] * 2
    assert house.leaves() == []


def test_what_cannot_be_logged_does_not_happen(
    house: House, device: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.join(device)

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("inperson.audit.administration.AdministrationLog.note", broken)
    with pytest.raises(RuntimeError):
        house.people.invite(Role.OPERATOR, None, "Ben", "operator:root")
    assert [each.name for each in house.people.everybody()] == ["Ann"]


def test_no_secret_is_stored_in_clear(house: House, device: Authenticator) -> None:
    entered = house.join(device)
    code = house.people.invite(Role.OPERATOR, None, "Ben", "operator:root").code
    plain = [entered.secret, code, *(each.replace("-", "") for each in entered.codes)]
    kept = b"".join(path.read_bytes() for path in house.scene.folder.rglob("*.db*"))
    assert all(each.encode() not in kept for each in plain)
    assert all(each not in repr(entered) for each in (entered.secret, *entered.codes))
