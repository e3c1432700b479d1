"""Notices: what a tenant tells people before their faces are looked at, and what it is held to.

A tenant says only what the server cannot know: who it is, on what legal basis, who else gets the
data. Everything else is rendered from the live settings, in every language, so that a notice cannot
say what the server does not do::

    published = Notices(desk).publish(NoticeTerms("Shop", "privacy@shop.example", "DE"))
    page(published[0])                     # for people
    published[0].document                  # the same as JSON-LD with W3C DPV terms; it is hashed

Promises: a published notice never changes; what changed materially ends the consents to what was
said before; a draft is never enough for production. The format is docs/formats/notice.md.
"""

from inperson.rights.notices.errors import (
    NoticeFactsMissing,
    NoticeNotFound,
    NoticeTermsInvalid,
)
from inperson.rights.notices.model import (
    LegalBasis,
    Notice,
    NoticeEdition,
    NoticeTerms,
    Recipient,
    Safeguard,
    Transfer,
)

__all__ = [
    "LegalBasis",
    "Notice",
    "NoticeEdition",
    "NoticeFactsMissing",
    "NoticeNotFound",
    "NoticeTerms",
    "NoticeTermsInvalid",
    "Recipient",
    "Safeguard",
    "Transfer",
]
