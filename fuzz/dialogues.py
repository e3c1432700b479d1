"""Dialogues of the capture protocol, and what can be wrong with one.

A dialogue is the session that is opened for it, and its steps: `text` and `data` are messages,
`raw` is bytes below the WebSocket, `drop` loses the line and connects anew. `$TOKEN` in a text is
the session's token, which no draw can know.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.camera import CODES, frame

from fuzz.images import mutant
from fuzz.mutations import damage

_DIGEST = base64.urlsafe_b64encode(bytes(32)).decode().rstrip("=")
_HELLO = {
    "type": "hello",
    "token": "$TOKEN",
    "sdk": "fuzz/1",
    "profile": "standard",
    "camera": {"label": "a camera", "facing": "user"},
    "consent": _DIGEST,
}
_STRANGE: Sequence[Any] = (
    *(None, True, 0, -1, 2**63, 2**64, 10**400, 1e308, float("nan"), float("inf"), "", "\0"),
    *("\ud800", "x" * 5000, "\u202e", "hello", "cancel", [], {}, [[]] * 50, {"a": {}}, "1" * 64),
)
_LARGEST = 0xFFFFFFFF

Step = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One session, and what its client does."""

    kind: str
    steps: tuple[Step, ...]

    def written(self) -> bytes:
        steps = [(kind, base64.b64encode(body).decode()) for kind, body in self.steps]
        return json.dumps({"kind": self.kind, "steps": steps}).encode()

    @classmethod
    def read(cls, data: bytes) -> "Dialogue":
        found = json.loads(data)
        steps = tuple((kind, base64.b64decode(body)) for kind, body in found["steps"])
        return cls(found["kind"], steps)


def valid(random: Random) -> Dialogue:
    """Return a dialogue that ends with a decision."""
    kind = random.choice(("enroll", "authenticate", "liveness"))
    start, person = random.randrange(1 << 16), random.randint(1, 8)
    shown = [frame(person, "", start + each & 0xFFFF) for each in range(6)]
    hello = {key: value for key, value in _HELLO.items() if key != "consent"}
    return Dialogue(kind, (say(hello), *(show(*each) for each in enumerate(shown))))


def draw(random: Random) -> Dialogue:
    """Return a dialogue in which something is wrong, one time in twenty nothing."""
    right = valid(random)
    steps = list(right.steps)
    for _ in range(random.choice((0, *(1, 1, 1, 1, 2, 2, 3) * 3))):
        _spoil(steps, random)
    return Dialogue(right.kind, tuple(steps))


def say(message: object) -> Step:
    return "text", json.dumps(message).encode()


def show(sequence: int, jpeg: bytes, clock_ms: int = 0) -> Step:
    return "data", b"\x01\0\0\0" + sequence.to_bytes(4) + clock_ms.to_bytes(8) + jpeg


def _spoil(steps: list[Step], random: Random) -> None:
    at, way = random.randrange(len(steps) + 1), random.random()
    if at == len(steps) or way < 0.3:
        steps.insert(at, _another(random, at))
    elif way < 0.4:
        other = random.randrange(len(steps))
        steps[at], steps[other] = steps[other], steps[at]
    elif way < 0.5:
        steps.insert(random.randrange(len(steps) + 1), steps[at])
    elif way < 0.55:
        steps[at : at + 1] = [steps[at]] * random.choice((2, 5, 40))
    elif way < 0.65 and len(steps) > 1:
        del steps[at]
    elif way < 0.7:
        steps[at] = ("data" if steps[at][0] == "text" else "text", steps[at][1])
    else:
        steps[at] = _spoilt(steps[at], random)


def _spoilt(step: Step, random: Random) -> Step:
    kind, body = step
    if kind == "data" and random.random() < 0.5:
        return kind, damage(body[:16], random, 2) + body[16:]
    if kind == "text" and random.random() < 0.7:
        return say(_spoilt_message(random))
    return kind, damage(body, random)


def _spoilt_message(random: Random) -> object:
    message: dict[str, object] = dict(_HELLO)
    for _ in range(random.randint(1, 3)):
        key, way = random.choice(list(_HELLO)), random.random()
        if way < 0.2:
            message.pop(key, None)
        elif way < 0.3:
            message[random.choice(("more", "", "TYPE", "x" * 300))] = random.choice(_STRANGE)
        elif way < 0.4:
            message["camera"] = {str(each): random.choice(_STRANGE) for each in range(40)}
        else:
            message[key] = random.choice(_STRANGE)
    return message


def _another(random: Random, at: int) -> Step:
    way = random.random()
    if way < 0.25:
        shown = frame(1, random.choice([each for each in CODES if each != "bug"]))
        return show(random.choice((max(0, at - 1), 0, 599, 600, _LARGEST)), shown, 2**64 - 1)
    if way < 0.4:
        return show(max(0, at - 1), mutant(random))
    if way < 0.5:
        return say(random.choice(({"type": "cancel"}, _HELLO, _spoilt_message(random))))
    if way < 0.6:
        return "text", random.choice(
            (b"[" * 4000, b"", b"{", b'{"type":' * 400, random.randbytes(9))
        )
    if way < 0.75:
        return "drop", b""
    return "raw", _below(random)


def _below(random: Random) -> bytes:
    """Return a frame of RFC 6455 that may lie about itself."""
    body = random.choice(
        (b"", b"\x03\xe8", b"\xff\xfe", b'{"type":"cancel"}', random.randbytes(200))
    )
    length = random.choice((len(body), len(body), 0, 125, 126, 127))
    first = random.choice((0x81, 0x82, 0x88, 0x89, 0x8A, random.randrange(256)))
    masked = random.choice((0x80, 0x80, 0x80, 0))
    long = {
        126: random.choice((b"\xff\xff", b"\0\0")),
        127: random.choice((b"\xff" * 8, b"\0" * 8)),
    }
    head = bytes([first, masked | length]) + long.get(length, b"")
    return head + (bytes(4) if masked else b"") + body
