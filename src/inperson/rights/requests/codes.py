"""The codes of the privacy centre, and why nobody guesses one.

A code is ten characters of Crockford's base 32 in two groups, `7K2MN-0QX4D`: 50 random bits. It is
stored as two keyed hashes of 16 bytes, of its first group and of the whole, so that a copied
database tells no code without the tenant's key. It works once, for 24 hours at most.

1. A first group finds a code without telling the second. Five wrong second groups end that code:
   who tries all codes there are, at whatever speed and on however many machines, has five tries in
   2^25 for each one, 1.5e-7. That bound is in the store, so no restart and no replica resets it.
2. First groups have 2^25 values as well, and wrong ones are counted for each tenant, in its silo,
   by all processes together: 300 a minute. In the 24 hours of a code that is 432,000 tries in all;
   with a thousand codes out they meet 13 first groups by chance, and with them one code in half a
   million days.
3. Whoever fills that minute locks others out for no longer than it, and ends no code.

A right first group answers like a wrong one. That it takes another statement may be measured; what
is learnt is worth the five tries of the first bound.
"""

from dataclasses import dataclass
from datetime import timedelta

from inperson.core import Clock, Entropy
from inperson.rights.requests.errors import CentreBusy
from inperson.rights.requests.ports import RequestRows
from inperson.tenants import Silo
from inperson.vault import TenantVault

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP = 5
TRIES = 5
LONGEST_TTL = timedelta(hours=24)
WRONG_A_MINUTE = 300
HANDLE = 16
"""How many bytes of a key are of the first group."""
MINUTE_S = 60
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


@dataclass(frozen=True, slots=True)
class WrongCodes:
    """How many wrong codes one tenant's centre met in the last minute, at all processes together.

    They are counted in the tenant's silo, so that no replica and no restart gives more tries.

    Args:
        silo: the tenant's.
        clock: tells when.

    """

    silo: Silo
    clock: Clock

    def check(self) -> None:
        """Let a try pass.

        Raises:
            CentreBusy: if there were too many wrong ones.
            StoreUnavailable: if they cannot be counted: nothing passes.

        """
        now_s = self._second()
        with self.silo.read() as tx:
            # times that are to come are counted as well: the clocks of two hosts may differ
            wrong = tx.rows(RequestRows).wrong_codes(now_s - MINUTE_S, now_s + MINUTE_S)
        if wrong >= WRONG_A_MINUTE:
            raise CentreBusy("Too many wrong codes; try again in a minute.")

    def count(self) -> None:
        """Count a wrong one."""
        with self.silo.begin() as tx:
            tx.rows(RequestRows).count_wrong_code(self._second())

    def _second(self) -> int:
        return int(self.clock.now().timestamp())
