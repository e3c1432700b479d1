"""What opens a check: the key in a link, in a hand-off, in a visitor's cookie."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field

from inperson.checks.errors import CheckLinkInvalid
from inperson.core import Entropy, SessionId
from inperson.tenants import TokenKind

_TEXT = re.compile(r"([dpeq])([a-z2-7]{26})([a-z2-7]{26})")
_LETTERS = {
    "d": (TokenKind.DEVELOPER, False),
    "p": (TokenKind.PRODUCTION, False),
    "e": (TokenKind.DEVELOPER, True),
    "q": (TokenKind.PRODUCTION, True),
}
_LETTER_OF = {meant: letter for letter, meant in _LETTERS.items()}


@dataclass(frozen=True, slots=True)
class CheckKey:
    """A secret of 128 bits, and the session that it is about.

    The kind of token is in the text, so that a door knows which of the tenant's data to look at,
    and whether the link was sent, so that its page warns of the right thing. One that was changed
    finds nothing there.
    """

    kind: TokenKind
    session_id: SessionId
    secret: str = field(repr=False)
    sent: bool = False
    """Whether it opens a link that reaches the person by itself (`WantedCheck.sent`)."""

    @classmethod
    def new(
        cls, kind: TokenKind, session_id: SessionId, entropy: Entropy, *, sent: bool = False
    ) -> "CheckKey":
        """Draw a key."""
        drawn = base64.b32encode(entropy.bytes(16)).decode("ascii").rstrip("=").lower()
        return cls(kind, session_id, drawn, sent)

    @classmethod
    def read(cls, text: str) -> "CheckKey":
        """Read what `text` wrote.

        Raises:
            CheckLinkInvalid: if it is none.

        """
        found = _TEXT.fullmatch(text)
        if found is None:
            raise CheckLinkInvalid("The link is not whole.")
        kind, sent = _LETTERS[found[1]]
        return cls(kind, SessionId(f"ses_{found[2]}"), found[3], sent)

    @property
    def text(self) -> str:
        """Return it for a link or a cookie."""
        return (
            f"{_LETTER_OF[self.kind, self.sent]}{self.session_id.removeprefix('ses_')}{self.secret}"
        )

    @property
    def sha256(self) -> bytes:
        """Return what is kept in its place, 32 bytes. It is random, so it needs no salt."""
        return hashlib.sha256(self.text.encode("ascii")).digest()

    def fits(self, sha256: bytes | None) -> bool:
        """Tell whether this is what was kept."""
        return sha256 is not None and hmac.compare_digest(self.sha256, sha256)


def code_of(handoff: bytes) -> str:
    """Return the four digits that both screens of a hand-off show.

    They are no secret. A person who was sent somebody else's hand-off sees no screen that shows
    them, and is told to stop.
    """
    number = int.from_bytes(hashlib.sha256(b"matching code " + handoff).digest()[:8])
    return f"{number % 10_000:04}"
