"""The forms that settings' values have."""

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, IPvAnyNetwork
from pydantic_settings import NoDecode

_STORE = re.compile(r"sqlite:///.|postgresql\+psycopg://.")


def _split(given: object) -> object:
    """Read `10.0.0.0/8, ::1` as a list."""
    if isinstance(given, str):
        return [each.strip() for each in given.split(",") if each.strip()]
    return given


def _some(networks: tuple[IPvAnyNetwork, ...]) -> tuple[IPvAnyNetwork, ...]:
    if any(each.prefixlen == 0 for each in networks):
        raise ValueError("a network of all addresses would let anybody say where it comes from")
    return networks


def _store(url: str) -> str:
    if _STORE.match(url) is None:
        raise ValueError("a store is sqlite:///FOLDER or postgresql+psycopg://...")
    return url


def _named(given: object) -> object:
    if given == "":
        raise ValueError("leave it out, or name a place: an empty one would be the working folder")
    return given


Place = Annotated[Path, BeforeValidator(_named)]
Word = Annotated[str, Field(min_length=1)]
Networks = Annotated[tuple[IPvAnyNetwork, ...], NoDecode, BeforeValidator(_split)]
StoreUrl = Annotated[str, AfterValidator(_store)]
ProxyNetworks = Annotated[Networks, AfterValidator(_some)]
