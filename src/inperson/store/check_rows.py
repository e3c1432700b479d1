"""Hosted checks as rows of a silo."""

from sqlalchemy import select, update

from inperson.checks import HostedCheck
from inperson.core import SessionId
from inperson.store.check_tables import checks
from inperson.store.converting import Converter
from inperson.store.unit import Rows

_CHECKS = Converter(HostedCheck, checks)


class SqlCheckRows(Rows):
    """Implements `checks.CheckRows`."""

    def add_check(self, check: HostedCheck) -> None:
        """Store a new one."""
        _CHECKS.add(self._connection, check)

    def check(self, session_id: SessionId) -> HostedCheck | None:
        """Return the check of a session, or None."""
        mine = select(checks).where(checks.c.session_id == session_id)
        return _CHECKS.first(self._connection, mine)

    def change_check(self, before: HostedCheck, after: HostedCheck) -> bool:
        """Replace a check that is as it was read."""
        change = update(checks).values(_CHECKS.row(after))
        for name, value in _CHECKS.row(before).items():
            change = change.where(checks.c[name].is_not_distinct_from(value))
        return self._connection.execute(change).rowcount == 1
