"""Files that were refused or turned wrongly when they were tried."""

from pathlib import Path

import pytest

from inperson.vision import Image, decode_image


@pytest.fixture
def files(data: Path) -> Path:
    folder = data / "inputs" / "files"
    if not folder.is_dir():
        pytest.skip("the measuring data on this machine has no inputs/files")
    return folder


@pytest.mark.parametrize(
    ("name", "sides"),
    [
        ("40-megapixels.jpg", (1750, 1450)),
        ("exif-two-segments.jpg", (720, 899)),
        ("stray-byte-before-segment.jpg", (720, 899)),
        ("tail-with-svg-by-chance.jpg", (720, 899)),
    ],
)
def test_files_of_phones_are_taken_and_stand(
    files: Path, name: str, sides: tuple[int, int]
) -> None:
    image: Image = decode_image((files / name).read_bytes())
    assert (image.width_px, image.height_px) == sides
