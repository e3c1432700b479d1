"""When a request is due: GDPR Art. 12(3), counted as Regulation (EEC) 1182/71 counts months."""

import calendar
from datetime import datetime

DUE_MONTHS = 1
"""A request is answered within one month of its receipt."""
EXTENSION_MONTHS = 2
"""Once, where that is necessary, by two further months."""


def months_after(at: datetime, months: int) -> datetime:
    """Return the same day so many months later, or the last of that month if it is shorter.

    Args:
        at: a time.
        months: how many, zero or more.

    """
    year, month = divmod(at.month - 1 + months, 12)
    last = calendar.monthrange(at.year + year, month + 1)[1]
    return at.replace(year=at.year + year, month=month + 1, day=min(at.day, last))


def due(received_at: datetime) -> datetime:
    """Return when a request is due."""
    return months_after(received_at, DUE_MONTHS)


def extended_due(received_at: datetime) -> datetime:
    """Return when an extended request is due: three months from its receipt.

    Counted from the receipt, not from the first date: what came on 31 January is due on 30 April
    and not on the 28th.
    """
    return months_after(received_at, DUE_MONTHS + EXTENSION_MONTHS)
