"""Orders of a third country, given to a controller in the EU (GDPR Art. 48)."""

from inperson.desks import Desk
from inperson.rights.disclosures.errors import DisclosureInvalid
from inperson.rights.disclosures.model import LegalRequest
from inperson.rights.kept_terms import kept_terms
from inperson.rights.laws import Jurisdiction, jurisdiction_of

_UNION = "EU"


def in_union(desk: Desk) -> bool:
    """Tell whether the tenant is under the law of the EU, as its notice says."""
    return _home(desk) is not None


def require_ground(desk: Desk, request: LegalRequest) -> None:
    """Ask why such an order is followed.

    Raises:
        DisclosureInvalid: if it is one, and nothing says why.

    """
    home = _home(desk)
    if home is None or home == jurisdiction_of(request.country):
        return
    if request.transfer_ground is None:
        raise DisclosureInvalid(
            "An order of a third country is recognised by an international agreement alone, such "
            "as one on mutual legal assistance, or followed on a ground of Chapter V (GDPR Art. "
            "48): say which in `transfer_ground`.",
            field="transfer_ground",
        )


def _home(desk: Desk) -> Jurisdiction | None:
    """Return the law of a controller in the EU; None of any other."""
    with desk.silo.read() as tx:
        kept = kept_terms(desk, tx)
    home = None if kept is None or kept.country is None else jurisdiction_of(kept.country)
    return home if home is not None and home.code == _UNION else None
