"""The recipes of docs/oidc.md, held to what the provider says of itself."""

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import yaml
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from authlib.integrations.requests_client import OAuth2Session
from flask import Flask, redirect, session, url_for

from inperson.http.openid import discovery
from inperson.openid import ACRS
from tests.http.conftest import Api, api
from tests.http.test_openid import Party, check, claims_of, made, register

__all__ = ["api"]

PAGE = (Path(__file__).parents[2] / "docs" / "oidc.md").read_text("utf-8")
SAID = discovery("https://face.example")
KNOWN = {value for value in SAID.values() if isinstance(value, str)} | {
    "https://face.example/.well-known/openid-configuration"
}
LISTED = {each for value in SAID.values() if isinstance(value, list) for each in value}


def recipe(name: str) -> tuple[str, str]:
    """Return the language and the text of the first block below a heading."""
    found = re.search(rf"^###? {name}.*?^```(\w+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1], found[2]


CALL = "A call centre asks"


@pytest.mark.parametrize("name", ["Flask", "Keycloak", "Django", "Spring", "Auth0", CALL])
def test_every_address_of_a_recipe_is_one_of_the_provider(name: str) -> None:
    language, text = recipe(name)
    if language == "json":
        json.loads(text)
    elif language == "yaml":
        assert yaml.safe_load(text)
    else:
        compile(text, name, "exec")
    addresses = set(re.findall(r"https://face\.example[\w./-]*", text))
    assert addresses
    assert addresses <= KNOWN
    assert set(re.findall(r"urn:inperson:level:\d", text)) <= set(ACRS)
    assert set(re.findall(r"client_secret_\w+|authorization_code|S256|RS256", text)) <= LISTED
    assert set(re.findall(r"urn:openid:params:grant-type:\w+", text)) <= LISTED
    assert "S256" in text or name in {"Spring", CALL}


@pytest.fixture
def issuer(api: Api, monkeypatch: pytest.MonkeyPatch) -> str:
    """The public address, at which `requests` finds the server, and its clock tells today's time.

    The server listens on another port than its public address says, and Authlib looks at the
    machine's clock.
    """
    public_url, clock = api.scene.services.public_url, api.scene.clock
    clock.advance((datetime.now(UTC) - clock.now()).total_seconds())
    ask = requests.Session.request

    def ask_here(mine: Any, method: str, url: str, **more: Any) -> requests.Response:
        return ask(mine, method, url.replace(public_url, api.url), **more)

    monkeypatch.setattr(requests.Session, "request", ask_here)
    return public_url


def known(party: Party, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("ID", party.id), ("SECRET", party.secret)):
        monkeypatch.setenv(f"FACE_CLIENT_{name}", value)


def here(name: str, issuer: str) -> str:
    """Return a recipe for the server of a test, which knows one level."""
    text = recipe(name)[1].replace("https://face.example", issuer)
    return text.replace("urn:inperson:level:3", ACRS[0])


def test_the_recipe_of_a_call_centre_learns_who_is_on_the_line(
    api: Api, issuer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    party = register(api, ciba=True)
    known(party, monkeypatch)
    assert api.capture("enroll")["decision"] == "enrolled"
    slept: list[float] = []
    links: list[str] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        # its first poll comes too early, at its second the person is not done
        api.scene.clock.advance(0 if len(slept) == 2 else seconds)
        if len(slept) == 3:
            made(api, links[0], 1)

    names: dict[str, Any] = {
        "OAuth2Session": OAuth2Session,
        "OAuthError": OAuthError,
        "customer_id": "subject-1",
        "os": os,
        "requests": requests,
        "send_message": lambda customer, link: links.append(link),
        "time": SimpleNamespace(sleep=sleep),
    }
    exec(here(CALL, issuer), names)
    assert slept == [5, 5, 10]  # pending, slow down, and then the token
    assert claims_of(names["tokens"]["id_token"])["aud"] == party.id


def test_the_recipe_for_flask_signs_a_person_in(
    api: Api, issuer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    party = register(api, "http://localhost/back", unpushed=True)
    assert api.capture("enroll")["decision"] == "enrolled"
    known(party, monkeypatch)
    app = Flask("shop", root_path=str(Path(__file__).parent))
    app.secret_key = "only here"
    names = {"app": app, "OAuth": OAuth, "os": os, "session": session, "url_for": url_for}
    exec(here("Flask", issuer), names | {"redirect": redirect})
    with app.test_client() as browser:
        with browser.session_transaction() as begun:
            begun["user_id"] = "subject-1"
        asked = urlsplit(browser.get("/step-up").headers["location"])
        sent = api.http.get(f"{asked.path}?{asked.query}", follow_redirects=False)
        home = check(api, sent.headers["location"], 1)
        back = urlsplit(api.http.get(home, follow_redirects=False).headers["location"])
        answer = browser.get(f"{back.path}?{back.query}")
        assert (answer.status_code, answer.headers["location"]) == (302, "/")
        with browser.session_transaction() as ended:
            assert ended["face_level"] in ACRS
