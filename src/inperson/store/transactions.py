"""One unit of work on a silo, and which rows serve which port in it."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from inperson.checks import CheckRows
from inperson.deliveries import DeliveryRows
from inperson.desks import SettingRows
from inperson.openid import UsedOnceRows
from inperson.rights.acts import ProofRows
from inperson.rights.copies import CopyRows
from inperson.rights.disclosures import DisclosureRows
from inperson.rights.notices import NoticeRows
from inperson.rights.requests import RequestRows
from inperson.rights.retention import RetentionRows
from inperson.sessions import (
    AttemptRows,
    CaptureRows,
    ConsentRows,
    FrameRows,
    IdempotencyRows,
    SessionRows,
    SubjectRows,
    TombstoneRows,
)
from inperson.store.attempt_rows import SqlAttemptRows
from inperson.store.capture_rows import SqlCaptureRows
from inperson.store.check_rows import SqlCheckRows
from inperson.store.consent_rows import SqlConsentRows
from inperson.store.copy_rows import SqlCopyRows
from inperson.store.delivery_rows import SqlDeliveryRows
from inperson.store.disclosure_rows import SqlDisclosureRows
from inperson.store.figures_rows import SqlFigureRows
from inperson.store.frame_rows import SqlFrameRows
from inperson.store.idempotency_rows import SqlIdempotencyRows
from inperson.store.notice_rows import SqlNoticeRows
from inperson.store.proof_rows import SqlProofRows
from inperson.store.request_rows import SqlRequestRows
from inperson.store.retention_rows import SqlRetentionRows
from inperson.store.session_rows import SqlSessionRows
from inperson.store.setting_rows import SqlSettingRows
from inperson.store.statistics_rows import SqlEndedRows, SqlFactRows, ledger_of
from inperson.store.subject_rows import SqlSubjectRows
from inperson.store.tombstone_rows import SqlTombstoneRows
from inperson.store.unit import Unit
from inperson.store.usage_rows import SqlUsageRows
from inperson.store.used_once_rows import SqlUsedOnceRows
from inperson.usage import FactRows, FigureRows, UsageRows
from inperson.usage.statistics import EndedRows, EpsilonLedger

Port = TypeVar("Port")


class _The(Generic[Port]):
    """A port; a class of its own, so that mypy sees that what is to serve it does."""

    def __init__(self, port: type[Port]) -> None:
        self._port = port

    def by(self, rows: Callable[[Unit], Port]) -> tuple[type[Any], Callable[[Unit], Any]]:
        """Pair the port with what makes its rows."""
        return self._port, rows


_SERVED: dict[type[Any], Callable[[Unit], Any]] = dict(
    [
        _The(SessionRows).by(SqlSessionRows),
        _The(CaptureRows).by(SqlCaptureRows),
        _The(FrameRows).by(SqlFrameRows),
        _The(SubjectRows).by(SqlSubjectRows),
        _The(AttemptRows).by(SqlAttemptRows),
        _The(TombstoneRows).by(SqlTombstoneRows),
        _The(ConsentRows).by(SqlConsentRows),
        _The(IdempotencyRows).by(SqlIdempotencyRows),
        _The(UsageRows).by(SqlUsageRows),
        _The(FigureRows).by(SqlFigureRows),
        _The(FactRows).by(SqlFactRows),
        _The(EndedRows).by(SqlEndedRows),
        _The(EpsilonLedger).by(ledger_of),
        _The(SettingRows).by(SqlSettingRows),
        _The(DeliveryRows).by(SqlDeliveryRows),
        _The(NoticeRows).by(SqlNoticeRows),
        _The(RequestRows).by(SqlRequestRows),
        _The(ProofRows).by(SqlProofRows),
        _The(RetentionRows).by(SqlRetentionRows),
        _The(DisclosureRows).by(SqlDisclosureRows),
        _The(CopyRows).by(SqlCopyRows),
        _The(CheckRows).by(SqlCheckRows),
        _The(UsedOnceRows).by(SqlUsedOnceRows),
    ]
)


class SqlTransaction(Unit):
    """Implements `tenants.Transaction`."""

    def rows(self, port: type[Port]) -> Port:
        """Return the rows that a port declares."""
        rows: Port = _SERVED[port](self)
        return rows
