"""Two tenants on one server, and everybody who may come to it."""

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from inperson.core import SystemEntropy, TenantId
from inperson.http import create_app
from inperson.http.readiness import ScrapeKey
from inperson.sessions import SessionKind
from inperson.tenants import Role, Scope, TokenKind
from inperson.tenants.text import new_token_text
from tests.http.conftest import MAX_BODY
from tests.http.console.conftest import Browser, CountedUsage, console_of
from tests.people.authenticator import Authenticator
from tests.people.conftest import House, house_of
from tests.rights.disclosing import Office
from tests.scene import Scene, open_scene
from tests.serving import client, serving

OWN_PAGE = {"Accept": "application/json", "Sec-Fetch-Site": "same-origin"}
NOT_DATA = {
    # the day on which a token was used last is noted before its request is refused
    "app_tokens": ("last_used_on",),
    # and so is the minute in which one of the staff was seen last
    "console_sessions": ("last_seen_at",),
}
"""Columns that may change though a request is refused, by table."""
Headers = Mapping[str, str]
STAFF = (Role.OPERATOR, Role.TENANT_ADMIN, Role.TENANT_AUDITOR)


@dataclass(frozen=True)
class Town:
    """One server, its tenants, and callers of every sort."""

    scene: Scene
    house: House
    app: FastAPI
    http: httpx.Client
    one: TenantId
    two: TenantId
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _tokens: dict[Any, str] = field(default_factory=dict)
    _offices: dict[Any, Office] = field(default_factory=dict)

    def new_ref(self) -> str:
        return f"subject-{next(self._numbers)}"

    def new_start(self) -> int:
        """Return a number for frames that nobody showed before."""
        return 16 * next(self._numbers)

    def office(self, kind: TokenKind, tenant: TenantId | None = None) -> Office:
        key = (tenant or self.one, kind)
        if key not in self._offices:
            self._offices[key] = Office(self.scene, *key)
        return self._offices[key]

    def bearer(
        self, kind: TokenKind, *scopes: Scope, tenant: TenantId | None = None
    ) -> dict[str, str]:
        """Return the header of an app token, with all scopes if none is named."""
        key = (tenant or self.one, kind, scopes or tuple(Scope))
        if key not in self._tokens:
            secret = self._tokens[key] = self.scene.token(key[0], kind, *key[2]).secret
            self.scene.tenants.authenticate(secret)  # the day of its use is noted once
        return {"Authorization": f"Bearer {self._tokens[key]}"}

    def ask(self, route: str, headers: Headers, **request: Any) -> httpx.Response:
        """Ask a route, `GET /v1/usage`."""
        self.http.cookies.clear()  # each caller sends what is its own
        method, _, path = route.partition(" ")
        return self.http.request(method, path, headers=dict(headers), **request)

    def make(self, path: str, kind: TokenKind, tenant: TenantId | None, body: Any) -> Any:
        """Make something over the API, in the name of who may do everything."""
        answer = self.ask(f"POST {path}", self.bearer(kind, tenant=tenant), json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def enrol(self, kind: TokenKind, tenant: TenantId | None = None, ref: str = "") -> str:
        """Enrol somebody, and return the subject's id."""
        of, ref = self.office(kind, tenant), ref or self.new_ref()
        return str(of.capture(SessionKind.ENROLL, ref, start=self.new_start()).subject_id)

    def code(self, kind: TokenKind, ref: str, tenant: TenantId | None = None) -> str:
        """Invite a subject to the privacy centre."""
        made = self.make("/v1/privacy-centre/invitations", kind, tenant, {"subject_ref": ref})
        return str(made["code"])

    def ticket(self, kind: TokenKind, ref: str, tenant: TenantId | None = None) -> str:
        """Return the ticket of who came into the privacy centre by a code."""
        path = f"/privacy/{tenant or self.one}/api/enter"
        entered = self.ask(f"POST {path}", OWN_PAGE, json={"code": self.code(kind, ref, tenant)})
        return str(entered.cookies["inperson_centre"])

    def session(self, kind: TokenKind, tenant: TenantId | None = None) -> Any:
        """Open a session for a live capture."""
        return self.make("/v1/sessions", kind, tenant, {"kind": "liveness"})

    def staff(self, role: Role, tenant: TenantId | None = None) -> Browser:
        device = Authenticator()
        joined = self.house.join(device, role, tenant, role.value)
        return Browser(self.http, joined.secret, device, joined)

    def strangers(self) -> dict[str, Headers]:
        """Return what everybody sends whom the API does not let in, by the table's words."""
        tenants, one = self.scene.tenants, self.one
        revoked, expired = self.scene.token(one), self.scene.token(one)
        tenants.revoke(one, revoked.token.id)
        tenants.rotate(one, expired.token.id, timedelta(0))
        ticket = self.ticket(TokenKind.DEVELOPER, self.new_ref())
        staff = {role: {"Cookie": f"console={self.staff(role).cookie}"} for role in STAFF}
        return {
            "nobody": {},
            "a malformed token": _bearer("inp_dev_x"),
            "an unknown token": _bearer(new_token_text(TokenKind.DEVELOPER, SystemEntropy())),
            "a revoked token": _bearer(revoked.secret),
            "an expired token": _bearer(expired.secret),
            "a device with a session's token": _bearer(
                self.session(TokenKind.DEVELOPER)["session_token"]
            ),
            "a centre's ticket as a token": _bearer(ticket),
            "a visitor of the privacy centre": {"Cookie": f"inperson_centre={ticket}"},
            "an operator's console": staff[Role.OPERATOR],
            "a tenant admin's console": staff[Role.TENANT_ADMIN],
            "a tenant auditor's console": staff[Role.TENANT_AUDITOR],
        }

    def unchanged(self) -> AbstractContextManager[None]:
        """Fail if anything that is kept is not as it was before."""
        return unchanged(self.scene.folder)


@contextmanager
def open_town(folder: Path) -> Iterator[Town]:
    """Serve two tenants and the consoles."""
    scene = open_scene(folder)
    one, two = scene.add_tenant("one"), scene.add_tenant("two")
    house = house_of(scene, one)
    consoles = console_of(scene, house, usage=CountedUsage({one: "one", two: "two"}))
    key = ScrapeKey.of(b"the secret of the figures")
    services = replace(scene.services, console=consoles, scrape_key=key)
    app = create_app(services, max_body_bytes=MAX_BODY)
    with serving(app) as url, client(url) as http:
        yield Town(scene, house, app, http, one, two)
    scene.stores.close()


def kept(folder: Path) -> dict[str, str]:
    """Return a digest of every table of every store, and of every key file."""
    files = (folder / "kek").rglob("*")
    found = {str(each): _digest(each.read_bytes()) for each in files if each.is_file()}
    for path in sorted(folder.rglob("*.db")):
        found |= _tables(path)
    return found


@contextmanager
def unchanged(folder: Path) -> Iterator[None]:
    """Fail if anything that a folder's stores keep is not as it was before."""
    before = kept(folder)
    yield
    after = kept(folder)
    changed = sorted(each for each in before | after if before.get(each) != after.get(each))
    assert not changed, changed


def _bearer(secret: str) -> Headers:
    return {"Authorization": f"Bearer {secret}"}


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _tables(path: Path) -> dict[str, str]:
    found = {}
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as store:
        store.execute("BEGIN")
        names = [
            name for (name,) in store.execute("SELECT name FROM sqlite_schema WHERE type='table'")
        ]
        for name in names:
            columns = [row[1] for row in store.execute(f'PRAGMA table_info("{name}")')]
            data = ", ".join(f'"{each}"' for each in columns if each not in NOT_DATA.get(name, ()))
            rows = sorted(map(repr, store.execute(f'SELECT {data} FROM "{name}"')))
            found[f"{path.stem} {name}"] = _digest(*(each.encode() for each in rows))
    return found
