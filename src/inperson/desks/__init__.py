"""Desks: all that a use case about one tenant's subjects of one kind of token may touch.

A desk is opened for an authority, and for nobody else; nothing that is reached through it takes a
tenant's id or a kind of token. What holds for the whole tenant is done at a `GoverningDesk`::

    desk = desks.of(caller.authority)
    Requests(desk).open(RequestKind.ERASURE, "customer-17")

Promises: what a desk keeps is sealed under its tenant's keys and bound to its own id; what is done
at it is on the audit log before it is done.
"""

from inperson.desks.desk import Desk, GoverningDesk, LiveFacts
from inperson.desks.ports import SettingRows
from inperson.desks.record_sealing import open_record, seal_record, setting_id
from inperson.desks.service import Desks

__all__ = [
    "Desk",
    "Desks",
    "GoverningDesk",
    "LiveFacts",
    "SettingRows",
    "open_record",
    "seal_record",
    "setting_id",
]
