"""The example of a shop that leads people to a link, and what it does not fall for."""

from collections.abc import Iterator
from itertools import count
from urllib.parse import urlsplit

import pytest
from examples.link_shop.shop import make_shop
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from inperson.client import Client
from inperson.tenants import Scope, TokenKind, TokenLimits
from tests.http.checking import browser, line
from tests.http.conftest import Api

OWN = "https://shop.example"
_FRESH = count(0, 16)


@pytest.fixture
def visitors(api: Api) -> Iterator[tuple[FlaskClient, FlaskClient]]:
    """Two browsers at the shop."""
    limits = TokenLimits(frozenset({Scope.SESSIONS}), returns=(f"{OWN}/done",))
    issued = api.scene.tenants.issue_token(api.tenant, TokenKind.DEVELOPER, "", None, limits)
    with Client(api.url, issued.secret) as face:
        shop = make_shop(OWN, face)
        yield shop.test_client(), shop.test_client()


def led_back(api: Api, link: str, wrong: str = "") -> str:
    """Make the check that a link leads to, and return where its page leads back to."""
    opened = {"id": f"ses_{urlsplit(link).fragment[1:27]}"}
    with browser(api) as person:
        person.opens(link)
        with line(api, opened) as camera:
            camera.hello(person.token())
            camera.follow(1, wrong, next(_FRESH))  # frames that nobody showed before
        return str(person.progress()["returns"]).removeprefix(OWN)


def let_in(visitor: FlaskClient, answer: TestResponse) -> bool:
    return answer.status_code == 302 and "It was you" in visitor.get("/").text


def test_who_did_the_check_is_let_in_and_nobody_else(
    api: Api, visitors: tuple[FlaskClient, FlaskClient]
) -> None:
    mia, mallory = visitors
    back = led_back(api, mallory.post("/check").headers["location"])
    assert mia.get(back).status_code == 403  # a finished check, planted
    mine = mia.post("/check").headers["location"]
    assert mia.get(back).status_code == 403
    mine = mia.post("/check").headers["location"]
    back = led_back(api, mine)
    assert not let_in(mallory, mallory.get(back))
    assert let_in(mia, mia.get(back))
    assert mia.get(back).status_code == 403  # once


def test_who_failed_or_did_nothing_is_not_let_in(
    api: Api, visitors: tuple[FlaskClient, FlaskClient]
) -> None:
    mia, mallory = visitors
    back = led_back(api, mia.post("/check").headers["location"], "print")
    assert not let_in(mia, mia.get(back))
    mallory.post("/check")
    with mallory.session_transaction() as kept:
        state = kept["check"]["state"]
    assert not let_in(mallory, mallory.get(f"/done?state={state}"))
