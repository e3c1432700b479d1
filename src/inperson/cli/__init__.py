"""The command line: a thin door over the client and the wired server.

`serve` runs a server; `tenants` and `tokens` say who may use it; `enroll` and
`authenticate` speak to one through `inperson.client`; `verify` compares two photographs with no
server; `models` and `doctor` look after health. Another distribution adds commands by entry points
of the group `inperson.commands`: `inperson-lab` adds `demo` and `evaluate`. Exit codes are listed
in `exits.Exit`, `--json` prints for machines, and a token is never taken from the command line::

    $ inperson verify first.jpg second.jpg
    match: level 4 of 4, 3 required (similarity 0.712, 31 ms)
"""

from inperson.cli.main import main
from inperson.cli.settled import chosen_settings

__all__ = [
    "chosen_settings",
    "main",
]
