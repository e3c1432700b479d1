"""How fast anybody may ask, in units: a cheap read is one (http/limits.py has the others).

An address pays for whoever is not known yet, and is paid back once a credential was checked; then
the credential pays, and all of its tenant and kind together. So what strangers do is refused before
a store is asked, and a tenant is not held to what one address may do. It is of this process, whose
work it protects; what protects a secret is counted in the database (docs/operations.md).

`limits` was tried: 26 us for a request, 48 to 106 us and up to 370 bytes for each new address,
without a bound on how many it remembers. This takes 3 us, 7 and 160 bytes for a new address, and
forgets.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from math import ceil

from inperson.http.errors import RateLimited
from inperson.http.limits import Limit, Pace, RateLimits


class Rate:
    """A bucket of units for each, as GCRA (ITU-T I.371): all that is kept is when it is full again.

    Args:
        limit: what it is of.
        pace: how fast one may ask.
        refused: told of each refusal.
        clock: a monotonic clock in seconds.

    """

    MOST = 1 << 14
    """As many are remembered. Who comes back after as many others begins anew: whoever has so many
    addresses has their rates together in any case."""

    def __init__(
        self,
        limit: Limit,
        pace: Pace,
        refused: Callable[[Limit], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = limit
        self._pace = pace
        self._refused = refused
        self._clock = clock
        self._full_s: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, who: str, units: int = 1) -> None:
        """Take units of one's own.

        Raises:
            RateLimited: if there are not so many yet.

        """
        with self._lock:
            now_s = self._clock()
            needed_s = min(units / self._pace.hz, self._pace.burst_s)
            full_s = max(self._full_s.get(who, now_s), now_s) + needed_s
            wait_s = full_s - now_s - self._pace.burst_s
            if wait_s <= 0:
                self._full_s[who] = full_s
                self._full_s.move_to_end(who)
                if len(self._full_s) > self.MOST:
                    self._full_s.popitem(last=False)
                return
        self._refused(self._limit)
        raise RateLimited("Ask more slowly.", retry_after_s=max(1, ceil(wait_s)))

    def give(self, who: str, units: int = 1) -> None:
        """Give units back."""
        with self._lock:
            if who in self._full_s:
                self._full_s[who] -= units / self._pace.hz


class Rates:
    """The rates of one process."""

    def __init__(
        self,
        limits: RateLimits,
        refused: Callable[[Limit], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.address = Rate(Limit.ADDRESS_RATE, limits.address, refused, clock)
        self._one = Rate(Limit.TOKEN_RATE, limits.one, refused, clock)
        self._tenant = Rate(Limit.TENANT_RATE, limits.tenant, refused, clock)

    def known(self, peer: str, one: str, together: str, units: int) -> None:
        """Let who is known now pay, and not its address.

        Args:
            peer: the address.
            one: the credential.
            together: whose it is.
            units: what is asked for.

        Raises:
            RateLimited: if one or together they ask too fast.

        """
        self.address.give(peer)
        self._one.take(one, units)
        self._tenant.take(together, units)
