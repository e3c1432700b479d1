"""A real pooler before PostgreSQL, for as long as a block runs."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.receiving import free_port
from tests.serving import PATIENCE_S


@contextmanager
def pooled(url: str, mode: str, size: int = 60) -> Iterator[str]:
    """Yield the same database through PgBouncer, or skip the test where there is none.

    Args:
        url: of the database.
        mode: its `pool_mode`.
        size: connections to the database. The next one is taken each time: what a client says to
            one and asks of another is soon found out.

    """
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if program is None:
        pytest.skip("pgbouncer is not here")
    there = make_url(url)
    port = free_port()
    # it refuses to run as root, and who it runs as cannot look into pytest's folder
    owner = "nobody" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "users").write_text(f'"{there.username}" "{there.password or ""}"\n')
        (folder / "ini").write_text(
            f"[databases]\n* = host={there.host} port={there.port}\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
            f"auth_type = trust\nauth_file = {folder / 'users'}\npool_mode = {mode}\n"
            f"default_pool_size = {size}\nserver_round_robin = 1\nmax_client_conn = 500\n"
        )
        with subprocess.Popen(
            [program, "-q", folder / "ini"], user=owner, stderr=subprocess.DEVNULL
        ) as process:
            try:
                _wait(process, port)
                yield there.set(host="127.0.0.1", port=port).render_as_string(hide_password=False)
            finally:
                process.kill()


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        assert process.poll() is None, "pgbouncer did not start"
        time.sleep(0.01)
    raise TimeoutError("pgbouncer does not listen")
