"""What of a notice is material: whoever agreed before such a change has to be asked again.

Material is who is responsible, what for and on what legal basis, what is kept and how, where, who
gets it, and every time that became longer. A contact, an alternative, a translation or a shorter
time is not.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

Document = Mapping[str, Any]
Gist = Mapping[str, object]
Times = Mapping[str, timedelta | str]
"""How long each thing is kept: a time, or the event that ends it."""


def materially_changed(old: Document, new: Document) -> bool:
    """Tell whether a notice says something material that the one before did not.

    Args:
        old: the document of the one before, in any language.
        new: the document of the next, in the same language.

    """
    return _gist(old) != _gist(new) or _grown(_times(old), _times(new))


def _gist(document: Document) -> Gist:
    """Return what is material, apart from words and times."""
    controller = document["dpv:hasDataController"]
    return {
        "draft": document["inp:draft"],
        "deployment": document["inp:deployment"],
        "controller": (controller["dpv:hasName"], controller.get("dpv:hasCountry")),
        "minimum age": (document.get("inp:minimumAge"), document.get("inp:below")),
        "location": document["dpv:hasLocation"].get("dct:identifier"),
        "purposes": {
            each["dct:identifier"]: each["dpv:hasLegalBasis"]["dct:identifier"]
            for each in document["dpv:hasProcess"]
        },
        "data": {
            each["dct:identifier"]: (tuple(each["@type"]), each["inp:kept"])
            for each in document["dpv:hasPersonalData"]
        },
        "categories": frozenset(
            each["dct:identifier"] for each in document["dpv:hasStorageCondition"]
        ),
        "laws": tuple(each["dct:identifier"] for each in document.get("inp:disclosures", ())),
        "recipients": frozenset(_recipient(each) for each in document["dpv:hasRecipient"]),
    }


def _recipient(node: Document) -> tuple[object, ...]:
    basis = node.get("dpv:hasLegalBasis", {}).get("@type", ())
    return (
        node["@type"],
        node.get("dpv:hasName"),
        node.get("dpv:hasCountry"),
        node.get("dpv:hasThirdCountry"),
        node.get("dpv:hasPurpose", {}).get("dct:description"),
        tuple(basis),
    )


def _times(document: Document) -> Times:
    """Return how long each thing is kept."""
    return dict(_each_time(document))


def _each_time(document: Document) -> Iterator[tuple[str, timedelta | str]]:
    for each in document["dpv:hasStorageCondition"]:
        yield f"category/{each['dct:identifier']}", _time(each["dpv:hasDuration"])
    for each in document["dpv:hasPersonalData"]:
        kept = each["dpv:hasStorageCondition"]["dpv:hasDuration"]
        yield f"data/{each['dct:identifier']}", _time(kept)
    yield "key backups", _time(document["dpv:hasTechnicalMeasure"]["dpv:hasDuration"])


def _time(duration: Document) -> timedelta | str:
    value = str(duration["rdf:value"])
    if duration["@type"] != "dpv:TemporalDuration":
        return value
    return timedelta(days=int(value.removeprefix("P").removesuffix("D")))


def _grown(old: Times, new: Times) -> bool:
    """Tell whether anything is kept longer; between a time and an event, nobody can tell: yes."""
    for name, time in new.items():
        before = old.get(name)
        if before is None or before == time:
            continue
        if not (isinstance(before, timedelta) and isinstance(time, timedelta)) or time > before:
            return True
    return False
