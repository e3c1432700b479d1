"""Image files taken apart and put together again, so that what is wrong lies deep in them.

A PNG whose sums are right, a WebP whose lengths are, and a JPEG whose segments end where they say
get past the first check, which most random damage does not.
"""

import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Part = tuple[bytes, bytes]
"""Its kind and its body; a part of no kind is written as it is."""


@dataclass(frozen=True, slots=True)
class Format:
    """How files of a type are taken apart."""

    split: Callable[[bytes], list[Part]]
    join: Callable[[Sequence[Part]], bytes]


def _split_jpeg(data: bytes) -> list[Part]:
    parts, at = list[Part](), 2
    while data[at : at + 2] != b"\xff\xd9":
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        parts.append((data[at : at + 2], data[at + 4 : end]))
        if data[at + 1] == 0xDA:
            at, end = end, _end_of_scan(data, end)
            parts.append((b"", data[at:end]))
        at = end
    return parts


def _end_of_scan(data: bytes, at: int) -> int:
    while data[at] != 0xFF or data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
        at += 1
    return at


def _join_jpeg(parts: Sequence[Part]) -> bytes:
    written = (
        kind + (len(body) + 2 & 0xFFFF).to_bytes(2) + body if kind else body for kind, body in parts
    )
    return b"\xff\xd8" + b"".join(written) + b"\xff\xd9"


_PNG = b"\x89PNG\r\n\x1a\n"


def _split_png(data: bytes) -> list[Part]:
    parts, at = list[Part](), len(_PNG)
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        parts.append((kind, data[at + 8 : at + 8 + length]))
        at += 12 + length
    return parts


def _join_png(parts: Sequence[Part]) -> bytes:
    written = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
    return _PNG + b"".join(written)


def _split_webp(data: bytes) -> list[Part]:
    parts, at = list[Part](), 12
    while at < len(data):
        kind, length = struct.unpack_from("<4sI", data, at)
        parts.append((kind, data[at + 8 : at + 8 + length]))
        at += 8 + length + (length & 1)
    return parts


def _join_webp(parts: Sequence[Part]) -> bytes:
    written = (
        kind + struct.pack("<I", len(body)) + body + bytes(len(body) & 1) for kind, body in parts
    )
    whole = b"WEBP" + b"".join(written)
    return b"RIFF" + struct.pack("<I", len(whole)) + whole


JPEG = Format(_split_jpeg, _join_jpeg)
PNG = Format(_split_png, _join_png)
WEBP = Format(_split_webp, _join_webp)
