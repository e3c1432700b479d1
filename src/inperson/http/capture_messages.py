"""The messages of the capture protocol: reading what a client sends, writing what it is told.

Pure functions: whatever the bytes, only our own errors come out. docs/formats/capture-protocol.md.
"""

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from inperson.core import InpersonError
from inperson.http.errors import FrameInvalid, FrameTooLarge, MessageInvalid, NetworkTooSlow
from inperson.http.limits import CaptureLimits
from inperson.liveness import Colour, FaceTarget, FrameGuidance, Profile
from inperson.sessions import CaptureOutcome, ConsentMethod, GivenConsent, Session
from inperson.vision import DecodeLimits, Image, ImageTooManyPixels, ImageTooSmall, decode_image

SUBPROTOCOL = "inperson.capture.v2"
EARLIER = ("inperson.capture.v1",)
"""Whose clients cannot show what a capture asks for now: they are told to update."""
TICKET = "inperson.token."
"""Begins the other subprotocol that a client offers: the session token follows."""
_HEADER, _VERSION = 16, b"\x01\0\0\0"
_MOST_CAMERA_FACTS = 16
_PRINTABLE = re.compile(r"[ -~]+")

Sdk = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,64}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$")]
Fact = Annotated[str, StringConstraints(max_length=128)]


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Hello(_Message):
    """The first message: who may capture, and with what."""

    type: Literal["hello"]
    token: str = Field(max_length=4096, repr=False)
    sdk: Sdk
    profile: Literal["standard", "gentle"] = "standard"
    camera: dict[Fact, Fact] | None = Field(default=None, max_length=_MOST_CAMERA_FACTS)
    light: bool = False
    """Whether it shows the colours that it is told; a person may want no changing light."""
    consent: Digest | None = None
    """The notice below which the person tapped: its SHA-256, base64url."""

    def given(self) -> GivenConsent | None:
        """Return what the person agreed to with the tap that began the capture."""
        if self.consent is None:
            return None
        return GivenConsent(urlsafe_b64decode(f"{self.consent}="), ConsentMethod.TAP)

    def signs(self) -> Mapping[str, str]:
        """Return what the session's record keeps of it."""
        label = (self.camera or {}).get("label", "")
        shown = "".join(_PRINTABLE.findall(label))
        return {"sdk_version": self.sdk} | ({"camera": shown} if shown else {})


class Cancel(_Message):
    """The person wants no more."""

    type: Literal["cancel"]


_ANY: TypeAdapter[Hello | Cancel] = TypeAdapter(
    Annotated[Hello | Cancel, Field(discriminator="type")]
)


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame as it was sent."""

    sequence: int
    client_ms: int
    """The client's clock; its differences alone mean something."""
    jpeg: bytes = field(repr=False)


def spoken(subprotocols: Iterable[str]) -> str | None:
    """Return the newest version of the protocol that a client offers; None if it is none."""
    offered = set(subprotocols)
    return next((each for each in (SUBPROTOCOL, *EARLIER) if each in offered), None)


def offered_token(subprotocols: Iterable[str]) -> str:
    """Return the session token that a client offers before the upgrade; empty without one."""
    return next((each[len(TICKET) :] for each in subprotocols if each.startswith(TICKET)), "")


def read_message(text: str, limits: CaptureLimits) -> Hello | Cancel:
    """Read a text message.

    Raises:
        MessageInvalid: if it is none that the protocol knows.

    """
    if len(text) > limits.hello_bytes or len(text.encode("utf-8", "replace")) > limits.hello_bytes:
        raise MessageInvalid("The message is too long.")
    try:
        return _ANY.validate_json(text)
    except (ValidationError, ValueError, RecursionError):
        raise MessageInvalid("The message is none of the protocol's.") from None


def read_frame(data: bytes, limits: CaptureLimits) -> Frame:
    """Read a binary message: sixteen bytes of header, then a file.

    Raises:
        FrameTooLarge: if it has too many bytes.
        FrameInvalid: if its header is wrong, or nothing follows it.

    """
    if len(data) > limits.frame_bytes:
        raise FrameTooLarge(f"A frame may have {limits.frame_bytes} bytes at most.")
    if len(data) <= _HEADER or data[:4] != _VERSION:
        raise FrameInvalid("A frame begins with the header of version 1.")
    sequence, client_ms = int.from_bytes(data[4:8], "big"), int.from_bytes(data[8:16], "big")
    return Frame(sequence, client_ms, data[_HEADER:])


def decode_frame(frame: Frame, limits: CaptureLimits) -> Image:
    """Decode a frame's JPEG.

    Raises:
        FrameInvalid: if it has other sides than a capture's.
        ImageRefused: a subclass that says why it cannot be decoded.

    """
    short, long, most_short, most_long = limits.sides_px
    within = DecodeLimits(
        max_bytes=limits.frame_bytes, max_pixels=most_short * most_long, min_side_px=short
    )
    try:
        image = decode_image(frame.jpeg, within, content_type="image/jpeg")
    except (ImageTooManyPixels, ImageTooSmall) as error:
        raise FrameInvalid("A frame has 320 x 240 to 1280 x 960 pixels.") from error
    sides = sorted((image.width_px, image.height_px))
    if sides[0] > most_short or not long <= sides[1] <= most_long:
        raise FrameInvalid("A frame has 320 x 240 to 1280 x 960 pixels.")
    return image


def welcome(
    session: Session, profile: Profile, limits: CaptureLimits, expires_in_s: float, sequence: int
) -> dict[str, Any]:
    """Return the answer to a `hello`; of an act it says which one the capture counts for."""
    act = {} if session.act_sha256 is None else {"act": session.act_sha256.hex()}
    return {
        "type": "welcome",
        "session": session.id,
        **act,
        "profile": profile.name,
        "width": 640,
        "height": 480,
        "rate_hz": limits.rate_hz,
        "max_frame_bytes": limits.frame_bytes,
        "expires_in_s": max(0, int(expires_in_s)),
        "next_sequence": sequence,
    }


def target(guidance: FrameGuidance, at: FaceTarget) -> dict[str, Any]:
    """Return where the face has to be now."""
    return {
        "type": "target",
        "index": guidance.target_index,
        "of": guidance.targets,
        **_at(at),
    }


def guidance(
    sequence: int, hint: str, progress: float, face: FaceTarget | None = None
) -> dict[str, Any]:
    """Return the answer to one frame; where the face is lets a client say which way to move."""
    return {
        "type": "guidance",
        "sequence": sequence,
        "hint": hint,
        "progress": round(min(1.0, max(0.0, progress)), 2),
        **({} if face is None else {"face": _at(face)}),
    }


def _at(place: FaceTarget) -> dict[str, float]:
    return {
        "x": round(place.x, 4),
        "y": round(place.y, 4),
        "size": round(place.inter_ocular, 4),
        "turn": round(place.turn_deg, 1),
    }


def light(colour: Colour) -> dict[str, Any]:
    """Return what the page is to show now."""
    return {"type": "light", "colour": colour.value}


def rate(rate_hz: int, skipped: int, reason: str) -> dict[str, Any]:
    """Return how fast to send from now on, and what was skipped."""
    return {"type": "rate", "rate_hz": rate_hz, "skipped": skipped, "reason": reason}


def ended(outcome: CaptureOutcome) -> dict[str, Any]:
    """Return how the capture ended."""
    if outcome.network_too_slow:
        return refusal(NetworkTooSlow())
    return {
        "type": "done",
        "outcome": "pass" if outcome.passed else "fail",
        "improve": [each.value for each in outcome.improve],
    }


_HOPELESS = frozenset(
    {
        "client_outdated",
        "consent_withdrawn",
        "light_declined",
        "subject_disabled",
        "session_not_found",
        "origin_not_allowed",
    }
)


def refusal(error: InpersonError) -> dict[str, Any]:
    """Return why a connection ends; an error that no client is told of is an internal one."""
    told = error if error.title else InpersonError()
    retry = told.code not in _HOPELESS
    return {"type": "error", "code": told.code, "title": told.title, "retry": retry}
