"""Consents: what a person agreed to, purpose by purpose, and the proof of it that it can keep.

`rule` is the gate that sessions pass; `service` records consents that were given outside of a
session, and issues receipts; `receipt` writes these as ISO/IEC TS 27560 wants them::

    consent = Consents(desk).give("customer-17", given, ConsentPurpose.IDENTITY)
    Consents(desk).receipt(consent)        # a JWS over JSON-LD with W3C DPV terms

Promises: no session of a purpose without a consent that holds; nobody agrees to what the notice
does not say; the same consent gives the same receipt, whenever it is asked for. The format is
docs/formats/consent-receipt.md.
"""

from inperson.rights.consents.before_session import ConsentRule, commits_to
from inperson.rights.consents.receipt import receipt
from inperson.rights.consents.service import KIND, Consents

__all__ = ["KIND", "ConsentRule", "Consents", "commits_to", "receipt"]
