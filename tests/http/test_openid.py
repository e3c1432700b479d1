"""The OpenID provider at its door, asked by an independent client (authlib), and by worse ones."""

import hmac
import json
from base64 import b64encode, urlsafe_b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest
from authlib.common.security import generate_token
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from inperson.core import (
    RelyingPartyId,
    SystemEntropy,
    TokenId,
    base64url,
    new_relying_party_id,
)
from inperson.openid import OAuthError
from inperson.openid.provider import URN
from inperson.tenants import RelyingParty, Scope, TokenKind, TokenLimits
from tests.capturing import wire
from tests.http.conftest import Api
from tests.openid.test_asking import RIGHT, WRONG

BACK = "https://shop.example/back"
OTHER_BACK = "https://other.example/back"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASIDE = "backchannel_authentication_endpoint"
CREATE = {"prompt": "create"}
_TAKES = count(10, 10)


@dataclass(frozen=True)
class Party:
    """A relying party, as it asks this server."""

    api: Api
    id: RelyingPartyId
    token_id: TokenId
    secret: str
    verifier: str = "a verifier that is long enough to be one of RFC 7636, 43 and more"

    @property
    def basic(self) -> Mapping[str, str]:
        pair = f"{self.id}:{self.secret}".encode()
        return {"Authorization": f"Basic {b64encode(pair).decode()}"}

    def asked(self, **change: str | None) -> dict[str, str]:
        verifier = self.verifier.translate({32: "-", 44: "."})
        challenge = create_s256_code_challenge(verifier)
        own = {"client_id": self.id, "redirect_uri": BACK, "code_challenge": challenge}
        given = {**RIGHT, **own, "login_hint": "subject-1", **change}
        return {name: value for name, value in given.items() if value is not None}

    def post(self, path: str, form: Mapping[str, str], **more: Any) -> httpx.Response:
        headers = more.pop("headers", self.basic)
        return self.api.http.post(f"/openid/{path}", data=form, headers=headers, **more)

    def push(self, **change: str | None) -> httpx.Response:
        return self.post("par", self.asked(**change))

    def begin(self, request_uri: str, client_id: str | None = None) -> httpx.Response:
        query = {"client_id": client_id or self.id, "request_uri": request_uri}
        return self.api.http.get("/openid/authorize", params=query, follow_redirects=False)

    def code(self, person: int = 1, **change: str | None) -> str:
        return told(self.passed(person, **change))["code"]

    def passed(self, person: int = 1, **change: str | None) -> httpx.Response:
        """Ask, make the check in a browser, and come back to the relying party."""
        link = self.begin(self.push(**change).json()["request_uri"]).headers["location"]
        return self.api.http.get(check(self.api, link, person), follow_redirects=False)

    def exchange(self, given_code: str, **change: str | None) -> httpx.Response:
        verifier = self.verifier.translate({32: "-", 44: "."})
        given = {
            "grant_type": "authorization_code",
            "code": given_code,
            "redirect_uri": BACK,
            "code_verifier": verifier,
            **change,
        }
        return self.post("token", {n: v for n, v in given.items() if v is not None})


def told(answer: httpx.Response) -> dict[str, str]:
    """Return what a redirection tells the relying party."""
    assert answer.status_code == 303, answer.text
    location = answer.headers["location"]
    assert location.startswith(f"{BACK}?")
    return dict(parse_qsl(urlsplit(location).query))


def check(api: Api, link: str, person: int) -> str:
    """Make a hosted check as its page does, and return where the page goes in the end."""
    returns = urlsplit(made(api, link, person)["returns"])
    return f"{returns.path}?{returns.query}"


def made(api: Api, link: str, person: int) -> dict[str, Any]:
    """Make a hosted check as its page does, and return what the page is told in the end."""
    with visiting(api, link) as (browser, _):
        token = browser.post("begin").json()["session_token"]
        own = api.scene.services.public_url
        with wire(api.url, claims_of(token)["sub"], origin=own) as line:
            assert line.hello(token)["type"] == "welcome", line.said
            line.follow(person, start=next(_TAKES))  # no picture comes twice
        return dict(browser.get("progress").json())


@contextmanager
def visiting(api: Api, link: str) -> Iterator[tuple[httpx.Client, dict[str, Any]]]:
    """Open a link as its page does; yields who asks the page's back end, and its first answer."""
    parts = urlsplit(link)
    own = {"Sec-Fetch-Site": "same-origin", "Origin": api.scene.services.public_url}
    with httpx.Client(base_url=f"{api.url}{parts.path}/api", headers=own, timeout=60) as browser:
        entered = browser.post("enter", json={"key": parts.fragment})
        assert entered.status_code == 200, entered.text
        yield browser, entered.json()


def claims_of(token: str) -> dict[str, Any]:
    body = token.split(".")[1]
    read: dict[str, Any] = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return read


def register(api: Api, back: str = BACK, **more: Any) -> Party:
    client = RelyingParty(new_relying_party_id(SystemEntropy()), **more)
    limits = TokenLimits(frozenset({Scope.OPENID}), returns=(back,), relying_party=client)
    kind = TokenKind.DEVELOPER
    issued = api.scene.tenants.issue_token(api.tenant, kind, "shop", None, limits)
    return Party(api, client.id, issued.token.id, issued.secret)


@pytest.fixture
def party(api: Api) -> Party:
    """A relying party one of whose people is enrolled."""
    made = register(api)
    assert api.capture("enroll")["decision"] == "enrolled"
    return made


def verified(
    party: Party, answer: httpx.Response, nonce: str | None = RIGHT["nonce"], **wanted: Any
) -> dict[str, Any]:
    """Check an ID token as a strict relying party does, with a library that we did not write."""
    assert answer.status_code == 200, answer.text
    discovery = party.api.http.get("/.well-known/openid-configuration").json()
    keys = KeySet.import_key_set(party.api.http.get(urlsplit(discovery["jwks_uri"]).path).json())
    read = jwt.decode(answer.json()["id_token"], keys, algorithms=["RS256"])
    params = {"access_token": answer.json()["access_token"], "nonce": nonce}
    options = {"iss": {"essential": True, "value": discovery["issuer"]}, "aud": {"value": party.id}}
    claims = CodeIDToken(read.claims, read.header, options, params)
    claims.validate(now=int(party.api.scene.clock.now().timestamp()))
    for name, value in wanted.items():
        assert claims[name] == value
    return dict(claims)


def test_a_person_signs_in_by_a_face(party: Party) -> None:
    back = told(party.passed())
    assert (back["state"], back["iss"]) == (RIGHT["state"], party.api.scene.services.public_url)
    answer = party.exchange(back["code"])
    claims = verified(party, answer, amr=["face"])
    assert claims["acr"].startswith("urn:inperson:level:")
    assert set(claims) == {
        *("iss", "sub", "aud", "iat", "exp", "auth_time", "nonce", "acr", "amr", "at_hash")
    }
    access = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert party.api.http.get("/openid/userinfo", headers=access).json() == {"sub": claims["sub"]}
    again = verified(party, party.exchange(party.code()))
    assert again["sub"] == claims["sub"]


def test_a_pushed_request_for_anything_else_is_refused(party: Party) -> None:
    for way, (change, error) in WRONG.items():
        answer = party.push(**change)
        assert (answer.status_code, answer.json()["error"]) == (400, error.value), way
        assert answer.headers["cache-control"] == "no-store"


def strangers(party: Party) -> Mapping[str, Mapping[str, Any]]:
    """Every way to ask that does not prove who asks."""
    pair = b64encode(f"{party.id}:{party.secret[:-1]}x".encode()).decode()
    mine = b64encode(f"rpy_{'a' * 26}:{party.secret}".encode()).decode()
    own = {"client_id": party.id, "client_secret": party.secret}
    return {
        "nothing": {"headers": {}},
        "a wrong secret": {"headers": {"Authorization": f"Basic {pair}"}},
        "another's id": {"headers": {"Authorization": f"Basic {mine}"}},
        "no pair": {"headers": {"Authorization": "Basic eA=="}},
        "no base 64": {"headers": {"Authorization": "Basic %%%"}},
        "twice": {"form": own},
        "a bearer token": {"headers": {"Authorization": f"Bearer {party.secret}"}},
        "an app token of another door": {
            "headers": {},
            "form": {"client_id": party.id, "client_secret": party.api.token},
        },
        "an assertion of a client without keys": {
            "headers": {},
            "form": {"client_assertion_type": ASSERTION, "client_assertion": "a.b.c"},
        },
        "an assertion without its type": {"form": {"client_assertion": "a.b.c"}},
        "a type without an assertion": {"form": {"client_assertion_type": ASSERTION}},
    }


@pytest.mark.parametrize("path", ["par", "token"])  # both would be all that strangers may ask
def test_who_does_not_prove_who_it_is_gets_nothing(party: Party, path: str) -> None:
    form = party.asked() if path == "par" else {"grant_type": "authorization_code"}
    for way, change in strangers(party).items():
        given = {**form, **change.get("form", {})}
        answer = party.post(path, given, headers=change.get("headers", party.basic))
        told = answer.json()
        assert (answer.status_code, told.get("error")) == (401, "invalid_client"), (way, told)
        assert answer.headers["www-authenticate"] == "Basic"


def test_the_secret_may_stand_in_the_form(party: Party) -> None:
    form = {**party.asked(), "client_secret": party.secret}
    assert party.post("par", form, headers={}).status_code == 201


def test_a_form_says_each_thing_once_and_is_a_form(party: Party) -> None:
    typed = {**party.basic, "Content-Type": "application/x-www-form-urlencoded"}
    for content in (b"scope=openid&scope=openid", b"\xff\xfe", b"&".join([b"a=b"] * 100)):
        answer = party.api.http.post("/openid/par", content=content, headers=typed)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    answer = party.api.http.post("/openid/par", json=party.asked(), headers=party.basic)
    assert answer.json()["error"] == "invalid_request"


def test_a_redirect_uri_is_the_clients_to_the_letter(party: Party) -> None:
    for wrong in (None, "", BACK + "/", BACK + "?a=b", BACK.upper(), OTHER_BACK, BACK + "#x"):
        answer = party.push(redirect_uri=wrong)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request"), wrong


def test_a_request_is_its_own_clients_and_ends(party: Party) -> None:
    request_uri = party.push().json()["request_uri"]
    other = register(party.api)
    assert party.begin(request_uri, other.id).json()["code"] == "sign_in_unreturnable"
    assert party.begin(URN + "x").json()["code"] == "sign_in_unreturnable"
    assert party.begin(request_uri).status_code == 303
    party.api.scene.clock.advance(91)
    assert party.begin(request_uri).json()["code"] == "sign_in_unreturnable"


def test_a_browser_alone_asks_only_where_that_is_allowed(party: Party) -> None:
    http = party.api.http
    refused = http.get("/openid/authorize", params=party.asked(), follow_redirects=False)
    assert refused.json()["code"] == "sign_in_unreturnable"
    open_to_all = register(party.api, unpushed=True)
    asked = open_to_all.asked()
    link = http.get("/openid/authorize", params=asked, follow_redirects=False)
    assert link.status_code == 303
    back = http.get(check(party.api, link.headers["location"], 1), follow_redirects=False)
    verified(open_to_all, open_to_all.exchange(told(back)["code"]))
    create = http.get(
        "/openid/authorize", params={**asked, "prompt": "create"}, follow_redirects=False
    )
    assert told(create)["error"] == "invalid_request"
    for wrong in ({"client_id": "rpy_x"}, {"redirect_uri": OTHER_BACK}):
        lost = http.get("/openid/authorize", params={**asked, **wrong}, follow_redirects=False)
        assert lost.json()["code"] == "sign_in_unreturnable"


def test_who_is_not_enrolled_is_told_no_more_than_anybody(party: Party) -> None:
    answer = party.push(login_hint="nobody")
    assert answer.json() == {
        "error": "access_denied",
        "error_description": "This subject cannot sign in.",
    }


def test_somebody_else_does_not_sign_in(party: Party) -> None:
    assert told(party.passed(person=2))["error"] == "access_denied"


def test_coming_back_before_the_check_is_no_sign_in(party: Party) -> None:
    link = party.begin(party.push().json()["request_uri"]).headers["location"]
    parts = urlsplit(link)
    own = {"Sec-Fetch-Site": "same-origin"}
    with httpx.Client(base_url=party.api.url, headers=own) as browser:
        browser.post(f"{parts.path}/api/enter", json={"key": parts.fragment})
        ended = browser.post(f"{parts.path}/api/cancel").json()
    returns = urlsplit(ended["returns"])
    back = party.api.http.get(f"{returns.path}?{returns.query}", follow_redirects=False)
    assert told(back)["error"] == "access_denied"


def test_a_code_is_good_once_for_whom_it_was_made(party: Party) -> None:
    code = party.code()
    other = register(party.api)
    for change in (
        {"code_verifier": "b" * 43},
        {"code_verifier": None},
        {"redirect_uri": OTHER_BACK},
        {"redirect_uri": None},
        {"code": code[:-2]},
        {"code": None},
    ):
        assert party.exchange(code, **change).json()["error"] == "invalid_grant", change
    assert replace(other, verifier=party.verifier).exchange(code).json()["error"] == "invalid_grant"
    wrong = party.exchange(code, grant_type="password").json()["error"]
    assert wrong == "unsupported_grant_type"
    assert party.exchange(code).status_code == 200
    assert party.exchange(code).json()["error"] == "invalid_grant"


def test_one_check_gives_one_id_token_however_often_its_browser_comes_back(party: Party) -> None:
    link = party.begin(party.push().json()["request_uri"]).headers["location"]
    home = check(party.api, link, 1)
    first, second = (
        told(party.api.http.get(home, follow_redirects=False))["code"] for _ in range(2)
    )
    assert party.exchange(first).status_code == 200
    assert party.exchange(second).json()["error"] == "invalid_grant"


def test_a_code_ends_after_a_minute(party: Party) -> None:
    code = party.code()
    party.api.scene.clock.advance(61)
    assert party.exchange(code).json()["error"] == "invalid_grant"


def test_with_its_app_token_a_client_is_over(party: Party) -> None:
    code, tokens = party.code(), party.exchange(party.code()).json()
    request_uri = party.push().json()["request_uri"]
    party.api.scene.tenants.revoke(party.api.tenant, party.token_id)
    assert party.push().json()["error"] == "invalid_client"
    assert party.exchange(code).json()["error"] == "invalid_client"
    assert party.begin(request_uri).json()["code"] == "sign_in_unreturnable"
    access = {"Authorization": f"Bearer {tokens['access_token']}"}
    answer = party.api.http.get("/openid/userinfo", headers=access)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")


def test_a_rotated_token_is_the_same_client(party: Party) -> None:
    tenants = party.api.scene.tenants
    fresh = tenants.rotate(party.api.tenant, party.token_id, timedelta(0))
    renewed = replace(party, token_id=fresh.token.id, secret=fresh.secret)
    assert verified(renewed, renewed.exchange(renewed.code()))["aud"] == party.id


def test_an_erased_person_has_no_claims_left(party: Party) -> None:
    tokens = party.exchange(party.code()).json()
    found = party.api.call("POST", "/v1/subjects/lookup", json={"subject_ref": "subject-1"}).json()
    assert party.api.call("DELETE", f"/v1/subjects/{found['id']}").status_code == 200
    access = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert party.api.http.get("/openid/userinfo", headers=access).status_code == 401


def test_a_level_that_is_not_reached_is_no_sign_in(party: Party) -> None:
    reached = verified(party, party.exchange(party.code()))["acr"]
    assert told(party.passed(acr_values=reached)).get("code")


def test_a_client_enrols_somebody(party: Party) -> None:
    code = party.code(person=3, prompt="create", login_hint="subject-3")
    claims = verified(party, party.exchange(code))
    assert "amr" not in claims
    assert "acr" not in claims
    assert told(party.passed(person=3, login_hint="subject-3"))["code"]


def keyed(api: Api, *keys: Any, **more: Any) -> Party:
    shown = [{**key.as_dict(private=False)} for key in keys]
    return register(api, jwks=json.dumps({"keys": shown}), **more)


def assertion(party: Party, key: Any, alg: str, **change: Any) -> dict[str, str]:
    now = int(party.api.scene.clock.now().timestamp())
    claims = {
        "iss": party.id,
        "sub": party.id,
        "aud": party.api.scene.services.public_url,
        "exp": now + 60,
        "jti": generate_token(),
        **change,
    }
    claims = {name: value for name, value in claims.items() if value is not None}
    text = jwt.encode({"alg": alg, "kid": key.kid}, claims, key, [alg])
    return {"client_assertion_type": ASSERTION, "client_assertion": text}


def test_a_client_with_keys_proves_itself_by_them_alone(party: Party) -> None:
    key, other = (ECKey.generate_key("P-256", auto_kid=True) for _ in range(2))
    mine = keyed(party.api, key)
    form = mine.asked()
    once = assertion(mine, key, "ES256")
    assert mine.post("par", {**form, **once}, headers={}).status_code == 201
    now = int(party.api.scene.clock.now().timestamp())
    deep = base64url(b"[" * 2900)
    wrong = {
        "used before": once,
        "another's key": assertion(mine, other, "ES256"),
        "of somebody else": assertion(mine, key, "ES256", iss=party.id),
        "about somebody else": assertion(mine, key, "ES256", sub=party.id),
        "for somebody else": assertion(mine, key, "ES256", aud="https://other.example"),
        "for nobody": assertion(mine, key, "ES256", aud=None),
        "over": assertion(mine, key, "ES256", exp=now - 60),
        "for ever": assertion(mine, key, "ES256", exp=now + 3600),
        "without an end": assertion(mine, key, "ES256", exp=None),
        "an end in words": assertion(mine, key, "ES256", exp="soon"),
        "without a name": assertion(mine, key, "ES256", jti=None),
        "not signed": {**once, "client_assertion": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."},
        "no JWT": {**once, "client_assertion": "x"},
        "too deep": {**once, "client_assertion": f"eyJhbGciOiJFUzI1NiJ9.{deep}.e30"},
    }
    for way, given in wrong.items():
        answer = mine.post("par", {**form, **given}, headers={})
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client"), way
    assert mine.post("par", form).json()["error"] == "invalid_client"  # its secret is none here


def test_a_shared_key_signs_no_assertion(party: Party) -> None:
    key = RSAKey.generate_key(2048, auto_kid=True)
    mine = keyed(party.api, key)
    right = assertion(mine, key, "RS256")
    assert mine.post("par", {**mine.asked(), **right}, headers={}).status_code == 201
    body = right["client_assertion"].split(".")[1]
    head = base64url(json.dumps({"alg": "HS256", "kid": key.kid}).encode())
    signed = f"{head}.{body}".encode()
    forged = base64url(hmac.digest(key.as_pem(private=False), signed, "sha256"))
    given = {**mine.asked(), **right, "client_assertion": f"{head}.{body}.{forged}"}
    assert mine.post("par", given, headers={}).json()["error"] == "invalid_client"


def test_two_sites_get_two_names_for_one_person(party: Party) -> None:
    other = register(party.api, OTHER_BACK)
    link = other.begin(other.push(redirect_uri=OTHER_BACK).json()["request_uri"])
    home = check(party.api, link.headers["location"], 1)
    back = party.api.http.get(home, follow_redirects=False).headers["location"]
    code = parse_qs(urlsplit(back).query)["code"][0]
    theirs = verified(other, other.exchange(code, redirect_uri=OTHER_BACK))
    assert theirs["sub"] != verified(party, party.exchange(party.code()))["sub"]


def test_discovery_lists_what_is_there(api: Api) -> None:
    said = api.http.get("/.well-known/openid-configuration").json()
    same = api.http.get("/.well-known/oauth-authorization-server").json()
    assert said == same
    for name in (
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "jwks_uri",
        ASIDE,
    ):
        assert said[name].startswith(f"{said['issuer']}/openid/")
        assert api.http.get(urlsplit(said[name]).path).status_code != 404


def brought(party: Party, asked: Mapping[str, str], *, form: bool) -> httpx.Response:
    http = party.api.http
    if form:
        return http.post("/openid/authorize", data=asked, headers=ELSEWHERE, follow_redirects=False)
    return http.get("/openid/authorize", params=asked, headers=ELSEWHERE, follow_redirects=False)


ELSEWHERE = {"Origin": "https://shop.example", "Sec-Fetch-Site": "cross-site"}


def test_a_browser_may_bring_a_form_and_is_answered_as_with_a_link(party: Party) -> None:
    open_to_all = register(party.api, unpushed=True)
    for way, (change, error) in {
        **WRONG,
        "enrolling": (CREATE, OAuthError.INVALID_REQUEST),
    }.items():
        asked = open_to_all.asked(**change)
        by_link, by_form = (brought(party, asked, form=each) for each in (False, True))
        assert told(by_link) == told(by_form), way
        assert told(by_form)["error"] == error.value, way
    for asked in (
        party.asked(),
        open_to_all.asked(redirect_uri=OTHER_BACK),
        {"client_id": "rpy_x"},
    ):
        for form in (False, True):
            assert brought(party, asked, form=form).json()["code"] == "sign_in_unreturnable"
    pushed = {"client_id": party.id, "request_uri": party.push().json()["request_uri"]}
    link = brought(party, pushed, form=True)
    assert link.status_code == 303  # so that the browser goes on with GET
    assert "set-cookie" not in link.headers
    home = check(party.api, link.headers["location"], 1)
    back = told(party.api.http.get(home, follow_redirects=False))
    verified(party, party.exchange(back["code"]))


def test_what_a_browser_brings_is_one_form_and_nothing_beside_it(party: Party) -> None:
    mine = register(party.api, unpushed=True)
    http, typed = party.api.http, {"Content-Type": "application/x-www-form-urlencoded"}
    wrong: Mapping[str, dict[str, Any]] = {
        "a query beside it": {"params": {"prompt": "login"}, "data": mine.asked()},
        "a query alone": {"params": mine.asked()},
        "JSON": {"json": mine.asked()},
        "parts": {"files": {name: (None, value) for name, value in mine.asked().items()}},
        "twice": {"content": b"scope=openid&scope=openid", "headers": typed},
        "no text": {"content": b"\xff\xfe", "headers": typed},
    }
    for way, how in wrong.items():
        answer = http.post("/openid/authorize", follow_redirects=False, **how)
        assert (answer.status_code, answer.json()["code"]) == (400, "sign_in_unreturnable"), way
    too_much = http.post("/openid/authorize", data={"state": "x" * 9000})
    assert (too_much.status_code, too_much.json()["code"]) == (413, "body_too_large")


BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


def test_a_browser_that_cannot_be_sent_back_reads_a_page_and_a_client_a_problem(
    party: Party,
) -> None:
    asked = party.asked()
    lost = {
        "/openid/authorize": {**asked, "client_id": "rpy_x"},
        "/openid/return": {"state": "none"},
    }
    for path, query in lost.items():
        said = party.api.http.get(path, params=query, headers={"Accept": "application/json"})
        assert (said.status_code, said.json()["code"]) == (400, "sign_in_unreturnable")
        german = BROWSER | {"Accept-Language": "de-CH, en;q=0.5"}
        page = party.api.http.get(path, params=query, headers=german)
        assert (page.status_code, page.headers["content-language"]) == (400, "de")
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "sign_in_unreturnable" in page.text
        assert "Gehen Sie dorthin zurück" in page.text
        assert page.headers["cache-control"] == "no-store"
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "form-action 'none'" in policy
        unsaid = ("<script", "style=", "subject-1", "rpy_x")
        assert not [each for each in unsaid if each in page.text]
    method = party.api.http.put("/openid/authorize", headers=BROWSER)
    assert (method.status_code, method.headers["allow"]) == (405, "GET, POST")
    assert "method_not_allowed" in method.text
    assert "<h1>" in method.text


def test_other_addresses_answer_problems_to_browsers_too_and_a_way_back_stays_one(
    party: Party,
) -> None:
    answer = party.post("par", party.asked(), headers=BROWSER)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert party.api.http.get("/v1/nothing", headers=BROWSER).json()["code"] == "not_found"
    open_to_all = register(party.api, unpushed=True)
    wrong = open_to_all.asked(scope="email")
    back = party.api.http.get(
        "/openid/authorize", params=wrong, headers=BROWSER, follow_redirects=False
    )
    assert told(back)["error"] == "invalid_scope"
