"""Where a page's request comes from."""

from fastapi import Request

from inperson.tenants import OriginNotAllowed


def same_origin(request: Request) -> None:
    """Refuse what another site's page sends: browsers say so, and no script can unsay it.

    Raises:
        OriginNotAllowed: unless a page of this server sends it.

    """
    if request.headers.get("sec-fetch-site") != "same-origin":
        raise OriginNotAllowed("This back end is for its own page.")
