"""An act as a value: what a person reads, and what is hashed of it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from inperson.core import TenantId
from inperson.tenants import TokenKind

_FORM = "inperson-act/1"


class ActKind(StrEnum):
    """What a person alone can do. Closed: what is not here is not done by a proof."""

    APPROVE = "approve"
    """Let a disclosure leave for a third party."""
    ERASE = "erase"
    WITHDRAW = "withdraw"
    """A consent to one purpose."""
    COPY = "copy"
    """Take a copy of everything."""


@dataclass(frozen=True, slots=True)
class PersonalAct:
    """One act of one person, in the words that it reads."""

    tenant_id: TenantId
    token_kind: TokenKind
    kind: ActKind
    about: str
    """The disclosure's id or the purpose; empty where the kind says it all."""
    texts: Mapping[str, str] = field(hash=False)
    """What is shown, by language."""

    def sha256(self, language: str, notice: int) -> bytes:
        """Return what a session that is opened for the act carries (docs/formats/act.md), 32 bytes.

        Args:
            language: in which the text is shown.
            notice: the version of the tenant's notice at the time.

        """
        shown = hashlib.sha256(self.texts[language].encode()).hexdigest()
        what = [_FORM, self.tenant_id, self.token_kind.value, self.kind.value, self.about]
        return hashlib.sha256(
            json.dumps([*what, shown, notice], separators=(",", ":")).encode("ascii")
        ).digest()
