"""A JPEG that is kept as it came says nothing beside its pixels."""

import cv2
import numpy as np
import pytest

from inperson.vision import ImageRefused, bare_jpeg, decode_image

PIXELS = np.random.default_rng(1).integers(0, 255, (120, 160, 3), np.uint8)
JPEG = cv2.imencode(".jpg", PIXELS)[1].tobytes()
PROGRESSIVE = cv2.imencode(".jpg", PIXELS, [cv2.IMWRITE_JPEG_PROGRESSIVE, 1])[1].tobytes()


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body


def exif(orientation: int) -> bytes:
    entry = b"\x01\x12\x00\x03\x00\x00\x00\x01\x00" + bytes((orientation,)) + b"\x00\x00"
    body = b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01" + entry + b"\x00\x00\x00\x00"
    return segment(0xE1, body)


@pytest.mark.parametrize("jpeg", [JPEG, PROGRESSIVE])
def test_what_a_camera_says_of_place_and_time_goes_and_the_pixels_stay(jpeg: bytes) -> None:
    told = exif(1) + segment(0xFE, b"a street in Bonn") + segment(0xED, b"Photoshop 3.0")
    talkative = jpeg[:2] + told + jpeg[2:] + b"a film behind it"
    assert bare_jpeg(talkative) == jpeg
    assert bare_jpeg(jpeg) == jpeg
    assert np.array_equal(decode_image(bare_jpeg(talkative)).pixels, decode_image(jpeg).pixels)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        JPEG[:40],
        cv2.imencode(".png", PIXELS)[1].tobytes(),
        JPEG[:2] + exif(6) + JPEG[2:],
    ],
)
def test_what_is_no_upright_jpeg_is_refused(data: bytes) -> None:
    with pytest.raises(ImageRefused):
        bare_jpeg(data)
