"""Counting subjects once, without keeping who they are.

A subject's mark in a period is HMAC-SHA-256 under the period's own salt of its pseudonym. The salt
is 32 random bytes, sealed by the vault, and destroyed with every mark when the period is closed:
what is left is two numbers. Nothing is kept in memory, so no process has a salt for longer than
the one mark that it makes.
"""

import hmac
from dataclasses import dataclass

from inperson.usage.periods import Period
from inperson.vault import Purpose, TenantVault

SALT_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Activity:
    """One tenant's marks. They keep a subject from being counted twice."""

    vault: TenantVault

    def fresh_salt(self, period: Period) -> bytes:
        """Make a salt for a period, and return it sealed.

        Raises:
            KeyUnavailable: if the tenant's keys cannot be used.

        """
        return self.vault.seal_random(_record(period), Purpose.USAGE_SALT, SALT_LENGTH)

    def mark(self, period: Period, salt: bytes, subject: bytes) -> bytes:
        """Return a subject's mark in a period, 32 bytes.

        Raises:
            KeyUnavailable: if the tenant's keys cannot be used.
            SealBroken: if the salt is not this period's.

        """
        opened = self.vault.open_unowned(_record(period), Purpose.USAGE_SALT, salt)
        return hmac.digest(opened, b"inperson active subject\0" + subject, "sha256")


def _record(period: Period) -> str:
    return f"usage/{period}"
