"""Disclosures as rows of a silo, and what a package or a report is read from."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, func, or_, select, update

from inperson.core import DisclosureId
from inperson.rights.disclosures import OPEN, Disclosure, DisclosureBasis, DisclosureState
from inperson.sessions import Pseudonym
from inperson.store.connections import kept
from inperson.store.converting import Converter
from inperson.store.privacy_tables import disclosures
from inperson.store.unit import Rows
from inperson.tenants import TokenKind

_DISCLOSURES = Converter(Disclosure, disclosures)
_IN_ORDER = (disclosures.c.proposed_at, disclosures.c.id)
_OPEN = sorted(each.value for each in OPEN)


class SqlDisclosureRows(Rows):
    """Implements `rights.disclosures.ports.DisclosureRows`."""

    def add_disclosure(self, disclosure: Disclosure) -> None:
        """Store a disclosure that was proposed."""
        _DISCLOSURES.add(self._connection, disclosure)

    def disclosure(self, disclosure_id: DisclosureId) -> Disclosure | None:
        """Return a disclosure, its row locked until the transaction ends."""
        mine = kept(self._connection, select(disclosures).where(disclosures.c.id == disclosure_id))
        return _DISCLOSURES.first(self._connection, mine)

    def change_disclosure(self, disclosure: Disclosure, was: DisclosureState) -> bool:
        """Store the later form of a disclosure that is in a state."""
        same = (disclosures.c.id == disclosure.id) & (disclosures.c.state == was.value)
        change = update(disclosures).where(same).values(_DISCLOSURES.row(disclosure))
        return self._connection.execute(change).rowcount == 1

    def disclosures_of(self, reference: Pseudonym) -> Sequence[Disclosure]:
        """Return all disclosures about a reference in order."""
        mine = select(disclosures).where(disclosures.c.reference == reference)
        return _DISCLOSURES.all(self._connection, mine.order_by(*_IN_ORDER))

    def disclosures(
        self, kind: TokenKind, after: DisclosureId | None, limit: int
    ) -> Sequence[Disclosure]:
        """Return a kind of token's disclosures, the latest first, after one of them."""
        query = select(disclosures).where(disclosures.c.token_kind == kind.value)
        last = None if after is None else self.disclosure(after)
        if last is not None:
            at, same = disclosures.c.proposed_at, disclosures.c.proposed_at == last.proposed_at
            query = query.where(or_(at < last.proposed_at, and_(same, disclosures.c.id < last.id)))
        latest_first = (each.desc() for each in _IN_ORDER)
        return _DISCLOSURES.all(self._connection, query.order_by(*latest_first).limit(limit))

    def due_disclosures(
        self, kind: TokenKind, proposed_before: datetime, now: datetime
    ) -> Sequence[Disclosure]:
        """Return the open ones proposed before a time, and those to be told of by now."""
        late = and_(disclosures.c.state.in_(_OPEN), disclosures.c.proposed_at <= proposed_before)
        untold = and_(
            disclosures.c.told_at.is_(None),
            or_(disclosures.c.gag_until.is_(None), disclosures.c.gag_until <= now),
        )
        mine = (disclosures.c.token_kind == kind.value) & or_(late, untold)
        query = select(disclosures).where(mine).order_by(*_IN_ORDER)
        return _DISCLOSURES.all(self._connection, query)

    def disclosure_counts(
        self, since: datetime, until: datetime, now: datetime
    ) -> Mapping[tuple[DisclosureBasis, DisclosureState], int]:
        """Count the disclosures proposed in a period, without those under a gag."""
        at, gag = disclosures.c.proposed_at, disclosures.c.gag_until
        counted = (at >= since) & (at < until) & or_(gag.is_(None), gag <= now)
        by = (disclosures.c.basis, disclosures.c.state)
        query = select(*by, func.count()).where(counted).group_by(*by)
        return {
            (DisclosureBasis(basis), DisclosureState(state)): count
            for basis, state, count in self._connection.execute(query)
        }
