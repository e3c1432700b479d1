"""A server of a benchmark's own: `inperson serve`, in a process of its own, on the loopback."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.peers import ROOT


def kept_in(home: Path) -> dict[str, str]:
    """Return the settings of a server that keeps all it has in a folder."""
    return {
        "data": f"sqlite:///{home / 'data'}",
        "keys": f"sqlite:///{home / 'keys'}",
        "kek_dir": str(home / "kek"),
    }


@contextmanager
def serving(settings: Mapping[str, str]) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """Serve with some settings and no others; yield its address and its process.

    It is killed, not told to stop: then it would wait for those who still hold it, as it should.
    """
    given = {name: each for name, each in os.environ.items() if not name.startswith("INPERSON_")}
    models = os.environ.get("INPERSON_MODELS_DIR", str(ROOT / ".cache/models"))
    given |= {"INPERSON_MODELS_DIR": models, "INPERSON_PORT": "0"}
    given |= {f"INPERSON_{name.upper()}": each for name, each in settings.items()}
    words = [sys.executable, "-m", "inperson", "serve"]
    with subprocess.Popen(
        words, env=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1], process
        finally:
            process.kill()
