"""Trials: one capture each, played in as many processes as there are cores."""

import os
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from functools import partial
from multiprocessing import get_context, parent_process
from typing import Any

import cv2
import numpy as np

from inperson.core import InpersonError
from inperson.liveness import (
    Assurance,
    Finding,
    LivenessEngine,
    Profile,
    build_engine,
    load_shape,
)
from inperson.vision import FacePipeline
from inperson_lab.pad.conditions import conditions_of
from inperson_lab.pad.heads import HeadMaker, HeadSource
from inperson_lab.pad.heeding import Heeding, at_it
from inperson_lab.pad.play import Pace, Played, SeededEntropy, draw_pace, play, thumbnail
from inperson_lab.photos import Progress, no_progress
from inperson_lab.presenter import depth_share, present

_GLASSES, _SPECTACLED = "glasses without tint", 4
BONA_FIDE = frozenset({"live", "live_talking", "live_dark"})
PipelineMaker = Callable[[], FacePipeline]
"""Opens the models; has to be importable, for other processes call it."""


@dataclass(frozen=True, slots=True)
class Task:
    """One capture to play; a value that says all of it."""

    species: str
    index: int
    head: HeadSource
    attacker: HeadSource
    """Who wears the victim's face in masks and cut prints."""
    profile: Profile
    seed: int
    pictures: bool
    """Keep small pictures whatever the outcome; of wrong outcomes they are kept anyway."""
    assurance: Assurance = Assurance.PERSPECTIVE
    wide: bool = False
    """Cameras, rooms and lines as they may be, and not plain ones."""

    @property
    def seeds(self) -> tuple[int, ...]:
        """Return what draws this trial alone, whoever plays it and when."""
        return (self.seed, zlib.crc32(self.species.encode()), self.index)


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it."""

    species: str
    index: int
    head: str
    live: bool = False
    targets: int = 0
    reached: int = 0
    duration_s: float = 0.0
    decision_ms: float = 0.0
    frames: int = 0
    findings: tuple[Finding, ...] = ()
    against: tuple[str, ...] = ()
    conditions: Mapping[str, float] = field(default_factory=dict)
    """Parameters of the camera, none of a script's stream; and how deep a head is whose shape was
    drawn, beside the mean face."""
    pictures: tuple[bytes, ...] = field(default=(), repr=False)
    """JPEG: the face far away, and near."""
    error: str | None = None
    """Why there is no outcome: a bug, never a decision."""

    @property
    def responded(self) -> bool:
        """Tell whether every target was reached, so that there was something to decide on."""
        return self.reached == self.targets > 0

    @property
    def wrong(self) -> bool:
        """Tell an attack that was accepted, or a living person who was not."""
        return self.error is None and self.live != (self.species in BONA_FIDE)

    def to_json(self) -> dict[str, Any]:
        """Return all but the pictures as JSON values."""
        return {
            "species": self.species,
            "index": self.index,
            "head": self.head,
            "live": self.live,
            "targets": self.targets,
            "reached": self.reached,
            "duration_s": round(self.duration_s, 3),
            "decision_ms": round(self.decision_ms, 1),
            "frames": self.frames,
            "evidence": {
                name: round(value, 5)
                for each in self.findings
                for name, value in each.evidence.items()
            },
            "against": list(self.against),
            "conditions": {name: round(each, 4) for name, each in self.conditions.items()},
            "error": self.error,
        }


def draw_tasks(
    heads: Sequence[HeadSource],
    species: Sequence[str],
    sessions: int,
    profile: Profile,
    seed: int,
    pictures: int,
    assurance: Assurance = Assurance.PERSPECTIVE,
    *,
    wide: bool = False,
) -> Sequence[Task]:
    """Deal the heads to the trials of every species, the same on every run.

    Args:
        heads: whose; each has as many trials as the others, give or take one.
        species: what is presented.
        sessions: trials of each.
        profile: of every capture.
        seed: another one gives other trials.
        pictures: of so many trials of a species are pictures kept.
        assurance: what every judgement is to rest on.
        wide: cameras, rooms and lines as they may be; and one head in four wears glasses.

    """
    if wide:
        heads = [
            each if at % _SPECTACLED or each.is_scan else replace(each, wears=_GLASSES)
            for at, each in enumerate(heads)
        ]
    tasks = []
    for name in species:
        for index in range(sessions):
            head = heads[index % len(heads)]
            others = [each for each in heads if each != head]
            chance = np.random.default_rng((seed, zlib.crc32(name.encode()), index))
            attacker = others[int(chance.integers(len(others)))]
            shown = index < pictures
            task = Task(name, index, head, attacker, profile, seed, shown, assurance, wide)
            tasks.append(task)
    return tasks


def run_trials(
    tasks: Sequence[Task],
    open_pipeline: PipelineMaker,
    workers: int = 0,
    progress: Progress = no_progress,
) -> Sequence[Trial]:
    """Play every task; the outcome does not depend on how many processes there are.

    A trial that raises is a trial with an error, never one less.

    Args:
        tasks: what to play.
        open_pipeline: opens the models, once in each process.
        workers: processes; 0 for as many as there are cores. One is this process itself.
        progress: told (done, total).

    """
    workers = workers or len(os.sched_getaffinity(0))
    source = _inline if workers == 1 else partial(_pooled, workers=workers)
    found: dict[tuple[str, int], Trial] = {}
    for trial in source(tasks, open_pipeline):
        found[trial.species, trial.index] = trial
        progress(len(found), len(tasks))
    return [found[task.species, task.index] for task in tasks]


def _inline(tasks: Sequence[Task], open_pipeline: PipelineMaker) -> Iterator[Trial]:
    stage = _Stage.over(open_pipeline())
    for task in tasks:
        yield stage.attempt(task)


def _pooled(tasks: Sequence[Task], open_pipeline: PipelineMaker, workers: int) -> Iterator[Trial]:
    pool = ProcessPoolExecutor(
        workers, get_context("spawn"), initializer=_begin, initargs=(open_pipeline,)
    )
    with pool:
        running: dict[Future[Trial], Task] = {pool.submit(_in_worker, task): task for task in tasks}
        for done in as_completed(running):
            error = done.exception()
            # a process that died takes its trial along
            yield done.result() if error is None else _failed(running[done], error)


@dataclass(frozen=True, slots=True)
class _Stage:
    """What a process opens once."""

    engine: LivenessEngine
    heads: HeadMaker

    @classmethod
    def over(cls, pipeline: FacePipeline) -> "_Stage":
        return cls(build_engine(pipeline), HeadMaker(pipeline))

    def attempt(self, task: Task) -> Trial:
        try:
            head, attacker = self.heads.make(task.head), self.heads.make(task.attacker)
            drawn = [int(each) for each in np.random.SeedSequence(task.seeds).generate_state(3)]
            presenter = present(task.species, head, drawn[0], attacker=attacker, wide=task.wide)
            entropy = SeededEntropy(drawn[1])
            pace, aim = Pace(), at_it
            if task.wide:
                pace, aim = draw_pace(drawn[2]), Heeding().aim
            rest = (pace, task.assurance, aim)
            played = play(self.engine, presenter, task.profile, entropy, *rest)
        except Exception as error:
            return _failed(task, error)
        told = {**conditions_of(presenter, lit=task.assurance.lit)}
        if task.wide:
            told |= {"rate_hz": pace.rate_hz, "glasses": float(task.head.wears is not None)}
        if task.head.shapes is not None:
            told["depth"] = depth_share(head.vertices_mm / head.inter_ocular_mm, load_shape())
        return replace(_trial(task, played), conditions=told)


_here: list[_Stage] = []
"""What this worker process opened when it began."""


def _begin(open_pipeline: PipelineMaker) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    cv2.setNumThreads(1)
    _here.append(_Stage.over(open_pipeline()))


def _end_with_parent() -> None:
    """End when the parent has: killed, it would leave this process waiting for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _in_worker(task: Task) -> Trial:
    return _here[0].attempt(task)


def _trial(task: Task, played: Played) -> Trial:
    trial = Trial(
        species=task.species,
        index=task.index,
        head=task.head.name,
        live=played.judgement.live,
        targets=played.targets,
        reached=played.reached,
        duration_s=played.duration_s,
        decision_ms=played.decision_ms,
        frames=played.frames,
        findings=played.judgement.findings,
        against=played.judgement.against,
    )
    if not (task.pictures or trial.wrong):
        return trial
    return replace(trial, pictures=tuple(thumbnail(each) for each in played.scenes))


def _failed(task: Task, error: BaseException) -> Trial:
    code = error.code if isinstance(error, InpersonError) else type(error).__name__
    return Trial(task.species, task.index, task.head.name, error=f"{code}: {error}")
