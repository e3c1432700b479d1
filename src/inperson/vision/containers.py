"""What a JPEG, PNG or WebP file says of itself, read before any pixel is decoded.

Each reader walks its container once and returns the size and the orientation, or refuses: a file
that ends early, has more than one frame, breaks its own rules, or has another file behind it.
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

JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"


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

_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")  # in a scan: neither stuffing nor restart
_SCAN = 0xDA
_MOST_SCANS = 64
"""Encoders write about ten."""
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}

_FOREIGN_START = (b"MZ", b"\x7fELF", b"GIF8", b"#!", b"BM")
_FOREIGN = re.compile(
    rb"PK\x03\x04|PK\x05\x06|%PDF-|<html|<script|<\?php|<svg|<!doctype|\x7fELF\x02|GIF8[79]a",
    re.IGNORECASE,
)


def _read_jpeg(data: bytes) -> Container:
    frame: tuple[int, int] | None = None
    orientation, at, marker, scans = 1, 2, 0, 0
    while True:
        marker, at = _next_marker(data, at, after_scan=marker == _SCAN)
        scans += marker == _SCAN
        if scans > _MOST_SCANS:  # each goes over all the image, and takes twenty bytes
            raise ImageCorrupt("The JPEG has too many scans.")
        if marker == 0xD9:
            break
        length = struct.unpack_from(">H", data, at)[0]
        segment = data[at + 2 : at + length]
        if length < 2 or len(segment) != length - 2:
            raise ImageTruncated("A segment of the JPEG reaches over the file's end.")
        if marker in _FRAMES:
            if frame is not None:
                raise ImageCorrupt("The JPEG has two frame headers.")
            frame = _jpeg_frame(segment)
        elif marker == 0xE1 and segment.startswith(b"Exif\0\0"):
            orientation = _exif_orientation(segment[6:])
        at += length
    if frame is None:
        raise ImageCorrupt("The JPEG holds no image.")
    _check_behind(data[at:])
    return Container(JPEG, *frame, orientation, data[:at])


def _next_marker(data: bytes, at: int, *, after_scan: bool) -> tuple[int, int]:
    """Find the next marker: behind a scan's data wherever it is, else here and nowhere later."""
    found = _MARKER.search(data, at) if after_scan else _MARKER.match(data, at)
    if found is None:
        if not after_scan and at < len(data):
            raise ImageCorrupt("The JPEG has stray bytes between its segments.")
        raise ImageTruncated("The JPEG has no end.")
    return found[1][0], found.end()


def _jpeg_frame(segment: bytes) -> tuple[int, int]:
    precision, height, width, components = struct.unpack_from(">BHHB", segment)
    if components == 4:
        raise ImageColourUnsupported("The JPEG is CMYK; send RGB or grey.")
    if precision != 8 or components not in {1, 3} or not width or not height:
        raise ImageCorrupt("The JPEG is of a kind that cannot be decoded.")
    return width, height


def _check_behind(rest: bytes) -> None:
    """Let pass what phones append (previews, motion); refuse what a browser or a shell would run.

    Only the image itself goes on to the decoder, so this is a second line of defence.
    """
    if rest.startswith(_FOREIGN_START) or _FOREIGN.search(rest):
        raise ImagePolyglot("There is another file behind the JPEG.")


# -- PNG (W3C PNG 3) ---------------------------------------------------------------------------

_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}


def _read_png(data: bytes) -> Container:
    size: tuple[int, int] | None = None
    orientation, at, kind = 1, len(_PNG_MAGIC), b""
    kept = [_PNG_MAGIC]  # text and profiles do not reach the decoder: they may be bombs
    while kind != b"IEND":
        kind, body, end = _png_chunk(data, at)
        if (kind == b"IHDR") != (at == len(_PNG_MAGIC)):
            raise ImageCorrupt("The PNG's header is not first, or not alone.")
        if kind == b"IHDR":
            size = struct.unpack_from(">II", body)
        elif kind in {b"acTL", b"fcTL", b"fdAT"}:
            raise ImageAnimated("The PNG is animated; send a single frame.")
        elif kind == b"eXIf":
            orientation = _exif_orientation(body)
        if kind in _PNG_KEPT:
            kept.append(data[at:end])
        at = end
    if size is None or not all(size):
        raise ImageCorrupt("The PNG has no size.")
    if at != len(data):
        raise ImagePolyglot("There are bytes behind the PNG.")
    return Container(PNG, *size, orientation, b"".join(kept))


def _png_chunk(data: bytes, at: int) -> tuple[bytes, bytes, int]:
    """Return a chunk's kind, its body, and where the next chunk begins."""
    length, kind = struct.unpack_from(">I4s", data, at)
    end = at + 12 + length
    if end > len(data):
        raise ImageTruncated("A chunk of the PNG reaches over the file's end.")
    if zlib.crc32(data[at + 4 : end - 4]) != struct.unpack_from(">I", data, end - 4)[0]:
        raise ImageCorrupt("A chunk of the PNG fails its checksum.")
    return kind, data[at + 8 : end - 4], end


# -- WebP (RFC 9649) ---------------------------------------------------------------------------


def _read_webp(data: bytes) -> Container:
    if data[8:12] != b"WEBP":
        raise ImageTypeUnsupported("Send JPEG, PNG or WebP.")
    size: tuple[int, int] | None = None
    canvas: tuple[int, int] | None = None
    orientation = 1
    for kind, body in _webp_chunks(data):
        if kind in {b"ANIM", b"ANMF"} or (kind == b"VP8X" and body[0] & 0x02):
            raise ImageAnimated("The WebP is animated; send a single frame.")
        if kind == b"VP8X":
            canvas = (_uint24(body, 4) + 1, _uint24(body, 7) + 1)
        elif kind == b"EXIF":
            orientation = _exif_orientation(body.removeprefix(b"Exif\0\0"))
        elif kind in {b"VP8 ", b"VP8L"}:
            if size is not None:  # the decoder takes the first, whatever the second one's size
                raise ImageCorrupt("The WebP holds two images.")
            size = _webp_size(kind, body)
    if size is None or not all(size):
        raise ImageCorrupt("The WebP holds no image.")
    if canvas not in {None, size}:
        raise ImageCorrupt("The WebP's canvas is not of its image's size.")
    return Container(WEBP, *size, orientation, data)


def _webp_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, end = 12, 8 + struct.unpack_from("<I", data, 4)[0]
    if end > len(data):
        raise ImageTruncated("The WebP ends too early.")
    if end != len(data):
        raise ImagePolyglot("There are bytes behind the WebP.")
    while at < end:
        kind, length = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + length]
        if len(body) != length:
            raise ImageTruncated("A chunk of the WebP reaches over the file's end.")
        yield kind, body
        at += 8 + length + (length & 1)


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


# -- EXIF (CIPA DC-008): the orientation and nothing else ----------------------------------------


def _exif_orientation(tiff: bytes) -> int:
    """Return tag 0x0112 of the first directory; 1 where it is missing or makes no sense."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        at = struct.unpack_from(order + "I", tiff, 4)[0]
        for entry in range(struct.unpack_from(order + "H", tiff, at)[0]):
            tag, _, _, value = struct.unpack_from(order + "HHIH", tiff, at + 2 + 12 * entry)
            if tag == 0x0112:
                return int(value) if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


_READERS: tuple[tuple[bytes, Callable[[bytes], Container]], ...] = (
    (b"\xff\xd8\xff", _read_jpeg),
    (_PNG_MAGIC, _read_png),
    (b"RIFF", _read_webp),
)
