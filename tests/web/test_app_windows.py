"""An app's windows: the hosted check by the name that each gives itself, and its own pages."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Route, expect

from inperson_lab.browser import PHONE, show
from tests.web.conftest import STATIC, Running, Visit, Window
from tests.web.server import PACKAGE, WEB_VIEWS
from tests.web.studio import ALICE, living
from tests.web.test_check_page import button, clean, path_of, sent_back, title

Visits = Callable[..., Visit]
pytestmark = pytest.mark.needs_models
_ANDROID = "Mozilla/5.0 (Linux; Android 16; Pixel 9{wv}) AppleWebKit/537.36 (KHTML, like Gecko)"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15"
WINDOWS = {
    "Custom Tab": f"{_ANDROID.format(wv='')} Chrome/150.0.0.0 Mobile Safari/537.36",
    "Android WebView": (
        f"{_ANDROID.format(wv='; wv')} Version/4.0 Chrome/150.0.0.0 Mobile Safari/537.36"
    ),
    "ASWebAuthenticationSession": (
        f"{_IPHONE} (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1"
    ),
    "WKWebView": f"{_IPHONE} (KHTML, like Gecko) Mobile/15E148",
}


def asked(server: Running, token: str, **body: Any) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"}
    json = {"kind": "liveness"} | body
    answer = httpx.post(f"{server.url}/v1/sessions", headers=headers, json=json, timeout=120)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


@pytest.mark.parametrize("opened_in", WINDOWS)
def test_a_check_leads_there_and_back_in_every_window(
    visit: Visits, server: Running, opened_in: str
) -> None:
    link = {"return_to": f"{server.url}/integrate", "state": "af0ifjsldkj"}
    opened = asked(server, server.token, link=link)
    page = visit(path=path_of(opened["link"]), **PHONE | {"user_agent": WINDOWS[opened_in]})
    button(page, "Continue").click()
    page.page.wait_for_selector("inperson-capture button.begin")
    clean(page)
    button(page, "Stop the check").click()
    expect(title(page)).to_have_text("The check was stopped")
    assert sent_back(page, opened) == {"state": ["af0ifjsldkj"]}


def carries(window: Window, origin: str, server: Running, token: str) -> Visit:
    """Open the page that an app carries, as its WebView serves it, with Alice before it."""
    page, said = window(**PHONE | {"user_agent": WINDOWS["Android WebView"]})

    def give(route: Route) -> None:
        name = urlsplit(route.request.url).path.lstrip("/")
        if name:
            route.fulfill(path=STATIC / name)
        else:
            route.fulfill(content_type="text/html", body=_CARRIED.format(server.url, token))

    # the tests' server is on this machine, which Chromium asks about; an app's is not on the phone
    page.context.grant_permissions(["local-network-access", "camera"], origin=origin)
    page.route(f"{origin}/**", give)
    show(page, living(ALICE, 1))
    page.goto(f"{origin}/")
    return Visit(page, said)


_CARRIED = """<!doctype html><html lang="en"><title>Shop</title>
<script type="module" src="/inperson.js"></script>
<inperson-capture server="{}" session-token="{}"></inperson-capture>"""


@pytest.mark.parametrize("origin", WEB_VIEWS)
def test_a_page_that_an_app_carries_makes_a_capture_at_its_own_origin(
    window: Window, server: Running, origin: str
) -> None:
    opened = asked(server, server.app, device={"package_name": PACKAGE})
    page = carries(window, origin, server, opened["session_token"])
    page.starts()
    assert page.reaches("passed", "refused", "failed") in {"passed", "refused"}, page.said


def test_at_an_origin_that_the_token_does_not_list_it_makes_none(
    window: Window, server: Running
) -> None:
    opened = asked(server, server.app, device={"package_name": PACKAGE})
    page = carries(window, "https://another.example", server, opened["session_token"])
    page.starts()
    page.reaches("failed")
    assert "inperson: server_refused. It said origin_not_allowed." in page.said
