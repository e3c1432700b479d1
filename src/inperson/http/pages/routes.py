"""The pages that every server has."""

from typing import Annotated

from fastapi import APIRouter, Header, Request
from starlette.responses import Response

from inperson.core import is_id
from inperson.http.errors import NotFound
from inperson.http.languages import chosen
from inperson.http.pages import files, front
from inperson.http.pages.reference import Reference
from inperson.http.routes import ServicesOf

router = APIRouter(include_in_schema=False)


@router.get("/")
def get_home(services: ServicesOf) -> Response:
    """Say what this server is, and where to go."""
    return files.rendered(front.home(services.desks.facts))


@router.get("/docs")
def get_reference(request: Request) -> Response:
    """Show the API's description, to be read."""
    reference: Reference = request.app.state.reference
    return files.rendered(reference.page)


@router.get("/privacy")
def get_centres(
    services: ServicesOf, lang: str = "", accept_language: Annotated[str, Header()] = ""
) -> Response:
    """Say how one reaches one's privacy centre; whose there are is told on no shared server."""
    facts, only = services.desks.facts, None
    if facts.deployment == "private":
        only = next((each.id for each in services.tenants.tenants()), None)
    language = chosen(lang, accept_language, front.languages("centres"))
    answer = files.rendered(front.centres(facts, language, only))
    answer.headers["Content-Language"] = language
    return answer


@router.get("/assets/{name}")
def get_asset(name: str) -> Response:
    """Send a file of the web SDK."""
    return files.asset(name)


@router.get("/integrate")
def get_integrate() -> Response:
    """Show how to build it in: snippets that the tests run."""
    return files.page("integrate.html")


@router.get("/privacy/{tenant_id}")
def get_privacy_centre(tenant_id: str) -> Response:
    """Show the privacy centre: the same page for every tenant, and for ids of none.

    Raises:
        NotFound: if this is no tenant's id.

    """
    if not is_id(tenant_id, "ten"):
        raise NotFound("There is no such path.")
    page = files.page("privacy.html")
    page.headers["Referrer-Policy"] = "no-referrer"
    return page
