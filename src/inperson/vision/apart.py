"""Decoding in a process of its own: for files that a stranger uploads.

The request is three bytes (whether it is a JPEG, by how much it gets smaller, its orientation) and
the file as its container was read; the answer is height and width, four bytes each, and the pixels.
"""

import struct

import numpy as np

from inperson.vision.containers import JPEG
from inperson.vision.decode import Undecoded, decode_pixels
from inperson.vision.errors import ImageCorrupt, ImageUndecodable
from inperson.vision.model import Image
from inperson.workers import Job, Workers, WorkRefused, WorkStopped

_ASKED, _ANSWERED = struct.Struct(">?BB"), struct.Struct(">II")
_MIB = 2**20

DECODING = Job(
    name="decode",
    module="inperson.vision.apart",
    memory_bytes=768 * _MIB,  # 40 million pixels that are held take 260
    cpu_s=10,
    deadline_s=120,
    answer_bytes=32 * _MIB,
    waiting=8,
    uses=100,
)


def decode_apart(file: Undecoded, workers: Workers, *, owner: str) -> Image:
    """Decode an inspected file in a worker.

    Args:
        file: what `inspect_image` returned.
        workers: those of the server.
        owner: whose turn it is.

    Raises:
        ImageCorrupt: if it cannot be decoded.
        ImageUndecodable: if the worker died of it.
        WorkersBusy: if too many wait.

    """
    container = file.container
    asked = (container.media_type == JPEG, file.reduced, container.orientation)
    try:
        request = _ASKED.pack(*asked) + container.image
        answer = workers.run(DECODING, request, owner=owner)
        height, width = _ANSWERED.unpack_from(answer)
        pixels = np.frombuffer(answer, np.uint8, offset=_ANSWERED.size)
        return Image(pixels.reshape(height, width, 3))
    except WorkRefused as error:
        raise ImageCorrupt("The image cannot be decoded.") from error
    except (WorkStopped, struct.error, ValueError) as error:
        raise ImageUndecodable("The image takes too much to decode.") from error


def run(request: bytes) -> bytes:
    """Decode a file, in the worker."""
    is_jpeg, reduced, orientation = _ASKED.unpack_from(request)
    pixels = decode_pixels(request[_ASKED.size :], is_jpeg, reduced, orientation)
    return _ANSWERED.pack(*pixels.shape[:2]) + pixels.tobytes()
