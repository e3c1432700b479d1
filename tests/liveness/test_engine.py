"""Whole captures over the real models: heads made of packaged portraits, frame by frame."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from inperson.core import SystemEntropy
from inperson.liveness import (
    GENTLE,
    STANDARD,
    Assurance,
    AssuranceUnavailable,
    Bounds,
    Hint,
    Improvement,
    Judgement,
    LivenessEngine,
    Need,
    Origin,
    Profile,
    Shortfall,
    build_engine,
)
from inperson.liveness.engine import FaceLivenessEngine, LiveCapture
from inperson.liveness.light import LightSequence
from inperson.vision import FacePipeline, Image, QualityIssue, decode_image
from inperson_lab.coverings import LAID, Cloth, lay_canvas
from inperson_lab.pad import SeededEntropy
from inperson_lab.pad.play import Page
from inperson_lab.presenter import Head, Lens, head_from_portrait, present
from tests.liveness.making import LIMITS

STEP_S = 0.1
Swaps = Callable[[LiveCapture], bool]


@pytest.fixture(scope="session")
def engine(pipeline: FacePipeline) -> FaceLivenessEngine:
    return build_engine(pipeline)


@pytest.fixture(scope="session")
def heads(pipeline: FacePipeline, photos: Path) -> list[Head]:
    made = []
    for path in sorted(photos.glob("*/*.jpg")):
        image = decode_image(path.read_bytes())
        (face, *_) = pipeline.detector.detect(image)
        made.append(head_from_portrait(image, pipeline.landmarks(image, face), len(made)))
    return made


def capture_of(
    engine: FaceLivenessEngine,
    species: str,
    head: Head,
    seed: int,
    profile: Profile = STANDARD,
    lens: Lens | None = None,
    assurance: Assurance = Assurance.PERSPECTIVE,
) -> LiveCapture:
    """Play the challenge of a seed; one drawn by chance refuses a living person now and then."""
    capture = engine.open(SeededEntropy(seed), profile, 0.0, assurance)
    presenter = present(species, head, seed, lens=lens)
    at_s = 0.0
    while capture.target is not None:
        at_s += STEP_S
        capture.see(decode_image(presenter.jpeg(at_s, capture.target)), at_s)
    return capture


def test_a_living_person_passes_in_under_six_seconds(
    engine: FaceLivenessEngine, heads: list[Head]
) -> None:
    for seed, head in enumerate(heads):
        capture = capture_of(engine, "live", head, seed)
        judgement = capture.judge(0)
        assert judgement.live, (judgement.against, judgement.evidence)
        assert judgement.improve == ()
        assert capture.sightings[-1].at_s < 6.0
        assert len(judgement.examinations) == len(judgement.images) == len(capture.pursuit.targets)
        assert all(each.embedding is not None for each in judgement.examinations)
        assert all(max(each.pixels.shape) <= 320 for each in judgement.images)


def test_a_frame_is_turned_grey_once_and_a_key_frame_too(
    engine: FaceLivenessEngine, heads: list[Head], monkeypatch: pytest.MonkeyPatch
) -> None:
    turned: list[tuple[int, ...]] = []

    def counted(source: np.ndarray, code: int, *more: object, _real: Any = cv2.cvtColor) -> Any:
        turned.extend([source.shape] * (code == cv2.COLOR_RGB2GRAY))
        return _real(source, code, *more)

    monkeypatch.setattr(cv2, "cvtColor", counted)
    capture = capture_of(engine, "live", heads[0], 0)
    faces = [each for each in capture.sightings if each.landmarks_px is not None]
    assert capture.judge(0).examinations
    assert turned.count((480, 640, 3)) == len(faces)


TURNING = replace(STANDARD, turns=1)


def test_a_living_head_that_turns_is_deep_whatever_the_lens(
    engine: FaceLivenessEngine, heads: list[Head]
) -> None:
    capture = capture_of(engine, "live", heads[0], 1, TURNING)
    judgement = capture.judge(0)
    assert judgement.live, (judgement.against, judgement.evidence)
    assert LIMITS.head_depth.holds(judgement.evidence["depth.head_depth_turned"])
    assert capture.sightings[-1].at_s < 7.0
    straight = [each for each in capture.pursuit.targets if not each.turn_deg]
    assert len(judgement.examinations) == len(straight), "a template holds no turned face"


def test_a_mask_that_turns_is_as_flat_as_it_is(
    engine: FaceLivenessEngine, heads: list[Head]
) -> None:
    judgement = capture_of(engine, "paper_mask", heads[0], 2, TURNING).judge(0)
    assert not judgement.live
    assert not LIMITS.head_depth_turned.holds(judgement.evidence["depth.head_depth_turned"])


@pytest.mark.parametrize("profile", [STANDARD, GENTLE])
def test_who_is_in_doubt_is_asked_to_turn_and_passes(
    pipeline: FacePipeline, heads: list[Head], profile: Profile
) -> None:
    engine = build_engine(pipeline, replace(LIMITS, head_depth=Bounds(least=9.0)))
    capture = capture_of(engine, "live", heads[0], 3, profile, Lens(1.65))
    judgement = capture.judge(0)
    assert judgement.live, (judgement.against, judgement.evidence)
    assert sum(bool(each.turn_deg) for each in capture.pursuit.targets) == profile.more_turns
    assert judgement.evidence["depth.focal"] == pytest.approx(1.65, rel=0.25)
    assert capture.sightings[-1].at_s < 12.0


def test_who_may_be_a_bent_picture_is_asked_to_turn_and_passes(
    pipeline: FacePipeline, heads: list[Head]
) -> None:
    near = capture_of(build_engine(pipeline), "live", heads[0], 3).judge(0).evidence
    asked = replace(LIMITS, unbent=Bounds(least=near["depth.unbent"] + 1e-3))
    capture = capture_of(build_engine(pipeline, asked), "live", heads[0], 3)
    assert any(each.turn_deg for each in capture.pursuit.targets)
    assert LIMITS.unbent.holds(capture.judge(0).evidence["depth.unbent"])


def test_a_picture_is_not_asked_to_turn(engine: FaceLivenessEngine, heads: list[Head]) -> None:
    capture = capture_of(engine, "print_flat", heads[0], 3)
    assert not any(each.turn_deg for each in capture.pursuit.targets)


def test_nobody_is_refused_before_turning_once_more(
    pipeline: FacePipeline, heads: list[Head]
) -> None:
    none = Bounds(least=9.0)
    engine = build_engine(pipeline, replace(LIMITS, head_depth=none, head_depth_turned=none))
    capture = capture_of(engine, "live", heads[0], 1, TURNING)
    sides = [each.turn_deg > 0 for each in capture.pursuit.targets if each.turn_deg]
    assert len(sides) == TURNING.turns + TURNING.more_turns
    assert all(one != other for one, other in pairwise(sides))
    assert capture.pursuit.complete
    assert capture.judge(0).against == ("depth",)


def test_a_masked_face_is_compared_with_nothing(
    engine: FaceLivenessEngine, pipeline: FacePipeline, photos: Path
) -> None:
    image = decode_image((photos / "barack_obama" / "obama.jpg").read_bytes())
    (face, *_) = pipeline.detector.detect(image)
    landmarks = pipeline.landmarks(image, face)
    canvas = lay_canvas(image, landmarks)
    cloth = Cloth(image.pixels, canvas.skin())
    drawn = LAID["surgical mask"](canvas, cloth, np.random.default_rng(1))
    head = head_from_portrait(canvas.blend(*drawn), landmarks, 0)
    examinations = capture_of(engine, "live", head, 0).judge(0).examinations
    assert examinations
    assert all(each.embedding is None for each in examinations)
    assert all(QualityIssue.OCCLUDED in each.quality.issues for each in examinations)


@pytest.mark.parametrize("species", ["print_flat", "print_tilt", "print_bent", "screen"])
def test_a_picture_is_refused_for_want_of_depth(
    engine: FaceLivenessEngine, heads: list[Head], species: str
) -> None:
    judgement = capture_of(engine, species, heads[0], 3).judge(0)
    assert not judgement.live
    assert "depth" in judgement.against
    assert judgement.improve, "the person is told something"


@pytest.mark.parametrize(
    "species", ["zoom_replay", "partial", "injection", "two_photos", "cylinder", "balloon"]
)
def test_what_no_living_person_is_behind_is_refused(
    engine: FaceLivenessEngine, heads: list[Head], species: str
) -> None:
    assert not capture_of(engine, species, heads[1], 4).judge(0).live


def test_frames_of_one_recording_come_back_unchanged(
    engine: FaceLivenessEngine, heads: list[Head]
) -> None:
    judgement = capture_of(engine, "scrubbed_injection", heads[1], 4).judge(0)
    assert judgement.against == ("repeats",), "as deep as the head that was filmed"
    assert not LIMITS.changed.holds(judgement.evidence["repeats.changed"])


def swapped(engine: FaceLivenessEngine, heads: list[Head], swaps: Swaps, seed: int) -> LiveCapture:
    """Play one person's capture, in some frames of which another one is where the first should be.

    The other one's picture is a little softer, so that it is never a target's best.
    """
    capture = engine.open(SeededEntropy(seed), STANDARD, 0.0)
    here, there = (present("live", head, seed) for head in (heads[0], heads[-1]))
    at_s = 0.0
    while capture.target is not None:
        at_s += STEP_S
        frames = [each.jpeg(at_s, capture.target) for each in (here, there)]
        image = decode_image(frames[swaps(capture)])
        if swaps(capture):
            image = Image(cv2.GaussianBlur(image.pixels, (0, 0), 1.0))
        capture.see(image, at_s)
    assert capture.pursuit.index == len(capture.pursuit.targets)
    return capture


def while_held(capture: LiveCapture) -> bool:
    return capture.pursuit.index == 1 and capture.pursuit.held == 1


def on_the_way(capture: LiveCapture) -> bool:
    return capture.pursuit.index > 0 and capture.guidance.hint is not Hint.HOLD_STILL


@pytest.mark.parametrize("swaps", [while_held, on_the_way])
def test_nobody_else_is_in_any_frame_that_decides(
    engine: FaceLivenessEngine, heads: list[Head], swaps: Swaps
) -> None:
    capture = swapped(engine, heads, swaps, 3)
    judgement = capture.judge(0)
    assert len(judgement.examinations) == len(capture.pursuit.targets)
    embeddings = np.stack([each.embedding for each in judgement.examinations])
    assert (embeddings @ embeddings.T).min() > 0.6, "the best frames are of one person"
    assert "continuity" in judgement.against
    assert judgement.evidence["continuity.identity"] < LIMITS.identity.least


def test_frames_of_an_earlier_capture_are_known_again(
    engine: FaceLivenessEngine, heads: list[Head]
) -> None:
    capture = capture_of(engine, "live", heads[0], 5)
    known = capture.fingerprints()
    assert len(known) == len(set(known)) > 5
    assert all(len(each) == 14 for each in known)
    assert capture.judge(0).live
    stale = capture.judge(len(known))
    assert not stale.live
    assert stale.against == ("freshness",)
    again = capture_of(engine, "live", heads[0], 6)
    shared = set(known) & set(again.fingerprints())
    assert len(shared) <= 0.1 * len(known), "another capture of the same person is another"


def test_what_is_missing_refuses(engine: FaceLivenessEngine) -> None:
    capture = engine.open(SystemEntropy(), STANDARD, 0.0)
    empty = capture.judge(0)
    assert not empty.live
    assert {"depth", "perspective", "continuity", "reaction", "range"} <= set(empty.against)
    wall = Image(np.full((480, 640, 3), 90, np.uint8))
    for at_s in np.arange(0.5, STANDARD.window_s, 0.5):
        assert capture.see(wall, float(at_s)).hint is Hint.NO_FACE
    assert capture.see(wall, STANDARD.window_s + 0.5).finished
    nobody = capture.judge(0)
    assert not nobody.live
    assert nobody.shortfall is Shortfall.TARGETS_NOT_REACHED
    assert Improvement.FOLLOW_THE_OVAL in nobody.improve
    assert nobody.examinations == nobody.images == nobody.fingerprints == ()


def test_a_texture_network_would_veto_and_its_absence_does_not(
    engine: FaceLivenessEngine, heads: list[Head]
) -> None:
    capture = capture_of(engine, "live", heads[0], 8)
    assert capture.judge(0).live
    capture.requirement = Need("texture")
    assert not capture.judge(0).live


def test_silence_ends_a_capture(engine: FaceLivenessEngine) -> None:
    capture = engine.open(SystemEntropy(), GENTLE, 10.0)
    assert not capture.give_up(10.0 + GENTLE.window_s - 1).finished
    assert capture.give_up(10.0 + GENTLE.window_s + 1).finished
    assert capture.target is None
    assert capture.judge(0).shortfall is Shortfall.NETWORK_TOO_SLOW


def test_who_was_away_for_long_begins_anew_twice(
    engine: FaceLivenessEngine, heads: list[Head]
) -> None:
    """A phone that was turned, or a line that dropped: other targets, and the frames stay known."""
    capture = engine.open(SeededEntropy(5), STANDARD, 0.0)
    presenter, drawn, at_s, known = present("live", heads[0], 1), [], 0.0, 0
    for away in range(4):
        for _ in range(4):
            at_s += STEP_S
            capture.see(decode_image(presenter.jpeg(at_s, capture.target)), at_s)
        drawn.append(capture.pursuit.targets)
        assert len(capture.fingerprints()) > known
        known = len(capture.fingerprints())
        at_s += 2.5
        assert away == 3 or capture.guidance.target_index == 0
    assert len(set(drawn)) == 3
    assert drawn[2] == drawn[3]
    assert capture.judge(0).shortfall is Shortfall.NETWORK_TOO_SLOW


def test_who_comes_back_passes(engine: FaceLivenessEngine, heads: list[Head]) -> None:
    capture, presenter = (
        engine.open(SeededEntropy(2), STANDARD, 0.0),
        present("live", heads[0], 0),
    )
    at_s = 0.0
    while capture.target is not None:
        at_s += 3.0 if len(capture.sightings) == 3 and at_s < 1 else STEP_S
        capture.see(decode_image(presenter.jpeg(at_s, capture.target)), at_s)
    judgement = capture.judge(0)
    assert judgement.live, judgement.evidence
    assert judgement.shortfall is None


def test_a_finished_capture_looks_at_nothing_more(engine: FaceLivenessEngine) -> None:
    capture = engine.open(SystemEntropy(), STANDARD, 0.0)
    capture.give_up(STANDARD.capture_s + 1)
    before = len(capture.sightings)
    assert capture.see(Image(np.zeros((480, 640, 3), np.uint8)), 30.0).finished
    assert len(capture.sightings) == before


def test_the_engine_is_what_the_use_cases_ask_for(engine: FaceLivenessEngine) -> None:
    seen: LivenessEngine = engine
    assert seen.open(SystemEntropy(), STANDARD, 0.0).guidance.targets in STANDARD.targets
    assert seen.open(SystemEntropy(), GENTLE, 0.0).guidance.targets in GENTLE.targets


def lit_capture(
    engine: FaceLivenessEngine, species: str, head: Head, seed: int, told: bool = True
) -> Judgement:
    """Play a challenge under the page's light, or under one that is not what was told."""
    capture = engine.open(SeededEntropy(seed), STANDARD, 0.0, Assurance.LIGHT)
    presenter, page = present(species, head, seed), Page(SeededEntropy(seed, 1))
    other, at_s = LightSequence(SeededEntropy(seed, 2)), 0.0
    while capture.target is not None:
        at_s += STEP_S
        frame = presenter.jpeg(at_s, capture.target, page.light(at_s))
        capture.see(decode_image(frame), at_s)
        assert capture.colour is not None
        page.tell(capture.colour if told else other.step(at_s, face=True), at_s)
    return capture.judge(0)


def test_a_living_person_answers_the_light(engine: FaceLivenessEngine, heads: list[Head]) -> None:
    judgement = lit_capture(engine, "live", heads[0], 3)
    assert judgement.live, (judgement.against, judgement.evidence)
    assert judgement.evidence["light.follows"] > 0.7


def test_a_script_that_answers_no_light_is_not_judged(
    engine: FaceLivenessEngine, heads: list[Head]
) -> None:
    judgement = lit_capture(engine, "deep_injection", heads[0], 4)
    assert not judgement.live
    assert judgement.against == ("light",)
    assert judgement.shortfall is Shortfall.LIGHT_NOT_SEEN
    assert judgement.improve[0] is Improvement.BRIGHTEN_SCREEN


def test_who_answers_another_light_is_refused(
    engine: FaceLivenessEngine, heads: list[Head]
) -> None:
    judgement = lit_capture(engine, "live", heads[0], 3, told=False)
    assert judgement.against == ("light",)
    assert judgement.shortfall is None


def test_what_else_refuses_is_not_excused_by_too_little_light(
    engine: FaceLivenessEngine, heads: list[Head]
) -> None:
    judgement = lit_capture(engine, "injection", heads[0], 5)
    assert "depth" in judgement.against
    assert judgement.shortfall is None


def test_without_a_policy_that_asks_for_it_there_is_no_light(engine: FaceLivenessEngine) -> None:
    assert engine.open(SystemEntropy(), STANDARD, 0.0).colour is None
    with pytest.raises(AssuranceUnavailable):
        engine.open(SystemEntropy(), STANDARD, 0.0, Assurance.ATTESTED)


def test_frames_that_seem_to_be_a_programs_are_not_judged_where_a_policy_asks(
    engine: FaceLivenessEngine, heads: list[Head]
) -> None:
    capture = capture_of(engine, "live", heads[0], 0, assurance=Assurance.ORIGIN)
    taken_ms = tuple(100 * each + each % 3 * 7 for each in range(30))
    camera = {"label": "Front Camera", "width": "640", "height": "480", "frame_rate": "30"}
    camera |= {"group": "yes", "track": "MediaStreamTrack", "asked": "native"}
    assert capture.judge(0, Origin(camera, (640, 480), taken_ms)).live
    judgement = capture.judge(0, Origin({**camera, "label": "OBS"}, (640, 480), taken_ms))
    assert (judgement.live, judgement.against) == (False, ("origin",))
    assert judgement.evidence["origin.named"] == -1.0
    assert judgement.evidence["motion.kept_behind"] > 0.8, "it is one take before one room"
    assert judgement.shortfall is Shortfall.ORIGIN_UNCLEAR
    assert judgement.improve == (Improvement.TRY_AGAIN,)
    assert capture.judge(0).against == ("origin",), "who tells nothing is not a camera"
