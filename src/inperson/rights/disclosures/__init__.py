"""Disclosures: the one way by which a record leaves for a third party.

It has one of two bases: the subject approves it with a signature of its own, or an authority
demands it by law and two people of the tenant agree that it does. What leaves is the scope and the
period that were approved, of one subject, encrypted to one recipient, once (`service`)::

    proposed = Disclosures(desk).propose_legal("customer-17", request, recipient)
    Disclosures(second).approve(proposed.id)
    package = Disclosures(desk).deliver(proposed.id).package

The subject sees it from its proposal on, or from the end of a gag, which no gag is without.
"""

from inperson.rights.disclosures.contents import Contents, DisclosurePage
from inperson.rights.disclosures.errors import (
    ApprovalInvalid,
    DisclosureDelivered,
    DisclosureInvalid,
    DisclosureNotFound,
    ReportInvalid,
)
from inperson.rights.disclosures.ledger import DisclosureLedger
from inperson.rights.disclosures.model import (
    LONG,
    OPEN,
    SHORT,
    Disclosure,
    DisclosureBasis,
    DisclosureRecipient,
    DisclosureScope,
    DisclosureState,
    Extent,
    LegalRequest,
    require_lines,
)
from inperson.rights.disclosures.package import Package
from inperson.rights.disclosures.people import require_second
from inperson.rights.disclosures.ports import DisclosureRows
from inperson.rights.disclosures.service import PAGE, DeliveredDisclosure, Disclosures
from inperson.rights.disclosures.subject_side import SubjectSide
from inperson.rights.disclosures.third_countries import in_union

__all__ = [
    "LONG",
    "OPEN",
    "PAGE",
    "SHORT",
    "ApprovalInvalid",
    "Contents",
    "DeliveredDisclosure",
    "Disclosure",
    "DisclosureBasis",
    "DisclosureDelivered",
    "DisclosureInvalid",
    "DisclosureLedger",
    "DisclosureNotFound",
    "DisclosurePage",
    "DisclosureRecipient",
    "DisclosureRows",
    "DisclosureScope",
    "DisclosureState",
    "Disclosures",
    "Extent",
    "LegalRequest",
    "Package",
    "ReportInvalid",
    "SubjectSide",
    "in_union",
    "require_lines",
    "require_second",
]
