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

    max_bytes: int = 20 * 2**20
    """A phone's 48 million pixels take 10 to 15 MiB, with a film behind them more."""
    max_pixels: int = 108_000_000
    """Above this the file is refused before decoding, however few bytes it has."""
    max_held_px: int = 40_000_000
    """The same for what decoding holds at once: more pixels than these are for JPEGs alone."""
    min_side_px: int = 48
    useful_side_px: int = 1600
    """An image becomes a half, a quarter or an eighth while its longer side stays above."""


_DEFAULT = DecodeLimits()


@dataclass(frozen=True, slots=True)
class Undecoded:
    """An image file within its limits, of which no pixel was decoded yet."""

    container: Container
    reduced: int
    """By how much each side gets shorter: 1, 2, 4 or 8."""

    @property
    def pixels(self) -> int:
        """Return how many pixels are held at once to decode it: a JPEG is read at a fraction."""
        sides = self.container.width_px // self.reduced, self.container.height_px // self.reduced
        return max(self.container.held_px, sides[0] * sides[1])


def inspect_image(
    data: bytes, limits: DecodeLimits = _DEFAULT, content_type: str | None = None
) -> Undecoded:
    """Check all that can be checked of a JPEG, PNG or WebP file before anything is decoded.

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
    longer_px = max(container.width_px, container.height_px)
    file = Undecoded(container, _reduction(longer_px, limits.useful_side_px))
    if file.pixels > limits.max_held_px:
        raise ImageTooManyPixels(
            f"An image of this kind may have {limits.max_held_px} pixels; send a usual JPEG."
        )
    return file


def decode_image(
    data: bytes, limits: DecodeLimits = _DEFAULT, content_type: str | None = None
) -> Image:
    """Decode a JPEG, PNG or WebP file, in this process.

    1. Bytes, container, frames and pixels are checked before anything is decoded.
    2. Grey and 16-bit images become 8-bit RGB; an alpha channel is dropped; large ones get smaller.
    3. The EXIF orientation is applied; all other metadata ends here.

    Takes and raises what `inspect_image` does, and `ImageCorrupt`.
    """
    file = inspect_image(data, limits, content_type)
    container = file.container
    is_jpeg = container.media_type == JPEG
    return Image(decode_pixels(container.image, is_jpeg, file.reduced, container.orientation))


def decode_pixels(image: bytes, is_jpeg: bool, reduced: int, orientation: int) -> Pixels:
    """Return the pixels of a file that was inspected, upright, with sides that were divided.

    Raises:
        ImageCorrupt: if it cannot be decoded.

    """
    at_once = is_jpeg and reduced > 1  # libjpeg never makes the pixels that it leaves out
    flags = _AT_ONCE[reduced] if at_once else cv2.IMREAD_COLOR_RGB
    cv2.utils.logging.setLogLevel(0)  # OpenCV would print what is wrong with a hostile file
    try:
        encoded = np.frombuffer(image, np.uint8)
        pixels = cv2.imdecode(encoded, flags | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error as error:
        raise ImageCorrupt("The image cannot be decoded.") from error
    if pixels is None:
        raise ImageCorrupt("The image cannot be decoded.")
    if at_once:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)
    elif reduced > 1:
        sides = (pixels.shape[1] // reduced, pixels.shape[0] // reduced)
        pixels = cv2.resize(pixels, sides, interpolation=cv2.INTER_AREA)
    return _upright(np.asarray(pixels, np.uint8), orientation)


_AT_ONCE = {
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}


def _reduction(longer_px: int, useful_px: int) -> int:
    """Choose the smallest scale that libjpeg decodes directly and that still serves."""
    return next((by for by in (8, 4, 2) if longer_px // by >= useful_px), 1)


def _upright(pixels: Pixels, orientation: int) -> Pixels:
    """Undo the camera's rotation (EXIF 2.3, table 6)."""
    if orientation >= 5:
        pixels = pixels.transpose(1, 0, 2)
    if orientation in {2, 3, 6, 7}:
        pixels = pixels[:, ::-1]
    if orientation in {3, 4, 7, 8}:
        pixels = pixels[::-1]
    return np.ascontiguousarray(pixels)
