"""One worker as its parent sees it."""

import contextlib
import os
import subprocess
import sys
import threading
import weakref
from typing import IO

from inperson.workers.child import LENGTH, RAISED
from inperson.workers.errors import WorkRefused, WorkStopped
from inperson.workers.job import Job

_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_PASSED_ON = ("LD_LIBRARY_PATH",)
"""All that a worker gets of the server's environment, which may hold passwords of stores."""


class Worker:
    """A process that does one job, one request after the other. It ends with this object."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._left = job.uses
        bounds = map(str, (job.memory_bytes, job.cpu_s, job.niceness))
        passed_on = {each: os.environ[each] for each in _PASSED_ON if each in os.environ}
        process = subprocess.Popen(  # noqa: S603 -- constants of the code
            [sys.executable, "-I", "-B", "-m", "inperson.workers.child", job.module, *bounds],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # libjpeg and others write there what no log should hold
            env=_ENVIRONMENT | passed_on,
            start_new_session=True,  # an interrupt from the keyboard is the server's to handle
        )
        self._process = process
        self.end = weakref.finalize(self, _end, process)
        """Kills the process, if it still runs."""

    @property
    def usable(self) -> bool:
        """Tell whether it takes another request."""
        return self._left > 0 and self.end.alive

    def ask(self, request: bytes) -> bytearray:
        """Return the answer to a request.

        Raises:
            WorkRefused: if the job raised.
            WorkStopped: if the process died, or had to be killed; it is gone by then.

        """
        self._left -= 1
        late = threading.Timer(self._job.deadline_s, self._process.kill)
        late.daemon = True
        late.start()
        try:
            return self._answer(request)
        except (OSError, EOFError, ValueError) as error:  # a value: its pipes were closed with it
            self.end()
            raise WorkStopped("The work took too much time or memory, or broke.") from error
        finally:
            late.cancel()

    def _answer(self, request: bytes) -> bytearray:
        given, taken = self._process.stdin, self._process.stdout
        assert given is not None  # noqa: S101 -- narrows for the type checker
        assert taken is not None  # noqa: S101 -- narrows for the type checker
        given.write(len(request).to_bytes(LENGTH))
        given.write(request)
        given.flush()
        size = int.from_bytes(_read(taken, LENGTH))
        if size == RAISED:
            raise WorkRefused("What was sent cannot be worked on.")
        if size > self._job.answer_bytes:  # whoever took it over would have us allocate it
            raise EOFError
        return _read(taken, size)


def _read(source: IO[bytes], size: int) -> bytearray:
    """Return so many bytes, which can be written to, without a copy of them."""
    data = bytearray(size)
    if source.readinto(data) != size:  # type: ignore[attr-defined]
        raise EOFError
    return data


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for each in (process.stdin, process.stdout):
        if each is not None:
            with contextlib.suppress(OSError):  # what was not written any more
                each.close()
