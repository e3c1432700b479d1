"""Which of its languages a browser is answered in."""

import re
from collections.abc import Sequence

_TONGUE = re.compile(r"\s*([A-Za-z]{1,8})[A-Za-z0-9-]*\s*(?:;\s*q=(0(?:\.\d{0,3})?|1))?\s*")


def chosen(asked: str, accepted: str, available: Sequence[str]) -> str:
    """Return the language that was asked for by name, or that the browser likes best.

    Args:
        asked: such as `de`; empty if none was.
        accepted: an `Accept-Language` header.
        available: those that there are.

    """
    named = asked.lower()[:2]
    return named if named in available else preferred(accepted, available)


def preferred(accepted: str, available: Sequence[str]) -> str:
    """Return which of the languages an `Accept-Language` header likes best; the first if none."""
    best, weight = available[0], 0.0
    for part in accepted[:1000].split(","):
        found = _TONGUE.fullmatch(part)
        if found is None:
            continue
        language, quality = found[1].lower(), float(found[2] or 1)
        if language in available and quality > weight:
            best, weight = language, quality
    return best
