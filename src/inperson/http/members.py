"""Where in a request a member is, as errors name it: `body.extent.until`, `query.limit`."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from inperson.core import InpersonError

Schema = dict[str, Any]


def wrong_members(request: Request, error: InpersonError) -> list[dict[str, str]]:
    """Return the member that an error is about, if what the route takes has one of its name.

    The same shape as an error of the schema: where, and what is wrong, which is the error's code.
    """
    route = request.scope.get("route")
    if not (error.field and isinstance(route, APIRoute)):
        return []
    name, _, rest = error.field.partition(".")
    if (where := _places(route).get(name)) is None:
        return []
    return [{"field": f"{where}.{rest}" if rest else where, "message": error.code}]


def _places(route: APIRoute) -> Mapping[str, str]:
    asked = {
        each.name: f"{place}.{each.name}"
        for place, found in (
            ("path", route.dependant.path_params),
            ("query", route.dependant.query_params),
        )
        for each in found
    }
    if route.body_field is None:
        return asked
    body: Any = route.body_field.field_info.annotation
    return asked | dict(_members(body))


@lru_cache(maxsize=256)
def _members(body: Any) -> Mapping[str, str]:
    """Return where each member of a body is, by its name; of two of a name, the outer one."""
    schema = TypeAdapter(body).json_schema()
    found = sorted(_walk(schema, schema.get("$defs", {}), "body"), key=lambda at: at.count("."))
    return MappingProxyType({at.rpartition(".")[2]: at for at in reversed(found)})


def _walk(schema: Schema, known: Schema, at: str) -> Iterator[str]:
    """Yield each member below; of a mapping with names of its own, each of these."""
    if "$ref" in schema:
        yield from _walk(known[schema["$ref"].rpartition("/")[2]], known, at)
    for each in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from _walk(each, known, at)
    for name, inner in schema.get("properties", {}).items():
        yield f"{at}.{name}"
        yield from _walk(inner, known, f"{at}.{name}")
    names: Schema = schema.get("propertyNames", {})
    if "$ref" in names:
        names = known[names["$ref"].rpartition("/")[2]]
    for name in names.get("enum", ()):
        yield f"{at}.{name}"
