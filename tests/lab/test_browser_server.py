"""A server of the laboratory ends with whoever started it, also where that was killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

_STARTS = """
import sys, time
from pathlib import Path
from inperson_lab.browser.server import running
with running(Path(sys.argv[1])) as said:
    print(said["url"], flush=True)
    time.sleep(600)
"""


@pytest.mark.needs_models
def test_who_is_killed_leaves_no_server(tmp_path: Path, models_dir: Path) -> None:
    command = [sys.executable, "-c", _STARTS, str(tmp_path)]
    told = os.environ | {"INPERSON_MODELS_DIR": str(models_dir)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=told) as starter:
        assert starter.stdout is not None
        assert starter.stdout.readline().startswith("http")
        assert servers(tmp_path)
        starter.kill()
    deadline = time.monotonic() + 60
    while (left := servers(tmp_path)) and time.monotonic() < deadline:
        time.sleep(0.1)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert not left


def servers(folder: Path) -> list[int]:
    """The processes that serve out of a folder."""
    asked = ["pgrep", "-f", f"inperson_lab.browser.server {folder}"]
    return [
        int(pid) for pid in subprocess.run(asked, capture_output=True, text=True).stdout.split()
    ]
