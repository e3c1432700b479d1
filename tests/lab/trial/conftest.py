"""A trial over a whole server, called as its page calls it, with faces that need no camera."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from inperson.client import Client, FrameSource, Target
from inperson.core import ManualClock, TenantId
from inperson.http import create_app
from inperson.improvement import ImprovementSet, KeptFootage
from inperson.rights.notices import LegalBasis, Notices, NoticeTerms
from inperson.sessions import BelowAge, ConsentPurpose
from inperson.tenants import of_server
from inperson_lab.trial import Book, default_plan
from inperson_lab.trial.back_end import add_trial
from inperson_lab.trial.filming import Filming
from tests.camera import frame
from tests.http.conftest import MAX_BODY
from tests.scene import Scene, open_scene
from tests.serving import client, serving

TERMS = NoticeTerms(
    "Lab Ltd",
    "lab@example.org",
    "DE",
    minimum_age=18,
    below=BelowAge.REFUSE,
    purposes=dict.fromkeys(ConsentPurpose, LegalBasis.EXPLICIT_CONSENT),
)


@dataclass
class Visitor:
    """Somebody with a link, in a browser of their own."""

    http: httpx.Client
    url: str
    serial: list[int]
    clock: ManualClock | None = None

    def ask(self, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        same = {"Sec-Fetch-Site": "same-origin"}
        if body is None:
            return self.http.get(f"/trial/api/{path}", headers=same)
        return self.http.post(f"/trial/api/{path}", json=body, headers=same)

    def state(self) -> dict[str, Any]:
        answer = self.ask("state")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def agree(self, **said: Any) -> httpx.Response:
        document = self.state()["documents"][0]
        return self.ask("consent", {"notice_sha256": document["sha256"], **said})

    def capture(
        self,
        presentation: str,
        wrong: str = "",
        person: int = 1,
        shown: FrameSource | None = None,
        **more: Any,
    ) -> httpx.Response:
        """Open the session of a presentation, and make its capture by the client."""
        if self.clock is not None:
            self.clock.advance(1)
        answer = self.ask("sessions", {"presentation": presentation, **more})
        if answer.status_code == 200:
            opened = answer.json()

            def source(at_s: float, target: Target | None) -> bytes:
                self.serial[0] += 1
                return frame(person, wrong, self.serial[0])

            with Client(self.url, "none") as maker:
                maker.capture(Opened(opened["id"], opened["session_token"]), shown or source)  # type: ignore[arg-type]
        return answer


@dataclass(frozen=True)
class Opened:
    """A session as a page knows it."""

    id: str
    session_token: str


@dataclass
class Stage:
    """The trial, and who comes."""

    scene: Scene
    tenant: TenantId
    book: Book
    filming: Filming
    url: str
    operator_code: str
    serial: list[int] = field(default_factory=lambda: [0])
    opened: list[httpx.Client] = field(default_factory=list)

    @property
    def improvement(self) -> ImprovementSet:
        return self.scene.improvement(self.tenant)

    def kept(self) -> list[KeptFootage]:
        return list(self.improvement.footage())

    def visitor(self, code: str = "") -> Visitor:
        self.opened.append(client(self.url).__enter__())
        made = Visitor(self.opened[-1], self.url, self.serial, self.scene.clock)
        if code:
            answer = made.ask("enter", {"code": code})
            assert answer.status_code == 200, answer.text
        return made

    def volunteer(self) -> Visitor:
        """Invite somebody who agrees."""
        ((_, code),) = self.book.invite(1)
        made = self.visitor(code)
        answer = made.agree(of_age=True)
        assert answer.status_code == 200, answer.text
        return made


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    book = Book(tmp_path / "pilot")
    opened: list[Scene] = []

    def improvement() -> ImprovementSet:
        return opened[0].improvement(book.read().tenant_id)

    filming = Filming(book, improvement)
    scene = open_scene(tmp_path, asked=True, footage=filming)
    opened.append(scene)
    tenant = scene.add_tenant("one")
    Notices(scene.services.desks.of(of_server(tenant))).publish(TERMS)
    code = book.begin(default_plan("pilot"), tenant, scene.token(tenant).secret)
    app = create_app(scene.services, max_body_bytes=MAX_BODY)
    add_trial(app, book, filming)
    with serving(app) as url:
        made = Stage(scene, tenant, book, filming, url, code)
        yield made
        for each in made.opened:
            each.close()
    scene.stores.close()
