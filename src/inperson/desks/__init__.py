"""Desks: all that a use case about one tenant's subjects of one kind of token may touch.

A desk is opened for whoever was let in, and for nobody else; nothing that is reached through it
takes a tenant's id or a kind of token::

    desk = desks.of(caller)
    Requests(desk).open(RequestKind.ERASURE, "customer-17")

Promises: what a desk keeps is sealed under its tenant's keys and bound to its own id; what is done
at it is on the audit log before it is done.
"""

from inperson.desks.desk import Desk, LiveFacts
from inperson.desks.service import Desks

__all__ = ["Desk", "Desks", "LiveFacts"]
