"""Files that lie about themselves: each is refused before a pixel is decoded."""

import struct
from collections.abc import Callable
from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inperson.vision import decode_image, inspect_image
from inperson.vision.containers import read_container
from inperson.vision.errors import (
    ImageAnimated,
    ImageColourUnsupported,
    ImageCorrupt,
    ImageRefused,
    ImageTooSmall,
    ImageTruncated,
    ImageTypeUnsupported,
)
from inperson.vision.exif import exif_orientation
from tests.vision.files.exifs import tiff
from tests.vision.files.jpegs import exif, segment
from tests.vision.files.pngs import chunk
from tests.vision.files.webps import vp8x, webp
from tests.vision.test_decode import encode


def webp_image() -> tuple[bytes, bytes]:
    """The image chunk of a lossy WebP of 96 by 64."""
    data = encode(".webp")
    at, end = 12, len(data)
    while at < end:
        kind, length = struct.unpack_from("<4sI", data, at)
        if kind in {b"VP8 ", b"VP8L"}:
            return kind, data[at + 8 : at + 8 + length]
        at += 8 + length + (length & 1)
    raise AssertionError


def png_with(more: bytes, *, before: bytes = b"IDAT") -> bytes:
    data = encode(".png")
    at = data.index(before) - 4
    return data[:at] + more + data[at:]


def test_png_and_webp_are_turned_as_their_exif_says() -> None:
    upright = decode_image(encode(".png")).pixels
    turned = decode_image(png_with(chunk(b"eXIf", tiff(3))))
    assert (turned.pixels == upright[::-1, ::-1]).all()
    turned = decode_image(webp(vp8x(8), webp_image(), (b"EXIF", tiff(6))))
    assert (turned.width_px, turned.height_px) == (64, 96)


@pytest.mark.parametrize(
    "exif", [b"", b"II", b"XX\0\0", tiff(0), tiff(9), tiff(3)[:12], b"MM\0\x2a\xff\xff\xff\xff"]
)
def test_exif_that_makes_no_sense_turns_nothing(exif: bytes) -> None:
    upright = decode_image(encode(".png")).pixels
    assert (decode_image(png_with(chunk(b"eXIf", exif))).pixels == upright).all()


def _second_frame() -> bytes:
    data = encode(".jpg")
    at = data.index(b"\xff\xc0")
    length = struct.unpack_from(">H", data, at + 2)[0]
    return data[:at] + data[at : at + 2 + length] + data[at:]


def _four_components() -> bytes:
    data = bytearray(encode(".jpg"))
    at = data.index(b"\xff\xc0")
    data[at + 9] = 4
    return bytes(data)


def _twelve_bits() -> bytes:
    data = bytearray(encode(".jpg"))
    data[data.index(b"\xff\xc0") + 4] = 12
    return bytes(data)


def _arithmetic() -> bytes:
    data = bytearray(encode(".jpg"))
    data[data.index(b"\xff\xc0") + 1] = 0xC9
    return bytes(data)


LIES: dict[str, tuple[Callable[[], bytes], type[ImageRefused]]] = {
    "two frame headers": (_second_frame, ImageCorrupt),
    "CMYK": (_four_components, ImageColourUnsupported),
    "12 bits a sample": (_twelve_bits, ImageCorrupt),
    "arithmetic coding": (_arithmetic, ImageCorrupt),
    "samplings that leave no coefficient": (
        lambda: (
            b"\xff\xd8" + segment(0xC0, b"\x08\0\1\0\1\3\1\x14\0\2\x41\0\3\x11\0") + b"\xff\xd9"
        ),
        ImageTooSmall,
    ),
    "no frame at all": (lambda: b"\xff\xd8\xff\xd9", ImageCorrupt),
    "nothing but stray bytes": (lambda: b"\xff\xd8\xff\xfe\0\2" + b"?" * 20, ImageTruncated),
    "a segment shorter than its length": (lambda: b"\xff\xd8\xff\xfe\0\1", ImageTruncated),
    "a JPEG of very many segments": (
        lambda: b"\xff\xd8" + 20_000 * b"\xff\xfe\0\2" + encode(".jpg")[2:],
        ImageCorrupt,
    ),
    "a PNG of very many chunks": (lambda: png_with(20_000 * chunk(b"tEXt", b"")), ImageCorrupt),
    "a WebP of very many chunks": (
        lambda: webp(vp8x(0), *20_000 * [(b"XMP ", b"")], webp_image()),
        ImageCorrupt,
    ),
    "a PNG chunk that must be known and is not": (
        lambda: png_with(chunk(b"ABCD", b"")),
        ImageCorrupt,
    ),
    "two PNG headers": (
        lambda: png_with(chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 2, 0, 0, 0))),
        ImageCorrupt,
    ),
    "a PNG header that is not first": (
        lambda: png_with(chunk(b"tEXt", b"a\0b"), before=b"IHDR"),
        ImageCorrupt,
    ),
    "a PNG of no height": (
        lambda: (
            b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 0, 8, 2, 0, 0, 0))
            + chunk(b"IEND", b"")
        ),
        ImageCorrupt,
    ),
    "an animated PNG": (lambda: png_with(chunk(b"acTL", bytes(8))), ImageAnimated),
    "a PNG chunk with a wrong sum": (
        lambda: png_with(chunk(b"tEXt", b"a")[:-1] + b"?"),
        ImageCorrupt,
    ),
    "an animated WebP by its flag": (lambda: webp(vp8x(2), webp_image()), ImageAnimated),
    "an animated WebP by its chunk": (lambda: webp((b"ANIM", bytes(6))), ImageAnimated),
    "a WebP with a larger canvas": (
        lambda: webp(vp8x(0, 16000, 16000), webp_image()),
        ImageCorrupt,
    ),
    "a WebP with two images": (lambda: webp(webp_image(), webp_image()), ImageCorrupt),
    "a WebP without an image": (lambda: webp(vp8x(0)), ImageCorrupt),
    "a WebP with a bad start code": (lambda: webp((b"VP8 ", bytes(20))), ImageCorrupt),
    "a lossless WebP with a bad mark": (lambda: webp((b"VP8L", bytes(20))), ImageCorrupt),
    "a WebP chunk over the end": (
        lambda: b"RIFF" + struct.pack("<I", 12) + b"WEBPVP8 " + struct.pack("<I", 99),
        ImageTruncated,
    ),
    "another RIFF file": (lambda: b"RIFF\x04\0\0\0WAVE", ImageTypeUnsupported),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_file_that_lies_about_itself_is_refused(lie: str) -> None:
    make, expected = LIES[lie]
    with pytest.raises(expected):
        decode_image(make())


def test_a_lossless_webp_tells_its_size() -> None:
    quality = [cv2.IMWRITE_WEBP_QUALITY, 101]
    data = cv2.imencode(".webp", np.full((64, 80, 3), 9, np.uint8), quality)[1].tobytes()
    assert b"VP8L" in data[:40]
    image = decode_image(data)
    assert (image.width_px, image.height_px) == (80, 64)


def orientation(data: bytes) -> int:
    return inspect_image(data).container.orientation


def test_the_first_exif_ahead_of_the_pixels_counts() -> None:
    head, rest = encode(".jpg")[:2], encode(".jpg")[2:]
    assert orientation(head + exif(tiff(6)) + exif(tiff(3)) + rest) == 6
    assert orientation(head + exif(tiff(3)) + exif(tiff(6)) + rest) == 3
    no_orientation = segment(0xE1, b"Exif\0\0II\x2a\0\x08\0\0\0\0\0")
    assert orientation(head + no_orientation + exif(tiff(6)) + rest) == 1
    assert orientation(head + segment(0xE1, b"Exif\0\0") + exif(tiff(6)) + rest) == 6
    assert orientation(head + rest[:-2] + exif(tiff(6)) + rest[-2:]) == 1
    assert orientation(png_with(chunk(b"eXIf", tiff(6)) + chunk(b"eXIf", tiff(3)))) == 6
    twice = webp(vp8x(8), webp_image(), (b"EXIF", tiff(6)), (b"EXIF", tiff(3)))
    assert orientation(twice) == 6


def test_exif_that_a_webp_does_not_announce_is_none() -> None:
    assert orientation(webp(vp8x(0), webp_image(), (b"EXIF", tiff(6)))) == 1
    assert orientation(webp(webp_image(), (b"EXIF", tiff(6)))) == 1
    assert orientation(webp(webp_image(), vp8x(8, 9, 9), (b"EXIF", tiff(6)))) == 1


@pytest.mark.parametrize(
    "stray", [b"\0", b"\xff\0", b"\xff\xff", b"\xff\xd0", b"\xff\x01", b"?" * 99]
)
def test_stray_bytes_between_segments_are_passed_over(stray: bytes) -> None:
    data = encode(".jpg")
    for marker in (b"\xff\xdb", b"\xff\xc0", b"\xff\xda"):
        at = data.index(marker)
        assert (
            decode_image(data[:at] + stray + data[at:]).pixels == decode_image(data).pixels
        ).all()


@given(st.sampled_from([b"", b"II\x2a\0", b"MM\0\x2a"]), st.binary(max_size=80))
def test_any_bytes_of_exif_give_an_orientation(head: bytes, rest: bytes) -> None:
    assert 1 <= exif_orientation(head + rest) <= 8


@settings(max_examples=300)
@given(st.data(), st.sampled_from([".jpg", ".png", ".webp"]))
def test_parts_in_any_order_give_a_container_or_our_own_errors(
    data: st.DataObject, suffix: str
) -> None:
    file = encode(suffix)
    cuts = sorted(data.draw(st.lists(st.integers(12, len(file) - 1), min_size=2, max_size=5)))
    parts = [file[start:end] for start, end in pairwise([12, *cuts, len(file)])]
    parts.append(data.draw(st.sampled_from([exif(tiff(6)), chunk(b"eXIf", tiff(6)), b"\xff", b""])))
    try:
        container = read_container(file[:12] + b"".join(data.draw(st.permutations(parts))))
    except ImageRefused:
        return
    assert container.width_px * container.height_px > 0
