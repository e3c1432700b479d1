"""A tenant's back end that asks for links, and the browsers that are led there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from inperson.core import TenantId
from inperson.tenants import Scope, TokenKind, TokenLimits
from tests.capturing import Wire, wire
from tests.http.conftest import Api
from tests.serving import client

RETURNS = ("https://shop.example/done", "http://localhost:3000/done", "org.example.shop:/done")
REAL = tuple(each for each in RETURNS if "localhost" not in each)
BACK = RETURNS[0]


def shop(api: Api, kind: TokenKind = TokenKind.DEVELOPER, tenant: TenantId | None = None) -> Api:
    """Return a back end whose token lists addresses to return to."""
    returns = RETURNS if kind is TokenKind.DEVELOPER else REAL
    limits = TokenLimits(frozenset({Scope.SESSIONS}), returns=returns)
    tenant = tenant or api.tenant
    return Api(
        api.scene,
        tenant,
        api.http,
        api.scene.tenants.issue_token(tenant, kind, "", None, limits).secret,
    )


def linked(shop: Api, return_to: str = BACK, **more: Any) -> dict[str, Any]:
    """Open a session with a link."""
    link = {"return_to": return_to} | {k: more.pop(k) for k in ("state", "hand_off") if k in more}
    return shop.open(link=link, **more)


def key_of(url: str) -> str:
    return urlsplit(url).fragment


@dataclass
class Browser:
    """One browser at the page of a tenant's checks."""

    http: httpx.Client
    tenant: str

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def call(self, method: str, path: str, **request: Any) -> httpx.Response:
        headers = {"Sec-Fetch-Site": "same-origin"} | request.pop("headers", {})
        address = f"/check/{self.tenant}/api/{path}"
        return self.http.request(method, address, headers=headers, **request)

    def post(self, path: str, **body: Any) -> httpx.Response:
        return self.call("POST", path, json=body or None)

    def opens(self, url: str) -> httpx.Response:
        return self.post("enter", key=key_of(url))

    def progress(self) -> dict[str, Any]:
        answer = self.call("GET", "progress")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def token(self) -> str:
        answer = self.post("begin")
        assert answer.status_code == 200, answer.text
        return str(answer.json()["session_token"])


def browser(api: Api, tenant: str | None = None) -> Browser:
    return Browser(client(api.url), tenant or api.tenant)


def returned(progress: dict[str, Any]) -> tuple[str, dict[str, str]]:
    address, _, query = str(progress["returns"]).partition("?")
    return address, dict(parse_qsl(query))


@contextmanager
def line(api: Api, opened: dict[str, Any]) -> Iterator[Wire]:
    """Connect to the capture as the server's own page does."""
    with wire(api.url, opened["id"], origin=api.scene.services.public_url) as made:
        yield made
