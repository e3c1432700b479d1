from collections.abc import Callable
from dataclasses import fields, replace

import cv2
import numpy as np
import pytest

from inperson.liveness import Bounds, FaceTarget, Finding, HeadFit, Origin, cues
from inperson.liveness.cues.following import reaction, size_range, target_following
from inperson.liveness.cues.geometry import depth, perspective
from inperson.liveness.cues.life import blink, exposure
from inperson.liveness.cues.sameness import continuity, freshness, motion, repeats
from inperson.liveness.cues.surface import moire, moving_edges, surface
from inperson.liveness.light import Response
from inperson.liveness.pursuit import Reach
from inperson.liveness.track import Key, Track
from tests.liveness.making import LIMITS, head, key, relief, seen, track

SAME = np.array([[1.0, 0.8], [0.8, 1.0]])


def live(finding: object) -> bool:
    assert finding is not None
    return bool(finding.live)  # type: ignore[attr-defined]


def test_nothing_seen_gives_no_cue_that_speaks_for_life() -> None:
    found = [cue(track(), LIMITS) for cue in cues.ALL]
    assert not any(each.live for each in found if each is not None)


def test_every_target_must_be_reached() -> None:
    reached = [Reach(0.0, 1.0), Reach(1.0, 2.0), Reach(2.0, 3.0)]
    assert live(target_following(track(reaches=reached), LIMITS))
    missed = target_following(track(reaches=[*reached[:2], Reach(2.0)]), LIMITS)
    assert not missed.live
    assert missed.evidence["target_following.reached"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(("delay_s", "person"), [(0.0, False), (0.4, True)])
def test_an_answer_before_a_person_can_see_the_target_is_none(delay_s: float, person: bool) -> None:
    shown = 1.0
    targets = (FaceTarget(0, 0, 0.15), FaceTarget(0.1, 0, 0.3), FaceTarget(0, 0, 0.2))
    frames = [seen(t / 10, (0, 0), 0.15) for t in range(11)]
    for step in range(1, 10):
        share = float(np.clip((step * 0.1 - delay_s) / 0.3, 0, 1))
        frames.append(seen(shown + step / 10, (0.1 * share, 0), 0.15 + 0.15 * share))
    reaches = [Reach(0.0, shown), Reach(shown, 2.0)]
    found = reaction(track(frames, targets, reaches), LIMITS)
    assert live(found) is person


def test_one_answer_that_came_by_chance_is_no_script() -> None:
    """Who goes on by ear is on the way that the next target happens to lie."""
    targets = (FaceTarget(0, 0, 0.15), FaceTarget(0.1, 0, 0.3), FaceTarget(0, 0, 0.2))
    sizes = [0.15, 0.22, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.27, 0.24, 0.2]
    frames = [seen(at / 10, (0, 0), size) for at, size in enumerate(sizes)]
    by_chance = [Reach(0.0, 0.0), Reach(0.0, 0.3), Reach(0.3)]
    found = reaction(track(frames, targets, by_chance), LIMITS)
    assert live(found)
    assert found.evidence["reaction.reaction_s"] == pytest.approx((0.1 + 0.5) / 2)
    at_once = [Reach(0.0, 0.0), Reach(0.0, 0.7), Reach(0.7)]
    assert not live(reaction(track(frames, targets, at_once), LIMITS))


def test_the_face_must_come_nearer_and_go() -> None:
    near_and_far = [key(seen(0.1, size=0.15)), key(seen(0.5, size=0.3))]
    assert live(size_range(track(keys=near_and_far), LIMITS))
    assert not live(size_range(track(keys=[near_and_far[0]] * 2), LIMITS))
    assert size_range(track(), LIMITS) is None


@pytest.mark.parametrize(
    ("found", "deep"),
    [
        (head(0.9, 0.6), True),
        (head(0.0, 0.0), False),
        (head(0.9, 0.05), False),  # a bent print
        (head(0.4, 0.3), False),  # a mask of paper
        (head(focal=0.3), False),  # no camera has such a lens
        (None, False),
    ],
)
def test_depth_is_a_heads(found: HeadFit | None, deep: bool) -> None:
    said = depth(track(near=found, head=found), LIMITS)
    assert (said is not None and said.live) is deep


def test_perspective_must_follow_the_size_within_what_lenses_do() -> None:
    assert live(perspective(track(relief=relief(scatter=0.1)), LIMITS))
    assert not live(perspective(track(relief=relief(scatter=0.8)), LIMITS))
    assert not live(perspective(track(relief=relief(strength=4.0)), LIMITS))
    assert not live(perspective(track(relief=relief(strength=0.1)), LIMITS)), "played on a screen"


def test_one_person_from_far_to_near() -> None:
    frames = [seen(t / 10) for t in range(10)]
    assert live(continuity(track(frames, similarities=SAME), LIMITS))
    assert not live(continuity(track(frames, similarities=np.array([[1, 0.1], [0.1, 1]])), LIMITS))
    late = seen(0.9 + LIMITS.lost_s.most + 0.1)
    gone = [*frames, seen(1.2, None), late]
    assert not live(continuity(track(gone, similarities=SAME), LIMITS))
    assert live(continuity(track([*frames, late], similarities=SAME), LIMITS)), "a slow line"
    silent = [*frames, seen(0.9 + 2 * LIMITS.lost_s.most + 0.1)]
    assert not live(continuity(track(silent, similarities=SAME), LIMITS))
    crowd = [*frames, *(seen(1 + t / 10, faces=2) for t in range(3))]
    assert not live(continuity(track(crowd, similarities=SAME), LIMITS))


def test_a_face_that_jumps_is_no_head() -> None:
    path = [seen(t / 10, (0.02 * t, 0.0), 0.2) for t in range(5)]
    assert live(motion(track(path), LIMITS))
    assert not live(motion(track([*path, seen(0.5, (-0.4, 0.3), 0.2)]), LIMITS))
    assert not live(motion(track([*path, seen(0.5, (0.08, 0.0), 0.6)]), LIMITS))


def test_frames_that_arrive_in_a_burst_are_no_jump() -> None:
    late = [seen(1.0, (0.0, 0.0)), seen(1.0, (0.05, 0.0)), seen(1.001, (0.1, 0.0))]
    assert live(motion(track(late), LIMITS))


def test_what_a_weak_line_held_up_is_no_jump() -> None:
    """Three frames, taken 0.6 s apart by who came nearer, arrive together after 1.8 s."""
    late = [
        *(seen(t / 2, size=0.15) for t in range(4)),
        *(seen(3.3 + t / 1000, size=size) for t, size in enumerate((0.15, 0.22, 0.32))),
    ]
    jumping = [seen(3.4 + t / 10, (0.3 * (-1) ** t, 0.2), size=0.3) for t in range(8)]
    assert live(motion(track(late), LIMITS))
    assert not live(motion(track([*late, *jumping]), LIMITS))


def test_a_loop_shows_its_frames_again() -> None:
    once = [seen(t / 10, (0.03 * t, 0.0), jitter=0.3) for t in range(8)]
    looped = [
        *once,
        *(replace(each, at_s=each.at_s + 0.8) for each in once),
    ]
    assert live(repeats(track(once), LIMITS))
    assert not live(repeats(track(looped), LIMITS))


def test_a_slow_camera_that_gives_each_frame_twice_is_no_loop() -> None:
    once = [seen(t / 10, (0.03 * t, 0.0), jitter=0.3) for t in range(8)]
    doubled = [again for each in once for again in (each, replace(each, at_s=each.at_s + 0.05))]
    assert live(repeats(track(doubled), LIMITS))


def test_a_face_that_comes_back_unchanged_is_a_repeat() -> None:
    moving = [seen(t / 10, (0.03 * t, 0.0), jitter=0.3) for t in range(8)]
    assert live(repeats(track(moving, least_change=0.003), LIMITS))
    assert not live(repeats(track(moving, least_change=0.001), LIMITS))


def test_frames_of_an_earlier_capture_are_stale() -> None:
    assert live(freshness(track(fingerprints=30, seen_before=2), LIMITS))
    assert not live(freshness(track(fingerprints=30, seen_before=20), LIMITS))
    assert freshness(track(), LIMITS) is None


def test_a_blink_closes_and_opens() -> None:
    def eyes(*openness: float):
        return track([seen(t / 10, openness=value) for t, value in enumerate(openness)])

    open_ = [0.3] * 8
    assert live(blink(eyes(*open_, 0.1, 0.3), LIMITS))
    assert not live(blink(eyes(*open_, 0.29, 0.3), LIMITS))
    assert not live(blink(eyes(*open_, 0.1), LIMITS)), "never opened again"
    assert blink(eyes(0.3, 0.1, 0.3), LIMITS) is None


def test_a_face_that_stays_equally_bright_is_not_seen_by_a_camera() -> None:
    keys = [key(seen(0.1, brightness=120.0)), key(seen(0.2, brightness=126.0))]
    assert live(exposure(track(keys=keys), LIMITS))
    assert not live(exposure(track(keys=[keys[0], keys[0]]), LIMITS))


def skin(seed: int = 1) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, 6, (128, 128))
    smooth = cv2.GaussianBlur(noise, (0, 0), 0.7) + 20 * cv2.GaussianBlur(noise, (0, 0), 8)
    return np.clip(120 + smooth, 0, 255).astype(np.uint8)


def test_a_screens_grid_stands_out_of_the_spectrum() -> None:
    column, row = np.meshgrid(np.arange(128), np.arange(128))
    grid = 6 * np.sin(2 * np.pi * (0.23 * column + 0.31 * row))
    assert moire(skin()) < LIMITS.moire.most
    assert moire(np.clip(skin() + grid, 0, 255).astype(np.uint8)) > LIMITS.moire.most


def framed(size: float, *, moves: bool) -> np.ndarray:
    """A frame with the edges of a sheet beside the face, or of a door behind it."""
    grey = np.full((480, 640), 60, np.uint8)
    reach = (1.6 * size if moves else 0.3) * 480
    top = (-2.0 * size if moves else -0.4) * 480
    bottom = (2.0 * size if moves else 0.4) * 480
    left, right = int(320 - reach), int(320 + reach)
    grey[max(int(240 + top), 0) : int(240 + bottom), left:right] = 200
    return grey


@pytest.mark.parametrize(("moves", "most"), [(True, 4), (False, 0)])
def test_edges_that_grow_with_the_face_are_a_sheets(moves: bool, most: int) -> None:
    sizes = (0.15, 0.22)
    keys = [key(seen(size, size=size), framed(size, moves=moves)) for size in sizes]
    assert all(len(each.edges) for each in keys)
    found = moving_edges(keys)
    assert found == 0 if not moves else 2 <= found <= most


def room_of_edges(frames: int) -> list[Key]:
    """Key frames of three sizes before eight edges each, which lie over the face by chance."""
    chance = np.random.default_rng(1)
    keys = []
    for number in range(frames):
        aside = chance.uniform(0.9, 4.0, 8) * chance.choice([-1, 1], 8)
        edges = np.stack([chance.integers(0, 2, 8), aside, chance.uniform(0, 300, 8)], axis=1)
        plain = key(seen(number / 10, size=(0.15, 0.22, 0.3)[number % 3]))
        keys.append(replace(plain, edges=edges))
    return keys


def test_edges_that_meet_by_chance_refuse_nobody_however_many_frames_there_are() -> None:
    few, many = (moving_edges(room_of_edges(frames)) for frames in (6, 60))
    assert 0 < few == pytest.approx(many, abs=0.5)
    assert live(surface(track(keys=room_of_edges(60)), LIMITS))
    sheet = [key(seen(at, size=at), framed(at, moves=True)) for at in (0.15, 0.16, 0.22, 0.23)]
    assert not live(surface(track(keys=sheet), LIMITS))


def test_surface_takes_the_worse_of_both() -> None:
    assert surface(track(), LIMITS) is None
    plain = [key(seen(0.1, size=0.15)), key(seen(0.2, size=0.3))]
    assert live(surface(track(keys=plain), LIMITS))
    column, _ = np.meshgrid(np.arange(128), np.arange(128))
    grid = np.clip(skin() + 9 * np.sin(2 * np.pi * 0.3 * (column + column.T)), 0, 255)
    striped = replace(plain[0], patch=grid.astype(np.uint8))
    assert not live(surface(track(keys=[striped]), LIMITS))


ANSWER = Response(follows=0.95, share=0.3, nearer=1.5, curved=0.4, delay_s=0.3)


def whole() -> Track:
    """A track that every cue finds something in."""
    plain = key(seen(0.1, size=0.15))
    keys = [replace(plain, texture=0.2), key(seen(0.2, (0.05, 0), size=0.3, brightness=130))]
    frames = [seen(t / 10, (0.01 * t, 0), 0.15 + 0.01 * t, jitter=0.2) for t in range(12)]
    reaches = [Reach(0.0, 0.5), Reach(0.5, 0.9), Reach(0.9, 1.1)]
    return track(
        frames,
        reaches=reaches,
        keys=keys,
        relief=relief(),
        near=head(),
        head=head(),
        similarities=SAME,
        fingerprints=10,
        least_change=0.004,
        kept_behind=0.9,
        response=ANSWER,
        origin=Origin({"label": "Front Camera"}, (640, 480), tuple(range(0, 9000, 101))),
    )


def turned() -> Track:
    """The same of somebody who has turned."""
    return replace(whole(), turns=True, near=head(0.5), head=head(0.7))


def found_in(whole: Track) -> list[Finding]:
    return [each for cue in cues.ALL if (each := cue(whole, LIMITS)) is not None]


def test_every_limit_is_held_against_a_number_that_is_kept() -> None:
    for found in (found_in(whole()), found_in(turned())):
        assert len({each.cue for each in found}) == len(found) == len(cues.ALL)
    found = [*found_in(whole()), *found_in(turned())]
    names = {measure.name for each in found for measure in each.measures}
    assert names == {each.name for each in fields(LIMITS)}
    assert all(np.isfinite(value) for each in found for value in each.evidence.values())


@pytest.mark.parametrize(
    ("near", "both", "deep"),
    [
        (head(0.5), head(0.6), True),  # as deep as people are who look flat coming nearer
        (head(0.8), head(0.5), False),
        (head(0.1), head(0.6), False),  # a picture, then a head that turns
        (head(0.5), head(0.6, 0.1), False),
        (None, None, False),
    ],
)
def test_who_has_turned_is_as_deep_as_a_head(
    near: HeadFit | None, both: HeadFit | None, deep: bool
) -> None:
    said = depth(track(turns=True, near=near, head=both), LIMITS)
    assert (said is not None and said.live) is deep


@pytest.mark.parametrize(
    "made",
    [whole, turned, track, lambda: replace(whole(), relief=relief(0.9), head=head(0.9, 0.1))],
)
def test_what_is_kept_tells_what_each_cue_said(made: Callable[[], Track]) -> None:
    found = found_in(made())
    kept = {name: value for each in found for name, value in each.evidence.items()}
    assert LIMITS.judge(kept) == {each.cue: each.live for each in found}


@pytest.mark.parametrize("number", [each.name for each in fields(LIMITS)])
def test_each_number_refuses_alone_and_nothing_else_does(number: str) -> None:
    found = next(
        found
        for found in (found_in(whole()), found_in(turned()))
        if any(ends(name, number) for each in found for name in each.evidence)
    )
    (name,) = (name for each in found for name in each.evidence if ends(name, number))
    limit = getattr(LIMITS, number)
    within = {
        f"{cue}.{other}": inside(getattr(LIMITS, other))
        for cue, other in (each.split(".") for f in found for each in f.evidence)
    }
    assert all(LIMITS.judge(within).values())
    outside = limit.least - 0.01 if np.isfinite(limit.least) else limit.most + 0.01
    cue = name.split(".")[0]
    for value in (outside, float("nan")):
        said = LIMITS.judge(within | {name: value})
        assert [each for each, live in said.items() if not live] == [cue]


def ends(name: str, number: str) -> bool:
    return name.split(".")[1] == number


def inside(limit: Bounds) -> float:
    return limit.least if np.isfinite(limit.least) else limit.most


def test_a_bent_print_is_refused_by_a_number_that_can_be_read() -> None:
    bent = head(0.95, 0.1)
    found = depth(track(near=bent, head=bent), LIMITS)
    assert found is not None
    assert found.evidence == {"depth.head_depth": 0.95, "depth.unbent": 0.1, "depth.focal": 1.2}
    assert [each.name for each in found.measures if not each.holds] == ["unbent"]


def test_a_finding_of_no_number_speaks_for_nobody() -> None:
    assert not Finding("depth", ()).live
