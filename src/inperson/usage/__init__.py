"""Statistics: what is counted, and what of it may leave a silo.

Two things leave, and nothing else: exact counts for billing, which hold no more than how many
sessions of a kind ended how in a month; and private statistics, which are differentially private
with one subject over the whole period as the unit of privacy.
"""

from inperson.usage.billing import Operation, Outcome, PeriodUsage
from inperson.usage.periods import Period

__all__ = ["Operation", "Outcome", "Period", "PeriodUsage"]
