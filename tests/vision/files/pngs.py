"""PNGs: every depth, Exif and other chunks in every place."""

import io
import struct
import zlib
from collections.abc import Callable

import numpy as np
from PIL import Image

from tests.vision.files.exifs import exifs, tiff, xmp
from tests.vision.files.scenes import animated, display_p3, saved, scene

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_with(more: bytes, *, ahead_of: bytes = b"IDAT", data: bytes | None = None) -> bytes:
    file = saved("PNG") if data is None else data
    at = file.index(ahead_of) - 4
    return file[:at] + more + file[at:]


def _png(depth: int, colour: int, rows: Callable[[np.ndarray], np.ndarray]) -> bytes:
    lines = b"".join(b"\0" + row.tobytes() for row in rows(scene()))
    header = struct.pack(">IIBBBBB", 96, 64, depth, colour, 0, 0, 0)
    return (
        PNG_MAGIC
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(lines))
        + chunk(b"IEND", b"")
    )


def _deep(pixels: np.ndarray) -> np.ndarray:
    return (pixels.astype(np.uint16) * 257).astype(">u2")


def _alpha(value: int) -> bytes:
    with_alpha = np.dstack([scene(), np.full((64, 96), value, np.uint8)])
    file = io.BytesIO()
    Image.fromarray(with_alpha).save(file, "PNG")
    return file.getvalue()


def pngs() -> dict[str, bytes]:
    six, three = chunk(b"eXIf", tiff(6)), chunk(b"eXIf", tiff(3))
    data = saved("PNG")
    raw = b"\nexif\n%8d\n" % (len(tiff(6)) + 6) + (b"Exif\0\0" + tiff(6)).hex().encode() + b"\n"
    itxt = b"XML:com.adobe.xmp\0\0\0\0\0" + xmp(6)
    wrong = chunk(b"tEXt", b"a\0b")[:-1] + b"?"
    made = {
        "plain": data,
        "grey": saved("PNG", mode="L"),
        "palette": saved("PNG", mode="P"),
        "palette with a clear colour": saved("PNG", mode="P", transparency=0),
        "16 bits": _png(16, 2, _deep),
        "grey of 16 bits": _png(16, 0, lambda pixels: _deep(pixels[..., 1])),
        "alpha, opaque": _alpha(255),
        "alpha, half": _alpha(128),
        "alpha, clear": _alpha(0),
        "Exif behind the image": png_with(six, ahead_of=b"IEND"),
        "Exif with a head": png_with(chunk(b"eXIf", b"Exif\0\0" + tiff(6))),
        "two Exifs, 6 and 3": png_with(six + three),
        "two Exifs, 3 and 6": png_with(three + six),
        "Exif in text": png_with(chunk(b"tEXt", b"Raw profile type exif\0" + raw)),
        "orientation in XMP": png_with(chunk(b"iTXt", itxt)),
        "Display P3": saved("PNG", icc_profile=display_p3()),
        "text": png_with(chunk(b"tEXt", b"a\0b")),
        "gamma of 1": png_with(chunk(b"gAMA", struct.pack(">I", 100_000))),
        "a chunk of nobody": png_with(chunk(b"abCd", b"??")),
        "a critical chunk of nobody": png_with(chunk(b"ABCD", b"??")),
        "text with a wrong sum": png_with(wrong),
        "pixels with a wrong sum": data[:-16] + b"????" + data[-12:],
        "two headers": png_with(data[8:33]),
        "animated": animated("PNG", 2),
        "cut": data[:-20],
        "bytes behind": data + bytes(20),
        "a page behind": data + b"<script>",
        "another behind": data + data,
    }
    return {f"PNG, {name}": each for name, each in made.items()} | {
        f"PNG, {name} in Exif": png_with(chunk(b"eXIf", each)) for name, each in exifs().items()
    }
