"""Work that must not be done in the server's own process: dear, or at what a stranger sent.

A `Job` names a module that imports little and has one function, `run`, from bytes to bytes. It
runs in a process of its own, with bounds on memory, time and what it may open; a few of them at a
time, each tenant in its turn, and no more waiting than that can be soon::

    pixels = workers.run(DECODING, request, owner=tenant_id)

Promises: what breaks there is a refusal here (`WorkStopped`, `WorkRefused`), and a new process
takes its place; too much at once is one too (`WorkersBusy`), as it is where a `Budget` is spent.
Nothing is unpickled on either side: who takes a worker over can answer with wrong bytes and no
more. Requests go through pipes alone, a worker can write no file, and its environment, arguments
and standard error hold nothing.
"""

from inperson.workers.budget import Budget
from inperson.workers.errors import WorkersBusy, WorkRefused, WorkStopped
from inperson.workers.job import Job
from inperson.workers.pools import Figures, Workers

__all__ = ["Budget", "Figures", "Job", "WorkRefused", "WorkStopped", "Workers", "WorkersBusy"]
