"""JPEGs: every sampling, segments in every order, strays, tails."""

import struct

import cv2
import numpy as np

from tests.vision.files.exifs import exifs, tiff, xmp
from tests.vision.files.scenes import display_p3, saved, scene, srgb

SOI, EOI = b"\xff\xd8", b"\xff\xd9"


def jpeg(**options: object) -> bytes:
    return saved("JPEG", **options)


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def exif(data: bytes) -> bytes:
    return segment(0xE1, b"Exif\0\0" + data)


_XMP = b"http://ns.adobe.com/xap/1.0/\0"


def before(marker: int, more: bytes, data: bytes | None = None) -> bytes:
    """Put bytes in front of the first segment of some marker."""
    file = jpeg() if data is None else data
    at = file.index(bytes([0xFF, marker]))
    return file[:at] + more + file[at:]


def after_soi(more: bytes, data: bytes | None = None) -> bytes:
    file = jpeg() if data is None else data
    return file[:2] + more + file[2:]


def without_jfif(data: bytes) -> bytes:
    return data[:2] + data[20:]


def _second_frame() -> bytes:
    data = jpeg()
    at = data.index(b"\xff\xc0")
    length = struct.unpack_from(">H", data, at + 2)[0]
    return data[:at] + data[at : at + 2 + length] + data[at:]


def _ids(ids: bytes, data: bytes) -> bytes:
    """Rename the components, in the frame's header and in the scan's."""
    file = bytearray(data)
    frame, scan = data.index(b"\xff\xc0"), data.index(b"\xff\xda")
    for index, each in enumerate(ids):
        file[frame + 10 + 3 * index] = file[scan + 5 + 2 * index] = each
    return bytes(file)


def _byte(at_marker: bytes, by: int, value: int) -> bytes:
    data = bytearray(jpeg())
    data[data.index(at_marker) + by] = value
    return bytes(data)


def _rgb_in_jpeg() -> bytes:
    """RGB as it is, which Adobe's segment says."""
    return jpeg(keep_rgb=True, quality=90)


def _motion() -> bytes:
    return b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + np.random.default_rng(2).bytes(5000)


def tails() -> dict[str, bytes]:
    return {
        "zeros": bytes(3000),
        "a byte": b"\0",
        "a line's end": b"\r\n",
        "itself again": jpeg(),
        "a film": _motion(),
        "a film and Samsung's trailer": _motion() + b"SEFH" + bytes(20) + b"SEFT",
        "<svg by chance": _motion() + b"<sVg" + bytes(9),
        "PK by chance": _motion() + b"PK\3\4" + bytes(9),
        "an archive": b"PK\3\4" + bytes(30),
        "a PDF": b"%PDF-1.7\n",
        "a page": b"<!doctype html><script>",
        "a program": b"MZ\x90\0" + bytes(60),
        "another picture": saved("PNG"),
    }


def _progressive() -> bytes:
    return jpeg(progressive=True)


def _between_scans(more: bytes) -> bytes:
    data = _progressive()
    at = data.index(b"\xff\xda", data.index(b"\xff\xda") + 2)
    at = max(data.rindex(b"\xff\xc4", 0, at), data.index(b"\xff\xda") + 10)
    return data[:at] + more + data[at:]


def jpegs() -> dict[str, bytes]:
    six, three, none = exif(tiff(6)), exif(tiff(3)), exif(tiff(1, entries=()))
    profile, icc = srgb(), b"ICC_PROFILE\0"
    half = len(profile) // 2
    shown = {
        "plain": jpeg(),
        "4:4:4": jpeg(subsampling=0),
        "4:2:2": jpeg(subsampling=1),
        "4:2:0": jpeg(subsampling=2),
        "4:4:0": _sampled(0x121111),
        "4:1:1": _sampled(0x411111),
        "progressive": _progressive(),
        "optimised": jpeg(optimize=True),
        "restarts": jpeg(restart_marker_blocks=2),
        "grey": jpeg(mode="L"),
        "grey progressive": jpeg(mode="L", progressive=True),
        "RGB by Adobe's segment": _rgb_in_jpeg(),
        "RGB by names": _ids(b"RGB", without_jfif(jpeg(subsampling=0))),
        "no JFIF": without_jfif(jpeg()),
        "CMYK": jpeg(mode="CMYK"),
        "four components said": _byte(b"\xff\xc0", 9, 4),
        "12 bits said": _byte(b"\xff\xc0", 4, 12),
        "lossless said": _byte(b"\xff\xc0", 1, 0xC3),
        "arithmetic said": _byte(b"\xff\xc0", 1, 0xC9),
        "extended said": _byte(b"\xff\xc0", 1, 0xC1),
        "no height": _byte(b"\xff\xc0", 6, 0),
        "two frame headers": _second_frame(),
        "a thumbnail in JFIF": after_soi(segment(0xE0, b"JFXX\0\x10" + jpeg(quality=20))),
        "a thumbnail in Exif": after_soi(exif(tiff(6) + jpeg(quality=20))),
        "sRGB": jpeg(icc_profile=profile),
        "Display P3": jpeg(icc_profile=display_p3()),
        "a profile in two parts": after_soi(
            segment(0xE2, icc + b"\1\2" + profile[:half])
            + segment(0xE2, icc + b"\2\2" + profile[half:])
        ),
        "a profile that is none": after_soi(segment(0xE2, icc + b"\1\1" + bytes(200))),
        "a comment": after_soi(segment(0xFE, b"hello")),
        "multi-picture": after_soi(six + segment(0xE2, b"MPF\0MM\0\x2a\0\0\0\x08\0\0")) + jpeg(),
    }
    placed = {
        "first": after_soi(six),
        "first, no JFIF": without_jfif(jpeg())[:2] + six + without_jfif(jpeg())[2:],
        "behind JFIF": before(0xDB, six),
        "before the frame": before(0xC0, six),
        "behind the frame": before(0xC4, six),
        "before the scan": before(0xDA, six),
        "between scans": _between_scans(six),
        "before the end": jpeg()[:-2] + six + EOI,
        "behind the end": jpeg() + six,
        "before a comment": after_soi(six + segment(0xFE, b"hello")),
        "behind XMP": after_soi(segment(0xE1, _XMP + xmp(6)) + six),
        "in XMP alone": after_soi(segment(0xE1, _XMP + xmp(6))),
        "against XMP": after_soi(three + segment(0xE1, _XMP + xmp(6))),
        "in two segments, 6 and 3": after_soi(six + three),
        "in two segments, 3 and 6": after_soi(three + six),
        "in two segments, far apart": before(0xC0, three, after_soi(six)),
        "in the second segment alone": after_soi(none + six),
        "behind a segment that is broken": after_soi(exif(b"??") + six),
        "behind an empty segment": after_soi(exif(b"") + six),
        "under another name": after_soi(segment(0xE1, b"EXIF\0\0" + tiff(6))),
        "with a pad of FF": after_soi(segment(0xE1, b"Exif\0\xff" + tiff(6))),
        "without a pad": after_soi(segment(0xE1, b"Exif\0" + tiff(6))),
        "in APP2": after_soi(segment(0xE2, b"Exif\0\0" + tiff(6))),
    }
    between = {
        "a zero": b"\0",
        "many bytes": bytes(range(200)),
        "a stuffed FF": b"\xff\0",
        "fill bytes": b"\xff\xff\xff",
        "a restart": b"\xff\xd3",
        "TEM": b"\xff\x01",
        "SOI": SOI,
        "an unknown marker": segment(0x42, b"??"),
        "JPG7": segment(0xF7, b"??"),
        "DNL": segment(0xDC, b"\0\x40"),
        "DHP": segment(0xDE, jpeg()[jpeg().index(b"\xff\xc0") + 4 :][:15]),
        "EOI": EOI,
    }
    cut = jpeg()
    return (
        {f"JPEG, {name}": data for name, data in shown.items()}
        | {f"JPEG, Exif {name}": data for name, data in placed.items()}
        | {f"JPEG, {name} before the tables": before(0xDB, each) for name, each in between.items()}
        | {f"JPEG, {name} before the scan": before(0xDA, each) for name, each in between.items()}
        | {f"JPEG, {name} between scans": _between_scans(x) for name, x in between.items()}
        | {f"JPEG, {name} behind": jpeg() + tail for name, tail in tails().items()}
        | {
            "JPEG, a zero at the start": SOI + b"\0" + cut[2:],
            "JPEG, a zero before its end": cut[:-2] + b"\0" + EOI,
            "JPEG without an end": cut[:-2],
            "JPEG cut in the middle": cut[: len(cut) * 3 // 4],
            "JPEG, a segment over the end": cut[:2] + b"\xff\xfe\xff\xff??" + cut[2:],
            "JPEG, a length of 1": cut[:2] + b"\xff\xfe\0\1" + cut[2:],
            "JPEG, a length of 0": cut[:2] + b"\xff\xfe\0\0" + cut[2:],
        }
        | {f"JPEG, {name} in Exif": after_soi(exif(each)) for name, each in exifs().items()}
    )


def _sampled(factor: int) -> bytes:
    flags = [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, factor]
    return cv2.imencode(".jpg", scene()[..., ::-1], flags)[1].tobytes()
