"""What a tenant says of itself, as it is stored: written and read here alone.

Retention asks it for the tenant's country, whose law binds whether the tenant names it or not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inperson.desks import Desk, GoverningDesk
from inperson.tenants import Transaction

_SETTING = "terms"


@dataclass(frozen=True, slots=True)
class KeptTerms:
    """The terms that were published last."""

    draft: bool
    content: Mapping[str, Any]
    """Of `NoticeTerms`."""

    @property
    def country(self) -> str | None:
        """Return where the controller is, or the state whose law it is under."""
        return self.content.get("country")


def kept_terms(desk: Desk, tx: Transaction) -> KeptTerms | None:
    """Return the terms of the desk's tenant, or None before the first notice."""
    kept = desk.setting(tx, _SETTING)
    return None if kept is None else KeptTerms(bool(kept["draft"]), kept["terms"])


def keep_terms(desk: GoverningDesk, tx: Transaction, terms: KeptTerms) -> None:
    """Replace the terms of the desk's tenant."""
    desk.keep_setting(tx, _SETTING, {"draft": terms.draft, "terms": dict(terms.content)})
