"""What a relying party may ask for, and every way to ask for something else."""

from collections.abc import Mapping

import pytest

from inperson.openid.asking import read_asked
from inperson.openid.errors import OAuthError, SignInRefused
from inperson.sessions import SessionKind

RIGHT = {
    "response_type": "code",
    "scope": "openid",
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "code_challenge_method": "S256",
    "login_hint": "customer-17",
    "state": "a state",
    "nonce": "n-0S6_WzA2Mj",
}

WRONG: Mapping[str, tuple[Mapping[str, str | None], OAuthError]] = {
    "implicit": ({"response_type": "id_token"}, OAuthError.UNSUPPORTED_RESPONSE_TYPE),
    "hybrid": ({"response_type": "code id_token"}, OAuthError.UNSUPPORTED_RESPONSE_TYPE),
    "no type": ({"response_type": None}, OAuthError.UNSUPPORTED_RESPONSE_TYPE),
    "in a fragment": ({"response_mode": "fragment"}, OAuthError.INVALID_REQUEST),
    "in a form": ({"response_mode": "form_post"}, OAuthError.INVALID_REQUEST),
    "no scope": ({"scope": None}, OAuthError.INVALID_SCOPE),
    "another scope": ({"scope": "email profile"}, OAuthError.INVALID_SCOPE),
    "a longer scope": ({"scope": "openid2"}, OAuthError.INVALID_SCOPE),
    "no challenge": ({"code_challenge": None}, OAuthError.INVALID_REQUEST),
    "a short challenge": ({"code_challenge": "abc"}, OAuthError.INVALID_REQUEST),
    "a padded challenge": (
        {"code_challenge": RIGHT["code_challenge"] + "="},
        OAuthError.INVALID_REQUEST,
    ),
    "a plain challenge": ({"code_challenge_method": "plain"}, OAuthError.INVALID_REQUEST),
    "no method": ({"code_challenge_method": None}, OAuthError.INVALID_REQUEST),
    "a small method": ({"code_challenge_method": "s256"}, OAuthError.INVALID_REQUEST),
    "nobody": ({"login_hint": None}, OAuthError.LOGIN_REQUIRED),
    "silently": ({"prompt": "none"}, OAuthError.LOGIN_REQUIRED),
    "silently and not": ({"prompt": "none login"}, OAuthError.INVALID_REQUEST),
    "an unknown prompt": ({"prompt": "LOGIN"}, OAuthError.INVALID_REQUEST),
    "an empty prompt": ({"prompt": ""}, OAuthError.INVALID_REQUEST),
    "an age that is none": ({"max_age": "-1"}, OAuthError.INVALID_REQUEST),
    "an age in words": ({"max_age": "1e3"}, OAuthError.INVALID_REQUEST),
    "an unknown level": ({"acr_values": "urn:inperson:level:5"}, OAuthError.UNMET),
    "another scheme's level": ({"acr_values": "phr phrh"}, OAuthError.UNMET),
    "a request object": ({"request": "eyJ"}, OAuthError.REQUEST_NOT_SUPPORTED),
    "a registration": ({"registration": "{}"}, OAuthError.INVALID_REQUEST),
    "a long state": ({"state": "x" * 513}, OAuthError.INVALID_REQUEST),
    "a line in the state": ({"state": "a\nb"}, OAuthError.INVALID_REQUEST),
    "an empty nonce": ({"nonce": ""}, OAuthError.INVALID_REQUEST),
    "a nonce in another script": ({"nonce": "ж"}, OAuthError.INVALID_REQUEST),
}


def changed(change: Mapping[str, str | None]) -> dict[str, str]:
    given = {**RIGHT, **change}
    return {name: value for name, value in given.items() if value is not None}


@pytest.mark.parametrize("way", WRONG)
def test_what_is_not_offered_is_refused_by_name(way: str) -> None:
    change, error = WRONG[way]
    with pytest.raises(SignInRefused) as refused:
        read_asked(changed(change))
    assert refused.value.error is error


def test_a_right_request_is_read() -> None:
    asked = read_asked(RIGHT)
    assert (asked.kind, asked.subject_ref) == (SessionKind.AUTHENTICATE, "customer-17")
    assert (asked.state, asked.nonce, asked.level) == ("a state", "n-0S6_WzA2Mj", None)


def test_what_nobody_knows_is_passed_over() -> None:
    assert read_asked({**RIGHT, "display": "page", "vendor_thing": "1"}) == read_asked(RIGHT)


def test_the_least_of_the_levels_that_would_do_is_asked_for() -> None:
    values = "phr urn:inperson:level:4 urn:inperson:level:3"
    assert read_asked({**RIGHT, "acr_values": values}).level == 3


def test_a_client_enrols_and_a_browser_alone_does_not() -> None:
    create = {**RIGHT, "prompt": "login create"}
    assert read_asked(create).kind is SessionKind.ENROLL
    with pytest.raises(SignInRefused, match="pushed"):
        read_asked(create, pushed=False)
