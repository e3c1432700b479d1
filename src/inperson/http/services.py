"""What the HTTP door opens onto."""

from dataclasses import dataclass

from inperson.desks import Desks
from inperson.http.console_services import ConsoleServices
from inperson.http.draining import Draining
from inperson.http.limits import CaptureLimits
from inperson.http.peers import Proxies
from inperson.http.rates import Rates
from inperson.http.readiness import Readiness, ScrapeKey
from inperson.http.server_metrics import ServerMetrics
from inperson.http.stills import Stills
from inperson.openid import OpenIdProvider
from inperson.rights.breaches import Breaches
from inperson.rights.requests import CentreTokens
from inperson.sessions import Sessions, SessionTokens
from inperson.tenants import Tenants
from inperson.usage import PrivateDeployments
from inperson.vault import StatementSigner


@dataclass(frozen=True, slots=True)
class Services:
    """The wired use cases that the routes call."""

    tenants: Tenants
    sessions: Sessions
    signer: StatementSigner
    session_tokens: SessionTokens
    desks: Desks
    capture_limits: CaptureLimits
    stills: Stills
    centre_tokens: CentreTokens
    clients: PrivateDeployments
    breaches: Breaches
    draining: Draining
    metrics: ServerMetrics
    readiness: Readiness
    public_url: str
    """Where browsers reach the server. What is bound to an address is bound to this one."""
    proxies: Proxies
    """Whose word counts about where a request comes from."""
    rates: Rates
    openid: OpenIdProvider
    scrape_key: ScrapeKey | None = None
    """Opens the figures; without one nobody reads them."""
    console: ConsoleServices | None = None

    @property
    def secure(self) -> bool:
        """Tell whether browsers reach the server by https."""
        return self.public_url.startswith("https://")
