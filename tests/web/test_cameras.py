"""Where there are several cameras: which one is taken, and how a person chooses another."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.web.conftest import Visit
from tests.web.script import TARGET, WELCOME, Script
from tests.web.test_screen import axe

Visits = Callable[..., Visit]
_CAMERAS = """
const named = [["ir", "Integrated IR Camera"], ["rear", "Rear Camera"], ["front", "Front Camera"]];
window.asked = [];
window.given = [];
const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async ({ video: { deviceId } }) => {
  window.asked.push(deviceId?.exact ?? "any");
  const id = deviceId?.exact ?? "ir";
  const label = named.find(([each]) => each === id)?.[1];
  if (!label) throw new DOMException("gone", "OverconstrainedError");
  const stream = await real({ video: true });
  const [track] = stream.getVideoTracks();
  Object.defineProperty(track, "label", { value: label });
  track.getSettings = () => ({ deviceId: id, facingMode: id === "rear" ? "environment" : "user" });
  window.given.push(track);
  window.allowed = true;
  return stream;
};
navigator.mediaDevices.enumerateDevices = async () => named.map(([deviceId, label]) =>
  ({ kind: "videoinput", deviceId, label: window.allowed ? label : "" }));
"""
_CHOSEN = """(face) => face.addEventListener("camera",
  ({ detail }) => (window.chosen = detail.deviceId))"""


def begun(visit: Visits, device: str = "") -> tuple[Visit, Script]:
    page = visit()
    page.page.add_init_script(_CAMERAS)
    page.page.reload()
    if device:
        page.face.evaluate("(face, id) => (face.deviceId = id)", device)
    script = Script(page.page, WELCOME, TARGET)
    page.press("begin")
    page.reaches("capturing")
    return page, script


def test_a_camera_for_infrared_is_set_aside(visit: Visits) -> None:
    page, script = begun(visit)
    assert page.page.evaluate("window.asked") == ["any", "front"]
    assert page.page.evaluate("window.given.map((each) => each.readyState)") == ["ended", "live"]
    assert script.greeting["camera"]["label"] == "Front Camera"


def test_a_chosen_camera_that_is_gone_is_no_end(visit: Visits) -> None:
    page, _ = begun(visit, device="gone")
    assert page.page.evaluate("window.asked") == ["gone", "any", "front"]


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_another_camera_is_chosen_by_keyboard_and_kept(visit: Visits, colours: str) -> None:
    page, _ = begun(lambda: visit(color_scheme=colours))
    page.face.evaluate(_CHOSEN)
    page.press("cancel")
    page.reaches("failed")
    picker = page.page.get_by_role("combobox", name="Your camera")
    expect(picker.locator("option")).to_have_text(["Front Camera", "Rear Camera"])
    expect(picker).to_have_value("front")
    assert axe(page) == []
    page.shot(f"24-cameras-{colours}")
    picker.focus()
    page.page.keyboard.press("ArrowDown")
    expect(page.face).to_have_attribute("device-id", "rear")
    assert page.page.evaluate("window.chosen") == "rear"
    stage = page.page.locator("inperson-capture .stage")
    Script(page.page, WELCOME, TARGET)
    page.press("again")
    page.reaches("capturing")
    assert page.page.evaluate("window.asked.at(-1)") == "rear"
    expect(stage).not_to_have_class("stage mirrored")
    assert page.page.evaluate("Object.keys(localStorage).concat(document.cookie)") == [""]


def test_one_camera_alone_is_no_choice(visit: Visits) -> None:
    page = visit()
    Script(page.page, WELCOME, TARGET)
    page.press("begin")
    page.reaches("capturing")
    page.press("cancel")
    page.reaches("failed")
    expect(page.page.locator("inperson-capture select")).to_be_hidden()
