"""The usage book of a desk's tenant."""

from collections.abc import Mapping
from typing import Any

from inperson.audit import Act
from inperson.desks import GoverningDesk
from inperson.usage import Period, UsageBook
from inperson.usage.statistics import EpsilonBudgetSpent, Parameters, SiloStatistics


def usage_book(desk: GoverningDesk) -> UsageBook:
    """Return a tenant's usage book, in the name of who is at the desk.

    Its reports hold private statistics in a private deployment alone, since only there they leave;
    in a managed one a release would spend the year's budget on nobody.

    Args:
        desk: of the whole tenant, which has one book.

    """

    def note(period: str) -> None:
        desk.note(Act.STATISTICS_RELEASED, purpose=period)

    statistics = SiloStatistics(desk.whole, desk.clock, Parameters(), note)

    def released(period: Period) -> Mapping[str, Any] | None:
        if desk.facts.deployment != "private":
            return None
        try:
            return statistics.release(period).to_json()
        except EpsilonBudgetSpent:
            return None  # the bill does not wait for the next year

    return UsageBook(
        silo=desk.whole,
        audit=desk.audit,
        signer=desk.signer,
        clock=desk.clock,
        deployment=desk.facts.deployment,
        actor=desk.actor,
        statistics=released,
    )
