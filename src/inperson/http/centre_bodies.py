"""What comes in at the privacy centre."""

import base64
from typing import Annotated, Self

from pydantic import Field, model_validator

from inperson.core import SessionId
from inperson.http.request_bodies import CopyTo, Wish
from inperson.rights.acts import ActKind
from inperson.sessions import ConsentPurpose
from inperson.views import Body


class TypedCode(Body):
    """A code, as a person types it."""

    code: str = Field(min_length=1, max_length=40, repr=False)


class WishedAct(Body):
    """What a person alone can do, and in which language it reads it."""

    kind: Annotated[ActKind, Field(strict=False)]
    purpose: Annotated[ConsentPurpose | None, Field(strict=False)] = None
    disclosure: str | None = Field(default=None, max_length=40)
    language: str = Field(pattern=r"^[a-z]{2}$")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        about = (self.purpose is not None, self.disclosure is not None)
        if about != (self.kind is ActKind.WITHDRAW, self.kind is ActKind.APPROVE):
            msg = "a withdrawal has a purpose, an approval a disclosure, nothing else has either"
            raise ValueError(msg)
        return self


class Proven(Body):
    """What an enrolled person does only by a live capture that was made for it."""

    proof: str | None = Field(default=None, max_length=40, description="The session of the act.")

    def proven_by(self) -> SessionId | None:
        """Return the session that is to prove it."""
        return None if self.proof is None else SessionId(self.proof)


class ProvenWish(Wish, Proven):
    """What a visitor asks for."""


class ProvenCopy(CopyTo, Proven):
    """Who alone can open a visitor's copy."""


class SignedApproval(Body):
    """A signature over the text of an approval, the key that made it, and the act's session."""

    proof: str = Field(max_length=40)
    jwk: Annotated[dict[str, str | bool | list[str]], Field(max_length=12)]
    signature: str = Field(pattern=r"^[A-Za-z0-9_-]{86}$")

    def signed(self) -> bytes:
        """Return the signature, 64 bytes."""
        return base64.urlsafe_b64decode(f"{self.signature}==")
