from contextlib import nullcontext

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inperson.core import InpersonError
from inperson.vision import DecodeLimits, Image, decode_image, inspect_image
from inperson.vision.errors import (
    ImageCorrupt,
    ImagePolyglot,
    ImageTooLarge,
    ImageTooManyPixels,
    ImageTruncated,
    ImageTypeMismatch,
)


def scene() -> np.ndarray:
    """Four colours, so that a turned image can be told: (64, 96, 3) uint8 RGB."""
    pixels = np.zeros((64, 96, 3), np.uint8)
    pixels[:32, :48], pixels[:32, 48:] = (250, 0, 0), (0, 250, 0)
    pixels[32:, :48], pixels[32:, 48:] = (0, 0, 250), (250, 250, 0)
    return pixels


def encode(suffix: str, pixels: np.ndarray | None = None) -> bytes:
    shown = scene() if pixels is None else pixels
    if shown.ndim == 3:
        shown = shown[..., ::-1]
    return cv2.imencode(suffix, shown)[1].tobytes()


def with_exif(jpeg: bytes, orientation: int) -> bytes:
    tiff = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01" + bytes([0, orientation, 0, 0])
    body = b"Exif\0\0" + tiff + bytes(4)
    return jpeg[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + jpeg[2:]


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp"])
def test_each_type_gives_its_colours_as_rgb(suffix: str) -> None:
    image = decode_image(encode(suffix))
    assert (image.width_px, image.height_px) == (96, 64)
    assert np.abs(image.pixels[8, 8].astype(int) - (250, 0, 0)).max() < 30
    assert np.abs(image.pixels[56, 90].astype(int) - (250, 250, 0)).max() < 30


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_is_applied(orientation: int) -> None:
    upright = scene()
    stored = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.transpose(1, 0, 2),
        6: np.rot90(upright, 1),
        7: upright[::-1, ::-1].transpose(1, 0, 2),
        8: np.rot90(upright, -1),
    }[orientation]
    data = with_exif(encode(".jpg", np.ascontiguousarray(stored)), orientation)
    image = decode_image(data)
    assert image.pixels.shape == upright.shape
    assert np.abs(image.pixels.astype(int) - upright).mean() < 12


def test_grey_and_sixteen_bit_images_become_rgb() -> None:
    grey = decode_image(encode(".png", np.full((64, 64), 77, np.uint8)))
    assert (grey.pixels == 77).all()
    assert grey.pixels.shape == (64, 64, 3)
    deep = decode_image(encode(".png", np.full((64, 64), 77 * 257, np.uint16)))
    assert np.abs(deep.pixels.astype(int) - 77).max() <= 1


def test_an_alpha_channel_is_dropped() -> None:
    pixels = np.full((64, 64, 4), 90, np.uint8)
    data = cv2.imencode(".png", pixels)[1].tobytes()
    assert decode_image(data).pixels.shape == (64, 64, 3)


def test_a_large_jpeg_is_decoded_at_a_fraction() -> None:
    image = decode_image(encode(".jpg", np.zeros((3300, 3300, 3), np.uint8)))
    assert image.pixels.shape == (1650, 1650, 3)


def test_limits_hold_before_anything_is_decoded() -> None:
    with pytest.raises(ImageTooLarge):
        decode_image(encode(".png"), DecodeLimits(max_bytes=50))
    with pytest.raises(ImageTooManyPixels):
        decode_image(encode(".png"), DecodeLimits(max_pixels=96 * 64 - 1))
    with pytest.raises(ImageTooManyPixels):
        decode_image(sized(encode(".jpg"), 12_001, 9000))


def sized(jpeg: bytes, width: int, height: int, frame: bytes = b"\xff\xc0") -> bytes:
    """Let a JPEG's header say another size."""
    at = jpeg.index(frame) + 5
    return jpeg[:at] + height.to_bytes(2, "big") + width.to_bytes(2, "big") + jpeg[at + 4 :]


@pytest.mark.parametrize("progressive", [0, 1])
def test_a_photograph_of_48_megapixels_is_decoded_at_a_fraction(progressive: int) -> None:
    pixels = cv2.resize(scene()[..., ::-1], (8000, 6000))
    data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_PROGRESSIVE, progressive])[1].tobytes()
    image = decode_image(data)
    assert image.pixels.shape == (1500, 2000, 3)
    shown = cv2.resize(image.pixels, (96, 64), interpolation=cv2.INTER_AREA)
    assert np.abs(shown.astype(int) - scene()).mean() < 12


def test_what_is_held_at_once_has_a_limit_of_its_own() -> None:
    pixels, flag = scene()[..., ::-1], [cv2.IMWRITE_JPEG_PROGRESSIVE, 1]
    progressive = cv2.imencode(".jpg", pixels, flag)[1].tobytes()
    assert inspect_image(sized(encode(".jpg"), 12_000, 9000)).pixels == 3000 * 2250
    assert inspect_image(sized(progressive, 8000, 6000, b"\xff\xc2")).pixels == 24_000_000
    with pytest.raises(ImageTooManyPixels, match="of this kind"):
        inspect_image(sized(progressive, 12_000, 9000, b"\xff\xc2"))
    with pytest.raises(ImageTooManyPixels):
        inspect_image(encode(".png"), DecodeLimits(max_held_px=96 * 64 - 1))


def test_the_larger_a_jpeg_is_the_fewer_scans_it_has() -> None:
    flag = [cv2.IMWRITE_JPEG_PROGRESSIVE, 1]
    data = cv2.imencode(".jpg", scene()[..., 0], flag)[1].tobytes()
    large, last = sized(data, 12_000, 9000, b"\xff\xc2"), data.rindex(b"\xff\xda")
    assert inspect_image(large)
    for file, taken in ((data, True), (large, False)):
        many = file[:last] + 40 * file[last:-2] + file[-2:]
        with nullcontext() if taken else pytest.raises(ImageCorrupt, match="scans"):
            inspect_image(many)


def test_a_photograph_with_a_film_behind_it_is_taken() -> None:
    assert decode_image(encode(".jpg") + bytes(15 * 2**20))


def test_scans_of_one_component_each_hold_the_image() -> None:
    data = encode(".jpg")
    at = data.index(b"\xff\xda") + 2
    alone = data[:at] + b"\0\x08\1\1\0\0\x3f\0" + data[at + 12 :]
    assert inspect_image(alone).container.held_px == 96 * 64 // 2
    assert inspect_image(data).container.held_px == 0


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp"])
@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_refused(suffix: str, share: float) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
    data = encode(suffix, noise)
    with pytest.raises((ImageTruncated, ImageCorrupt)):
        decode_image(data[: int(len(data) * share)])


TAILS = [b"PK\x03\x04", b"%PDF-1.7", b"<script>", b"MZ\x90", b"\x7fELF\x02"]


@pytest.mark.parametrize("tail", TAILS)
def test_another_file_behind_a_png_or_webp_is_refused(tail: bytes) -> None:
    for suffix in (".png", ".webp"):
        with pytest.raises(ImagePolyglot):
            decode_image(encode(suffix) + tail)


@pytest.mark.parametrize("tail", [*TAILS, encode(".jpg"), bytes(9), b"\0\0\0\x18ftypmp42..<sVg"])
def test_what_is_behind_a_jpeg_is_cut_off_whatever_it_is(tail: bytes) -> None:
    data = encode(".jpg")
    assert inspect_image(data + tail).container.image == data
    assert (decode_image(data + tail).pixels == decode_image(data).pixels).all()


def test_a_wrong_content_type_is_refused_and_none_says_nothing() -> None:
    with pytest.raises(ImageTypeMismatch):
        decode_image(encode(".png"), content_type="image/jpeg")
    for said in (None, "application/octet-stream", "image/png", "IMAGE/PNG; x=y"):
        assert decode_image(encode(".png"), content_type=said)


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF"])
)
def test_random_bytes_give_only_our_own_errors(data: bytes, head: bytes) -> None:
    with pytest.raises(InpersonError):
        decode_image(head + data)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(data=st.data(), suffix=st.sampled_from([".jpg", ".png", ".webp"]))
def test_damaged_files_give_an_image_or_our_own_errors_and_print_nothing(
    capfd: pytest.CaptureFixture[str], data: st.DataObject, suffix: str
) -> None:
    damaged = bytearray(encode(suffix))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at] = data.draw(st.integers(0, 255))
    try:
        image = decode_image(bytes(damaged))
    except InpersonError:
        return
    assert isinstance(image, Image)
    # libjpeg itself warns of damaged scans on standard error, with a count and a marker
    said = capfd.readouterr()
    assert said.out == ""
    # and of odd headers, in these words of its own (jerror.h); none holds a byte of the image
    known = ("JPEG", "JFIF", "Adobe", "progression", "colorspace")
    assert all(any(word in line for word in known) for line in said.err.splitlines()), said.err
