"""Retention: how long each thing is kept, and that it goes when its time is over.

`model` says it as values: what a server keeps, from when the days count, which law caps them.
`service` lets a tenant choose, shows what is due, and deletes it. `holds` keeps from deletion what
a recorded legal order names::

    Retention(desk).set(["US-IL"], {Category.TEMPLATE: 180}, tell=Notices(desk).refresh_in)
    plan = Retention(desk).plan()
    report = Retention(desk).sweep()

Promises: nothing older than the schedule allows is left after a sweep but what an order holds,
nothing younger is gone, and a sweep that is killed goes on where it was.
"""

from inperson.rights.retention.errors import HoldNotFound, RetentionInvalid
from inperson.rights.retention.holding import LONGEST_MEMBER, Hold, LegalOrder, StoredHold
from inperson.rights.retention.holds import Holds
from inperson.rights.retention.model import (
    LONGEST_REASON,
    Category,
    RetentionRow,
    RetentionSchedule,
    Trigger,
    category_of,
    chosen_schedule,
    schedule_of,
)
from inperson.rights.retention.plans import Plan
from inperson.rights.retention.ports import RetentionRows
from inperson.rights.retention.service import Retention

__all__ = [
    "LONGEST_MEMBER",
    "LONGEST_REASON",
    "Category",
    "Hold",
    "HoldNotFound",
    "Holds",
    "LegalOrder",
    "Plan",
    "Retention",
    "RetentionInvalid",
    "RetentionRow",
    "RetentionRows",
    "RetentionSchedule",
    "StoredHold",
    "Trigger",
    "category_of",
    "chosen_schedule",
    "schedule_of",
]
