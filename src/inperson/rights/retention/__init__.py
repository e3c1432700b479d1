"""Retention: how long each thing is kept, and that it goes when its time is over.

`model` says it as values: what a server keeps, from when the days count, which law caps them.
`service` lets a tenant choose, shows what is due, and deletes it. `holds` keeps from deletion what
a recorded legal order names::

    Retention(desk).set(["US-IL"], {Category.TEMPLATE: 180}, tell=Notices(desk).refresh_in)
    plan = Retention(desk).plan()
    report = Retention(desk).sweep()

Promises: nothing older than the policy is left after a sweep but what an order holds, nothing
younger is gone, and a sweep that is killed goes on where it was.
"""

from inperson.rights.retention.model import Category, RetentionPolicy, RetentionRow, Trigger

__all__ = ["Category", "RetentionPolicy", "RetentionRow", "Trigger"]
