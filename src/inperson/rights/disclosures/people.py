"""What "two people" can mean: by app tokens, by the console's staff, and at the command line.

A tenant's administrator who signs in by passkey is somebody by name. An app token, and what an
operator calls himself at the command line, are less. So all that can be told of two of these is
demanded, and docs/disclosure.md says what that proves and what not:

- their ids differ;
- two app tokens, or a token and a person, have labels and names, and these differ. A token that
  took another one's place by rotation carries its label, so nobody is two people by rotating;
- neither is revoked or disabled, and an approver's token is valid;
- the approver was somebody before the proposal: a token of that label was issued, or the person was
  invited, by then.
"""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from inperson.people import Person
from inperson.rights.disclosures.errors import SecondPersonRequired
from inperson.tenants import AppToken, Role


class Proposed(Protocol):
    """What one person proposes and another one approves."""

    @property
    def proposed_by(self) -> str:
        """The actor."""
        ...

    @property
    def proposed_at(self) -> datetime:
        """When."""
        ...


def require_second(
    proposed: Proposed, approver: str, roster: Sequence[AppToken | Person], now: datetime
) -> None:
    """Check that an approver is somebody else than who proposed.

    Args:
        proposed: what is approved.
        approver: the actor who approves.
        roster: the tenant's app tokens and people as they are now, whichever door was used.
        now: the time.

    Raises:
        SecondPersonRequired: unless the two differ in all that can be told of them.

    """
    known = {_actor(each): each for each in roster if _may(each)}
    proposer = proposed.proposed_by
    first, second = known.get(proposer), known.get(approver)
    for actor, each in ((proposer, first), (approver, second)):
        if (each is None and not _is_operator(actor)) or (each and _ended(each)):
            raise SecondPersonRequired("One of the two is no longer known here.")
    if approver == proposer:
        raise SecondPersonRequired("Another person than who proposed it has to approve.")
    if second is None:
        return
    if isinstance(second, AppToken) and second.expires_at is not None and second.expires_at <= now:
        raise SecondPersonRequired("The token of who approves has expired.")
    if first is None and isinstance(second, AppToken):
        return
    name = _name(second)
    if first is not None and (not name or not _name(first) or name == _name(first)):
        raise SecondPersonRequired("Labels and names have to tell two people apart.")
    tokens = [each for each in roster if isinstance(each, AppToken) and _name(each) == name]
    alike = [second] if isinstance(second, Person) else tokens
    if not any(each.created_at <= proposed.proposed_at for each in alike):
        raise SecondPersonRequired("Who approves was nobody here when it was proposed.")


def _actor(who: AppToken | Person) -> str:
    return who.actor if isinstance(who, Person) else who.id


def _may(who: AppToken | Person) -> bool:
    return not isinstance(who, Person) or who.role is Role.TENANT_ADMIN


def _ended(who: AppToken | Person) -> bool:
    return (who.disabled_at if isinstance(who, Person) else who.revoked_at) is not None


def _is_operator(actor: str) -> bool:
    return actor.startswith("operator:")


def _name(who: AppToken | Person) -> str:
    """Return a name as people read it: neither case, width nor spaces make another person."""
    text = who.name if isinstance(who, Person) else who.label
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
