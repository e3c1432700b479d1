"""A whole server in a process of its own: `python -m inperson_lab.browser.server FOLDER`.

Frames are rendered and looked at side by side, so they must not share one interpreter. Prints one
line of JSON, the address and a developer token, and serves the demo until it is ended. A second
argument lets its time pass so many times slower.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from inperson.app import Mode, Outside, Server, open_server
from inperson.app.serving import build_app
from inperson.cli.server import listen, make_server
from inperson.config import read_settings
from inperson.http.pages import add_demo
from inperson.tenants import TokenKind
from inperson_lab.browser.slower import SlowerClock, slow_this_process

MODULE = "inperson_lab.browser.server"
Stock = Callable[[Server, str], Mapping[str, str]]
"""Fills a server of an address, and returns what is said of it: a `token` for the demo at least."""


@contextmanager
def running(folder: Path, module: str = MODULE, *more: str) -> Iterator[dict[str, Any]]:
    """Run a server's module as long as the block does; yield what it says of itself."""
    command = [sys.executable, "-m", module, str(folder), *more]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:  # noqa: S603
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        try:
            said: dict[str, Any] = json.loads(process.stdout.readline())
            yield said
        finally:
            process.terminate()


def _end_with_whoever_started_it() -> None:
    """Wait for the end of the input: a process that was killed ends nothing that it has started."""
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


def serve(folder: Path, stock: Stock, **asked: Any) -> None:
    """Serve out of an empty folder on a free port, until the process or its input is ended."""
    threading.Thread(target=_end_with_whoever_started_it, daemon=True).start()
    settings = read_settings(
        data=f"sqlite:///{folder / 'data'}",
        keys=f"sqlite:///{folder / 'keys'}",
        kek_dir=folder / "kek",
        port=0,
        **asked,
    )
    with listen(settings) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings = settings.model_copy(update={"public_url": url})
        with open_server(settings, Mode.SERVE, Outside(clock=SlowerClock())) as opened:
            stocked = stock(opened, url)
            app = build_app(opened)
            add_demo(app, stocked["token"])
            sys.stdout.write(json.dumps({"url": url, **stocked}) + "\n")
            sys.stdout.flush()
            make_server(settings, app).run(sockets=[listener])


def _stock(opened: Server, _: str) -> Mapping[str, str]:
    tenant = opened.add_tenant("People")
    issued = opened.tenants.issue_token(tenant.id, TokenKind.DEVELOPER, "people")
    return {"token": issued.secret}


if __name__ == "__main__":
    if more := sys.argv[2:]:
        slow_this_process(float(more[0]))
    serve(Path(sys.argv[1]), _stock)
