"""The scene that every file shows, and what Pillow makes of it."""

import io
import struct
from functools import cache

import numpy as np
from PIL import Image, ImageCms


def scene() -> np.ndarray:
    """Four colours, so that a turned image can be told: (64, 96, 3) uint8 RGB."""
    pixels = np.zeros((64, 96, 3), np.uint8)
    pixels[:32, :48], pixels[:32, 48:] = (200, 40, 40), (40, 180, 40)
    pixels[32:, :48], pixels[32:, 48:] = (40, 40, 200), (190, 180, 60)
    return pixels


@cache
def saved(kind: str, mode: str = "RGB", **options: object) -> bytes:
    """Return the scene as Pillow writes it."""
    file = io.BytesIO()
    Image.fromarray(scene()).convert(mode).save(file, kind, **options)
    return file.getvalue()


def animated(kind: str, count: int) -> bytes:
    file = io.BytesIO()
    frames = [Image.fromarray(np.roll(scene(), 9 * i, 0)) for i in range(count)]
    frames[0].save(file, kind, save_all=True, append_images=frames[1:])
    return file.getvalue()


def display_p3() -> bytes:
    """Return the profile of an iPhone's photographs, with a plain gamma (ICC.1:2001-04)."""

    def fixed(*numbers: float) -> bytes:
        return b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)

    curve = b"curv" + bytes(4) + struct.pack(">IHH", 1, 0x0233, 0)
    values = {
        b"rXYZ": b"XYZ " + bytes(4) + fixed(0.51512, 0.24120, -0.00105),
        b"gXYZ": b"XYZ " + bytes(4) + fixed(0.29198, 0.69225, 0.04189),
        b"bXYZ": b"XYZ " + bytes(4) + fixed(0.15710, 0.06657, 0.78407),
        b"wtpt": b"XYZ " + bytes(4) + fixed(0.9642, 1.0, 0.8249),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, body, at = struct.pack(">I", len(values)), b"", 132 + 12 * len(values)
    for name, value in values.items():
        table += name + struct.pack(">II", at + len(body), len(value))
        body += value
    head = struct.pack(">I4xI", at + len(body), 0x02400000) + b"mntrRGB XYZ " + bytes(12) + b"acsp"
    return (head + bytes(28) + fixed(0.9642, 1.0, 0.8249)).ljust(128, b"\0") + table + body


def srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
