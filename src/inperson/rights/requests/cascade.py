"""The tenant's other server: a private one passes erasures on to the managed cloud.

Each knows the other by its card. Where a line joins them, the one asks the other with an app token;
where none does, a bundle is carried (`bundles`).
"""

from dataclasses import dataclass

from inperson.audit import Act
from inperson.deliveries import CascadeTarget, Reachable, ServerCard, admit
from inperson.desks import GoverningDesk
from inperson.rights.letters import Letters
from inperson.rights.requests.elsewhere import CASCADE
from inperson.rights.requests.errors import CascadeInvalid, CascadeMissing
from inperson.tenants import token_kind

_TRUSTED = "cascade_from"
"""The tenant's setting: the card of the server whose bundles are taken here."""


@dataclass(frozen=True, slots=True)
class Cascade:
    """The settings of one tenant."""

    desk: GoverningDesk

    def card(self) -> ServerCard:
        """Return the card by which the other server knows this one."""
        return Letters(self.desk).card()

    def get(self) -> CascadeTarget | None:
        """Return the other server, or None."""
        with self.desk.silo.read() as tx:
            return CascadeTarget.of(self.desk.setting(tx, CASCADE))

    def set(self, card: ServerCard, token: str | None = None) -> CascadeTarget:
        """Let every erasure from now on be passed on to another server as well.

        Args:
            card: of that server. Its certificates are checked against the keys on it.
            token: an app token of that server, with the scope `rights`. It is stored encrypted.
                Without one nothing is sent: bundles are carried.

        Raises:
            OutboundClosed: if there is a token, and this server sends nothing.
            AddressRefused: if there is a token, and this server delivers nothing to the URL.
            CascadeInvalid: if the URL has a query, or it is this very tenant.
            TokenMalformed: if this is no app token.

        """
        if "?" in card.url or card.tenant == self.desk.tenant_id:
            raise CascadeInvalid("Give the card of another server, whose URL has no query.")
        if token is not None:
            self.desk.require_outbound()
            admit(card.url, Reachable(self.desk.facts.delivery_networks))
            token_kind(token)
        target = CascadeTarget(card, token)
        self._keep(CASCADE, target.content())
        return target

    def remove(self) -> None:
        """Pass nothing on any more. Requests that wait for the other server go on waiting."""
        self._keep(CASCADE, {})

    def trust(self, card: ServerCard) -> None:
        """Take the bundles of another server of this tenant's."""
        self._keep(_TRUSTED, CascadeTarget(card, None).content())

    def trusted(self) -> ServerCard:
        """Return the server whose bundles are taken.

        Raises:
            CascadeMissing: if there is none.

        """
        with self.desk.silo.read() as tx:
            found = CascadeTarget.of(self.desk.setting(tx, _TRUSTED))
        if found is None:
            raise CascadeMissing("No server's bundles are taken: `inperson cascade trust`.")
        return found.card

    def _keep(self, name: str, content: dict[str, str]) -> None:
        with self.desk.silo.begin() as tx:
            self.desk.keep_setting(tx, name, content)
            self.desk.note(Act.SETTINGS_CHANGED, purpose=name)
