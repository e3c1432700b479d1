"""A worker: reads requests from its standard input, and answers them on its standard output.

A message is its length in eight bytes, and the bytes; an answer of length 2**64 - 1 says that the
job raised. The end of the input ends the worker: so it goes with its parent, however that went.

1. The job's module is imported. Nothing of a stranger has been read by then.
2. The worker is confined: no file or socket can be opened, no file be written, no core be
   dumped, and address space beyond what is there is bounded.
3. Each request may take so many seconds of the CPU; then the system ends the worker.
"""

import contextlib
import os
import resource
import sys
from importlib import import_module
from io import BufferedReader, BufferedWriter
from pathlib import Path

LENGTH = 8
RAISED = 2**64 - 1


def main() -> None:
    """Serve one job: its module, and its bounds as `Job` has them, are the arguments."""
    module, (memory_bytes, cpu_s, niceness) = sys.argv[1], map(int, sys.argv[2:5])
    os.nice(niceness)
    requests, answers = _lines()
    run = import_module(module).run
    _confine(memory_bytes)
    while len(head := requests.read(LENGTH)) == LENGTH:
        request = requests.read(int.from_bytes(head))
        _allow(cpu_s)
        try:
            answer = run(request)
        except Exception:
            answers.write(RAISED.to_bytes(LENGTH))
        else:
            answers.write(len(answer).to_bytes(LENGTH))
            answers.write(answer)
        del request
        answers.flush()


def _lines() -> tuple[BufferedReader, BufferedWriter]:
    """Return both pipes, and leave to libraries an output that goes nowhere."""
    answers = os.dup(1)
    os.dup2(2, 1)  # which the parent sent to /dev/null
    return os.fdopen(0, "rb"), os.fdopen(answers, "wb")


def _confine(memory_bytes: int) -> None:
    none = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would hold the image
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with contextlib.suppress(OSError):  # where there is no /proc, the deadline has to do
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + memory_bytes
        if resource.getrlimit(resource.RLIMIT_AS) == none:
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))  # what is open stays open


def _allow(cpu_s: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + cpu_s + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = until if hard == resource.RLIM_INFINITY else min(until, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


if __name__ == "__main__":
    main()
