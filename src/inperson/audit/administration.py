"""What somebody who runs a tenant, or the server, does: put on the log just before it is done."""

from inperson.audit.model import Act, Entry
from inperson.audit.service import AuditLog
from inperson.core import TokenId


class AdministrationLog:
    """One log, written in the name of one actor. Implements `tenants.ports.TokenWitness`.

    A token's id names a credential of the tenant's, not a person, and says what the leaf is about
    in the place of a purpose.

    Args:
        log: the tenant's, or the server's own.
        actor: who acts.

    """

    def __init__(self, log: AuditLog, actor: str) -> None:
        self._log = log
        self._actor = actor

    def note(self, act: Act, purpose: str | None = None) -> None:
        """Record an act, and what for; of an act about one of the staff, the person's id.

        Raises:
            AuditUnavailable: if it cannot be recorded; then it must not be done.

        """
        self._log.append(Entry(act, self._actor, purpose=purpose))

    def issued(self, token_id: TokenId) -> None:
        """Record that an app token is about to be issued; raises what `note` raises."""
        self.note(Act.TOKEN_ISSUED, token_id)

    def ended(self, token_id: TokenId) -> None:
        """Record that an app token is about to end; raises what `note` raises."""
        self.note(Act.TOKEN_ENDED, token_id)
