"""Back-channel logout: a relying party hears, once and alone, that a person's sign-in is over.

The relying party is a strict one that we did not write: joserfc reads the token, and what OpenID
Connect Back-Channel Logout 1.0 (2.6) asks for is held here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from inperson.adapters.jose import FileIdTokenSigner
from inperson.adapters.outgoing import HttpSender
from inperson.core import SystemEntropy, TenantId
from inperson.deliveries import DeliveryKind, Outbox
from inperson.openid import ClientLetters
from inperson.sessions import SignIn
from inperson.sessions.lockout import DISABLED_FROM, Attempts
from inperson.sessions.rows import AttemptRows
from inperson.tenants import Scope, TokenKind
from tests.http.conftest import Api
from tests.http.test_openid import BACK, OTHER_BACK, Party, check, claims_of, register, verified
from tests.receiving import HERE, Receiver, answering, receiving
from tests.scene import png

EVENT = "http://schemas.openid.net/event/backchannel-logout"


@pytest.fixture
def ears() -> Iterator[Receiver]:
    with receiving(answering(200)) as receiver:
        yield receiver


def writer(api: Api) -> ClientLetters:
    services = api.scene.services
    return ClientLetters(
        services.tenants,
        services.openid.signer,
        services.public_url,
        api.scene.clock,
        SystemEntropy(),
    )


def send(api: Api, tenant: TenantId | None = None) -> int:
    desk = api.scene.desk(tenant or api.tenant)
    return Outbox(desk, write=writer(api).written).run_due(HttpSender(HERE))


def heard(api: Api, receiver: Receiver) -> list[dict[str, Any]]:
    """Return the claims of what a relying party was sent, each read as it has to."""
    discovery = api.http.get("/.well-known/openid-configuration").json()
    assert discovery["backchannel_logout_supported"] is True
    keys = KeySet.import_key_set(api.http.get(urlsplit(discovery["jwks_uri"]).path).json())
    found = []
    for each in receiver.received:
        assert each.headers["content-type"] == "application/x-www-form-urlencoded"
        form = dict(parse_qsl(each.body.decode(), strict_parsing=True))
        assert set(form) == {"logout_token"}
        read = jwt.decode(form["logout_token"], keys, algorithms=["RS256"])
        now = int(api.scene.clock.now().timestamp())
        assert (read.header["typ"], read.claims["iss"]) == ("logout+jwt", discovery["issuer"])
        assert read.claims["events"] == {EVENT: {}}
        assert set(read.claims) == {"iss", "sub", "aud", "iat", "exp", "jti", "events"}
        assert read.claims["iat"] <= now < read.claims["exp"] <= now + 120
        found.append(dict(read.claims))
    assert len({each["jti"] for each in found}) == len(found)
    return found


def listening(api: Api, receiver: Receiver | None, back: str = BACK) -> Party:
    return register(api, back, logout_uri=None if receiver is None else receiver.url)


def sign_in(
    party: Party, person: int = 1, back: str = BACK, ref: str = "subject-1", **change: str
) -> str:
    """Sign somebody in, and return the name that the relying party has of it."""
    pushed = party.push(redirect_uri=back, login_hint=ref, **change).json()
    link = party.begin(pushed["request_uri"]).headers["location"]
    home = check(party.api, link, person)
    went = party.api.http.get(home, follow_redirects=False).headers["location"]
    code = dict(parse_qsl(urlsplit(went).query))["code"]
    answer = party.exchange(code, redirect_uri=back)
    assert answer.status_code == 200, answer.text
    return str(claims_of(answer.json()["id_token"])["sub"])


def subject_id(api: Api, ref: str = "subject-1") -> str:
    return str(api.call("POST", "/v1/subjects/lookup", json={"subject_ref": ref}).json()["id"])


def erase(api: Api) -> None:
    assert api.call("DELETE", f"/v1/subjects/{subject_id(api)}").status_code == 200


def ask(kind: str, **more: Any) -> Callable[[Api], None]:
    def asked(api: Api) -> None:
        body = {"kind": kind, "subject_ref": "subject-1", **more}
        rights = api.by(TokenKind.DEVELOPER, None, Scope.RIGHTS)
        answer = rights.call("POST", "/v1/privacy-requests", json=body)
        assert answer.status_code == 201, answer.text

    return asked


def disable(api: Api) -> None:
    """Let an authentication fail, once too often."""
    about = subject_id(api)
    desk = api.scene.desk(api.tenant)
    with desk.whole.begin() as tx:
        tx.rows(AttemptRows).set_attempts(about, Attempts(DISABLED_FROM - 1))  # type: ignore[arg-type]
    assert api.run("authenticate", png(2, 40))["decision"] != "match"


ENDS: Mapping[str, Callable[[Api], None]] = {
    "erasure": erase,
    "withdrawal": ask("withdrawal", purpose="identity"),
    "restriction": ask("restriction"),
    "far too many failures": disable,
}
GO_ON: Mapping[str, Callable[[Api], None]] = {
    "nothing": lambda api: None,
    "withdrawal of improvement": ask("withdrawal", purpose="improvement"),
    "access": ask("access"),
    "a failure": lambda api: (api.run("authenticate", png(2, 41)), None)[1],
}


@pytest.mark.parametrize("end", ENDS)
def test_the_end_of_a_sign_in_is_told_once(api: Api, ears: Receiver, end: str) -> None:
    assert api.capture("enroll")["decision"] == "enrolled"
    party = listening(api, ears)
    name = sign_in(party)
    assert sign_in(party) == name
    ENDS[end](api)
    assert send(api) == 1
    (told,) = heard(api, ears)
    assert (told["sub"], told["aud"]) == (name, party.id)
    if end in {"restriction", "far too many failures"}:
        erase(api)
    assert send(api) == 0  # nothing is left of where it was


@pytest.mark.parametrize("end", ["erasure", "withdrawal", "restriction"])
def test_who_ends_it_before_the_code_is_used_is_not_signed_in(
    api: Api, ears: Receiver, end: str
) -> None:
    assert api.capture("enroll")["decision"] == "enrolled"
    party = listening(api, ears)
    access = party.exchange(party.code()).json()["access_token"]
    code = party.code()
    ENDS[end](api)
    answer = party.exchange(code)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    bearer = {"Authorization": f"Bearer {access}"}
    assert api.http.get("/openid/userinfo", headers=bearer).status_code == 401


@pytest.mark.parametrize("other", GO_ON)
def test_what_ends_no_sign_in_is_not_told(api: Api, ears: Receiver, other: str) -> None:
    assert api.capture("enroll")["decision"] == "enrolled"
    sign_in(listening(api, ears))
    GO_ON[other](api)
    assert send(api) == 0
    assert ears.received == []


def test_each_relying_party_hears_its_own_name_and_others_hear_nothing(api: Api) -> None:
    assert api.capture("enroll")["decision"] == "enrolled"
    with receiving(answering(200)) as mine, receiving(answering(200)) as theirs:
        one, other = listening(api, mine), listening(api, theirs, OTHER_BACK)
        with receiving(answering(200)) as nobody:
            listening(api, nobody)  # where nobody ever signed in
            silent = listening(api, None)  # which wants to hear nothing
            names = sign_in(one), sign_in(other, back=OTHER_BACK)
            stays = sign_in(one, 3, ref="subject-3", prompt="create")
            sign_in(silent)
            erase(api)
            assert send(api) == 2
            assert nobody.received == []
        (here,), (there,) = heard(api, mine), heard(api, theirs)
    assert (here["sub"], there["sub"]) == names
    assert (here["aud"], there["aud"]) == (one.id, other.id)
    assert stays not in {here["sub"], there["sub"]}


def test_another_tenants_client_is_told_nothing(api: Api, ears: Receiver) -> None:
    stranger = api.scene.add_tenant("stranger")
    party = listening(api, ears)
    about = asdict(SignIn(party.id, "x"))
    assert writer(api).written(api.tenant, DeliveryKind.LOGOUT, about) is not None
    assert writer(api).written(stranger, DeliveryKind.LOGOUT, about) is None


def test_a_client_that_is_over_is_told_nothing_and_forgotten(api: Api, ears: Receiver) -> None:
    assert api.capture("enroll")["decision"] == "enrolled"
    party = listening(api, ears)
    sign_in(party)
    api.scene.tenants.revoke(api.tenant, party.token_id)
    erase(api)
    send(api)
    assert ears.received == []
    assert Outbox(api.scene.desk(api.tenant)).pending() == []


def test_what_a_relying_party_refuses_is_sent_again_under_a_new_name(api: Api) -> None:
    assert api.capture("enroll")["decision"] == "enrolled"
    with receiving(answering(400)) as ears:
        sign_in(listening(api, ears))
        erase(api)
        assert send(api) == 0
        (waits,) = Outbox(api.scene.desk(api.tenant)).pending()
        assert (waits.kind, waits.failure) == (DeliveryKind.LOGOUT, "http_400")
        ears.behave = answering(200)
        api.scene.clock.advance(60)
        assert send(api) == 1
        first, second = (each.body for each in ears.received)
        assert first != second


def test_an_address_that_nothing_is_sent_to_is_refused_at_once(api: Api) -> None:
    admin = api.by(TokenKind.DEVELOPER, None, Scope.ADMIN, Scope.OPENID)
    wanted = {"scopes": ["openid"], "returns": [BACK]}
    for url in ("http://shop.example/out", "https://10.0.0.1/out", "https://u@shop.example/", "x"):
        body = wanted | {"backchannel_logout_uri": url}
        answer = admin.call("POST", "/v1/tokens", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "webhook_url_refused"), url
    lone = {"scopes": ["sessions"], "backchannel_logout_uri": "https://shop.example/out"}
    assert admin.call("POST", "/v1/tokens", json=lone).status_code == 422


def test_an_id_token_is_no_logout_token(api: Api, ears: Receiver) -> None:
    """RFC 8725, 3.11: neither stands for the other, whatever a reader forgets to look at."""
    assert api.capture("enroll")["decision"] == "enrolled"
    party = listening(api, ears)
    said = verified(party, party.exchange(party.code()))
    erase(api)
    assert send(api) == 1
    (told,) = heard(api, ears)
    assert "events" not in said
    assert "nonce" not in told
    assert isinstance(api.scene.services.openid.signer, FileIdTokenSigner)
