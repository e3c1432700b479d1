"""What every worker does: answer JSON lines with one decision and the time that it took.

Plain Python that runs in the environment of each peer; nothing of Inperson is imported here.
"""

import json
import os
import sys
import time


def one_thread():
    """Pin this process to one core; call it before a library starts its threads."""
    for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR"):
        os.environ[f"{name}_NUM_THREADS"] = "1"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def serve(version, verify, stages=None, **calls):
    """Answer until the input ends.

    verify(first, second) returns True, False, or None where a face was not found; stages(first,
    second) returns milliseconds by stage; what else a worker can do is called by its name, timed
    (by the clock, and by what its process computed), and returns what JSON can say.
    """
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is not an answer

    def answer(value):
        answers.write(json.dumps(value) + "\n")
        answers.flush()

    answer({"version": version, "stages": stages is not None, "calls": sorted(calls)})
    for line in sys.stdin:
        asked = json.loads(line)
        if asked.get("stages"):
            answer({"stages": stages(asked["first"], asked["second"])})
            continue
        call = asked.pop("call", None)
        work = verify if call is None else calls[call]
        started, worked = time.perf_counter(), time.process_time()
        found = work(**asked)
        ms = (time.perf_counter() - started) * 1e3
        cpu_ms = (time.process_time() - worked) * 1e3
        if call is None:
            answer({"cpu_ms": cpu_ms, "decision": found})
        else:
            answer({"ms": ms, "cpu_ms": cpu_ms, "value": found})
