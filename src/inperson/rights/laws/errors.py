"""What can go wrong when the law of a place is asked for."""

from http import HTTPStatus

from inperson.core import InpersonError


class JurisdictionUnknown(InpersonError):
    """There is no such jurisdiction in the law packs."""

    code = "jurisdiction_unknown"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "There is no such jurisdiction"
    field = "jurisdictions"


class LawPackInvalid(InpersonError):
    """A law pack is of another form, or names a place twice."""

    code = "law_pack_invalid"


class LawOutdated(InpersonError):
    """Nobody has read a law's text for so long that nothing is to be signed on it."""

    code = "law_outdated"
