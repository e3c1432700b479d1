"""The pages that every server has."""

from fastapi import APIRouter
from starlette.responses import Response

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
