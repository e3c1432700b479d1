"""What a server counts and times. docs/operations.md is checked against `EVERY`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from enum import StrEnum
from functools import partial

from inperson import __version__
from inperson.core import InpersonError
from inperson.http.limits import Limit
from inperson.observing import Labels, Metric, MetricRegistry, Shape, Tracing
from inperson.sessions import Decision, Reason, Session, SessionKind
from inperson.workers import Figures, Workers

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "WEBSOCKET")
STATUSES = ("1xx", "2xx", "3xx", "4xx", "5xx", "none")
STAGES = ("examine", "judge", "decide")
JOBS = ("decode", "seal")
CHORES = ("deliveries", "requests", "disclosures", "recalls", "retention", "usage", "witnesses")


class ReasonClass(StrEnum):
    """Why a session was refused, as coarsely as who watches a server needs it."""

    NONE = "none"
    CAMERA = "camera"
    LIVENESS = "liveness"
    COMPARISON = "comparison"
    LOCKED = "locked"
    GIVEN_UP = "given_up"
    CONSENT = "consent"
    TAKEN = "taken"


_CLASSES = {
    Reason.SAMPLES_DISAGREE: ReasonClass.COMPARISON,
    Reason.BELOW_LEVEL: ReasonClass.COMPARISON,
    Reason.ALREADY_ENROLLED: ReasonClass.TAKEN,
    Reason.SUBJECT_LOCKED: ReasonClass.LOCKED,
    Reason.SUBJECT_DISABLED: ReasonClass.LOCKED,
    Reason.CANCELLED: ReasonClass.GIVEN_UP,
    Reason.CAPTURE_ABANDONED: ReasonClass.GIVEN_UP,
    Reason.CONSENT_WITHDRAWN: ReasonClass.CONSENT,
}


def reason_class(reasons: Iterable[Reason]) -> ReasonClass:
    """Return the class of the first of a verdict's reasons."""
    first = next(iter(reasons), None)
    if first is None:
        return ReasonClass.NONE
    if first is Reason.NOT_LIVE or first.value.startswith("liveness_"):
        return ReasonClass.LIVENESS
    return _CLASSES.get(first, ReasonClass.CAMERA)


_C, _G, _H = Shape.COUNTER, Shape.GAUGE, Shape.HISTOGRAM
REQUESTS = Metric(
    "inperson_requests_total", _C, "Answered requests.", ("route", "method", "status")
)
REQUEST_S = Metric(
    "inperson_request_seconds", _H, "From a request to the end of its answer.", ("route",)
)
DECISIONS = Metric(
    "inperson_decisions_total",
    _C,
    "Sessions that this process decided; a repeated request counts again.",
    ("source", "kind", "decision", "reason"),
)
DECISION_S = Metric(
    "inperson_decision_seconds",
    _H,
    "From the last frame, or the still images, to the decision.",
    ("source",),
)
FRAME_S = Metric("inperson_frame_seconds", _H, "Looking at one frame, with its wait for a worker.")
FRAMES_SKIPPED = Metric(
    "inperson_frames_skipped_total",
    _C,
    "Frames that nobody looked at: the server was busy, or the client fast.",
)
REFUSALS = Metric(
    "inperson_capture_refusals_total", _C, "Captures that ended with an error.", ("code",)
)
RAN_OUT = Metric(
    "inperson_shares_refused_total",
    _C,
    "Requests and connections that were refused because what there is was taken.",
    ("limit",),
)
STAGE_S = Metric("inperson_stage_seconds", _H, "One stage of a decision.", ("stage",))
CHORE_RUNS = Metric(
    "inperson_chore_runs_total", _C, "Runs of a chore over all tenants.", ("chore", "result")
)
CHORE_DONE = Metric("inperson_chore_done_total", _C, "What chores found due and did.", ("chore",))
CHORE_S = Metric("inperson_chore_seconds", _H, "One run of a chore.", ("chore",))
WITNESSED_S = Metric(
    "inperson_witnessed_age_seconds",
    _G,
    "Since enough witnesses signed a log: of the tenant where it is the longest ago.",
)
WITNESSES_LATE = Metric(
    "inperson_witnesses_late", _G, "Tenants whose log too few witnesses signed of late."
)
BUILD = Metric("inperson_build_info", _G, "1, and the version that runs.", ("version",))
KEPT = (
    *(
        REQUESTS,
        REQUEST_S,
        DECISIONS,
        DECISION_S,
        FRAME_S,
        FRAMES_SKIPPED,
        REFUSALS,
        RAN_OUT,
        STAGE_S,
    ),
    *(CHORE_RUNS, CHORE_DONE, CHORE_S, WITNESSED_S, WITNESSES_LATE, BUILD),
)

CAPTURES_OPEN = Metric("inperson_captures_open", _G, "Live captures that are open now.")
DRAINING = Metric("inperson_draining", _G, "1 once the process takes nothing new.")
KEY_HITS = Metric("inperson_key_cache_hits_total", _C, "Data keys found in memory.")
KEY_MISSES = Metric("inperson_key_cache_misses_total", _C, "Data keys that had to be unwrapped.")
WORK_RUNNING = Metric("inperson_work_running", _G, "Jobs that workers do now.", ("job",))
WORK_WAITING = Metric("inperson_work_waiting", _G, "Jobs that wait for a worker.", ("job",))
WORK_REFUSED = Metric(
    "inperson_work_refused_total", _C, "Jobs refused because too many waited.", ("job",)
)
WORK_CRASHED = Metric(
    "inperson_work_crashed_total", _C, "Workers that died of a job, or were killed.", ("job",)
)
ASKED = (
    *(CAPTURES_OPEN, DRAINING, KEY_HITS, KEY_MISSES),
    *(WORK_RUNNING, WORK_WAITING, WORK_REFUSED, WORK_CRASHED),
)

EVERY = (*KEPT, *ASKED)
"""Every figure of ours; `process_*` (memory, CPU, open files) come beside them."""


class ServerMetrics:
    """The figures of one application, with names for what is noted.

    Args:
        tracing: makes spans beside the figures.
        labels: the allow-list, which the log and the spans share.

    """

    def __init__(self, tracing: Tracing, labels: Labels) -> None:
        self.tracing = tracing
        self.registry = MetricRegistry(labels, KEPT)
        self.registry.put(BUILD.name, 1, version=__version__)
        self._witnessed: dict[str, tuple[float, bool]] = {}

    def request(self, route: str, method: str, status: str, took_s: float) -> None:
        """Note an answered request."""
        self.registry.count(REQUESTS.name, route=route, method=method, status=status)
        self.registry.observe(REQUEST_S.name, took_s, route=route)

    def decided(self, source: str, session: Session) -> None:
        """Note a decision; a session that has none is not noted.

        Args:
            source: `capture` or `stills`.
            session: as it was stored.

        """
        if (verdict := session.verdict) is not None:
            self.registry.count(
                DECISIONS.name,
                source=source,
                kind=session.kind.value,
                decision=verdict.decision.value,
                reason=reason_class(verdict.reasons).value,
            )

    def deciding(self, source: str) -> AbstractContextManager[None]:
        """Time a decision."""
        return self.registry.timing(DECISION_S.name, source=source)

    def frame(self, took_s: float) -> None:
        """Note a frame that was looked at."""
        self.registry.observe(FRAME_S.name, took_s)

    def skipped(self, frames: int) -> None:
        """Note frames that nobody looked at."""
        self.registry.count(FRAMES_SKIPPED.name, frames)

    def refused(self, code: str) -> None:
        """Note a capture that ended with an error."""
        self.registry.count(REFUSALS.name, code=code)

    def ran_out(self, limit: Limit) -> None:
        """Note what was refused because there was no more of something."""
        self.registry.count(RAN_OUT.name, limit=limit.value)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time one stage of a decision."""
        with self.tracing.span(name) as span, self.registry.timing(STAGE_S.name, stage=name):
            span.done(name, stage=name)
            yield

    def chore(self, name: str, done: int, errors: int, took_s: float) -> None:
        """Note one run of a chore."""
        result = "failed" if errors else "ok"
        self.registry.count(CHORE_RUNS.name, chore=name, result=result)
        self.registry.count(CHORE_DONE.name, done, chore=name)
        self.registry.observe(CHORE_S.name, took_s, chore=name)

    def witnessed(self, whose: str, age_s: float | None, *, late: bool) -> None:
        """Note how long ago enough witnesses signed a log; None of a log without any.

        Args:
            whose: the tenant, which no figure names.
            age_s: how long ago.
            late: whether that is too long.

        """
        self._witnessed.pop(whose, None)
        if age_s is not None:
            self._witnessed[whose] = (age_s, late)
        found = self._witnessed.values()
        self.registry.put(WITNESSED_S.name, max((age for age, _ in found), default=0))
        self.registry.put(WITNESSES_LATE.name, sum(late for _, late in found))

    def ask(self, measure: Metric, read: Callable[[], float | Mapping[str, float]]) -> None:
        """Let one of `ASKED` be read when figures are."""
        self.registry.ask(measure, read)

    def ask_workers(self, workers: Workers) -> None:
        """Let the figures of workers be read, by job."""
        for measure, figure in _OF_WORKERS:
            self.ask(measure, partial(_by_job, workers, figure))


_OF_WORKERS = (
    (WORK_RUNNING, "running"),
    (WORK_WAITING, "waiting"),
    (WORK_REFUSED, "refused"),
    (WORK_CRASHED, "crashed"),
)


def _by_job(workers: Workers, figure: str) -> Mapping[str, float]:
    found = dict.fromkeys(JOBS, Figures()) | dict(workers.figures())
    return {job: getattr(each, figure) for job, each in found.items()}


def known_labels() -> Labels:
    """Return the allow-list: constants of the code. Routes are added by who knows them."""
    return Labels(
        {
            "route": (),
            "method": METHODS,
            "status": STATUSES,
            "kind": [each.value for each in SessionKind],
            "decision": [each.value for each in Decision],
            "reason": [each.value for each in ReasonClass],
            "source": ("capture", "stills"),
            "stage": STAGES,
            "job": JOBS,
            "code": [each.code for each in InpersonError.every() if each.title],
            "limit": [each.value for each in Limit],
            "chore": CHORES,
            "result": ("ok", "failed"),
            "version": (__version__,),
        }
    )
