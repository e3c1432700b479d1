"""`statistics`: release what may leave, look at what may not, see what was spent."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from inperson.app import Mode, Server, open_server
from inperson.cli.actors import operator
from inperson.cli.output import JSON_OPTION, show
from inperson.cli.settled import chosen_settings
from inperson.core import TenantId
from inperson.usage import Period
from inperson.usage.statistics import EpsilonBudgetSpent, Release

app = typer.Typer(no_args_is_help=True, help="Release private statistics; look at exact ones.")

Json = Annotated[bool, JSON_OPTION]
When = Annotated[str, typer.Argument(metavar="PERIOD", help="A month in UTC, such as 2026-11.")]
Tenant = Annotated[str | None, typer.Option(help="The tenant's id, `ten_...`. Default: all.")]


@app.command("release")
def release(period: When, tenant: Tenant = None, as_json: Json = False) -> None:
    """Print the release of a period; it is made once, and costs once."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        for tenant_id in _chosen(server, tenant):
            made = server.statistics(tenant_id, operator()).release(Period(period))
            facts = made.to_json()
            show(f"{tenant_id}\n{_table(facts)}", facts, as_json=as_json)


@app.command("exact")
def exact(period: When, tenant: Tenant = None, as_json: Json = False) -> None:
    """Print a tenant's exact figures. They are the controller's own, and never leave its silo."""
    with open_server(chosen_settings(), Mode.READ) as server:
        for tenant_id in _chosen(server, tenant):
            counts = server.statistics(tenant_id).exact(Period(period))
            bins = {each.value: {"bins": dict(counts.bins[each])} for each in counts.bins}
            facts = {
                "period": period,
                "exact": True,
                "sessions": counts.sessions,
                "subjects": {"count": counts.subjects},
                "histograms": bins,
            }
            show(f"{tenant_id}\n{_table(facts)}", facts, as_json=as_json)


@app.command("across")
def across(period: When, as_json: Json = False) -> None:
    """Print the release over all clients, made of what each one's silo has released."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        own = _released(server, Period(period))
        facts = server.statistics_across().release(Period(period), own).to_json()
        show(_table({**facts, "subjects": {"count": facts["clients"]}}), facts, as_json=as_json)


@app.command("ledger")
def ledger(tenant: Tenant = None, as_json: Json = False) -> None:
    """Print what each release cost, and what is left of its year."""
    with open_server(chosen_settings(), Mode.READ) as server:
        for tenant_id in _chosen(server, tenant):
            mine = server.statistics(tenant_id)
            for line in mine.ledger():
                left = mine.left_micro(line.period.year)
                facts = {
                    "tenant": tenant_id,
                    "period": line.period.text,
                    "epsilon_micro": line.epsilon_micro,
                    "left_of_the_year_micro": left,
                }
                said = f"epsilon {line.epsilon_micro / 1e6:.6f}  left {left / 1e6:.6f}"
                show(f"{tenant_id}  {line.period}  {said}", facts, as_json=as_json)


def _chosen(server: Server, tenant: str | None) -> list[TenantId]:
    if tenant is not None:
        return [server.tenants.tenant(TenantId(tenant)).id]
    return [each.id for each in server.tenants.tenants()]


def _released(server: Server, period: Period) -> Iterator[Release]:
    for tenant in server.tenants.tenants():
        try:
            yield server.statistics(tenant.id, operator()).release(period)
        except EpsilonBudgetSpent:
            continue  # it gives nothing more this year, and so nothing to this


def _table(facts: dict[str, Any]) -> str:
    if facts.get("withheld"):
        return f"{facts['period']}: withheld, the group is too small"
    lines = [f"{facts['period']}  {facts['subjects']['count']} counted"]
    for name, histogram in facts["histograms"].items():
        lines.append(f"{name}")
        bins = histogram.get("bins", histogram)
        lines += [f"  {each:28}{'-' if n is None else n:>10}" for each, n in bins.items()]
    return "\n".join(lines)
