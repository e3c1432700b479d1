"""Exit codes. A script may rely on them."""

from enum import IntEnum


class Exit(IntEnum):
    """What a command's exit status says."""

    OK = 0
    """Done: enrolled, matched, verified, healthy."""
    NO = 1
    """A wanted "no": no match, or something `doctor` or `models verify` finds wanting."""
    USAGE = 2
    """The command line itself is wrong."""
    REFUSED = 3
    """The samples cannot be used: no face, blurred, not one person."""
    FAILED = 4
    """It could not be done; the error's code says why."""
