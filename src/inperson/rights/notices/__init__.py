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

from inperson.rights.notices.comparing import Rewording, changes_between
from inperson.rights.notices.editions import Notice, NoticeEdition, Rehearsal
from inperson.rights.notices.errors import (
    MinimumAgeTooLow,
    NoticeFactsMissing,
    NoticeNotFound,
    NoticeTermsInvalid,
)
from inperson.rights.notices.model import (
    LANGUAGES,
    LONGEST_TEXT,
    MOST_RECIPIENTS,
    MOST_YEARS,
    AlternativeKind,
    LegalBasis,
    NoticeTerms,
    Recipient,
    Safeguard,
    Transfer,
)
from inperson.rights.notices.page import page
from inperson.rights.notices.ports import NoticeRows
from inperson.rights.notices.render import PURPOSES, controller_id, notice_url
from inperson.rights.notices.service import Notices
from inperson.rights.notices.words import phrases

__all__ = [
    "LANGUAGES",
    "LONGEST_TEXT",
    "MOST_RECIPIENTS",
    "MOST_YEARS",
    "PURPOSES",
    "AlternativeKind",
    "LegalBasis",
    "MinimumAgeTooLow",
    "Notice",
    "NoticeEdition",
    "NoticeFactsMissing",
    "NoticeNotFound",
    "NoticeRows",
    "NoticeTerms",
    "NoticeTermsInvalid",
    "Notices",
    "Recipient",
    "Rehearsal",
    "Rewording",
    "Safeguard",
    "Transfer",
    "changes_between",
    "controller_id",
    "notice_url",
    "page",
    "phrases",
]
