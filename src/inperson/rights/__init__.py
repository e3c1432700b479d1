"""Rights: the clauses of the policy as use cases.

A tenant's `Desk` is where its subjects' rights are served: notices that say what the server does,
consents to them, requests, copies, erasures, retention, disclosures. Everything that happens at a
desk is on the audit log before it happens, in the transaction that does it::

    Notices(desk).publish(terms)
    Requests(desk).open(RequestKind.ERASURE, "customer-17")

Promises: no session of a purpose without a consent that holds (`ConsentRule`); nothing leaves but
by a recorded disclosure; whatever a process is killed in the middle of, the next run finishes.
"""

from inperson.rights.billing import usage_book
from inperson.rights.consents import ConsentRule
from inperson.rights.laws import authorities, authority
from inperson.rights.packages import LONGEST_PASSPHRASE, SHORTEST_PASSPHRASE, AgeRecipient
from inperson.rights.pages import paper_style, templates
from inperson.rights.transparency import TransparencyReport, YearCounts, breaches_of
from inperson.rights.upkeep import Chore, Done, Upkeep, UpkeepThread

__all__ = [
    "LONGEST_PASSPHRASE",
    "SHORTEST_PASSPHRASE",
    "AgeRecipient",
    "Chore",
    "ConsentRule",
    "Done",
    "TransparencyReport",
    "Upkeep",
    "UpkeepThread",
    "YearCounts",
    "authorities",
    "authority",
    "breaches_of",
    "paper_style",
    "templates",
    "usage_book",
]
