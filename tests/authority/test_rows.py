"""No route without a row, and no row without a route."""

from collections.abc import Iterator

from docs.authority import marked, rows
from starlette.routing import BaseRoute, Route, WebSocketRoute

from tests.authority.town import Town

SECTIONS = (
    *("The API", "A capture", "Open to anybody"),
    *("The privacy centre", "A hosted check", "The OpenID provider"),
    "The consoles",
)


def routes_of(routes: list[BaseRoute]) -> Iterator[str]:
    """Every route of an application, those of the routers in it among them."""
    for each in routes:
        if isinstance(each, WebSocketRoute):
            yield f"WS {each.path}"
        elif isinstance(each, Route):
            yield from (f"{name} {each.path}" for name in (each.methods or set()) - {"HEAD"})
        else:
            yield from routes_of(each.original_router.routes)  # type: ignore[attr-defined]


def test_every_route_has_a_row_and_every_row_a_route(town: Town) -> None:
    named = {marked(row["route"]) for section in SECTIONS for row in rows(section)}
    assert named == set(routes_of(town.app.routes))


def test_no_route_has_two_rows_that_do_not_tell_themselves_apart() -> None:
    every = [row["route"] for section in SECTIONS for row in rows(section)]
    assert len(every) == len(set(every))
