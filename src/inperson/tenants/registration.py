"""Making an app token a relying party's: what it says of itself is checked before it is kept."""

from collections.abc import Callable, Collection

from inperson.core import Entropy, InpersonError, new_relying_party_id
from inperson.tenants.errors import TokenLimitsInvalid
from inperson.tenants.relying_party import RelyingParty
from inperson.tenants.roles import Scope

_LOGOUT = "backchannel_logout_uri"
_PING = "backchannel_client_notification_endpoint"


def closed(url: str) -> None:
    """Admit no URL.

    Raises:
        TokenLimitsInvalid: whatever it is.

    """
    raise TokenLimitsInvalid("This server sends nothing: it tells no relying party of an end.")


class Registration:
    """What relying parties are registered by.

    Args:
        entropy: makes their ids.
        admit: raises where nothing may be sent to a URL.

    """

    def __init__(self, entropy: Entropy, admit: Callable[[str], None]) -> None:
        self._entropy = entropy
        self._admit = admit

    def new(
        self,
        scopes: Collection[Scope],
        jwks: str | None = None,
        *,
        unpushed: bool = False,
        logout_uri: str | None = None,
        ciba: bool = False,
        ping_uri: str | None = None,
    ) -> RelyingParty | None:
        """Return what a new token with these scopes is at the OpenID provider; None without one.

        Args:
            scopes: with `openid` among them it is a relying party's.
            jwks: the public keys that it proves itself by.
            unpushed: whether it may ask by the browser alone.
            logout_uri: where it is told that a sign-in is over.
            ciba: whether it may ask without a browser, as a call centre does.
            ping_uri: where it is told that such a request was answered.

        Raises:
            TokenLimitsInvalid: if the keys are none, or there is nothing that they are of.
            InpersonError: what `admit` raises, if nothing may be sent to the address.

        """
        if Scope.OPENID in scopes:
            for name, uri in ((_LOGOUT, logout_uri), (_PING, ping_uri)):
                if uri is not None:
                    self._admitted(name, uri)
            if ping_uri is not None and not ciba:
                raise TokenLimitsInvalid("Who does not ask so hears of no answer.", field="ciba")
            client_id = new_relying_party_id(self._entropy)
            return RelyingParty(client_id, jwks, unpushed, logout_uri, ciba, ping_uri)
        if jwks is not None or unpushed or logout_uri is not None or ciba or ping_uri is not None:
            raise TokenLimitsInvalid(
                "Only a relying party has these: give it the scope openid.", field="scopes"
            )
        return None

    def _admitted(self, name: str, uri: str) -> None:
        try:
            self._admit(uri)
        except InpersonError as error:
            error.field = name
            raise
