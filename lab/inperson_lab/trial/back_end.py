"""The back end of the trial's page: who holds a link makes the captures that the plan asks for.

It speaks to the API as any tenant's back end does, over HTTP with the trial's developer token. A
volunteer sees and makes its own captures; the operator makes attacks on volunteers who are
enrolled. The code of a link comes in the body of one request and stays in a cookie that no script
reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import httpx
from fastapi import APIRouter, Depends, FastAPI, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from inperson.core import SessionId
from inperson.http import Cookie, same_origin
from inperson.http.pages import add_routes, own_client, page, passed_on
from inperson_lab.trial.book import Book, Entries, Volunteer
from inperson_lab.trial.errors import CodeUnknown, NotPlanned
from inperson_lab.trial.filming import Filming
from inperson_lab.trial.plan import Presentation

COOKIE = Cookie("inperson_trial")
_PURPOSES = ("identity", "improvement")
Text = Annotated[str, Field(max_length=300)]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Entering(_Asked):
    code: Text


class _Agreeing(_Asked):
    notice_sha256: Text
    of_age: bool = False
    """Whether the volunteer says so, where the notice has a minimum age."""


class _Capturing(_Asked):
    presentation: Text
    answers: dict[Text, Text] = Field(default_factory=dict, max_length=20)
    volunteer: int | None = None
    """Whose face an attack shows; the operator says it."""


@dataclass(frozen=True, slots=True)
class _Visitor:
    """Who holds a link."""

    entries: Entries
    volunteer: Volunteer | None
    """None is the operator."""

    def own(self) -> Volunteer:
        """Return the volunteer, for what is a volunteer's alone."""
        if self.volunteer is None:
            raise NotPlanned("The operator has nothing of its own in the trial.")
        return self.volunteer

    def shown(self, wanted: int | None) -> Volunteer:
        """Return whose face is presented: one's own, or of an attack whose the operator says."""
        if self.volunteer is not None:
            return self.volunteer
        found = None if wanted is None else self.entries.volunteer(wanted)
        if found is None:
            raise NotPlanned("There is no such volunteer.")
        return found


@dataclass(frozen=True, slots=True)
class BackEnd:
    """What the page's routes share."""

    book: Book
    filming: Filming
    http: httpx.AsyncClient

    def visitor(self, code: str | None) -> _Visitor:
        """Return who holds a code; raises `CodeUnknown` for nobody's."""
        if not code:
            raise CodeUnknown("Open the link that you were given.")
        entries = self.book.read()
        return _Visitor(entries, entries.holder(code))

    async def state(self, visitor: _Visitor) -> dict[str, Any]:
        """Return what the page shows."""
        plan, own = self.book.plan, visitor.volunteer
        state: dict[str, Any] = {
            "name": plan.name,
            "number": None if own is None else own.number,
            "presentations": [
                {**each.label(), "says": each.says, "times": each.times}
                for each in plan.of(bona_fide=own is not None)
            ],
        }
        if own is None:
            people = visitor.entries.volunteers
            return {**state, "volunteers": {each.number: each.done for each in people}}
        notice = (await self.http.get("/v1/notices/current")).json()
        return {
            **state,
            "done": own.done,
            "groups": plan.groups,
            "documents": notice["documents"],
            "minimum_age": notice["minimum_age"],
            "agreed": await self._agreed(own),
        }

    async def agree(self, own: Volunteer, said: _Agreeing) -> Response:
        """Record both consents to the notice that was shown."""
        age = {"age": "of_age"} if said.of_age else {}
        agreed = {"subject_ref": own.reference, "notice_sha256": said.notice_sha256, **age}
        for purpose in _PURPOSES:
            answer = await self.http.post("/v1/consents", json={**agreed, "purpose": purpose})
            if not answer.is_success:
                break
        return passed_on(answer, ("given_at",))

    async def open(self, visitor: _Visitor, asked: _Capturing) -> Response:
        """Open the session of one presentation; whoever is not enrolled yet enrols with it."""
        shown = visitor.shown(asked.volunteer)
        living = visitor.volunteer is not None
        presentation = self.book.plan.find(asked.presentation, bona_fide=living)
        if presentation is None:
            raise NotPlanned("The plan has no such presentation.")
        enrolled = await self._enrolled(shown)
        if not (enrolled or living):
            raise NotPlanned("The volunteer is not enrolled yet; attacks come afterwards.")
        if enrolled:  # nobody is locked out of a trial, whose attacks are failed attempts
            await self.http.post(f"/v1/subjects/{enrolled}/enable")
        kind = "authenticate" if enrolled else "enroll"
        body = {"kind": kind, "subject_ref": shown.reference}
        answer = await self.http.post("/v1/sessions", json=body)
        if answer.is_success:
            label = self._label(presentation, asked.answers if living else {})
            label["trial"] = visitor.entries.trial
            self.filming.expect(SessionId(answer.json()["id"]), shown.number, label)
        return passed_on(answer, ("id", "session_token"))

    async def invite(self, own: Volunteer) -> Response:
        """Let a volunteer into its privacy centre."""
        body = {"subject_ref": own.reference, "hours": 1}
        answer = await self.http.post("/v1/privacy-centre/invitations", json=body)
        return passed_on(answer, ("code", "url"))

    async def leave(self, own: Volunteer) -> Response:
        """Erase a volunteer, enrolled or not, with its consents; then its entry in the book."""
        body = {"kind": "erasure", "subject_ref": own.reference}
        answer = await self.http.post("/v1/privacy-requests", json=body)
        if not answer.is_success:
            return passed_on(answer, ())
        self.filming.forget(own.number)
        self.book.forget(own.number)
        return JSONResponse({"left": own.number})

    def _label(self, presentation: Presentation, answers: Mapping[str, str]) -> dict[str, str]:
        return {**presentation.label(), **self.book.plan.known(answers)}

    async def _enrolled(self, volunteer: Volunteer) -> str | None:
        body = {"subject_ref": volunteer.reference}
        found = await self.http.post("/v1/subjects/lookup", json=body)
        return str(found.json()["id"]) if found.is_success else None

    async def _agreed(self, volunteer: Volunteer) -> bool:
        body = {"subject_ref": volunteer.reference}
        found = await self.http.post("/v1/consents/lookup", json=body)
        given = found.json()["consents"] if found.is_success else []
        return {each["purpose"] for each in given if each["holds"]} >= set(_PURPOSES)


def add_trial(app: FastAPI, book: Book, filming: Filming) -> None:
    """Add the trial's page and back end to an application.

    Args:
        app: what `build_app` returned, with `filming` as its keeper of footage.
        book: the trial.
        filming: told which sessions are of the trial.

    Raises:
        NeedsDeveloperToken: if the book holds a production token.

    """
    back = BackEnd(book, filming, own_client(app, book.read().token))
    add_routes(app, _routes(back).routes)


def _routes(back: BackEnd) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    def visiting(request: Request) -> _Visitor:
        return back.visitor(COOKIE.read(request))

    visitor_of = Depends(visiting)
    ours = [Depends(same_origin)]

    @router.get("/trial")
    def get_page() -> Response:
        return page("trial.html")

    @router.post("/trial/api/enter", dependencies=ours)
    async def enter(request: Request, body: _Entering) -> Response:
        answer = JSONResponse(await back.state(back.visitor(body.code)))
        COOKIE.put(request, answer, body.code)
        return answer

    @router.get("/trial/api/state", dependencies=ours)
    async def get_state(visitor: _Visitor = visitor_of) -> Response:
        return JSONResponse(await back.state(visitor))

    @router.post("/trial/api/consent", dependencies=ours)
    async def agree(body: _Agreeing, visitor: _Visitor = visitor_of) -> Response:
        return await back.agree(visitor.own(), body)

    @router.post("/trial/api/sessions", dependencies=ours)
    async def open_session(body: _Capturing, visitor: _Visitor = visitor_of) -> Response:
        return await back.open(visitor, body)

    @router.post("/trial/api/privacy", dependencies=ours)
    async def open_privacy_centre(visitor: _Visitor = visitor_of) -> Response:
        return await back.invite(visitor.own())

    @router.post("/trial/api/leave", dependencies=ours)
    async def leave(visitor: _Visitor = visitor_of) -> Response:
        return await back.leave(visitor.own())

    return router
