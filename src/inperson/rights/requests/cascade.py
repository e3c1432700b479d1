"""The tenant's other server: a private one asks the managed cloud to erase as well."""

from dataclasses import dataclass

from inperson.audit import Act
from inperson.deliveries import CascadeTarget, Reachable, admit
from inperson.desks import GoverningDesk
from inperson.rights.requests.errors import CascadeInvalid
from inperson.rights.requests.events import CASCADE
from inperson.tenants import token_kind


@dataclass(frozen=True, slots=True)
class Cascade:
    """The setting of one tenant."""

    desk: GoverningDesk

    def get(self) -> CascadeTarget | None:
        """Return the other server, or None."""
        with self.desk.silo.read() as tx:
            return CascadeTarget.of(self.desk.setting(tx, CASCADE))

    def set(self, url: str, token: str) -> CascadeTarget:
        """Let every erasure from now on be asked of another server as well.

        Args:
            url: where its `/v1` is.
            token: an app token of that server, with the scope `rights`. It is stored encrypted.

        Raises:
            OutboundClosed: if this server sends nothing.
            AddressRefused: if the URL is not one that this server delivers to.
            CascadeInvalid: if the URL has a query.
            TokenMalformed: if this is no app token.

        """
        self.desk.require_outbound()
        plain = url.rstrip("/")
        admit(plain, Reachable(self.desk.facts.delivery_networks))
        token_kind(token)
        if "?" in plain:
            raise CascadeInvalid("Give a URL without a query.")
        target = CascadeTarget(plain, token)
        self._keep(target.content())
        return target

    def remove(self) -> None:
        """Ask no other server any more. Requests that wait for one go on waiting."""
        self._keep({})

    def _keep(self, content: dict[str, str]) -> None:
        with self.desk.silo.begin() as tx:
            self.desk.keep_setting(tx, CASCADE, content)
            self.desk.note(Act.SETTINGS_CHANGED, purpose=CASCADE)
