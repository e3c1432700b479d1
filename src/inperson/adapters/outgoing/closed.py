"""The sender of a server that sends nothing."""

from inperson.deliveries import Failure, Outgoing, TargetAnswer


class ClosedSender:
    """Implements `deliveries.ports.Sender` without a network."""

    def send(self, message: Outgoing) -> TargetAnswer | Failure:
        """Send nothing, and say so."""
        return Failure.OUTBOUND_CLOSED
