"""Exif (CIPA DC-008): the orientation and nothing else."""

import struct

EXIF_HEAD = b"Exif\0\0"
_ORIENTATION, _SHORT = 0x0112, 3


def exif_orientation(tiff: bytes) -> int:
    """Return the tag of the first directory; 1 where it is missing, or not one SHORT of 1 to 8."""
    order = {b"II\x2a\0": "<", b"MM\0\x2a": ">"}.get(tiff[:4])
    if order is None:
        return 1
    try:
        at = struct.unpack_from(order + "I", tiff, 4)[0]
        for entry in range(struct.unpack_from(order + "H", tiff, at)[0]):
            tag, *kind, value, _ = struct.unpack_from(order + "HHIHH", tiff, at + 2 + 12 * entry)
            if tag == _ORIENTATION:
                return int(value) if kind == [_SHORT, 1] and 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1
