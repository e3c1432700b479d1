"""People, and things that are none, in front of a real browser's camera and a real server."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, Route, expect

from inperson_lab.browser import PHONE, Wire, launch
from inperson_lab.presenter import Lens
from tests.serving import TRIES
from tests.web.conftest import Running, Visit
from tests.web.studio import (
    ALICE,
    BOB,
    film_of_earlier_session,
    film_of_photo,
    living,
)

Visits = Callable[..., Visit]
pytestmark = pytest.mark.needs_models


def passes(page: Visit, shown: str = "") -> None:
    """Capture as a person does: whoever is refused tries again."""
    page.starts()
    for _ in range(TRIES):
        page.reaches("capturing")
        if shown:
            page.page.wait_for_timeout(1500)
            page.shot(shown)
        if page.reaches("passed", "refused", "failed") == "passed":
            return
        page.press("again")
        page.reaches("camera", "connecting", "capturing")
    pytest.fail(f"refused {TRIES} times: {page.texts()}")


def test_a_person_enrols_is_known_again_and_is_erased(visit: Visits) -> None:
    page = visit(living(ALICE, 1))
    page.shot("01-notice")
    passes(page, "02-capturing")
    expect(page.page.locator("#result")).to_contain_text("enrolled")
    assert page.camera_is_off()
    page.shot("03-enrolled")

    page.page.click("#authenticate")
    passes(page, "04-authenticating")
    expect(page.page.locator("#result")).to_contain_text("match")
    page.shot("05-authenticated")

    page.page.click("#erase")
    expect(page.page.locator("#said")).to_have_text("You are not enrolled.")
    expect(page.page.locator("#result")).to_contain_text("erased_at")
    page.shot("06-erased")
    assert [text for text in page.said if "Security" in text or "Error" in text] == []


def test_who_looks_flat_before_a_long_lens_turns_the_head_and_passes(visit: Visits) -> None:
    # a flat face before a C270's lens: of 12 captures offline 10 are asked to turn, and pass
    person = living(ALICE, 1, Lens(1.77), depth=0.68)
    page = visit(person)
    page.starts()
    for _ in range(TRIES):
        page.reaches("capturing")
        ended = page.reaches("passed", "refused", "failed")
        if ended == "passed" and person.turned:
            return
        person.turned = False
        if ended == "passed":  # deep enough without: the targets of another capture ask more
            page.page.click("#authenticate")
            page.starts()
        else:
            page.press("again")
    pytest.fail(f"nobody turned and passed: {page.texts()}")


def test_another_living_person_does_not_match(visit: Visits) -> None:
    page = visit(living(ALICE, 1))
    passes(page)
    page.page.click("#authenticate")
    stranger = living(BOB, 3)
    alice = living(ALICE, 1)
    alice.presenter = stranger.presenter
    cookies = page.page.context.cookies()
    other = visit(stranger, storage_state={"cookies": cookies, "origins": []})
    expect(other.page.locator("#said")).to_contain_text("Enrolled")
    other.starts()
    for _ in range(TRIES):  # a living person, who may be refused for that too
        other.reaches("capturing")
        assert other.reaches("passed", "refused", "failed") == "refused"
        expect(other.page.locator("#result")).to_contain_text("reasons")
        if "no_match" in str(other.page.locator("#result").text_content()):
            return
        other.page.reload()
        other.starts()
    pytest.fail(f"refused {TRIES} times for something else: {other.texts()}")


@pytest.mark.parametrize(
    ("film", "name"),
    [(film_of_photo, "photo"), (film_of_earlier_session, "replay")],
    ids=["photo", "replay"],
)
def test_a_film_through_the_browsers_own_camera_is_refused_with_advice(
    playwright: Playwright,
    server: Running,
    tmp_path: Path,
    film: Callable[[Path], Path],
    name: str,
) -> None:
    file = film(tmp_path / "camera.mjpeg")
    browser = launch(
        playwright,
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={file}",
    )
    page = browser.new_page(**PHONE, color_scheme="dark")
    page.goto(server.url + "/demo")
    visited = Visit(page, [])
    visited.starts()
    visited.reaches("capturing")
    page.wait_for_timeout(1200)
    visited.shot(f"07-{name}-capturing-dark-phone")
    assert visited.reaches("refused", "passed", "failed") == "refused"
    assert page.locator("inperson-capture li svg").count() >= 1
    expect(page.locator("#result")).to_contain_text("refused")
    visited.shot(f"08-{name}-refused-dark-phone")
    browser.close()


def test_whoever_is_refused_can_try_again(visit: Visits) -> None:
    actor = living(ALICE, 1)
    actor.blind = True
    page = visit(actor)
    page.starts()
    assert page.reaches("refused", "passed", "failed") == "refused"
    page.shot("09-retry")
    actor.blind = False
    page.press("again")
    page.reaches("capturing")
    assert page.reaches("passed", "refused", "failed") in {"passed", "refused"}
    page.shot("10-retried")


def test_a_line_that_was_cut_is_taken_up_again(visit: Visits, cable: Wire) -> None:
    page = visit(living(ALICE, 1), url=cable.url)
    page.starts()
    page.reaches("capturing")
    page.page.wait_for_timeout(1000)
    cable.cut()
    page.reaches("reconnecting")
    page.shot("11-reconnecting")
    cable.mend()
    page.reaches("capturing")
    assert page.reaches("passed", "refused", "failed") in {"passed", "refused"}
    page.shot("12-resumed")


def test_a_line_that_stays_cut_is_given_up(visit: Visits, cable: Wire) -> None:
    page = visit(living(ALICE, 1), url=cable.url)
    page.starts()
    page.reaches("capturing")
    cable.cut()
    page.reaches("failed")
    assert "no connection" in page.texts()
    assert page.camera_is_off()
    page.shot("13-network-lost")


def test_cancelling_ends_it_and_the_camera_is_off(visit: Visits) -> None:
    page = visit(living(ALICE, 1))
    page.starts()
    page.reaches("capturing")
    page.press("cancel")
    page.reaches("failed")
    assert page.camera_is_off()
    page.shot("14-cancelled")


def test_taking_the_element_away_releases_the_camera(visit: Visits) -> None:
    page = visit(living(ALICE, 1))
    page.starts()
    page.reaches("capturing")
    page.page.evaluate("document.querySelector('inperson-capture').remove()")
    assert page.camera_is_off()


def test_an_expired_session_says_so(visit: Visits) -> None:
    page = visit(living(ALICE, 1))
    # The server's own word; that it says it after three minutes has a test at the server.
    page.page.route_web_socket(
        "**/capture",
        lambda socket: socket.on_message(
            lambda _: socket.send(
                '{"type":"error","code":"session_token_expired","title":"Expired","retry":true}'
            )
        ),
    )
    page.starts()
    page.reaches("failed")
    assert "too long" in page.texts()
    page.shot("15-expired")


def test_denying_the_camera_says_what_to_do(playwright: Playwright, server: Running) -> None:
    browser = launch(playwright, "--deny-permission-prompts")
    visited = Visit(browser.new_page(viewport={"width": 1100, "height": 900}), [])
    visited.page.goto(server.url + "/demo")
    visited.starts()
    visited.reaches("failed")
    assert "Allow the camera" in visited.texts()
    visited.shot("16-denied")
    browser.close()


def test_a_hidden_page_sends_nothing_and_goes_on(visit: Visits) -> None:
    page = visit(living(ALICE, 1))
    page.starts()
    page.reaches("capturing")
    page.page.evaluate(
        "Object.defineProperty(document, 'hidden', { value: true, configurable: true });"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    page.reaches("paused")
    page.shot("17-paused")
    page.page.evaluate(
        "delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))"
    )
    page.reaches("capturing")


def test_the_face_can_be_declined_before_the_page_knows_who_is_there(visit: Visits) -> None:
    page = visit()
    asked: list[Route] = []
    page.page.route("**/demo/api/me", lambda route: asked.append(route))
    with page.page.expect_request("**/demo/api/me"):
        page.page.reload()
    page.press("alternative")
    asked[0].continue_()
    page.until("document.getElementById('face').getAttribute('purpose') === 'enroll'")
    expect(page.page.locator("#said")).to_contain_text("another way")
