"""WebPs: with and without loss, chunks in every order."""

import struct

from tests.vision.files.exifs import exifs, tiff, xmp
from tests.vision.files.scenes import animated, display_p3, saved


def webp(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"".join(
        kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) & 1)
        for kind, data in chunks
    )
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def vp8x(flags: int, width: int = 96, height: int = 64) -> tuple[bytes, bytes]:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"VP8X", bytes([flags, 0, 0, 0]) + sides


def _only_image(data: bytes) -> tuple[bytes, bytes]:
    kind, length = struct.unpack_from("<4sI", data, 12)
    return kind, data[20 : 20 + length]


def webps() -> dict[str, bytes]:
    data = saved("WEBP")
    image = _only_image(data)
    six, three = (b"EXIF", tiff(6)), (b"EXIF", tiff(3))
    made = {
        "lossy": data,
        "lossless": saved("WEBP", lossless=True),
        "Display P3": saved("WEBP", icc_profile=display_p3()),
        "alpha, opaque": saved("WEBP", mode="RGBA", lossless=True, exact=True),
        "Exif without a flag": webp(vp8x(0), image, six),
        "Exif without a header": webp(image, six),
        "Exif ahead of the image": webp(vp8x(8), six, image),
        "Exif with a head": webp(vp8x(8), image, (b"EXIF", b"Exif\0\0" + tiff(6))),
        "two Exifs, 6 and 3": webp(vp8x(8), image, six, three),
        "two Exifs, 3 and 6": webp(vp8x(8), image, three, six),
        "a flag of Exif alone": webp(vp8x(8), image),
        "orientation in XMP": webp(vp8x(4), image, (b"XMP ", xmp(6))),
        "a chunk of nobody": webp(vp8x(0), image, (b"abcd", b"??")),
        "two images": webp(vp8x(0), image, image),
        "two images, no header": webp(image, image),
        "a larger canvas": webp(vp8x(0, 120, 90), image),
        "a flag of animation": webp(vp8x(2), image),
        "animated": animated("WEBP", 2),
        "cut": data[:-20],
        "bytes behind": data + bytes(20),
        "another behind": data + data,
    }
    return {f"WebP, {name}": each for name, each in made.items()} | {
        f"WebP, {name} in Exif": webp(vp8x(8), image, (b"EXIF", each))
        for name, each in exifs().items()
    }
