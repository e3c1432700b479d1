"""The hosted check in each window of an app's, by the name that the window gives itself."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from inperson_lab.browser import PHONE
from tests.web.conftest import Running, Visit
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
