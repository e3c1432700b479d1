"""What comes in at the privacy centre."""

import base64
from typing import Annotated

from pydantic import Field

from inperson.views import Body, SubjectRef


class TypedCode(Body):
    """A code, as a person types it."""

    code: str = Field(min_length=1, max_length=40, repr=False)


class FaceEntry(Body):
    """A live authentication, and what only the browser has that made its capture."""

    session: str = Field(max_length=40)
    session_token: str = Field(max_length=4096, repr=False)
    subject_ref: SubjectRef


class SignedApproval(Body):
    """A signature over the text of a disclosure, and the key that made it."""

    jwk: Annotated[dict[str, str | bool | list[str]], Field(max_length=12)]
    signature: str = Field(pattern=r"^[A-Za-z0-9_-]{86}$")

    def signed(self) -> bytes:
        """Return the signature, 64 bytes."""
        return base64.urlsafe_b64decode(f"{self.signature}==")
