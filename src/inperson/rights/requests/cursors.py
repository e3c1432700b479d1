"""Where a page of requests ends, as a text that a client hands back."""

import base64
import binascii
from datetime import datetime

from inperson.core import RequestId, is_id
from inperson.rights.requests.errors import CursorInvalid
from inperson.rights.requests.model import PrivacyRequest


def cursor_of(last: PrivacyRequest) -> str:
    """Return the cursor of a page that ends with a request."""
    text = f"{last.due_at.isoformat()} {last.id}"
    return base64.urlsafe_b64encode(text.encode()).decode("ascii").rstrip("=")


def after(cursor: str) -> tuple[datetime, RequestId]:
    """Return due date and id of the request that a page ended with.

    Raises:
        CursorInvalid: if the cursor is none of ours.

    """
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        due_at, _, last = text.partition(" ")
        at = datetime.fromisoformat(due_at)
    except (binascii.Error, ValueError) as error:
        raise CursorInvalid("This is no cursor.") from error
    if at.tzinfo is None or not is_id(last, "prq"):
        raise CursorInvalid("This is no cursor.")
    return at, RequestId(last)
