"""What a call centre may ask for, and every way to ask for something else."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from inperson.checks import CHECK_TTL
from inperson.core import SystemEntropy, new_relying_party_id
from inperson.openid.calls import LONGEST_MESSAGE, read_call
from inperson.openid.errors import OAuthError, SignInRefused
from inperson.tenants import RelyingParty, Scope, TokenLimits
from inperson.tenants.errors import TokenLimitsInvalid
from tests.openid.test_asking import WRONG

RIGHT_CALL = {"scope": "openid", "login_hint": "customer-17", "binding_message": "Call 4711"}
_BAD_REQUEST = OAuthError.INVALID_REQUEST
_BAD_MESSAGE = OAuthError.INVALID_BINDING_MESSAGE
_SAME = (
    "no scope",
    "another scope",
    "a longer scope",
    "an unknown level",
    "another scheme's level",
)

WRONG_CALLS: Mapping[str, tuple[Mapping[str, str | None], OAuthError]] = {
    **{way: WRONG[way] for way in _SAME},
    "nobody": ({"login_hint": None}, _BAD_REQUEST),
    "a hint in a token": ({"login_hint": None, "login_hint_token": "a.b.c"}, _BAD_REQUEST),
    "a hint in an ID token": ({"login_hint": None, "id_token_hint": "a.b.c"}, _BAD_REQUEST),
    "two hints": ({"id_token_hint": "a.b.c"}, _BAD_REQUEST),
    "a request object": ({"request": "eyJ"}, _BAD_REQUEST),
    "a user code": ({"user_code": "1234"}, _BAD_REQUEST),
    **{
        f"an expiry of {each!r}": ({"requested_expiry": each}, _BAD_REQUEST)
        for each in ("", "0", "-1", "1.5", "1e3", "soon", "9" * 10, "\u0661")
    },
    **{
        f"a message of {each!r}": ({"binding_message": each}, _BAD_MESSAGE)
        for each in (
            *("", " ", "...", " a", "a ", "a\nb", "a\x00", "a" * (LONGEST_MESSAGE + 1)),
            *("https://evil.example", "mail a@b", "<b>", "a&b", "a_b", "\u202eabc", "a\u200bb"),
            *("\ufffd", "\U0001f600"),
        )
    },
}


WRONG_PINGS: Mapping[str, str | None] = {
    "none": None,
    **{
        repr(each): each
        for each in ("", "=", "two words", "a=b", "a,b", "a\nb", "\u00fc", "\u0661", "a" * 1025)
    },
}
"""What is no `client_notification_token`, of a client that is told."""


def called(change: Mapping[str, str | None]) -> dict[str, str]:
    given = {**RIGHT_CALL, **change}
    return {name: value for name, value in given.items() if value is not None}


@pytest.mark.parametrize("way", WRONG_CALLS)
def test_what_is_not_offered_is_refused_by_name(way: str) -> None:
    change, error = WRONG_CALLS[way]
    with pytest.raises(SignInRefused) as refused:
        read_call(called(change))
    assert refused.value.error is error


@pytest.mark.parametrize("message", ["W4SCT", "Anruf 4711, nein", "取引 12", "किताब 7"])
def test_a_short_plain_message_of_any_script_is_read(message: str) -> None:
    assert read_call(called({"binding_message": message})).message == message


def test_what_nobody_knows_is_passed_over_and_a_message_may_be_left_out() -> None:
    more = called({"client_notification_token": "t", "prompt": "login", "binding_message": None})
    assert read_call(more).message is None


@pytest.mark.parametrize("way", WRONG_PINGS)
def test_who_is_told_gives_a_token_that_a_header_can_carry(way: str) -> None:
    with pytest.raises(SignInRefused) as refused:
        read_call(called({"client_notification_token": WRONG_PINGS[way]}), pinged=True)
    assert refused.value.error is OAuthError.INVALID_REQUEST


@pytest.mark.parametrize("token", ["8d67dc78-7faa", "a" * 1024, "b64/+~._=="])
def test_such_a_token_is_read(token: str) -> None:
    call = read_call(called({"client_notification_token": token}), pinged=True)
    assert call.ping_token == token
    assert token not in repr(call)


def test_an_expiry_may_be_sooner_than_a_checks_and_never_later() -> None:
    for asked, lasts in ((None, CHECK_TTL), ("60", timedelta(minutes=1)), ("86400", CHECK_TTL)):
        assert read_call(called({"requested_expiry": asked})).lasts == lasts


@pytest.mark.parametrize("returns", [(), ("https://a.example/b", "https://b.example/b")])
def test_a_client_without_a_browser_has_one_sector(returns: tuple[str, ...]) -> None:
    party = RelyingParty(new_relying_party_id(SystemEntropy()), ciba=True)
    with pytest.raises(TokenLimitsInvalid, match="host"):
        TokenLimits(frozenset({Scope.OPENID}), returns=returns, relying_party=party)
