"""The codes of the privacy centre, and why nobody guesses one.

A code is ten characters of Crockford's base 32 in two groups, `7K2MN-0QX4D`: 50 random bits. It is
stored as two keyed hashes of 16 bytes, of its first group and of the whole, so that a copied
database tells no code without the tenant's key. It works once, for 24 hours at most.

1. A first group finds a code without telling the second. Five wrong second groups end that code:
   who tries all codes there are, at whatever speed and on however many machines, has five tries in
   2^25 for each one, 1.5e-7. That bound is in the store, so no restart and no replica resets it.
2. First groups have 2^25 values as well, and wrong ones are counted for each tenant: 300 a minute.
   In the 24 hours of a code that is 432,000 tries in all; with a thousand codes out they meet 13
   first groups by chance, and with them one code in half a million days.
3. Whoever fills that minute locks others out for no longer than it, and neither ends a code nor
   closes the other way in, by face.

A right first group answers like a wrong one. That it takes another statement may be measured; what
is learnt is worth the five tries of the first bound.
"""

import threading
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import timedelta

from inperson.core import Entropy, TenantId
from inperson.privacy.requests.errors import CentreBusy
from inperson.vault import TenantVault

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP = 5
TRIES = 5
LONGEST_TTL = timedelta(hours=24)
WRONG_A_MINUTE = 300
HANDLE = 16
"""How many bytes of a key are of the first group."""
_MINUTE_S = 60.0
_MOST_TENANTS = 10_000
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def new_code(entropy: Entropy) -> str:
    """Draw a code. 32 divides 256, so each character is as likely as any other."""
    drawn = [ALPHABET[each % len(ALPHABET)] for each in entropy.bytes(2 * GROUP)]
    return f"{''.join(drawn[:GROUP])}-{''.join(drawn[GROUP:])}"


def read_code(text: str) -> str | None:
    """Return a code as it was drawn, however a person typed it; None if it cannot be one."""
    plain = text.upper().translate(_ALIKE) if len(text) <= 4 * GROUP and text.isascii() else ""
    if len(plain) != 2 * GROUP or any(each not in ALPHABET for each in plain):
        return None
    return f"{plain[:GROUP]}-{plain[GROUP:]}"


def keys_of(code: str, vault: TenantVault) -> list[bytes]:
    """Return what a code is stored by, 32 bytes: under the tenant's current key, then earlier ones.

    Args:
        code: as `read_code` returned it.
        vault: the tenant's.

    """
    first, whole = code[:GROUP].encode(), code.encode()
    handles = [vault.pseudonym(_FIRST, first), *vault.earlier_pseudonyms(_FIRST, first)]
    secrets = [vault.pseudonym(_WHOLE, whole), *vault.earlier_pseudonyms(_WHOLE, whole)]
    return [one[:HANDLE] + two[:HANDLE] for one, two in zip(handles, secrets, strict=True)]


_FIRST, _WHOLE = "centre-code/first", "centre-code/whole"


@dataclass(slots=True)
class WrongCodes:
    """How many wrong codes each tenant's centre met in the last minute, in this process."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    tried: OrderedDict[TenantId, deque[float]] = field(default_factory=OrderedDict)

    def check(self, tenant_id: TenantId, now_s: float) -> None:
        """Let a try pass.

        Raises:
            CentreBusy: if there were too many wrong ones.

        """
        with self.lock:
            if len(self._recent(tenant_id, now_s)) >= WRONG_A_MINUTE:
                raise CentreBusy("Too many wrong codes; try again in a minute.")

    def count(self, tenant_id: TenantId, now_s: float) -> None:
        """Count a wrong one."""
        with self.lock:
            self._recent(tenant_id, now_s).append(now_s)

    def _recent(self, tenant_id: TenantId, now_s: float) -> deque[float]:
        times = self.tried.setdefault(tenant_id, deque())
        self.tried.move_to_end(tenant_id)
        while len(self.tried) > _MOST_TENANTS:
            self.tried.popitem(last=False)
        while times and now_s - times[0] >= _MINUTE_S:
            times.popleft()
        return times
