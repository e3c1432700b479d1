"""Exif directories: orientations in every type, byte order and place."""

import struct
from collections.abc import Sequence

_TYPES = {
    "BYTE": (1, "B"),
    "ASCII": (2, "B"),
    "SHORT": (3, "H"),
    "LONG": (4, "I"),
    "RATIONAL": (5, "II"),
    "SBYTE": (6, "b"),
    "UNDEFINED": (7, "B"),
    "SSHORT": (8, "h"),
    "SLONG": (9, "i"),
    "SRATIONAL": (10, "ii"),
    "FLOAT": (11, "f"),
    "DOUBLE": (12, "d"),
    "LONG8": (16, "Q"),
    "nothing": (0, "H"),
}


def entry(order: str, value: int, kind: str = "SHORT", count: int = 1, tag: int = 0x0112) -> bytes:
    """Return a directory's entry; what does not fit into four bytes is at offset 64."""
    number, form = _TYPES[kind]
    values = (value, 1) if len(form) == 2 else (value,)
    body = struct.pack(order + form, *values)
    field = body.ljust(4, b"\0") if len(body) <= 4 else struct.pack(order + "I", 64)
    return struct.pack(order + "HHI", tag, number, count) + field


def tiff(
    value: int,
    *,
    order: str = "<",
    kind: str = "SHORT",
    count: int = 1,
    magic: int = 42,
    entries: Sequence[bytes] | None = None,
) -> bytes:
    """Return what an Exif segment holds, with the orientation in a value of some type."""
    form = _TYPES[kind][1]
    own = [entry(order, value, kind, count)] if entries is None else entries
    head = (b"II" if order == "<" else b"MM") + struct.pack(order + "HIH", magic, 8, len(own))
    body = (head + b"".join(own) + bytes(4)).ljust(64, b"\0")
    return body + struct.pack(order + form, *((value, 1) if len(form) == 2 else (value,)))


def xmp(orientation: int) -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" '
        f'tiff:Orientation="{orientation}"/></rdf:RDF></x:xmpmeta>'
    ).encode()


def exifs() -> dict[str, bytes]:
    """Orientations in every type, order, and place of an Exif directory."""
    made = {}
    for order, name in (("<", "little"), (">", "big")):
        for value in range(10):
            made[f"SHORT {value} {name} endian"] = tiff(value, order=order)
        for kind in _TYPES:
            if kind != "SHORT":
                made[f"{kind} 6 {name} endian"] = tiff(6, order=order, kind=kind)
        made[f"SHORT 262 {name} endian"] = tiff(262, order=order)
        for count in (0, 2, 3):
            made[f"{count} SHORTs 6 {name} endian"] = tiff(6, order=order, count=count)
    two = [entry("<", 6), entry("<", 3)]
    other = [entry("<", 2, tag=0x0100), entry("<", 6), entry("<", 9, tag=0x8769)]
    unsorted = [entry("<", 9, tag=0x8298), entry("<", 6), entry("<", 9, tag=0x0100)]
    thumbnail = tiff(6)[:22] + struct.pack("<I", 26) + struct.pack("<H", 1) + entry("<", 3)
    only_thumbnail = (
        b"II\x2a\0\x08\0\0\0\0\0" + struct.pack("<I", 14) + b"\1\0" + entry("<", 6) + bytes(4)
    )
    return made | {
        "two tags": tiff(6, entries=two),
        "among other tags": tiff(6, entries=other),
        "tags out of order": tiff(6, entries=unsorted),
        "another in the thumbnail's directory": thumbnail + bytes(4),
        "only in the thumbnail's directory": only_thumbnail,
        "a directory far behind": b"MM\0\x2a\0\0\0\x40" + bytes(56) + tiff(6, order=">")[8:],
        "a magic of 43": tiff(6, magic=43),
        "a magic in the wrong order": b"II\0\x2a" + tiff(6)[4:],
        "an unknown byte order": b"XX" + tiff(6)[2:],
        "a directory behind the end": b"MM\0\x2a\xff\xff\xff\xff",
        "a directory that says 9 and has 1": tiff(6)[:8] + b"\x09\0" + tiff(6)[10:22],
        "an entry cut short": tiff(6)[:20],
        "no offset to a next directory": tiff(6)[:22],
        "nothing": b"",
        "its byte order alone": b"II",
    }
