"""The pages that every server has."""

from fastapi import APIRouter
from starlette.responses import Response

from inperson.core import is_id
from inperson.http.errors import NotFound
from inperson.http.pages import files

router = APIRouter(include_in_schema=False)


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
