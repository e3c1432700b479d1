"""What stands in a path or a query."""

import re
from typing import Annotated

from pydantic import BeforeValidator

_DIGITS = re.compile(r"-?[0-9]{1,20}")


def _in_digits(value: object) -> object:
    if isinstance(value, str) and not _DIGITS.fullmatch(value):
        msg = "a number is written in digits"
        raise ValueError(msg)
    return value


WholeNumber = Annotated[int, BeforeValidator(_in_digits)]
"""Pydantic alone takes `+1.0` and ` 1_0` as well, which no schema allows."""
