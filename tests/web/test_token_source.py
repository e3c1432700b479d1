"""What a person is told when the shop opens no session: that, and not "no connection"."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.web.conftest import Visit

Visits = Callable[..., Visit]
SAID = "This is not possible now."
_LISTEN = """(source) => {
  const face = document.querySelector("inperson-capture");
  face.tokenSource = eval(source);
  face.addEventListener("error", ({ detail }) => {
    window.ended = [detail.code, String(detail.cause?.message), detail.retryable];
  });
}"""


def ended(page: Visit, source: str) -> list[object]:
    """Begin with this token source, and return what the page's own listener was told."""
    page.page.evaluate(_LISTEN, source)
    page.press("begin")
    page.reaches("failed")
    expect(page.page.locator("inperson-capture h2")).to_have_text(SAID)
    told: list[object] = page.page.evaluate("window.ended")
    return told


def test_a_back_end_that_refuses_is_named_and_may_be_asked_again(visit: Visits) -> None:
    page = visit()
    source = "async () => { throw new Error('409 subject_already_enrolled') }"
    told = ended(page, source)
    assert told == ["token_unavailable", "409 subject_already_enrolled", True]
    page.press("again")
    page.reaches("failed")
    page.shot("26-token-unavailable")


def test_nobody_is_offered_a_try_that_would_be_refused_again(visit: Visits) -> None:
    page = visit()
    source = "async () => { throw Object.assign(new Error('locked'), { retry: false }) }"
    assert ended(page, source) == ["token_unavailable", "locked", False]
    expect(page.page.locator("inperson-capture button.again")).to_have_count(0)
    expect(page.page.locator("inperson-capture button.alternative")).to_be_visible()


@pytest.mark.parametrize("token", ["''", "undefined", "null", "{}", "17"])
def test_what_is_no_token_ends_it_at_once(visit: Visits, token: str) -> None:
    told = ended(visit(), f"async () => ({token})")
    assert told == ["token_unavailable", "No token.", True]


def test_an_empty_token_set_by_the_page_ends_it_at_once(visit: Visits) -> None:
    page = visit()
    page.page.evaluate(_LISTEN, "undefined")
    page.page.evaluate(
        """document.querySelector("inperson-capture").addEventListener("retry", ({ target }) => {
          target.sessionToken = "";
        })"""
    )
    page.press("begin")
    page.reaches("failed")
    assert page.page.evaluate("window.ended[0]") == "token_unavailable"


def test_a_back_end_that_never_answers_is_not_waited_for_for_ever(visit: Visits) -> None:
    page = visit()
    page.page.clock.install()
    page.page.evaluate(_LISTEN, "() => new Promise(() => {})")
    page.press("begin")
    page.reaches("waiting")
    page.page.clock.fast_forward("00:31")
    page.reaches("failed")
    assert page.page.evaluate("window.ended") == ["token_unavailable", "No token in time.", True]
