from collections import Counter

import pytest

from inperson.liveness import Assurance, Origin, Shortfall, load_thresholds
from inperson.liveness.advice import advice
from inperson.liveness.assurance import not_judged
from inperson.liveness.cues.beginning import origin
from inperson.liveness.finding import Finding
from inperson.liveness.model import Hint, Improvement
from inperson.liveness.track import Track

TOLD = {
    "label": "Integrated Camera (04f2:b6d9)",
    "width": "1280",
    "height": "720",
    "frame_rate": "30",
    "group": "yes",
    "track": "MediaStreamTrack",
    "asked": "native",
    "offers": "1280x720",
}
BUSY = (0, 104, 199, 305, 402, 498, 610, 701, 803, 911)
NAMES = (
    *("FaceTime HD Camera (Built-in)", "HD Pro Webcam C920 (046d:082d)", "Front Camera"),
    *("camera2 1, facing front", "Integrated Camera (04f2:b6d9)", "Caméra avant", "前置摄像头"),
    *("Microsoft LifeCam HD-3000", "iPhone Camera", "USB2.0 HD UVC WebCam", "Logitech BRIO"),
)


def found(taken_ms: tuple[int, ...] = BUSY, **camera: str) -> Finding:
    told = Origin({**TOLD, **camera}, (640, 360), taken_ms)
    track = Track((), (), (), (), None, None, origin=told)  # type: ignore[arg-type]
    finding = origin(track, load_thresholds())
    assert finding is not None
    return finding


@pytest.mark.parametrize("name", NAMES)
def test_a_camera_by_any_makers_name_is_one(name: str) -> None:
    assert found(label=name).live


@pytest.mark.parametrize(
    ("told", "measure"),
    [
        ({"label": ""}, "named"),
        ({"label": "OBS Virtual Camera"}, "named"),
        ({"label": "fake_device_0"}, "named"),
        ({"label": "{8a2c1f7e-0000-4e2b-9d55-1c4f0a6f2b11}"}, "named"),
        ({"track": "CanvasCaptureMediaStreamTrack"}, "stands_in"),
        ({"asked": "other"}, "stands_in"),
        ({"width": "1280", "height": "960"}, "misshapen"),
        ({"group": "", "offers": "", "frame_rate": ""}, "told"),
    ],
)
def test_each_sign_of_a_program_speaks_against_it(told: dict[str, str], measure: str) -> None:
    assert [each.name for each in found(**told).measures if not each.holds] == [measure]


def test_a_clock_that_ticks_too_well_is_a_programs() -> None:
    ticking = tuple(range(0, 1500, 100))
    assert [each.name for each in found(ticking).measures if not each.holds] == ["uneven_ms"]
    assert found(ticking[:5]).live, "too few to tell"


def test_a_phone_that_was_turned_keeps_its_shape() -> None:
    assert found(width="720", height="1280").live


def test_numbers_that_are_none_are_not_told() -> None:
    assert found(width="wide", height="9" * 400).evidence["origin.misshapen"] == 0.0


def test_only_a_policy_that_asks_is_refused_by_it_and_nobody_is_blamed() -> None:
    canvas = found(label="", track="CanvasCaptureMediaStreamTrack")
    findings = {"origin": canvas}
    assert "origin" not in Assurance.PERSPECTIVE.requirement.judge(findings).against
    assert "origin" in Assurance.ORIGIN.requirement.judge(findings).against
    assert not Assurance.ORIGIN.lit
    assert Assurance.LIGHT_ORIGIN.lit
    shortfall = not_judged(("origin",), (canvas,))
    assert shortfall is Shortfall.ORIGIN_UNCLEAR
    told = advice(Counter({Hint.TOO_DARK: 9}), shortfall)
    assert told == (Improvement.TRY_AGAIN,)
    assert not_judged(("depth", "origin"), (canvas,)) is None, "an attack is judged"
