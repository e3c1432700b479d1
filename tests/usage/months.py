"""Which month is over by the machine's clock, and may be closed."""

from datetime import UTC, datetime, timedelta

from inperson.usage import Period

_LONG_OVER = timedelta(hours=2)
"""A month is closed an hour after its end: on the first day's first hour that is the one before."""
_FIRST = (datetime.now(UTC) - _LONG_OVER).replace(day=1)
LAST = Period.of(_FIRST - timedelta(days=1))
"""The last one that may be closed."""
