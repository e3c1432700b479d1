"""The Python client of the HTTP API. It imports none of the server's rooms.

::

    from inperson.client import Client
    from inperson.client.capture_sources import camera

    with Client("https://face.example.org", os.environ["INPERSON_TOKEN"]) as face, camera() as me:
        session = face.create_session("authenticate", "customer-17")
        face.capture(session, me, on_guidance=lambda now: print(now.hint))
        if face.session(session.id).accepted:
            ...

`AsyncClient` makes the same calls, awaited. Every call of the API is there; what has no type of its
own is the JSON that a server's `/docs` describes.

A "no" is a result with reasons; what raises is a `ClientError` with a stable `code`. Nothing is
accepted by default: `accepted` is False for a session that is open, expired or refused. What a
capture says is for the person in front of it; the session says what was decided.
"""

from inperson.client.capture import CaptureResult, FrameSource, Guidance, Target
from inperson.client.capture_sources import camera, video
from inperson.client.client import AsyncClient, Client
from inperson.client.errors import (
    CaptureError,
    ClientError,
    ProblemError,
    ProtocolError,
    ServerUnreachable,
    SessionTakesNoCapture,
    SourceUnavailable,
)
from inperson.client.face_calls import Age, Assurance, Guardian
from inperson.client.model import (
    ErasureResult,
    Link,
    NoticeDocument,
    NoticeResult,
    SessionResult,
)

__all__ = [
    "Age",
    "Assurance",
    "AsyncClient",
    "CaptureError",
    "CaptureResult",
    "Client",
    "ClientError",
    "ErasureResult",
    "FrameSource",
    "Guardian",
    "Guidance",
    "Link",
    "NoticeDocument",
    "NoticeResult",
    "ProblemError",
    "ProtocolError",
    "ServerUnreachable",
    "SessionResult",
    "SessionTakesNoCapture",
    "SourceUnavailable",
    "Target",
    "camera",
    "video",
]
