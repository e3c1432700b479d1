"""Who may ask for what. Deny by default: what is not named here is refused."""

from inperson.liveness import Assurance, AssuranceUnavailable
from inperson.sessions.errors import (
    ImprovementNotAllowed,
    LivenessRequired,
    LivenessUnavailable,
)
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
    demand: LivenessDemand | None,
    token_kind: TokenKind,
    kind: SessionKind,
    assurance: Assurance = Assurance.PERSPECTIVE,
    *,
    ready: bool = True,
) -> LivenessDemand:
    """Check what a caller asks of liveness against its token and what the session is for.

    Args:
        demand: what it asks; None for what is required.
        token_kind: of the caller's token.
        kind: of the session.
        assurance: what its capture has to rest on.
        ready: this server can check liveness.

    Raises:
        LivenessUnavailable: if it cannot, and is to.
        AssuranceUnavailable: if nothing here, or no still image, can show that.
        LivenessRequired: if liveness is to be skipped with any but a developer token, or where
            it is all that the session is for.

    """
    _ = assurance.requirement  # raises where nothing can show it
    if demand is UnsafeNoLiveness.demand and assurance.lit:
        raise AssuranceUnavailable("Still images show no light; ask for a capture.")
    if demand is not UnsafeNoLiveness.demand:
        if not ready:
            raise LivenessUnavailable("This server cannot check liveness.")
        return LivenessDemand.REQUIRED
    UnsafeNoLiveness().admit(token_kind)
    if kind is SessionKind.LIVENESS:
        raise LivenessRequired("A session that checks liveness alone cannot skip it.")
    return demand


def admit_improvement(token_kind: TokenKind, kind: SessionKind, *, asked: bool) -> None:
    """Check that a session may improve the software, where it is to.

    Raises:
        ImprovementNotAllowed: if its token, or what it is for, lets it not.

    """
    if asked and token_kind is not TokenKind.DEVELOPER:
        raise ImprovementNotAllowed("A production session only confirms identity.")
    if asked and kind is SessionKind.LIVENESS:
        raise ImprovementNotAllowed("Samples need an enrolled subject that can withdraw.")
