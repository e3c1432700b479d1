"""What can go wrong when a notice is published or read."""

from http import HTTPStatus

from inperson.core import InpersonError


class NoticeTermsInvalid(InpersonError):
    """What the tenant says of itself is incomplete, malformed or too long."""

    code = "notice_terms_invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "What the tenant says of itself is incomplete or malformed"


class NoticeFactsMissing(InpersonError):
    """The server's settings do not say who runs it, or where; every notice has to."""

    code = "notice_facts_missing"
    status = HTTPStatus.CONFLICT
    title = "The server does not say who runs it, or where"


class NoticeNotFound(InpersonError):
    """The tenant has no notice of this version in this language."""

    code = "notice_not_found"
