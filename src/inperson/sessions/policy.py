"""Who may ask for what. Deny by default: what is not named here is refused."""

from inperson.sessions.errors import LivenessRequired
from inperson.sessions.model import LivenessDemand
from inperson.tenants import TokenKind


class UnsafeNoLiveness:
    """Admits a session that does not check liveness: a printed photograph passes.

    It exists to try the service with still images. A production token is refused, whatever it
    asks for.
    """

    demand = LivenessDemand.UNSAFE_NO_LIVENESS

    def admit(self, token_kind: TokenKind) -> None:
        """Let developer tokens through.

        Raises:
            LivenessRequired: for every other kind of token.

        """
        if token_kind is not TokenKind.DEVELOPER:
            raise LivenessRequired(
                "A production session always checks liveness; still images cannot prove it."
            )


def admit(demand: LivenessDemand | None, token_kind: TokenKind) -> LivenessDemand:
    """Check what a caller asks of liveness against its token.

    Raises:
        LivenessRequired: unless a developer token asks for `UnsafeNoLiveness` in so many words.

    """
    if demand is not UnsafeNoLiveness.demand:
        raise LivenessRequired(
            "Sessions need liveness, which this version cannot check yet. A developer token may "
            f'ask for "liveness": "{UnsafeNoLiveness.demand}" to try still images.'
        )
    UnsafeNoLiveness().admit(token_kind)
    return demand
