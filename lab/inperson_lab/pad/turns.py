"""What turns show, through every lens that is in use: of key frames alone, not of whole captures.

Each head meets a far target, turns to one side and to the other there, comes near and goes to the
middle; two frames of each are rendered and measured. A whole capture renders six times as many.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inperson.liveness import (
    FaceTarget,
    HeadFit,
    KeyFrame,
    Sighter,
    Thresholds,
    approach,
    fit_head,
    grey_of,
    is_sure,
    load_shape,
    load_thresholds,
    make_key_frame,
    turned,
)
from inperson.vision import FacePipeline, decode_image
from inperson_lab.pad.heads import HeadMaker, HeadSource
from inperson_lab.photos import Progress, no_progress
from inperson_lab.presenter import Lens, Presenter, present

FOCAL = (0.85, 1.77)
"""In shorter sides: from a wide phone to the longest of common laptops."""
TURNING = (
    *("live", "live_talking", "paper_mask", "mask_80", "mask_100", "print_flat", "print_tilt"),
    *("print_bent", "cylinder", "balloon", "mesh_injection"),
)
"""Species that a hand, a neck or a script turns before a camera."""
_MOVES_S, _FRAME_S = 1.7, 0.1
_FRAMES = 2
_QUANTILES = (0.0, 0.05, 0.5, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Shown:
    """What one head showed, or what was presented as one."""

    species: str
    head: str
    focal: float
    """Of the lens."""
    near: HeadFit
    """Of coming nearer alone."""
    one: HeadFit
    """After one turn."""
    both: HeadFit

    def deep(self, limits: Thresholds) -> bool:
        """Tell whether it is as deep as a head, after as many turns as are needed."""
        if any(is_sure(each, limits) for each in (self.near, self.one)):
            return True
        return (
            limits.in_doubt.holds(self.near.depth)
            and limits.head_depth_turned.holds(self.both.depth)
            and limits.unbent.holds(self.both.unbent)
        )


def measure_turns(
    sources: Sequence[HeadSource],
    species: Sequence[str],
    pipeline: FacePipeline,
    seed: int = 2026,
    progress: Progress = no_progress,
) -> Sequence[Shown]:
    """Measure what turns show; what answers no turn at all is left out.

    Args:
        sources: the heads; each wears the masks of the one before it.
        species: what is presented, before a camera.
        pipeline: finds the faces.
        seed: another one gives other lenses, targets and movements.
        progress: told (done, total).

    """
    maker, found = HeadMaker(pipeline), []
    for done, (name, at) in enumerate((name, at) for name in species for at in range(len(sources))):
        chance = np.random.default_rng((seed, at))
        lens = Lens(
            float(np.exp(chance.uniform(*np.log(FOCAL)))), float(chance.uniform(-0.05, 0.05))
        )
        head, attacker = (maker.make(sources[each]) for each in (at, at - 1))
        presenter = present(name, head, seed + at, attacker=attacker, lens=lens)
        shown = _shown(_keys(presenter, _targets(chance), Sighter(pipeline)))
        if shown is not None:
            found.append(Shown(name, sources[at].name, lens.focal, *shown))
        progress(done + 1, len(species) * len(sources))
    return found


def turns_table(found: Sequence[Shown]) -> str:
    """Return the figures of each species, for people."""
    limits = load_thresholds()
    title = "least, 5 %, half, 95 %, most"
    lines = [
        f"{'':15}{'n':>4}{'deep':>6}  depth, coming nearer: {title}; one turn; two; "
        "least share beside bends; lens found over lens"
    ]
    for name in dict.fromkeys(each.species for each in found):
        own = [each for each in found if each.species == name]
        deep = sum(each.deep(limits) for each in own)
        numbers = (
            [each.near.depth for each in own],
            [each.one.depth for each in own],
            [each.both.depth for each in own],
            [min(each.near.unbent, each.both.unbent) for each in own],
            [each.both.focal / each.focal for each in own],
        )
        spread = " | ".join(_spread(each) for each in numbers)
        lines.append(f"{name:15}{len(own):4}{deep:6}  {spread}")
    return "\n".join(lines)


def _spread(values: Sequence[float]) -> str:
    return " ".join(f"{each:6.2f}" for each in np.quantile(values, _QUANTILES))


def _targets(chance: np.random.Generator) -> Sequence[FaceTarget]:
    far, near, middle = chance.uniform((0.13, 0.29, 0.19), (0.16, 0.33, 0.24))
    x, y = chance.uniform((-0.1, -0.08), (0.1, 0.08))
    side, (one, other) = float(chance.choice((-1, 1))), chance.uniform(15, 30, 2)
    return (
        FaceTarget(x, y, far),
        FaceTarget(x, y, far, side * one),
        FaceTarget(x, y, far, -side * other),
        FaceTarget(0.05, -0.03, near),
        FaceTarget(-0.1, 0.0, middle),
    )


def _keys(
    presenter: Presenter, targets: Sequence[FaceTarget], sighter: Sighter
) -> Sequence[Sequence[KeyFrame]]:
    kept: list[list[KeyFrame]] = []
    at_s = 0.0
    for index, target in enumerate(targets):
        kept.append([])
        at_s += _MOVES_S
        for _ in range(_FRAMES):
            at_s += _FRAME_S
            image = decode_image(presenter.jpeg(at_s, target))
            landmarks = sighter.sight(image, at_s, index).landmarks_px
            if landmarks is not None:
                kept[-1].append(make_key_frame(grey_of(image), landmarks, load_shape()))
    return kept


def _shown(keys: Sequence[Sequence[KeyFrame]]) -> tuple[HeadFit, HeadFit, HeadFit] | None:
    straight, first, second, near, middle = keys
    shape = load_shape()
    came = approach([*straight, *near, *middle], shape)
    if not came:
        return None
    one, other = (turned(came[0].before, each, shape) for each in (first, second))
    fits = [fit_head(each, shape) for each in (came, [*came, *one], [*came, *one, *other])]
    nearer, after_one, after_both = fits
    if nearer is None or after_one is None or after_both is None:
        return None
    return nearer, after_one, after_both
