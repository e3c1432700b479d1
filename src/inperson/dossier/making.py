"""Makes a dossier: looks that nothing contradicts, gathers what is known, and has it told."""

from collections.abc import Iterator

from inperson import __version__
from inperson.app import Server
from inperson.core import InpersonError
from inperson.desks import GoverningDesk
from inperson.dossier.activities import activities
from inperson.dossier.annex import annex
from inperson.dossier.conformity import conformity
from inperson.dossier.errors import DossierContradicts
from inperson.dossier.grounds import Grounds
from inperson.dossier.impact import impact
from inperson.dossier.model import Dossier
from inperson.dossier.releases import releases
from inperson.policy import CLAUSES, State, prove
from inperson.rights.laws import JurisdictionUnknown, jurisdiction_of
from inperson.rights.notices import Notices
from inperson.rights.retention import Retention

_DEPLOYMENT = "4.1"
"""The clause of the policy that says who runs the server, and where."""


def make_dossier(server: Server, desk: GoverningDesk) -> Dossier:
    """Return the dossier of a desk's tenant, as of now.

    Raises:
        DossierContradicts: if notice, retention and location contradict each other.
        JurisdictionUnknown: if no pack has the law of the country that the notice names.
        LawOutdated: if the text of a law that binds was read too long ago.

    """
    if found := list(_contradictions(server, desk)):
        raise DossierContradicts("; ".join(found))
    known = Grounds.of(server, desk)
    for law in known.laws:
        law.require_current(known.made_at.date())
    return Dossier(
        tenant_id=desk.tenant_id,
        controller=known.terms.controller,
        made_at=known.made_at,
        notice_version=known.notice.version,
        notice_sha256=known.notice.sha256.hex(),
        software=__version__,
        pages=(impact(known), activities(known), annex(known), releases(known), conformity(known)),
    )


def _contradictions(server: Server, desk: GoverningDesk) -> Iterator[str]:
    """Yield what the rules that already hold of notices, retention and deployments refuse."""
    notices = Notices(desk)
    terms, current = notices.terms(), notices.current()
    if terms is None or not current or current[0].draft:
        yield "notice: there is a draft only; publish one"
        return
    if terms.country is not None and jurisdiction_of(terms.country) is None:
        raise JurisdictionUnknown(f"No law pack has {terms.country}, which the notice names.")
    for member in notices.contradictions():
        yield f"notice: its {member} is not what the server does now; a start publishes it anew"
    try:
        Retention(desk).schedule().check()
    except InpersonError as error:
        yield f"retention: {error.code}: {error}"
    clause = next(each for each in CLAUSES if each.number == _DEPLOYMENT)
    proved = prove(clause, server)
    if proved.state is State.BROKEN:
        yield f"location: {proved.said}"
