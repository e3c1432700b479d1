"""Making a name in a folder durable."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Put on disk which names a folder has: of a file that was synced, its name may be lost.

    Raises:
        OSError: if the disk refuses it.

    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
