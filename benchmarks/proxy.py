"""nginx with the shipped file before one server of a benchmark's."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.peers import ROOT

_PATIENCE_S = 60
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
"""The program, or None where it is not installed."""
TRUSTED = {"trusted_proxies": "127.0.0.1"}
"""What the server behind it is told."""


@contextmanager
def proxied(url: str, folder: Path, silence: str = "60s") -> Iterator[str]:
    """Yield the address of a proxy before the server at `url`, which trusts 127.0.0.1.

    Args:
        url: of the server.
        folder: for its files.
        silence: how long it bears a line that says nothing, in nginx's words.

    """
    assert NGINX is not None
    with socket.create_server(("127.0.0.1", 0)) as free:
        here = f"127.0.0.1:{free.getsockname()[1]}"
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    text = text.replace("listen 8080;", f"listen {here};").replace("/tmp/", f"{folder}/")
    text = text.replace("proxy_read_timeout 60s", f"proxy_read_timeout {silence}")
    lines = text.replace("inperson-1:8018", urlsplit(url).netloc).splitlines()
    written = folder / "nginx.conf"
    written.write_text("\n".join(each for each in lines if ":8018" not in each), "utf-8")
    words = [NGINX, "-c", str(written), "-g", "daemon off; user root;"]
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(here)
            yield f"http://{here}"
        finally:
            process.terminate()


def _wait(place: str) -> None:
    host, _, port = place.partition(":")
    ends = time.monotonic() + _PATIENCE_S
    while time.monotonic() < ends:
        with suppress(OSError), socket.create_connection((host, int(port))):
            return
        time.sleep(0.01)
    raise TimeoutError("nginx does not listen")
