"""Files are read as Pillow, OpenCV and Chromium read them; where not, the tables say why not."""

import io
import struct
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from functools import cache

import cv2
import numpy as np
import pytest
from PIL import Image, ImageOps

from inperson.vision import DecodeLimits, ImageRefused, decode_image
from tests.vision.chromium import CHROMIUM, shown
from tests.vision.files import corpus
from tests.vision.files.scenes import scene

Pixels = np.ndarray | None
"""Upright, RGB; None where a reader shows nothing."""

_ALIKE = 2.0
"""Levels of 255, on average."""

_PILLOW_TAKES = "Pillow takes an orientation of any type that is a number; Exif says one SHORT"
_OPENCV_TAKES = "OpenCV takes two bytes for the orientation, whatever type they are said to be of"
_XMP = "Pillow falls back to XMP, which neither browsers nor OpenCV do"
_TWICE = "of two eXIf, which PNG forbids, libpng takes the first"
_NOT_TURNED = (
    "Chromium turns no WebP, but who writes an orientation means it; libwebp reads the first"
)
_COLOURS = (
    "colours are not converted: of 41 people of LFW, taken for Display P3, an embedding is 0.998 "
    "alike (median), and profiles are parsers' work on a stranger's bytes"
)

_NUMBERS = ("LONG", "RATIONAL", "SBYTE", "SSHORT", "SLONG", "SRATIONAL", "FLOAT", "DOUBLE")
_FIRST_BYTE = ("BYTE", "ASCII", "LONG", "SBYTE", "UNDEFINED", "SLONG")


def _typed(order: str, *types: str) -> list[str]:
    return [f"*, {kind} 6 {order} endian in Exif" for kind in types]


UNLIKE: Mapping[str, Mapping[str, str]] = {
    "Pillow": {
        **dict.fromkeys(_typed("*", *_NUMBERS, "LONG8", "2 SHORTs"), _PILLOW_TAKES),
        "* a magic in the wrong order in Exif": "Pillow takes 42 in either order of bytes",
        "* in XMP*": _XMP,
        "PNG, Exif in text": "ImageMagick's own way, from before eXIf; browsers never read it",
        "PNG, Exif with a head": "the head is JPEG's; PNG has none there, and libpng takes none",
        "PNG, two Exifs, *": _TWICE,
        "PNG, grey of 16 bits": "Pillow cuts 16 bits of grey off at 255 and does not scale them",
        "JPEG, TEM before *": "Pillow reads a length behind TEM, which has none",
        "[PW]*, a magic of 43 in Exif": "Pillow fails of such Exif, and shows no picture",
        "[PW]*, an unknown byte order in Exif": "the same",
        "[PW]*, its byte order alone in Exif": "the same",
    },
    "OpenCV": {
        **dict.fromkeys(_typed("little", *_FIRST_BYTE), _OPENCV_TAKES),
        **dict.fromkeys(_typed("*", "SSHORT", "nothing", "[023] SHORTs"), _OPENCV_TAKES),
        "* an entry cut short in Exif": "OpenCV takes an entry of which the end is missing",
        "JPEG, Exif in the second segment alone": "OpenCV goes on to the second; browsers do not",
        "JPEG, Exif behind a segment that is broken": "the same",
        "WebP, Exif with a head": "some writers give WebP the head of JPEG's; Pillow takes it too",
    },
    "Chromium": {
        "WebP, *Exif*": _NOT_TURNED,
        "PNG, Exif behind the image": "PNG has eXIf anywhere ahead of IEND",
        "JPEG, Exif with a pad of FF": "Exif has a zero there",
        "*Display P3": _COLOURS,
        "PNG, gamma of 1": _COLOURS,
        "PNG, alpha, clear": "who is seen does not depend on what is behind: alpha is dropped",
    },
}
"""Of each reader the files that it shows otherwise than this package, and why that is so."""

REFUSED: Mapping[str, str] = {
    "JPEG, CMYK": "its colours depend on a press; no camera makes it",
    "JPEG, arithmetic said": "no camera writes arithmetic codes, and it is noise if one says so",
    **dict.fromkeys(
        [f"JPEG, {each} between scans" for each in ("SOI", "an unknown marker", "JPG7", "DHP")],
        "broken in the middle: Chromium shows the upper part",
    ),
    "JPEG without an end": "a part of an upload: Chromium shows what came",
    "JPEG, a length of [01]": "a length counts itself: 2 at least",
    "PNG, cut": "a part of an upload: Chromium and Pillow show what came",
    "PNG, *animated": "one picture is judged: which one is seen must not be the reader's choice",
    "WebP, animated": "the same",
    "PNG, * behind": "what more there is would be a chunk: it is another file, or what an editor "
    "was to cut away (CVE-2023-21036)",
    "WebP, * behind": "the same",
    "PNG, two headers": "Pillow reads on; the size must not be the reader's choice",
    "WebP, two images*": "the same: the second one's size, the first one's pixels",
    "PNG, * with a wrong sum": "sums are there to be held to; readers differ in which they check",
    "PNG, a critical chunk of nobody": "PNG forbids to go on without it",
}
"""What another reader shows and this package does not take, and why."""


def pillow(data: bytes) -> Pixels:
    try:
        with Image.open(io.BytesIO(data)) as image:
            return np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
    except (OSError, SyntaxError, ValueError, struct.error):
        return None


def opencv(data: bytes) -> Pixels:
    try:
        return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
    except cv2.error:
        return None


def inperson(data: bytes) -> Pixels:
    try:
        return decode_image(data).pixels
    except ImageRefused:
        return None


@cache
def ours() -> Mapping[str, Pixels]:
    return {name: inperson(data) for name, data in corpus().items()}


def each(read: Callable[[bytes], Pixels]) -> Callable[[Mapping[str, bytes]], Mapping[str, Pixels]]:
    return lambda files: {name: read(data) for name, data in files.items()}


READERS = {"Pillow": each(pillow), "OpenCV": each(opencv), "Chromium": shown}


def alike(one: Pixels, other: Pixels) -> bool:
    if one is None or other is None:
        return one is other
    same_sides = one.shape == other.shape
    return same_sides and float(np.abs(one.astype(int) - other).mean()) <= _ALIKE


def listed(name: str, table: Mapping[str, str]) -> set[str]:
    return {pattern for pattern in table if fnmatchcase(name, pattern)}


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("reader", READERS)
def test_files_are_read_as_other_programs_read_them(
    reader: str, capfd: pytest.CaptureFixture[str]
) -> None:
    if reader == "Chromium" and CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    theirs = READERS[reader](corpus())
    capfd.readouterr()  # what libjpeg and libpng say of them
    differs = {name for name, mine in ours().items() if not alike(mine, theirs[name])}
    refused = {name for name in differs if ours()[name] is None}
    assert {name for name in refused if not listed(name, REFUSED)} == set()
    unlike = differs - refused
    assert {name for name in unlike if not listed(name, UNLIKE[reader])} == set()
    if reader != "Chromium":  # which is the system's, of any version
        used = {pattern for name in unlike for pattern in listed(name, UNLIKE[reader])}
        assert set(UNLIKE[reader]) - used == set(), "these do not differ any more"


def test_nothing_that_is_taken_is_listed_as_refused() -> None:
    assert {
        name for name, mine in ours().items() if mine is not None and listed(name, REFUSED)
    } == set()


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("subsampling", [0, 1, 2])
def test_a_fraction_of_a_jpeg_is_what_pillow_makes_of_it(
    progressive: bool, subsampling: int
) -> None:
    file = io.BytesIO()
    large = cv2.resize(scene(), (1600, 1200), interpolation=cv2.INTER_LINEAR)
    Image.fromarray(large).save(file, "JPEG", progressive=progressive, subsampling=subsampling)
    with Image.open(file) as image:
        image.draft("RGB", (400, 300))
        drafted = np.asarray(image)
    limits = DecodeLimits(useful_side_px=400)
    assert alike(decode_image(file.getvalue(), limits).pixels, drafted)
