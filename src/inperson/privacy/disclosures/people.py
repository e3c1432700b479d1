"""What "two people" can mean where nobody logs in by name.

The server knows app tokens and, at its command line, what an operator calls himself. So it demands
all that it can tell of two of these, and docs/disclosure.md says what that proves and what not:

- their ids differ;
- two app tokens have labels, and the labels differ. A token that took another one's place by
  rotation carries its label, so nobody is two people by rotating;
- neither token is revoked, and the approver's is valid;
- the approver was somebody before the proposal: a token of that label was issued by then.
"""

import unicodedata
from collections.abc import Sequence
from datetime import datetime

from inperson.privacy.disclosures.errors import SecondPersonRequired
from inperson.privacy.disclosures.model import Disclosure
from inperson.tenants import AppToken

SUBJECT = "subject"
"""The actor of what a subject does."""


def require_second(
    disclosure: Disclosure, approver: str, tokens: Sequence[AppToken], now: datetime
) -> None:
    """Check that an approver is somebody else than who proposed.

    Args:
        disclosure: what is approved.
        approver: the actor who approves.
        tokens: the tenant's app tokens as they are now.
        now: the time.

    Raises:
        SecondPersonRequired: unless the two differ in all that can be told of them.

    """
    known = {str(each.id): each for each in tokens}
    proposer = disclosure.proposed_by
    pair = [known.get(proposer), known.get(approver)]
    for actor, token in zip((proposer, approver), pair, strict=True):
        if (token is None and not _is_operator(actor)) or (token and token.revoked_at):
            raise SecondPersonRequired("One of the two is no longer known here.")
    if approver == proposer:
        raise SecondPersonRequired("Another person than who proposed it has to approve.")
    first, second = pair
    if second is None:
        return
    if second.expires_at is not None and second.expires_at <= now:
        raise SecondPersonRequired("The token of who approves has expired.")
    if first is None:
        return
    name = _name(second)
    if not name or not _name(first) or name == _name(first):
        raise SecondPersonRequired("The tokens' labels have to tell two people apart.")
    if not any(
        _name(each) == name and each.created_at <= disclosure.proposed_at for each in tokens
    ):
        raise SecondPersonRequired("Who approves had no token when it was proposed.")


def _is_operator(actor: str) -> bool:
    return actor.startswith("operator:")


def _name(token: AppToken) -> str:
    """Return a label as people read it: neither case, width nor spaces make another person."""
    return " ".join(unicodedata.normalize("NFKC", token.label).casefold().split())
