"""What the HTTP door opens onto."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inperson.http.draining import Draining
from inperson.http.limits import CaptureLimits
from inperson.privacy import Privacy
from inperson.privacy.requests.codes import WrongCodes
from inperson.privacy.requests.ports import CentreTokens
from inperson.sessions import Sessions
from inperson.sessions.ports import SessionTokens, StatementSigner
from inperson.tenants import Tenants

if TYPE_CHECKING:  # its doors need these services
    from inperson.http.console.services import ConsoleServices


@dataclass(frozen=True, slots=True)
class Services:
    """The wired use cases that the routes call."""

    tenants: Tenants
    sessions: Sessions
    signer: StatementSigner
    session_tokens: SessionTokens
    privacy: Privacy
    capture_limits: CaptureLimits = field(default_factory=CaptureLimits)
    wrong_codes: WrongCodes = field(default_factory=WrongCodes)
    centre_tokens: CentreTokens = field(kw_only=True)
    draining: Draining = field(default_factory=Draining)
    console: "ConsoleServices | None" = None
