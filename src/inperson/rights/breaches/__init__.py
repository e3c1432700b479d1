"""Breaches: the register of what went wrong with the security of the data, and its clock.

It is the server's own, across all tenants, and holds no personal data: what happened, roughly how
many people and records, what follows, what is done (GDPR Art. 33(3) and (5))::

    breach = breaches.record(facts, tenants, noticed_at)
    breaches.notify_controllers(breach.id)     # puts a webhook event to each tenant
    breaches.notify_authority(breach.id)

Promises: every step is on the server's audit log before it is taken, with its time; who looks sees
how much is left of the 72 hours.
"""

from inperson.rights.breaches.errors import BreachInvalid
from inperson.rights.breaches.model import Breach, BreachFacts, BreachState
from inperson.rights.breaches.rendering import as_markdown
from inperson.rights.breaches.service import Breaches
from inperson.rights.breaches.telling import telling

__all__ = [
    "Breach",
    "BreachFacts",
    "BreachInvalid",
    "BreachState",
    "Breaches",
    "as_markdown",
    "telling",
]
