"""Privacy requests: what a subject, or its tenant for it, asks for, until it is done.

`opening` takes a request in, `erasing` deletes, `service` has the use cases, and `centre` lets a
person in who proves who it is::

    requests = Requests(desk)
    request = requests.open(RequestKind.ERASURE, "customer-17")
    requests.details(request).receipt             # JWS: that it came, and when it is due
    requests.details(request).certificate         # JWS: what was deleted, where and when
    requests.run_due()                            # goes on with whatever was cut short

Promises: nobody learns from an answer who is enrolled; nothing is lost and nothing half erased,
whatever a process is killed in the middle of; an erased subject is in no row of its request; a
right is refused for one of few reasons only, and each step is on the audit log; a person who looks
at a decision (`reviewing`) makes nobody authenticated.
"""

from inperson.rights.requests.bundles import Bundles, Written
from inperson.rights.requests.cascade import Cascade
from inperson.rights.requests.casebook import Casebook
from inperson.rights.requests.centre import Centre
from inperson.rights.requests.dates import due, extended_due
from inperson.rights.requests.elsewhere import take_answer
from inperson.rights.requests.errors import (
    CentreEntryRefused,
    CentreTicketInvalid,
    PrivacyRequestInvalid,
    RequestClosed,
    RequestNotFound,
)
from inperson.rights.requests.holdings import Holdings, holdings
from inperson.rights.requests.model import (
    ANSWERED,
    COPYING,
    ERASING,
    LIFTED,
    LONGEST_TEXT,
    OPEN,
    Channel,
    Justification,
    PrivacyRequest,
    RequestDetails,
    RequestKey,
    RequestKind,
    RequestPage,
    RequestState,
    ReviewOutcome,
)
from inperson.rights.requests.ports import CentreTokens, RequestRows
from inperson.rights.requests.proxies import Capacity, EvidenceKind, OnBehalf
from inperson.rights.requests.reviewing import ReviewEvidence, Reviews
from inperson.rights.requests.service import LARGEST_PAGE, PAGE, Requests
from inperson.rights.requests.visits import CentreCode, CentreTicket

__all__ = [
    "ANSWERED",
    "COPYING",
    "ERASING",
    "LARGEST_PAGE",
    "LIFTED",
    "LONGEST_TEXT",
    "OPEN",
    "PAGE",
    "Bundles",
    "Capacity",
    "Cascade",
    "Casebook",
    "Centre",
    "CentreCode",
    "CentreEntryRefused",
    "CentreTicket",
    "CentreTicketInvalid",
    "CentreTokens",
    "Channel",
    "EvidenceKind",
    "Holdings",
    "Justification",
    "OnBehalf",
    "PrivacyRequest",
    "PrivacyRequestInvalid",
    "RequestClosed",
    "RequestDetails",
    "RequestKey",
    "RequestKind",
    "RequestNotFound",
    "RequestPage",
    "RequestRows",
    "RequestState",
    "Requests",
    "ReviewEvidence",
    "ReviewOutcome",
    "Reviews",
    "Written",
    "due",
    "extended_due",
    "holdings",
    "take_answer",
]
