"""Schemathesis plays the description against a real server and finds nothing."""

from fuzz.schema import play

from inperson.tenants import TokenKind
from tests.http.conftest import Api


def test_the_api_is_what_its_description_says(api: Api) -> None:
    assert play(api, TokenKind.DEVELOPER, seed=1) > 1000
