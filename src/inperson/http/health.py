"""`/healthz`, `/readyz` and `/metrics`: for who keeps a server running.

The first two are for anybody and tell nobody anything but which part of the server is missing, by
a name of a closed list. Figures tell how much a server is used, and a private server has one
client: they are for who holds a secret of their own, and elsewhere there is no such path.
"""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.responses import JSONResponse, Response

from inperson.http.errors import NotFound, TokenMissing
from inperson.http.readiness import ReadinessPart
from inperson.http.routes import ServicesOf
from inperson.observing import CONTENT_TYPE
from inperson.tenants import TokenUnknown

router = APIRouter(include_in_schema=False)
_bearer = HTTPBearer(auto_error=False)
_UNTOLD = {"Cache-Control": "no-store"}


@router.get("/healthz")
async def healthz() -> Response:
    """Tell that the process answers; no store is asked."""
    return JSONResponse({"status": "ok"}, headers=_UNTOLD)


@router.get("/readyz")
async def readyz(services: ServicesOf) -> Response:
    """Tell whether sessions can be served here, and if not, which part is missing."""
    missing = (
        [ReadinessPart.DRAINING] if services.draining.begun else await services.readiness.missing()
    )
    if missing:
        body = {"status": "unready", "missing": [each.value for each in missing]}
        return JSONResponse(body, 503, headers={**_UNTOLD, "Retry-After": "5"})
    return JSONResponse({"status": "ready"}, headers=_UNTOLD)


@router.get("/metrics")
def metrics(
    services: ServicesOf,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Response:
    """Send the figures to who holds their key.

    Raises:
        NotFound: if this server shows none.
        TokenMissing: without a secret.
        TokenUnknown: with another one.

    """
    if services.scrape_key is None:
        raise NotFound("There is no such path.")
    if credentials is None:
        raise TokenMissing("Figures need `Authorization: Bearer`, and their own secret.")
    if not services.scrape_key.opens(credentials.credentials):
        raise TokenUnknown("This is not the secret of the figures.")
    return Response(services.metrics.registry.text(), headers={"Content-Type": CONTENT_TYPE})
