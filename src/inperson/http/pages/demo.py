"""The demo: a page, and the small back end that a tenant would have.

It speaks to the API as any tenant's back end does, with an app token over HTTP, only that no wire
lies between. Whoever opens the page can enrol, so it takes a developer token alone, opens a bounded
number of sessions, and each browser sees its own sessions and its own subject: a random id in a
cookie that no script reads and no other site can send.
"""

import re
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Literal

import httpx
from fastapi import APIRouter, Depends, FastAPI, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from inperson.http.cookies import Cookie
from inperson.http.origins import same_origin
from inperson.http.pages import files
from inperson.http.pages.back_end import add_routes, own_client, passed_on
from inperson.http.pages.errors import DemoBusy

COOKIE = Cookie("inperson_demo")
_COOKIE_FORM = re.compile(r"[A-Za-z0-9_-]{22}")
_MOST_BROWSERS = 1_000
_MOST_SESSIONS_A_MINUTE = 30
_SHOWN = ("id", "kind", "state", "decision", "reasons", "level", "level_required", "liveness")


class _NewDemoSession(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    kind: Literal["enroll", "authenticate"]


@dataclass(slots=True)
class _Back:
    """One tenant's back end, as small as it gets."""

    http: httpx.AsyncClient
    clock: Callable[[], float] = time.monotonic
    sessions: OrderedDict[str, list[str]] = field(default_factory=OrderedDict)
    """Which sessions each browser opened; the oldest browsers are forgotten."""
    opened: deque[float] = field(default_factory=deque)

    async def open(self, browser: str, kind: str) -> httpx.Response:
        self._admit()
        body = {"kind": kind, "subject_ref": browser}
        answer = await self.http.post("/v1/sessions", json=body)
        if answer.is_success:
            mine = self.sessions.setdefault(browser, [])
            self.sessions.move_to_end(browser)
            mine[:] = [*mine[-9:], str(answer.json()["id"])]
            while len(self.sessions) > _MOST_BROWSERS:
                self.sessions.popitem(last=False)
        return answer

    async def invite(self, browser: str) -> httpx.Response:
        self._admit()
        body = {"subject_ref": browser, "hours": 1}
        return await self.http.post("/v1/privacy-centre/invitations", json=body)

    async def erase(self, browser: str) -> httpx.Response:
        found = await self.http.post("/v1/subjects/lookup", json={"subject_ref": browser})
        if not found.is_success:
            return found
        self.sessions.pop(browser, None)
        return await self.http.delete(f"/v1/subjects/{found.json()['id']}")

    def _admit(self) -> None:
        now_s = self.clock()
        while self.opened and now_s - self.opened[0] > 60:
            self.opened.popleft()
        if len(self.opened) >= _MOST_SESSIONS_A_MINUTE:
            raise DemoBusy(f"The demo opens {_MOST_SESSIONS_A_MINUTE} sessions a minute.")
        self.opened.append(now_s)


def add_demo(app: FastAPI, token: str, clock: Callable[[], float] = time.monotonic) -> None:
    """Add the demo's page and back end to an application.

    Args:
        app: what `create_app` returned.
        token: a developer app token of the demo's own tenant.
        clock: a monotonic clock in seconds.

    Raises:
        NeedsDeveloperToken: for a production token.

    """
    add_routes(app, _routes(_Back(own_client(app, token), clock)))


def _browser(request: Request) -> str:
    known = COOKIE.read(request) or ""
    return known if _COOKIE_FORM.fullmatch(known) else secrets.token_urlsafe(16)


BrowserOf = Annotated[str, Depends(_browser)]


def _routes(back: _Back) -> list[BaseRoute]:
    router = APIRouter(include_in_schema=False)

    @router.get("/demo")
    def get_demo() -> Response:
        return files.page("demo.html")

    api = APIRouter(
        prefix="/demo/api", include_in_schema=False, dependencies=[Depends(same_origin)]
    )

    @api.post("/sessions")
    async def open_session(body: _NewDemoSession, request: Request, browser: BrowserOf) -> Response:
        answer = await back.open(browser, body.kind)
        return _known(passed_on(answer, ("id", "session_token")), request, browser)

    @api.post("/privacy")
    async def open_privacy_centre(request: Request, browser: BrowserOf) -> Response:
        answer = await back.invite(browser)
        return _known(passed_on(answer, ("code", "url")), request, browser)

    @api.get("/sessions/{session_id}")
    async def get_session(session_id: str, browser: BrowserOf) -> Response:
        if session_id not in back.sessions.get(browser, ()):
            return passed_on(await back.http.get("/v1/sessions/unknown"), ())
        return passed_on(await back.http.get(f"/v1/sessions/{session_id}"), _SHOWN)

    @api.get("/me")
    async def get_me(browser: BrowserOf) -> Response:
        answer = await back.http.post("/v1/subjects/lookup", json={"subject_ref": browser})
        enrolled_at = answer.json().get("enrolled_at") if answer.is_success else None
        return JSONResponse({"enrolled_at": enrolled_at})

    @api.delete("/me")
    async def erase_me(browser: BrowserOf) -> Response:
        return passed_on(await back.erase(browser), ("erased_at", "keys_in_backups_until"))

    return [*router.routes, *api.routes]


def _known(answer: Response, request: Request, browser: str) -> Response:
    """Let a browser's next request find the same subject."""
    COOKIE.put(request, answer, browser)
    return answer
