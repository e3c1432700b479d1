from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from inperson.audit import AuditLog
from inperson.core import TenantId
from inperson.http import create_app
from inperson.http.console import ConsoleServices
from inperson.people import SignedIn
from inperson.people.staff import Staff
from inperson.tenants import Role, Tenant, TokenKind
from inperson.usage import Cloud, CustomerUsage
from inperson.usage.billing import Operation, Outcome, PeriodUsage
from inperson.usage.periods import Period
from tests.http.conftest import MAX_BODY
from tests.people.authenticator import ORIGIN, Authenticator
from tests.people.conftest import House, house_of
from tests.scene import Scene, open_scene
from tests.serving import client, serving

HTML = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
JSON = {"Accept": "application/json", "Sec-Fetch-Site": "same-origin"}
LINE = Operation("authenticate", Outcome.ACCEPTED, TokenKind.PRODUCTION)
USED = PeriodUsage(Period("2026-01"), {LINE: 7}, {TokenKind.PRODUCTION: 3}, closed=True)


@dataclass
class CountedUsage:
    """Usage that a test wrote down."""

    names: dict[TenantId, str]

    def tenant_usage(self, tenant_id: TenantId) -> Sequence[PeriodUsage]:
        return [USED] if tenant_id in self.names else []

    def all_clients_usage(self) -> Sequence[CustomerUsage]:
        formula = '=HYPERLINK("http://evil.example","x")'
        managed = (CustomerUsage(*each, Cloud.MANAGED, USED) for each in self.names.items())
        return [*managed, CustomerUsage("cli_bank", formula, Cloud.PRIVATE, USED)]


@dataclass
class Browser:
    """Somebody's browser: a cookie, and the device that made its passkey."""

    http: httpx.Client
    cookie: str
    device: Authenticator
    entered: SignedIn | None = None

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self._send("GET", path, HTML, **more)

    def post(self, path: str, **form: str) -> httpx.Response:
        return self._send("POST", path, HTML, data=form)

    def ask(self, path: str, **form: str) -> httpx.Response:
        """Send a form as the pages' script does."""
        return self._send("POST", path, JSON, data=form)

    def _send(self, method: str, path: str, headers: dict[str, str], **more: Any) -> httpx.Response:
        cookies = {"Cookie": f"console={self.cookie}"} if self.cookie else {}
        return self.http.request(method, path, headers=headers | cookies, **more)

    def step_up(self) -> None:
        cookies = {"Cookie": f"console={self.cookie}"}
        asked = self.http.post("/console/api/step-up/begin", headers=JSON | cookies, json={})
        answer = {"answer": self.device.get(asked.json())}
        done = self.http.post("/console/api/step-up/finish", headers=JSON | cookies, json=answer)
        assert done.status_code == 200, done.text


@dataclass
class Office:
    """A service with consoles."""

    house: House
    scene: Scene
    http: httpx.Client
    tenant: TenantId
    other: TenantId

    def enter(
        self, role: Role = Role.OPERATOR, tenant: TenantId | None = None, name: str = "Ann"
    ) -> Browser:
        device = Authenticator()
        entered = self.house.join(device, role, tenant, name)
        return Browser(self.http, entered.secret, device, entered)

    def stale(self) -> None:
        """Let so much time pass that every proof is old."""
        self.scene.clock.advance(5 * 60)


def console_of(scene: Scene, house: House, **more: Any) -> ConsoleServices:
    def add(name: str, actor: str) -> Tenant:
        return scene.tenants.tenant(scene.add_tenant(name))

    def server() -> AuditLog:
        return house.log(None)

    vaults = {each.id: scene.vault(each.id) for each in scene.tenants.tenants()}
    given: dict[str, Any] = {
        "staff": Staff(house.people, house.entrance, house.account, house.visits),
        "add_tenant": add,
        "open_vault": vaults.__getitem__,
        "open_audit": scene.audit,
        "server_audit": server,
        "open_improvement": scene.server.improvement,
        "open_figures": scene.server.own,
        "clock": scene.clock,
        "workers": scene.server.workers,
    }
    return ConsoleServices(**given | more)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    scene = open_scene(tmp_path)
    tenant, other = scene.add_tenant("one"), scene.add_tenant("two")
    house = house_of(scene, tenant)
    usage = CountedUsage({tenant: "one", other: "two"})
    console = console_of(scene, house, usage=usage)
    services = replace(scene.services, console=console, public_url=ORIGIN)
    app = create_app(services, max_body_bytes=MAX_BODY)
    with serving(app) as url, client(url) as http:
        yield Office(house, scene, http, tenant, other)
    scene.server.close()
