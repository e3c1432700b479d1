"""What a JPEG, PNG or WebP file says of itself, read before any pixel is decoded.

Each reader walks its container once and returns the size and the orientation, as other programs
read them (`tests/vision/test_other_readers.py`), or refuses: a file that ends early, has more than
one frame, breaks its own rules, or has another file behind it. What phones append to a JPEG (films,
previews) is left out, whatever it is: no decoder ever sees it.
"""

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from inperson.vision.errors import (
    ImageAnimated,
    ImageColourUnsupported,
    ImageCorrupt,
    ImagePolyglot,
    ImageTruncated,
    ImageTypeUnsupported,
)
from inperson.vision.exif import EXIF_HEAD, exif_orientation

JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"

_MOST_PARTS = 10_000
"""Segments or chunks: a file of 20 MiB has some hundred, or as many of four bytes as it likes."""


@dataclass(frozen=True, slots=True)
class Container:
    """A file's own account of itself."""

    media_type: str
    width_px: int
    height_px: int
    orientation: int
    """EXIF orientation, 1 to 8."""
    image: bytes
    """The bytes that hold the image, without what comes behind it."""
    held_px: int
    """What a decoder holds, six bytes each, before an image gets smaller: of most JPEGs nothing."""


def read_container(data: bytes) -> Container:
    """Read the container of an image file.

    Raises:
        ImageRefused: a subclass that says why the file is not taken.

    """
    for magic, read in _READERS:
        if data.startswith(magic):
            try:
                return read(data)
            except (struct.error, IndexError) as error:
                raise ImageTruncated("The file ends inside its header.") from error
    raise ImageTypeUnsupported("Send JPEG, PNG or WebP.")


# -- JPEG (ITU-T T.81) -------------------------------------------------------------------------

_MARKER = re.compile(rb"\xff([^\x00\x01\xff\xd0-\xd7])")
"""What begins a segment, wherever it is: libjpeg passes over stray and fill bytes, RST and TEM.

One byte FF and not many: where many repeat it would try each of them from each of them.
"""
_END, _SCAN, _APP1 = 0xD9, 0xDA, 0xE1
_TOLD = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})
"""Application segments and comments, but those of JFIF and Adobe, which tell what colours mean."""
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE = 0xC2
_DECODED = {0xC0, 0xC1, _PROGRESSIVE}  # neither lossless nor arithmetic: no browser shows these
_MOST_SCANS = 64
"""Encoders write about ten."""
_MOST_CODED = 64 * 40_000_000
"""Coefficients, each counted in each scan: three seconds of a core."""


def _read_jpeg(data: bytes) -> Container:
    frame: _Frame | None = None
    exif = b""
    scans: list[int] = []
    image = b""
    for marker, body in _jpeg_segments(data):
        if marker in _FRAMES:
            if frame is not None:
                raise ImageCorrupt("The JPEG has two frame headers.")
            frame = _jpeg_frame(marker, body)
        elif marker == _SCAN:
            scans.append(body[0])
        elif marker == _APP1 and body.startswith(EXIF_HEAD) and not (exif or scans):
            exif = body.removeprefix(EXIF_HEAD)  # the first, ahead of the pixels: as all read it
        elif marker == _END:
            image = body
    if frame is None:
        raise ImageCorrupt("The JPEG holds no image.")
    coded = len(scans) * frame.coefficients  # a scan goes over all the image, and takes 20 bytes
    if len(scans) > _MOST_SCANS or coded > _MOST_CODED:
        raise ImageCorrupt("The JPEG has too many scans.")
    held = frame.progressive or scans[:1] < [frame.components]  # else libjpeg goes row by row
    return Container(
        JPEG,
        frame.width_px,
        frame.height_px,
        exif_orientation(exif),
        image,
        frame.coefficients // 3 if held else 0,
    )


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each segment's marker and its body, and with the end's marker all of the image."""
    at = 2
    for _ in range(_MOST_PARTS):
        found = _MARKER.search(data, at)
        if found is None:
            raise ImageTruncated("The JPEG has no end.")
        marker, at = found[1][0], found.end()
        if marker == _END:
            yield marker, data[:at]
            return
        length = struct.unpack_from(">H", data, at)[0]
        body = data[at + 2 : at + length]
        if length < 2 or len(body) != length - 2:
            raise ImageTruncated("A segment of the JPEG reaches over the file's end.")
        at += length
        yield marker, body
    raise ImageCorrupt("The JPEG has too many segments.")


def bare_jpeg(data: bytes) -> bytes:
    """Return a JPEG without what it says of camera, place and time, its pixels as they came.

    Raises `ImageRefused` if it is none, or lies on its side, as what would go says.
    """
    container = read_container(data)
    if container.media_type != JPEG or container.orientation != 1:
        raise ImageTypeUnsupported("Send upright JPEG.")
    image, kept, at = container.image, [data[:2]], 2
    while (found := _MARKER.search(image, at)) is not None and found[1][0] != _SCAN:
        ends = found.end() + struct.unpack_from(">H", image, found.end())[0]
        if found[1][0] not in _TOLD:
            kept.append(image[found.start() : ends])
        at = ends
    return b"".join((*kept, image[at:]))


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a frame header says."""

    width_px: int
    height_px: int
    components: int
    coefficients: int
    """Of all components, two bytes each."""
    progressive: bool


def _jpeg_frame(marker: int, body: bytes) -> _Frame:
    precision, height, width, components = struct.unpack_from(">BHHB", body)
    if components == 4:
        raise ImageColourUnsupported("The JPEG is CMYK; send RGB or grey.")
    across, down = ([each >> by & 15 for each in body[7::3][:components]] for by in (4, 0))
    possible = marker in _DECODED and precision == 8 and components in {1, 3}
    if not possible or len(across) < components or not all([width, height, *across, *down]):
        raise ImageCorrupt("The JPEG is of a kind that cannot be decoded.")
    shares = sum(x * y for x, y in zip(across, down, strict=True))
    coefficients = width * height * shares // (max(across) * max(down))
    return _Frame(width, height, components, coefficients, marker == _PROGRESSIVE)


# -- PNG (W3C PNG 3) ---------------------------------------------------------------------------

_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}


def _read_png(data: bytes) -> Container:
    size: tuple[int, int] | None = None
    exif = b""
    kept = [_PNG_MAGIC]  # text and profiles do not reach the decoder: they may be bombs
    for index, (kind, body, whole) in enumerate(_png_chunks(data)):
        if (kind == b"IHDR") != (index == 0):
            raise ImageCorrupt("The PNG's header is not first, or not alone.")
        if kind == b"IHDR":
            size = struct.unpack_from(">II", body)
        elif kind in {b"acTL", b"fcTL", b"fdAT"}:
            raise ImageAnimated("The PNG is animated; send a single frame.")
        elif kind == b"eXIf" and not exif:
            exif = body
        if kind in _PNG_KEPT:
            kept.append(whole)
        elif not kind[0] & 0x20:
            raise ImageCorrupt("The PNG cannot be shown without a chunk that is not known.")
    if size is None or not all(size):
        raise ImageCorrupt("The PNG has no size.")
    held_px = size[0] * size[1]
    return Container(PNG, *size, exif_orientation(exif), b"".join(kept), held_px)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield each chunk's kind, its body, and all of it, up to the last one."""
    at = len(_PNG_MAGIC)
    for _ in range(_MOST_PARTS):
        length, kind = struct.unpack_from(">I4s", data, at)
        whole = data[at : at + 12 + length]
        if len(whole) < 12 + length:
            raise ImageTruncated("A chunk of the PNG reaches over the file's end.")
        if zlib.crc32(whole[4:-4]) != int.from_bytes(whole[-4:]):
            raise ImageCorrupt("A chunk of the PNG fails its checksum.")
        yield kind, whole[8:-4], whole
        at += len(whole)
        if kind == b"IEND":
            if at != len(data):
                raise ImagePolyglot("There are bytes behind the PNG.")
            return
    raise ImageCorrupt("The PNG has too many chunks.")


# -- WebP (RFC 9649) ---------------------------------------------------------------------------


_WEBP_ANIMATED, _WEBP_EXIF = 0x02, 0x08


def _read_webp(data: bytes) -> Container:
    if data[8:12] != b"WEBP":
        raise ImageTypeUnsupported("Send JPEG, PNG or WebP.")
    size: tuple[int, int] | None = None
    exif = b""
    flags, canvas = _webp_header(data)
    for kind, body in _webp_chunks(data):
        if kind in {b"ANIM", b"ANMF"}:
            raise ImageAnimated("The WebP is animated; send a single frame.")
        if kind == b"EXIF" and flags & _WEBP_EXIF and not exif:
            exif = body.removeprefix(EXIF_HEAD)
        elif kind in {b"VP8 ", b"VP8L"}:
            if size is not None:  # the decoder takes the first, whatever the second one's size
                raise ImageCorrupt("The WebP holds two images.")
            size = _webp_size(kind, body)
    if size is None or not all(size):
        raise ImageCorrupt("The WebP holds no image.")
    if canvas not in {None, size}:
        raise ImageCorrupt("The WebP's canvas is not of its image's size.")
    return Container(WEBP, *size, exif_orientation(exif), data, size[0] * size[1])


def _webp_header(data: bytes) -> tuple[int, tuple[int, int] | None]:
    """Return what an extended file says first: its flags, and its canvas. Nothing else has any."""
    if data[12:16] != b"VP8X":
        return 0, None
    flags = data[20]
    if flags & _WEBP_ANIMATED:
        raise ImageAnimated("The WebP is animated; send a single frame.")
    return flags, (_uint24(data, 24) + 1, _uint24(data, 27) + 1)


def _webp_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, end = 12, 8 + struct.unpack_from("<I", data, 4)[0]
    if end > len(data):
        raise ImageTruncated("The WebP ends too early.")
    if end != len(data):
        raise ImagePolyglot("There are bytes behind the WebP.")
    for _ in range(_MOST_PARTS):
        if at >= end:
            return
        kind, length = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + length]
        if len(body) != length:
            raise ImageTruncated("A chunk of the WebP reaches over the file's end.")
        yield kind, body
        at += 8 + length + (length & 1)
    raise ImageCorrupt("The WebP has too many chunks.")


def _uint24(body: bytes, at: int) -> int:
    low, high = struct.unpack_from("<HB", body, at)
    return int(low) | int(high) << 16


def _webp_size(kind: bytes, body: bytes) -> tuple[int, int]:
    if kind == b"VP8L":
        signature, bits = struct.unpack_from("<BI", body)
        if signature != 0x2F:
            raise ImageCorrupt("The WebP's image has no signature.")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    start, width, height = struct.unpack_from("<3sHH", body, 3)
    if start != b"\x9d\x01\x2a":
        raise ImageCorrupt("The WebP's image has no start code.")
    return width & 0x3FFF, height & 0x3FFF


_READERS: tuple[tuple[bytes, Callable[[bytes], Container]], ...] = (
    (b"\xff\xd8\xff", _read_jpeg),
    (_PNG_MAGIC, _read_png),
    (b"RIFF", _read_webp),
)
