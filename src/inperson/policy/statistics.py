"""What is proved of statistics and of the two clouds (clauses 4.2 and 5.1)."""

from collections import Counter

from inperson.app import Server
from inperson.core import InpersonError, TenantId
from inperson.policy.looking import WHO, Broken, Seen
from inperson.rights import usage_book
from inperson.tenants import of_server
from inperson.usage import Period, verify
from inperson.usage.statistics import Parameters, Release, ReleaseCorrupt


def only_statistics_leave(deployment: Server) -> Seen:
    """Prove that a private server sends nothing by itself, and that every report is in order."""
    settings, count = deployment.settings, 0
    if settings.deployment == "private" and settings.delivers:
        raise Broken("a private deployment is told to send: INPERSON_OUTBOUND")
    desks, jwks = deployment.desks, deployment.signer.jwks()
    for tenant in deployment.tenants.tenants():
        book = usage_book(desks.of(of_server(tenant.id, WHO)))
        before = None
        try:
            for report in book.reports():
                before = verify(report.text, jwks, before)
                count += 1
        except InpersonError as error:
            raise Broken(f"a usage report is not in order: {error.code}") from error
    said = f"{count} usage reports, each signed, chained and of the schema"
    return Seen(count, f"{settings.deployment}; {said}")


def nobody_is_singled_out(deployment: Server) -> Seen:
    """Prove that what was released is noisy, its groups are large, and no year is overspent."""
    parameters, count = Parameters(), 0
    for tenant in deployment.tenants.tenants():
        years: Counter[int] = Counter()
        for spent in deployment.statistics(tenant.id).ledger():
            release = _release(deployment, tenant.id, spent.period)
            if release.period != spent.period or not release.epsilon_micro:
                raise Broken("a release is of another period, or without noise")
            years[spent.period.year] += spent.epsilon_micro
            least = release.subjects
            if not release.withheld and (least is None or least < release.terms.least_subjects):
                raise Broken("a release is of a group that is too small")
            count += 1
        if any(each > parameters.yearly_micro for each in years.values()):
            raise Broken("a year's budget is overspent")
    return Seen(count, f"{count} releases, epsilon {parameters.epsilon_micro / 1e6:g} each")


def _release(deployment: Server, tenant_id: TenantId, period: Period) -> Release:
    try:
        release = deployment.statistics(tenant_id).stored(period)
    except ReleaseCorrupt as error:
        raise Broken("a release is not what was stored") from error
    if release is None:
        raise Broken("a release is in the ledger and not there")
    return release
