"""Places for captures: nobody has them all, and who comes next finds one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inperson.core import TenantId
from inperson.sessions import ServerFull
from inperson.sessions.places import Holder, Places
from inperson.tenants import TokenKind

TENANTS = [TenantId(f"ten_{name}") for name in "abcd"]
HOLDERS: list[Holder] = [(tenant, kind) for tenant in TENANTS for kind in TokenKind]


def filled(places: Places, holder: Holder) -> int:
    """Let a holder take all that it gets."""
    for count in range(1000):
        try:
            places.take(holder)
        except ServerFull:
            return count
    raise AssertionError("there is no end")


@pytest.mark.parametrize(
    ("kind", "shared", "most"),
    [
        (TokenKind.PRODUCTION, True, 32),
        (TokenKind.PRODUCTION, False, 64),
        (TokenKind.DEVELOPER, True, 32),
        (TokenKind.DEVELOPER, False, 32),
    ],
)
def test_one_that_asks_for_all_gets(kind: TokenKind, shared: bool, most: int) -> None:
    assert filled(Places(64, shared=shared), (TENANTS[0], kind)) == most


def test_developers_of_all_tenants_leave_half_to_people() -> None:
    places = Places(64, shared=True)
    assert sum(filled(places, (tenant, TokenKind.DEVELOPER)) for tenant in TENANTS) <= 32
    assert filled(places, (TENANTS[0], TokenKind.PRODUCTION)) >= 16


@given(st.integers(2, 40), st.lists(st.sampled_from(HOLDERS), max_size=120))
def test_who_has_none_finds_one_for_real_people(most: int, who: list[Holder]) -> None:
    places, taken = Places(most, shared=True), 0
    for holder in who:
        try:
            places.take(holder)
        except ServerFull:
            continue
        taken += 1
    assert taken <= most
    new = (TenantId("ten_new"), TokenKind.PRODUCTION)
    if taken < most:
        places.check(new)


def test_what_is_given_back_is_free() -> None:
    places, holder = Places(2, shared=False), HOLDERS[1]
    for _ in range(5):
        places.take(holder)
        places.give(holder)
    places.check(holder)
