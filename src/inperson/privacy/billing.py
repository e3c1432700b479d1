"""The usage book of a desk's tenant."""

from inperson.privacy.desk import Desk
from inperson.statistics.book import Statistics, UsageBook, no_statistics


def usage_book(desk: Desk, statistics: Statistics = no_statistics) -> UsageBook:
    """Return a tenant's usage book, in the name of who is at the desk.

    Args:
        desk: of either kind of token: a tenant has one book.
        statistics: makes what private statistics release of a period that is closed.

    """
    return UsageBook(
        silo=desk.silo,
        audit=desk.audit,
        signer=desk.signer,
        clock=desk.clock,
        deployment=desk.facts.deployment,
        actor=desk.actor,
        statistics=statistics,
    )
