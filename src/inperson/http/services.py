"""What the HTTP door opens onto."""

from dataclasses import dataclass

from inperson.sessions import Sessions
from inperson.sessions.ports import StatementSigner
from inperson.tenants import Tenants


@dataclass(frozen=True, slots=True)
class Services:
    """The wired use cases that the routes call."""

    tenants: Tenants
    sessions: Sessions
    signer: StatementSigner
