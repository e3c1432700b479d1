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


def serve(version, verify, stages=None):
    """Answer until the input ends.

    verify(first, second) returns True, False, or None where a face was not found; stages(first,
    second) returns milliseconds by stage.
    """
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is not an answer

    def answer(value):
        answers.write(json.dumps(value) + "\n")
        answers.flush()

    answer({"version": version, "stages": stages is not None})
    for line in sys.stdin:
        asked = json.loads(line)
        if asked.get("stages"):
            answer({"stages": stages(asked["first"], asked["second"])})
            continue
        started = time.perf_counter()
        decision = verify(asked["first"], asked["second"])
        answer({"ms": (time.perf_counter() - started) * 1e3, "decision": decision})
