"""Keeps standard error to the log's own lines."""

import faulthandler
import os
import sys
from typing import TextIO


def own_standard_error() -> TextIO:
    """Take standard error for this process's log, for good; what libraries write there is dropped.

    libjpeg prints to the descriptor itself what is wrong with a frame: whoever sends frames could
    write lines between those of the log, as many as they like. A crash is still told.

    Returns:
        What goes to standard error now.

    """
    stream = os.fdopen(os.dup(2), "w", buffering=1, errors="backslashreplace")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    faulthandler.enable(stream)
    sys.stderr = stream
    return stream
