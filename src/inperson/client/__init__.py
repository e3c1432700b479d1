"""The Python client of the HTTP API. It imports none of the server's rooms.

::

    from inperson.client import Client

    with Client("https://face.example.org", os.environ["INPERSON_TOKEN"]) as face:
        face.enroll("customer-17", [Path("first.jpg"), Path("second.jpg")])
        if face.authenticate("customer-17", [Path("probe.jpg")]).accepted:
            ...

A "no" is a result with reasons; what raises is a `ClientError` with a stable `code`. Nothing is
accepted by default: `accepted` is False for a session that is open, expired or refused.
"""

from inperson.client.client import Client
from inperson.client.errors import ClientError, ProblemError, ProtocolError, ServerUnreachable
from inperson.client.model import ErasureResult, SessionResult

__all__ = [
    "Client",
    "ClientError",
    "ErasureResult",
    "ProblemError",
    "ProtocolError",
    "ServerUnreachable",
    "SessionResult",
]
