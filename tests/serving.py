"""A real server on a free port, for as long as a block runs."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from inperson.cli.server import listen
from inperson.config import Settings


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an application and yield its address."""
    config = uvicorn.Config(app, log_level="critical", access_log=False)
    server = uvicorn.Server(config)
    with listen(Settings(host="127.0.0.1", port=0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.002)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
