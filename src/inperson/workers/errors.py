"""Why work that is done apart came to nothing."""

from http import HTTPStatus

from inperson.core import InpersonError


class WorkersBusy(InpersonError):
    """So much of this work is waiting already, in all or for this tenant, that no more may."""

    code = "workers_busy"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "Too much of this work is waiting"


class WorkStopped(InpersonError):
    """The process that did the work died: of its bounds on time and memory, or of a fault."""

    code = "work_stopped"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "The work took too much, or broke"


class WorkRefused(InpersonError):
    """The job raised: what it was given cannot be worked on."""

    code = "work_refused"
