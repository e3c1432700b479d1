"""Who may ask for what. Deny by default: what is not named here is refused."""

from inperson.sessions.errors import LivenessRequired
from inperson.sessions.model import LivenessDemand, SessionKind
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


def admit(
    demand: LivenessDemand | None, token_kind: TokenKind, kind: SessionKind
) -> LivenessDemand:
    """Check what a caller asks of liveness against its token and what the session is for.

    Args:
        demand: what it asks; None for what is required.
        token_kind: of the caller's token.
        kind: of the session.

    Raises:
        LivenessRequired: if liveness is to be skipped with any but a developer token, or where
            it is all that the session is for.

    """
    if demand is not UnsafeNoLiveness.demand:
        return LivenessDemand.REQUIRED
    UnsafeNoLiveness().admit(token_kind)
    if kind is SessionKind.LIVENESS:
        raise LivenessRequired("A session that checks liveness alone cannot skip it.")
    return demand
