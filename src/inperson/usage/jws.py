"""The compact JWS of a usage report: Ed25519, one header, one spelling."""

import re

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.util import json_b64encode, urlsafe_b64decode

from inperson.usage.errors import ReportMalformed, ReportSignatureInvalid
from inperson.vault import Keys

_KID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_ALGORITHM = "Ed25519"
_TYP = "inperson-usage-report+jwt"


def decode(text: str, longest: int) -> jws.CompactSignature:
    """Take a report apart. Its header is one of a report's; nothing else of it was checked.

    Raises:
        ReportMalformed: if it is too long, of another form, or of another kind.

    """
    if len(text) > longest or not text.isascii():
        raise ReportMalformed("A usage report is one compact JWS.")
    try:
        read = jws.extract_compact(text.encode())
        signature = urlsafe_b64decode(read.segments["signature"])
    except (JoseError, ValueError, RecursionError) as error:
        raise ReportMalformed("A usage report is one compact JWS.") from error
    if not signature or not _fits(read):
        raise ReportMalformed("This is a signed statement, but no usage report.")
    return read


def kid_of(read: jws.CompactSignature) -> str:
    """Return the `kid` of the key that a report says to be signed with."""
    return str(read.protected["kid"])


def check_signature(text: str, keys: Keys, longest: int) -> None:
    """Check who signed a report.

    Args:
        text: the report.
        keys: of who may have signed it.
        longest: of reports.

    Raises:
        ReportMalformed: if it is no report.
        ReportSignatureInvalid: if none of the keys signed it, or it was changed.

    """
    read = decode(text, longest)
    key = keys.get(kid_of(read))
    if key is None:
        raise ReportSignatureInvalid("None of the keys has the report's `kid`.")
    if not jws.validate_compact(read, key, algorithms=[_ALGORITHM]):
        raise ReportSignatureInvalid("The report was changed after it was signed.")


def _fits(read: jws.CompactSignature) -> bool:
    header = read.protected
    if list(header) != ["alg", "kid", "typ"]:
        return False
    named = (header["alg"], header["typ"]) == (_ALGORITHM, _TYP)
    named = named and isinstance(header["kid"], str) and bool(_KID.fullmatch(header["kid"]))
    # one spelling: a header that reads the same and is written otherwise is another one
    return named and json_b64encode(dict(header)) == read.segments["header"]
