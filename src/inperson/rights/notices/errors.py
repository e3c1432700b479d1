"""What can go wrong when a notice is published or read."""

from http import HTTPStatus

from inperson.core import InpersonError


class NoticeTermsInvalid(InpersonError):
    """What the tenant says of itself is incomplete, malformed or too long."""

    code = "notice_terms_invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "What the tenant says of itself is incomplete or malformed"


class MinimumAgeTooLow(InpersonError):
    """Below the age of the law of the notice's country, nobody agrees without a guardian."""

    code = "minimum_age_too_low"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The minimum age is below the law's"


class NoticeFactsMissing(InpersonError):
    """The server's settings do not say who runs it, or where; every notice has to."""

    code = "notice_facts_missing"
    status = HTTPStatus.CONFLICT
    title = "The server does not say who runs it, or where"


class NoticeNotFound(InpersonError):
    """The tenant has no notice of this version in this language."""

    code = "notice_not_found"
