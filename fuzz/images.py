"""Image files and their Exif: what the parser lets through is what the decoder gets."""

import struct
from collections.abc import Iterator, Sequence
from functools import cache
from random import Random

import cv2
import numpy as np

from fuzz.containers import JPEG, PNG, WEBP, Format, Part
from fuzz.fuzzer import TAKEN, Found, Fuzzer
from fuzz.mutations import damage
from inperson.vision import DecodeLimits, ImageRefused, Undecoded, decode_apart, inspect_image
from inperson.vision.errors import ImageUndecodable
from inperson.workers import Workers

_LIMITS = DecodeLimits()
_TIFF = {"<": b"II\x2a\0\x08\0\0\0", ">": b"MM\0\x2a\0\0\0\x08"}
_EXTRA: dict[int, list[Part]] = {
    id(JPEG): [(b"\xff\xe1", b"Exif\0\0"), (b"\xff\xfe", b"said"), (b"\xff\xdd", b"\0\1")],
    id(PNG): [(b"eXIf", b""), (b"acTL", bytes(8)), (b"tEXt", b"a\0b"), (b"PLTE", bytes(9))],
    id(WEBP): [(b"EXIF", b"Exif\0\0"), (b"VP8X", bytes(10)), (b"ANMF", bytes(16))],
}
"""What else a file of a format may hold; Exif gets a directory behind it."""


def exif(order: str, *entries: tuple[int, int, int, int]) -> bytes:
    """Return a directory of Exif: tag, type, count and value of each entry."""
    written = b"".join(struct.pack(order + "HHIHH", *each, 0) for each in entries)
    return _TIFF[order] + struct.pack(order + "H", len(entries)) + written + bytes(4)


@cache
def seeds() -> Sequence[tuple[Format, tuple[Part, ...]]]:
    """Return small files of each type and kind, in their parts."""
    return [(form, tuple(form.split(data))) for form, data in _files()]


def _files() -> Iterator[tuple[Format, bytes]]:
    for sides_px in ((64, 48), (80, 200)):  # so that parts of one do not fit into the other
        yield from _files_of(sides_px)


def _files_of(sides_px: tuple[int, int]) -> Iterator[tuple[Format, bytes]]:
    colours = np.random.default_rng(1).integers(0, 255, (6, 8, 3), np.uint8)
    shown = cv2.resize(colours, sides_px)
    alpha = cv2.cvtColor(shown, cv2.COLOR_BGR2BGRA)
    alpha[:20, :, 3] = 90
    for image in (shown, shown[..., 0]):
        for more in ([], [cv2.IMWRITE_JPEG_PROGRESSIVE, 1], [cv2.IMWRITE_JPEG_RST_INTERVAL, 4]):
            yield JPEG, cv2.imencode(".jpg", image, more)[1].tobytes()
    for image in (shown, shown[..., 0], alpha, shown.astype(np.uint16) * 257):
        yield PNG, cv2.imencode(".png", image)[1].tobytes()
    yield PNG, cv2.imencode(".png", shown[..., 0], [cv2.IMWRITE_PNG_BILEVEL, 1])[1].tobytes()
    for image in (shown, alpha):
        for quality in (60, 101):  # the second is without loss
            more = [cv2.IMWRITE_WEBP_QUALITY, quality]
            yield WEBP, cv2.imencode(".webp", image, more)[1].tobytes()


def mutant(random: Random) -> bytes:
    """Return a file in which something is wrong."""
    form, seed = random.choice(seeds())
    parts = list(seed)
    for _ in range(random.randint(0, 3)):
        _rearrange(parts, form, random)
    data = form.join(parts)
    if random.random() < 0.3 or parts == list(seed):
        data = damage(data, random)
    return data


def _rearrange(parts: list[Part], form: Format, random: Random) -> None:
    at, way = random.randrange(len(parts) + 1), random.random()
    if way < 0.25 or at == len(parts):
        parts.insert(at, _another(form, random))
    elif way < 0.35:
        parts.insert(random.randrange(len(parts) + 1), parts[at])
    elif way < 0.45 and len(parts) > 1:
        del parts[at]
    elif way < 0.55:
        other = random.randrange(len(parts))
        parts[at], parts[other] = parts[other], parts[at]
    else:
        parts[at] = (parts[at][0], damage(parts[at][1], random, 2))


def _another(form: Format, random: Random) -> Part:
    """Return a part of another file of the format, or one that none of the seeds has."""
    if random.random() < 0.5:
        return random.choice(random.choice([parts for known, parts in seeds() if known is form]))
    kind, body = random.choice(_EXTRA[id(form)])
    if kind in {b"\xff\xe1", b"eXIf", b"EXIF"}:
        tags = [random.choice((0x0112, 0x8769, random.randrange(1 << 16))) for _ in range(3)]
        body += exif(random.choice("<>"), *((tag, 3, 1, random.randrange(10)) for tag in tags))
        body = damage(body, random, 2) if random.random() < 0.5 else body
    return kind, body


def inspect(data: bytes) -> Undecoded:
    """Inspect a file, and hold what comes out of it to the limits.

    Raises:
        ImageRefused: if it is refused.
        Found: if it is taken against the rules.

    """
    file = inspect_image(data, _LIMITS)
    box = file.container
    if not 1 <= box.orientation <= 8:
        raise Found(f"orientation {box.orientation}")
    if min(box.width_px, box.height_px) < _LIMITS.min_side_px or file.pixels > _LIMITS.max_held_px:
        raise Found(f"{box.width_px} x {box.height_px} pixels got past the limits")
    if len(box.image) > len(data):
        raise Found("more goes to the decoder than came")
    return file


class Headers(Fuzzer):
    """The parser alone, as often as it can."""

    name = "headers"
    tries = "JPEG, PNG, WebP and Exif, mutated, in the parser"
    share = 1.0
    patience_s = 10

    def draw(self, random: Random) -> bytes:
        return mutant(random)

    def attempt(self, data: bytes) -> str:
        try:
            inspect(data)
        except ImageRefused as refused:
            return refused.code
        return TAKEN


class Decoding(Fuzzer):
    """What the parser takes, in a worker: no file breaks it, or is another one than it said."""

    name = "decoding"
    tries = "files that the parser takes, in the decoder's worker"
    share = 1.0

    def __enter__(self) -> "Decoding":
        self._workers = Workers(1)
        return self

    def __exit__(self, *ended: object) -> None:
        self._workers.close()

    def draw(self, random: Random) -> bytes:
        while True:
            data = mutant(random)
            try:
                inspect_image(data, _LIMITS)
            except ImageRefused:
                continue
            return data

    def attempt(self, data: bytes) -> str:
        try:
            file = inspect(data)
            image = decode_apart(file, self._workers, owner="fuzz")
        except ImageUndecodable as refused:
            raise Found("the decoder's process died of it") from refused
        except ImageRefused as refused:
            return refused.code
        _compare(file, image.width_px, image.height_px)
        return TAKEN


def _compare(file: Undecoded, *sides_px: int) -> None:
    """Hold the decoder to the size that the parser let in."""
    said = (file.container.width_px, file.container.height_px)
    if file.container.orientation >= 5:
        said = said[::-1]
    for had, was in zip(sides_px, said, strict=True):
        if had not in {was // file.reduced, -(-was // file.reduced)}:
            shown = " x ".join(map(str, sides_px))
            raise Found(f"{said[0]} x {said[1]} pixels were let in, {shown} came out")
