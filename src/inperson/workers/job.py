"""What is done apart, and what it may take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of work, and the bounds of one process that does it."""

    name: str
    """What figures call it."""
    module: str
    """Has `run(request: bytes) -> bytes`. The worker imports it: it should import little."""
    memory_bytes: int
    """Of address space, beyond what the worker has once it is loaded."""
    cpu_s: int
    deadline_s: float
    """For an answer, with the start of a process: then it is killed."""
    answer_bytes: int
    waiting: int
    """How many may wait for each process that there is; half of them of one owner."""
    uses: int = 1
    """Answers of one process; then another takes its place."""
    niceness: int = 5
    """By how much the system prefers the server, and the frames of captures in it."""
