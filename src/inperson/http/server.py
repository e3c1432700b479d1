"""Builds the ASGI application out of services that somebody else wired."""

from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, Route, WebSocketRoute

from inperson import __version__
from inperson.core import InpersonError
from inperson.http import (
    appearance,
    audit,
    breaches,
    centre,
    check,
    consents,
    console,
    disclosures,
    health,
    notices,
    openid,
    opening,
    pages,
    requests,
    retention,
    routes,
    tokens,
    usage,
    webhooks,
)
from inperson.http.admission import Gate, Seats
from inperson.http.capture import CaptureDoor
from inperson.http.capture import router as captures
from inperson.http.description import TAGS, description_of
from inperson.http.errors import (
    MethodNotAllowed,
    NotFound,
    RequestMalformed,
    RequestSchemaInvalid,
)
from inperson.http.intake import Intake, ask_first
from inperson.http.limits import MOST_ERRORS, DoorLimits
from inperson.http.lost import Lost
from inperson.http.members import wrong_members
from inperson.http.middleware import Floor
from inperson.http.pages import Reference
from inperson.http.problems import problem_response
from inperson.http.services import Services
from inperson.http.traffic import Sample, Traffic
from inperson.openid import SignInRefused

_ROUTERS = (
    opening.router,
    routes.router,
    tokens.router,
    audit.router,
    notices.router,
    notices.public,
    consents.router,
    disclosures.router,
    retention.router,
    breaches.router,
    webhooks.router,
    requests.router,
    centre.router,
    appearance.router,
    check.router,
    check.pages,
    pages.router,
    health.router,
    usage.router,
    usage.public,
    openid.router,
    *console.ROUTERS,
    captures,
)
_PUBLIC = (pages.router, health.router, notices.public, check.pages)
"""Whose pages and files anybody may ask for, and whose headers alone (RFC 9110, 9.1)."""


def _served(part: APIRouter, route: BaseRoute) -> BaseRoute:
    if part in _PUBLIC and isinstance(route, Route) and route.methods is not None:
        route.methods.add("HEAD")  # FastAPI leaves it out
    return ask_first(route)


_ROUTES = [_served(part, route) for part in _ROUTERS for route in part.routes]
"""Every application has these very ones: to include a router would make each of its routes anew."""


_NO_TELEMETRY: Any = dict.fromkeys(
    ("tracing", "metrics", "logs", "operation_spans", "auto_configure"), False
)
"""Whatever the environment says: FASTAPI_OTEL_AUTO_CONFIGURE and OTEL_* are not settings."""


def create_app(
    services: Services, *, max_body_bytes: int, limits: DoorLimits | None = None
) -> FastAPI:
    """Return the HTTP API over the given services.

    Args:
        services: the wired use cases.
        max_body_bytes: largest request body that is read: an upload.
        limits: what requests may take.

    """
    app = FastAPI(
        title="Inperson",
        version=__version__,
        summary="Face enrolment and authentication.",
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        openapi_tags=TAGS,
        servers=[{"url": services.public_url}],
        redirect_slashes=False,
        # FastAPI's own spans hold paths, queries and the text of errors: ours are in `observed`
        telemetry=_NO_TELEMETRY,
        routes=_ROUTES,
    )
    app.state.services = services
    app.openapi = description_of(app)  # type: ignore[method-assign]
    app.state.reference = Reference(app.openapi)
    app.add_exception_handler(InpersonError, _on_refusal)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    limits = limits or DoorLimits()
    seats = Seats(limits.at_once, limits.each_at_once, limits.patience_s, services.metrics.ran_out)
    app.state.seats, app.state.captures = seats, CaptureDoor(services, seats)
    app.add_middleware(Intake, services=services, max_bytes=max_body_bytes, limits=limits)
    app.add_middleware(Gate, services=services, pause_s=limits.pause_s)
    app.add_middleware(Floor, secure=services.secure)
    app.add_middleware(Lost)
    sample = Sample(limits.logged_hz)
    app.add_middleware(Traffic, metrics=services.metrics, routes=_templates(), sample=sample)
    return app


async def _on_refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, InpersonError)  # noqa: S101 -- narrows for the type checker
    if isinstance(error, SignInRefused):
        return openid.refused(error)
    return problem_response(error, errors=wrong_members(request, error))


async def _on_invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 -- narrows for the type checker
    found = error.errors()[:MOST_ERRORS]
    # Where and what kind, never the value: it may be what must not be echoed into a log.
    fields = [
        {"field": ".".join(str(step) for step in each["loc"]), "message": str(each["type"])}
        for each in found
    ]
    return problem_response(
        RequestSchemaInvalid("The request does not fit the schema."), errors=fields
    )


def _templates() -> set[str]:
    """Return every path of the API as its routes write it."""
    return {each.path for each in _ROUTES if isinstance(each, Route | WebSocketRoute)}


def _methods(request: Request) -> str:
    """Return every method of the path: Starlette's own answer names only the first route's."""
    every = [route for route in _ROUTES if isinstance(route, Route)]
    at = next((r.path for r in every if r.matches(request.scope)[0] is not Match.NONE), None)
    names = {name for route in every if route.path == at for name in route.methods or ()}
    return ", ".join(sorted(names))


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 -- narrows for the type checker
    if error.status_code == 404:
        return problem_response(NotFound("There is no such path."))
    if error.status_code == 405:
        return problem_response(MethodNotAllowed(), headers={"Allow": _methods(request)})
    return problem_response(RequestMalformed("The request could not be read."))
