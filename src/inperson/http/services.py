"""What the HTTP door opens onto."""

from dataclasses import dataclass, field

from inperson.http.limits import CaptureLimits
from inperson.sessions import Sessions
from inperson.sessions.ports import SessionTokens, StatementSigner
from inperson.tenants import Tenants


@dataclass(frozen=True, slots=True)
class Services:
    """The wired use cases that the routes call."""

    tenants: Tenants
    sessions: Sessions
    signer: StatementSigner
    session_tokens: SessionTokens
    capture_limits: CaptureLimits = field(default_factory=CaptureLimits)
