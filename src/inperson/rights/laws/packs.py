"""Reads the law packs: strictly, so that a slip of the pen is found before anybody relies on it."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from inperson.rights.laws.errors import JurisdictionUnknown, LawPackInvalid
from inperson.rights.laws.model import (
    Cap,
    Category,
    ConsentAge,
    HeirsLaw,
    Jurisdiction,
    SupervisoryAuthority,
    Trigger,
)

_Code = Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z]{2})?$")]
_Link = Annotated[str, Field(pattern=r"^https://[a-z0-9-]+(\.[a-z0-9-]+)+(/\S*)?$")]
_Text = Annotated[str, Field(pattern=r"^\S(.*\S)?$", max_length=400)]
_Checked = date | Literal["never"]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Cap(_Entry):
    categories: Annotated[list[str], Field(min_length=1)]
    days: Annotated[int, Field(ge=1)]
    counted_from: Annotated[str, Field(alias="from")]
    rule: _Text


class _Written(_Entry):
    """Where a law is written, and when and where it was read."""

    source: _Link
    checked: _Checked
    read: _Link | None = None


class _Law(_Written):
    title: _Text
    reason_required: bool = False
    gdpr: bool = False
    discloses: _Text | None = None
    caps: tuple[_Cap, ...] = Field(default=(), strict=False)


class _Authority(_Entry):
    name: _Text
    english: _Text
    website: _Link
    checked: _Checked
    contact: _Link | None = None
    email: Annotated[str, Field(pattern=r"^[a-z0-9._-]+@[a-z0-9-]+(\.[a-z0-9-]+)+$")] | None = None
    phone: Annotated[str, Field(pattern=r"^\+[0-9 ]{8,20}$")] | None = None
    address: _Text | None = None
    note: _Text | None = None


class _Heirs(_Written):
    law: _Text
    grants: frozenset[Literal["access", "rectification", "objection", "portability"]] = Field(
        strict=False
    )
    note: _Text | None = None


class _ConsentAge(_Written):
    years: Annotated[int, Field(ge=1, le=21)]
    law: _Text
    note: _Text | None = None


class _Place(_Entry):
    code: _Code
    name: _Text
    members: frozenset[_Code] = Field(default=frozenset(), strict=False)
    law: _Law | None = None
    authority: _Authority | None = None
    heirs: _Heirs | None = None
    consent_age: _ConsentAge | None = None


class _Pack(_Entry):
    places: Annotated[list[_Place], Field(min_length=1)]


def jurisdiction(code: str) -> Jurisdiction:
    """Return the jurisdiction of a code.

    Raises:
        JurisdictionUnknown: if it is in no pack.

    """
    found = jurisdictions().get(code)
    if found is None:
        raise JurisdictionUnknown(f"Known are {', '.join(jurisdictions())}.")
    return found


def jurisdiction_of(country: str) -> Jurisdiction | None:
    """Return the jurisdiction of a controller's country, or of its state; None if none is known."""
    known, nation = jurisdictions(), country.partition("-")[0]
    unions = (each for each in known.values() if nation in each.members)
    return known.get(country) or known.get(nation) or next(unions, None)


def authority(country: str) -> SupervisoryAuthority | None:
    """Return the authority of a country, or of a state such as `US-IL`.

    A state that is not in the packs is answered with its federation's authority. None means that
    we know none: the tenant's notice has to name it.
    """
    code = country.upper()
    known = authorities()
    return known.get(code) or known.get(code.partition("-")[0])


def heirs(country: str) -> HeirsLaw | None:
    """Return what a country lets ask who acts for the dead; None if no such law is known."""
    nation = country.partition("-")[0]
    found = next((each for each in _places() if each.code == nation), None)
    if found is None or found.heirs is None:
        return None
    said = found.heirs.model_dump(exclude={"checked"})
    return HeirsLaw(country=nation, checked=_seen(found.heirs.checked), **said)


def consent_age(country: str) -> ConsentAge | None:
    """Return from which age people consent alone: by the law of a state, its country or its union.

    None if no law that we know names an age.
    """
    nation = country.partition("-")[0]
    places = {each.code: each for each in _places()}
    unions = (each.code for each in _places() if nation in each.members)
    for code in (country, nation, *unions):
        if (place := places.get(code)) is not None and (law := place.consent_age) is not None:
            said = law.model_dump(exclude={"checked"})
            return ConsentAge(place=code, checked=_seen(law.checked), **said)
    return None


@cache
def jurisdictions() -> Mapping[str, Jurisdiction]:
    """Return all jurisdictions by their code."""
    return MappingProxyType(
        {each.code: _jurisdiction(each, each.law) for each in _places() if each.law is not None}
    )


@cache
def authorities() -> Mapping[str, SupervisoryAuthority]:
    """Return all authorities by the code of their place."""
    return MappingProxyType(
        {
            each.code: SupervisoryAuthority(
                **each.authority.model_dump(exclude={"checked"}),
                country=each.code,
                checked=_seen(each.authority.checked),
            )
            for each in _places()
            if each.authority is not None
        }
    )


def read_packs(texts: Mapping[str, str]) -> Sequence[_Place]:
    """Return the places of packs.

    Args:
        texts: each pack's TOML by its name.

    Raises:
        LawPackInvalid: if one is of another form, or a place is there twice.

    """
    places = list(_read(texts))
    codes = [each.code for each in places]
    if len(set(codes)) != len(codes):
        twice = sorted({each for each in codes if codes.count(each) > 1})
        raise LawPackInvalid(f"There twice: {', '.join(twice)}.")
    return places


@cache
def _places() -> Sequence[_Place]:
    folder = resources.files("inperson.rights.laws").joinpath("packs")
    files = sorted(folder.iterdir(), key=lambda each: each.name)
    return read_packs({each.name: each.read_text("utf-8") for each in files})


def _read(texts: Mapping[str, str]) -> Iterator[_Place]:
    for name, text in texts.items():
        try:
            pack = _Pack.model_validate(tomllib.loads(text))
            for each in pack.places:
                if each.law is not None:
                    _jurisdiction(each, each.law)
        except ValidationError as error:
            first = error.errors(include_input=False)[0]
            where = ".".join(str(step) for step in first["loc"])
            raise LawPackInvalid(f"{name}: {where}: {first['msg']}") from None
        except ValueError as error:
            raise LawPackInvalid(f"{name}: {error}") from error
        yield from pack.places


def _jurisdiction(place: _Place, law: _Law) -> Jurisdiction:
    caps: dict[Category, Cap] = {}
    for each in law.caps:
        cap = Cap(
            place.code, law.title, each.days, Trigger(each.counted_from), each.rule, law.source
        )
        caps |= {Category(name): cap for name in each.categories}
    return Jurisdiction(
        code=place.code,
        name=place.name,
        law=law.title,
        source=law.source,
        checked=_seen(law.checked),
        read=law.read,
        reason_required=law.reason_required,
        caps=MappingProxyType(caps),
        members=place.members,
        gdpr=law.gdpr,
        discloses=law.discloses,
    )


def _seen(checked: date | str) -> date | None:
    return checked if isinstance(checked, date) else None
