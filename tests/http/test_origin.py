"""What a client tells of its camera in `hello`: from the line to the decision, and who asks."""

from typing import Any

from tests.capturing import wire
from tests.http.conftest import Api

ASKS = {"kind": "liveness", "assurance": "perspective+origin"}
CAMERA = {
    "label": "Integrated Camera (04f2:b6d9)",
    "width": "640",
    "height": "480",
    "frame_rate": "30",
    "group": "yes",
    "track": "MediaStreamTrack",
    "asked": "native",
    "offers": "1280x720",
}


PROGRAMS: dict[str, dict[str, Any]] = {
    "a virtual camera": {"camera": CAMERA | {"label": "OBS Virtual Camera"}},
    "a script's getUserMedia": {"camera": CAMERA | {"asked": "other"}},
    "frames of another shape": {"camera": CAMERA | {"height": "640"}},
    "nothing is told": {},
}


def decided(api: Api, body: dict[str, Any], start: int = 0, **hello: Any) -> dict[str, Any]:
    """Make a capture whose `hello` says this much more, and return its session."""
    opened = api.call("POST", "/v1/sessions", json=body).json()
    with wire(api.url, opened["id"]) as line:
        assert line.hello(opened["session_token"], **hello)["type"] == "welcome"
        line.follow(start=start)
    return dict(api.call("GET", f"/v1/sessions/{opened['id']}").json())


def test_what_seems_to_be_a_program_is_refused_where_a_policy_asks(api: Api) -> None:
    for number, (what, hello) in enumerate(PROGRAMS.items()):
        session = decided(api, ASKS, 100 * number, **hello)
        assert session["reasons"] == ["origin_unclear"], what
        assert session["liveness"]["reached"] is None, what


def test_a_camera_passes_and_where_nobody_asks_a_program_too(api: Api) -> None:
    session = decided(api, ASKS, camera=CAMERA)
    assert (session["reasons"], session["liveness"]["reached"]) == ([], "perspective+origin")
    session = decided(api, {"kind": "liveness"}, 100, **PROGRAMS["a virtual camera"])
    assert (session["reasons"], session["liveness"]["reached"]) == ([], "perspective")
