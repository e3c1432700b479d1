"""What the back end of a page of our own is made of: it calls the API as any tenant's does."""

from collections.abc import Iterable
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from inperson.http.intake import ask_first
from inperson.http.pages.errors import NeedsDeveloperToken
from inperson.http.services import Services
from inperson.tenants import TokenKind


def own_client(app: FastAPI, token: str) -> httpx.AsyncClient:
    """Return a client of an application, by HTTP without a wire between.

    Args:
        app: what `create_app` returned.
        token: a developer app token of the page's own tenant: whoever opens it opens sessions.

    Raises:
        NeedsDeveloperToken: for a production token.

    """
    services: Services = app.state.services
    if services.tenants.authenticate(token).kind is not TokenKind.DEVELOPER:
        raise NeedsDeveloperToken("Give the page a developer token.")
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://inperson.internal",
        headers={"Authorization": f"Bearer {token}"},
    )


def add_routes(app: FastAPI, routes: Iterable[BaseRoute]) -> None:
    """Add a back end's routes to an application; they wait for the turn of what they call."""
    app.router.routes.extend(ask_first(each, works=False) for each in routes)


def passed_on(answer: httpx.Response, members: tuple[str, ...]) -> Response:
    """Return some members of an answer; a refusal as it is."""
    if not answer.is_success:
        media_type = answer.headers["content-type"]
        return Response(answer.content, answer.status_code, media_type=media_type)
    body: dict[str, Any] = answer.json()
    return JSONResponse({name: body.get(name) for name in members})
