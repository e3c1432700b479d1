"""From the bytes of a file to upright RGB pixels, within limits."""

from dataclasses import dataclass

import cv2
import numpy as np

from inperson.vision.containers import JPEG, Container, read_container
from inperson.vision.errors import (
    ImageCorrupt,
    ImageEmpty,
    ImageTooLarge,
    ImageTooManyPixels,
    ImageTooSmall,
    ImageTypeMismatch,
)
from inperson.vision.model import Image, Pixels

_OCTETS = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class DecodeLimits:
    """How much of an image is taken."""

    max_bytes: int = 10 * 2**20
    max_pixels: int = 40_000_000
    """Above this the file is refused before decoding, however few bytes it has."""
    min_side_px: int = 48
    useful_side_px: int = 1600
    """A JPEG is decoded at a half, a quarter or an eighth while its longer side stays above."""


_DEFAULT = DecodeLimits()


def decode_image(
    data: bytes, limits: DecodeLimits = _DEFAULT, content_type: str | None = None
) -> Image:
    """Decode a JPEG, PNG or WebP file.

    1. Bytes, container, frames and pixels are checked before anything is decoded.
    2. Grey and 16-bit images become 8-bit RGB; an alpha channel is dropped.
    3. The EXIF orientation is applied; all other metadata ends here.

    Args:
        data: the file.
        limits: how much is taken.
        content_type: what the sender says it is; None or `application/octet-stream` says nothing.

    Raises:
        ImageRefused: a subclass that says why the file is not taken.

    """
    if not data:
        raise ImageEmpty("The image has no bytes.")
    if len(data) > limits.max_bytes:
        raise ImageTooLarge(f"An image may have {limits.max_bytes} bytes at most.")
    container = read_container(data)
    said = (content_type or _OCTETS).partition(";")[0].strip().lower()
    if said not in {_OCTETS, container.media_type}:
        raise ImageTypeMismatch(f"The image is {container.media_type}, not what was said.")
    if container.width_px * container.height_px > limits.max_pixels:
        raise ImageTooManyPixels(f"An image may have {limits.max_pixels} pixels at most.")
    if min(container.width_px, container.height_px) < limits.min_side_px:
        raise ImageTooSmall(f"Each side needs {limits.min_side_px} pixels.")
    return Image(_upright(_decode(container, limits), container.orientation))


def _decode(container: Container, limits: DecodeLimits) -> Pixels:
    flags = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
    if container.media_type == JPEG:
        flags = _reduced(max(container.width_px, container.height_px), limits) | (
            cv2.IMREAD_IGNORE_ORIENTATION
        )
    cv2.utils.logging.setLogLevel(0)  # OpenCV would print what is wrong with a hostile file
    try:
        pixels = cv2.imdecode(np.frombuffer(container.image, np.uint8), flags)
    except cv2.error as error:
        raise ImageCorrupt("The image cannot be decoded.") from error
    if pixels is None:
        raise ImageCorrupt("The image cannot be decoded.")
    if not flags & cv2.IMREAD_COLOR_RGB:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)
    return np.asarray(pixels, np.uint8)


def _reduced(longer_px: int, limits: DecodeLimits) -> int:
    """Choose the smallest scale that libjpeg decodes directly and that still serves."""
    for factor, flag in (
        (8, cv2.IMREAD_REDUCED_COLOR_8),
        (4, cv2.IMREAD_REDUCED_COLOR_4),
        (2, cv2.IMREAD_REDUCED_COLOR_2),
    ):
        if longer_px // factor >= limits.useful_side_px:
            return flag
    return cv2.IMREAD_COLOR_RGB


def _upright(pixels: Pixels, orientation: int) -> Pixels:
    """Undo the camera's rotation (EXIF 2.3, table 6)."""
    if orientation >= 5:
        pixels = pixels.transpose(1, 0, 2)
    if orientation in {2, 3, 6, 7}:
        pixels = pixels[:, ::-1]
    if orientation in {3, 4, 7, 8}:
        pixels = pixels[::-1]
    return np.ascontiguousarray(pixels)
