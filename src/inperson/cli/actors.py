"""Who sits at the command line, as the audit log calls it."""

import os
import pwd
import re

_OTHER = re.compile(r"[^a-z0-9._-]")
_LONGEST = 40


def operator() -> str:
    """Return `operator:<name>`, by the operating system's user.

    The name is asked of the system: an environment variable could say anything. A user without a
    name, as in a container, is called by its number.
    """
    number = os.getuid()
    try:
        name = pwd.getpwuid(number).pw_name
    except KeyError:
        name = f"uid-{number}"
    return f"operator:{_OTHER.sub('_', name.lower())[:_LONGEST]}"
