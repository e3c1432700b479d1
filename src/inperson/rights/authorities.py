"""Whom an end user may complain to, by country. The list is data: `data/authorities.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class SupervisoryAuthority:
    """A data protection supervisory authority."""

    country: str
    """ISO 3166-1 code, or ISO 3166-2 where a state of a federation has a law of its own."""
    name: str
    """In its own language."""
    english: str
    website: str
    contact: str | None = None
    """The page where complaints are taken."""
    email: str | None = None
    phone: str | None = None
    note: str | None = None
    """What else one must know to find the right one."""


def authority(country: str) -> SupervisoryAuthority | None:
    """Return the authority of a country, or of a state such as `US-IL`.

    A state that is not in the list is answered with its federation's authority. None means that
    we know none: the tenant's notice has to name it.
    """
    code = country.upper()
    known = authorities()
    return known.get(code) or known.get(code.partition("-")[0])


@cache
def authorities() -> Mapping[str, SupervisoryAuthority]:
    """Return all authorities by their country's code."""
    path = resources.files("inperson.rights").joinpath("data/authorities.toml")
    listed = tomllib.loads(path.read_text("utf-8"))["authorities"]
    return MappingProxyType({each["country"]: SupervisoryAuthority(**each) for each in listed})
