"""Statistics: what is counted, and what of it may leave a silo.

Two things leave, and nothing else: exact counts for billing, which hold no more than how many
sessions of a kind ended how in a month; and private statistics, which are differentially private
with one subject over the whole period as the unit of privacy.
"""

from inperson.usage.activity import Activity
from inperson.usage.billing import Operation, Outcome, PeriodUsage
from inperson.usage.book import UsageBook
from inperson.usage.deployment_ports import PrivateDeployment, ReceivedReport
from inperson.usage.deployments import PrivateDeployments
from inperson.usage.devices import OTHER, DeviceClass, SessionFacts, device_class, known_sdk
from inperson.usage.errors import PushFailed
from inperson.usage.figures import DayLatency, FigureRows, HourFigures
from inperson.usage.overview import Cloud, CustomerUsage, Overview, as_csv
from inperson.usage.periods import Period
from inperson.usage.ports import FactRows, StoredPeriod, UsageRows
from inperson.usage.reconciling import Reconciliation, reconcile
from inperson.usage.report import LONGEST
from inperson.usage.verification import verify

__all__ = [
    "LONGEST",
    "OTHER",
    "Activity",
    "Cloud",
    "CustomerUsage",
    "DayLatency",
    "DeviceClass",
    "FactRows",
    "FigureRows",
    "HourFigures",
    "Operation",
    "Outcome",
    "Overview",
    "Period",
    "PeriodUsage",
    "PrivateDeployment",
    "PrivateDeployments",
    "PushFailed",
    "ReceivedReport",
    "Reconciliation",
    "SessionFacts",
    "StoredPeriod",
    "UsageBook",
    "UsageRows",
    "as_csv",
    "device_class",
    "known_sdk",
    "reconcile",
    "verify",
]
