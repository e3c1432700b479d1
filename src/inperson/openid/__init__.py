"""OpenID Connect: whoever speaks it adds a face check without a line about faces.

A relying party (Keycloak, a Django site, anything that speaks the standard) sends the browser here
with its own reference of the person in `login_hint`; the person passes the hosted check, and comes
back with a code for an ID token. Its `acr` is the level of the calibrated ladder, its `amr` `face`,
its `sub` a pairwise pseudonym; there is no other claim about a person.

A relying party is an app token seen from another side, so its tenant, kind, end and limits hold
here too. Nothing is stored of an authorization but that its code was used: it travels sealed with
the browser::

    caller = parties.authenticate(credential)
    pushed = provider.push(caller, form)          # POST /openid/par
    provider.begin({"client_id": ..., "request_uri": pushed.request_uri})   # the check's link
    provider.end(state)                               # back, with a code
    provider.exchange(caller, form).id_token      # POST /openid/token

A call centre, which has no browser, asks by `calls.ask` and polls, or is told
when to (CIBA).

Promises: one way alone for browsers (authorization code, PKCE S256, exact redirect URIs) and one
for calls, since what is not offered cannot be abused; how a session ended is read from its silo,
never from the browser; a browser is told by a redirection only where it is sure where that leads.
"""

from inperson.openid.calls import GRANT, Called, Calls
from inperson.openid.errors import OAuthError, SignInRefused, SignInUnreturnable
from inperson.openid.letters import ClientLetters
from inperson.openid.model import ACRS, Authorization, Phase
from inperson.openid.parties import Credential, RelyingParties
from inperson.openid.pinging import ClientEvents
from inperson.openid.ports import Assertions, IdTokenSigner, Seals, UsedOnceRows
from inperson.openid.provider import URN, OpenIdProvider, Pushed
from inperson.openid.signing import Tokens

__all__ = [
    "ACRS",
    "GRANT",
    "URN",
    "Assertions",
    "Authorization",
    "Called",
    "Calls",
    "ClientEvents",
    "ClientLetters",
    "Credential",
    "IdTokenSigner",
    "OAuthError",
    "OpenIdProvider",
    "Phase",
    "Pushed",
    "RelyingParties",
    "Seals",
    "SignInRefused",
    "SignInUnreturnable",
    "Tokens",
    "UsedOnceRows",
]
