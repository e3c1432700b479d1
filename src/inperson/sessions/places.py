"""How many captures there may be at once, and whose: no tenant and no kind of token has all."""

from collections import Counter

from inperson.core import TenantId
from inperson.sessions.errors import ServerFull
from inperson.tenants import TokenKind

Holder = tuple[TenantId, TokenKind]


class Places:
    """So many places; whoever locks calls.

    Nobody holds more than is still free, so that who comes next finds one, and developers hold
    half of all at most, so that real people do.

    Args:
        most: how many there are.
        shared: whether several tenants share them.

    """

    def __init__(self, most: int, *, shared: bool) -> None:
        self._most = most
        self._shared = shared
        self._taken: Counter[Holder] = Counter()

    def check(self, holder: Holder) -> None:
        """Raise `ServerFull` if there is no place for one more of a holder."""
        free = self._most - self._taken.total()
        fair = not self._shared or self._taken[holder] < free
        developers = sum(n for (_, kind), n in self._taken.items() if kind is TokenKind.DEVELOPER)
        kept = holder[1] is TokenKind.PRODUCTION or developers < max(1, self._most // 2)
        if not (free and fair and kept):
            raise ServerFull("There is no place for another capture; try again.")

    def take(self, holder: Holder) -> None:
        """Take one; raises what `check` raises."""
        self.check(holder)
        self._taken[holder] += 1

    def give(self, holder: Holder) -> None:
        """Give it back."""
        self._taken[holder] -= 1
