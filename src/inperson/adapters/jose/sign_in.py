"""Challenges of who wants to sign in at a console: Ed25519 JWTs with a key of their own."""

from datetime import UTC, datetime
from pathlib import Path

from inperson.adapters.jose.tickets import MALFORMED, Mint
from inperson.people import PasskeyRefused

_TYPE, _AUDIENCE = "inperson-sign-in+jwt", "inperson-console"
_LONGEST = 600


class FileSignInChallenges:
    """Implements `people.ports.SignInChallenges` with a key in a file, made on first use.

    Args:
        path: a file of mode 0600, in JWK form.
        issuer: the `iss` claim of every challenge.

    Raises:
        KeyUnavailable: if the file can be read by others or holds no such key.

    """

    def __init__(self, path: Path, issuer: str) -> None:
        self._mint = Mint(path, issuer, _TYPE, _AUDIENCE, _LONGEST)

    def issue(self, expires_at: datetime) -> bytes:
        """Return a challenge like no other."""
        return self._mint.write({"exp": int(expires_at.timestamp())}).encode("ascii")

    def read(self, challenge: bytes, now: datetime) -> datetime:
        """Check a challenge: signature and algorithm, key, type, issuer, audience, form, time."""
        try:
            claims = self._mint.read(challenge.decode("ascii"))
            expires_at = datetime.fromtimestamp(claims["exp"], UTC)
        except MALFORMED as error:
            raise PasskeyRefused("The answer is not one to a question of this server.") from error
        if now >= expires_at:
            raise PasskeyRefused("The answer came too late.")
        return expires_at
