"""Two tries of everybody, counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from inperson.liveness import GENTLE, STANDARD, LivenessEngine, Profile, build_engine
from inperson.vision import FacePipeline
from inperson_lab.pad import HeadMaker, HeadSource, Rate, SeededEntropy, choose_heads
from inperson_lab.people.conditions import Condition
from inperson_lab.people.persons import Ear, over_the_line
from inperson_lab.photos import Progress, no_progress
from inperson_lab.presenter import Presenter, living

TRIES = (STANDARD, GENTLE)
"""After a refusal the SDK offers more time."""
AIM = 0.97
HEADS = 20


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of one person's tries."""

    condition: str
    head: str
    missed: tuple[str, ...]
    """Why each try failed that did; as many as there are tries: nobody got through."""
    took_s: float
    """Of all tries together, on the person's clock."""
    rendered_hz: float = 0.0
    """Frames that the camera gave, in a browser."""
    answered_hz: float = 0.0
    """Those of them that the server answered."""
    load: float = 0.0
    """Of the machine, over a minute."""

    @property
    def completed(self) -> bool:
        """Tell whether one of the tries passed."""
        return len(self.missed) < len(TRIES)


@dataclass(frozen=True, slots=True)
class PeopleReport:
    """What was measured."""

    heads: int
    visits: tuple[Visit, ...]
    in_browser: bool = False

    def of(self, condition: str) -> Sequence[Visit]:
        """Return the visits under one condition."""
        return [each for each in self.visits if each.condition == condition]

    def completed(self, condition: str) -> Rate:
        """Return how many completed within their tries."""
        visits = self.of(condition)
        return Rate.of_count(sum(each.completed for each in visits), len(visits))

    def first(self, condition: str) -> Rate:
        """Return how many completed with their first try."""
        visits = self.of(condition)
        return Rate.of_count(sum(not each.missed for each in visits), len(visits))

    def reasons(self, condition: str) -> Counter[str]:
        """Return why tries failed."""
        return Counter(why for each in self.of(condition) for why in each.missed)

    def machine(self, condition: str) -> dict[str, float]:
        """Return what it managed meanwhile: the median of frames a second, and of its load."""
        names = ("rendered_hz", "answered_hz", "load") if self.in_browser else ()
        visits = self.of(condition)
        return {each: float(np.median([getattr(v, each) for v in visits])) for each in names}

    @property
    def conditions(self) -> Sequence[str]:
        """Return their names, in the order in which they were measured."""
        return list(dict.fromkeys(each.condition for each in self.visits))

    def to_json(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        return {
            "heads": self.heads,
            "aim": AIM,
            "in_browser": self.in_browser,
            "conditions": {
                name: {
                    "people": self.completed(name).of,
                    "completed": self.completed(name).count,
                    "interval": list(self.completed(name).interval),
                    "with_the_first_try": self.first(name).count,
                    "took_s": float(np.median([each.took_s for each in self.of(name)])),
                    "missed": dict(self.reasons(name)),
                    **self.machine(name),
                }
                for name in self.conditions
            },
        }

    def summary(self) -> str:
        """Return lines for people."""
        return "\n".join(
            f"{name}: {rate.count} of {rate.of} ({rate.interval[0]:.0%} to {rate.interval[1]:.0%})"
            f" within {len(TRIES)} tries, {self.first(name).count} with the first; missed: "
            + (", ".join(f"{why} {n}" for why, n in self.reasons(name).items()) or "nothing")
            for name in self.conditions
            for rate in [self.completed(name)]
        )


def evaluate_people(
    folder: Path,
    pipeline: FacePipeline,
    conditions: Sequence[Condition],
    people: int,
    seed: int = 2026,
    progress: Progress = no_progress,
) -> PeopleReport:
    """Measure who completes a capture.

    Args:
        folder: of portraits; heads are made of the half that no limit was made on.
        pipeline: the models.
        conditions: who comes.
        people: of each condition; heads come again if there are fewer.
        seed: another one gives other captures.
        progress: told (done, total).

    Raises:
        DatasetUnusable: if there are too few heads.

    """
    engine, maker, visits = build_engine(pipeline), HeadMaker(pipeline), list[Visit]()
    heads = choose_heads(folder, None, pipeline, count=max(2, min(people, HEADS)))
    for condition in conditions:
        for number in range(people):
            source = heads[number % len(heads)]
            visits.append(visit(engine, condition, source, maker, (seed, number)))
            progress(len(visits), len(conditions) * people)
    return PeopleReport(len(heads), tuple(visits))


def visit(
    engine: LivenessEngine,
    condition: Condition,
    source: HeadSource,
    maker: HeadMaker,
    seed: Sequence[int],
) -> Visit:
    """Let one person try, and try again."""
    head = maker.make(replace(source, wears=condition.wears))
    missed, took_s = list[str](), 0.0
    for number, profile in enumerate(TRIES):
        chance = (*seed, number)
        presenter = living(head, chance, condition.manner)
        why, lasted_s = _attempt(engine, condition, presenter, profile, chance)
        took_s += lasted_s
        if why is None:
            break
        missed.append(why)
    return Visit(condition.name, source.name, tuple(missed), took_s)


def _attempt(
    engine: LivenessEngine,
    condition: Condition,
    presenter: Presenter,
    profile: Profile,
    seed: Sequence[int],
) -> tuple[str | None, float]:
    """Make one capture over the line; return why it failed, and how long it took.

    What the server said of a frame is known two delays after that frame was taken.
    """
    generator, line = np.random.default_rng((*seed, 1)), condition.line
    capture, ear = engine.open(SeededEntropy(*seed), profile, 0.0), Ear(generator)
    guidance = capture.guidance
    told = [(line.delay_s, capture.target, guidance)]
    at_s = line.delay_s
    while not guidance.finished:
        known = [each for each in told if each[0] <= at_s][-1]
        _, target, heard = known
        goal = target
        if condition.by_ear and target is not None:
            goal = ear.goal(at_s, heard.hint, target, heard.face)
        image = over_the_line(presenter.jpeg(at_s, goal), condition, generator)
        guidance = capture.see(image, at_s + line.delay_s)
        told = [known, *(each for each in told if each[0] > at_s)]
        told.append((at_s + 2 * line.delay_s, capture.target, guidance))
        at_s += 1 / line.rate_hz
    judgement = capture.judge(seen_before=0)
    if judgement.live:
        return None, at_s
    return str(judgement.shortfall or ", ".join(judgement.against)), at_s
