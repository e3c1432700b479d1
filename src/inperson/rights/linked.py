"""JSON-LD as this room writes it: canonical, and with its context inside.

The context is `data/context.json`, which belongs to the package: nothing is ever fetched to write
or to read a document, and a document means in ten years what it means today. The file lists every
term that we use; a document carries of it the prefixes, and the members that have a type.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

Document = Mapping[str, Any]


def linked(document: Document, language: str) -> dict[str, Any]:
    """Return a document with its context.

    Args:
        document: members, types and concepts are terms of the context.
        language: of its texts.

    """
    return {"@context": {**_carried(), "@language": language}, **document}


def canonical(document: Document) -> str:
    """Return a document as RFC 8785 writes it: sorted members, no spaces.

    Only texts, whole numbers, truth values, lists and objects are in our documents, and all member
    names are ASCII; for these, `json` does what the RFC says.
    """
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@cache
def terms() -> Mapping[str, Any]:
    """Return the whole context: prefixes, members with their types, and concepts."""
    path = resources.files("inperson.rights").joinpath("data/context.json")
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))["@context"]
    return MappingProxyType(found)


@cache
def _carried() -> Mapping[str, Any]:
    """Return what a reader needs of it: without a type, a prefix says all."""
    needed = {
        term: definition
        for term, definition in terms().items()
        if ":" not in term or isinstance(definition, Mapping)
    }
    return MappingProxyType(needed)
