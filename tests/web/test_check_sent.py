"""The page of a check whose link was sent, in a real browser: a call centre's, by CIBA."""

from collections.abc import Callable

from playwright.sync_api import expect

from inperson_lab.browser import PHONE
from tests.http.conftest import Api, api
from tests.http.test_ciba import ask, error, poll
from tests.http.test_openid import register
from tests.web.conftest import Visit
from tests.web.test_check_page import button, clean, path_of, title

__all__ = ["api"]

Visits = Callable[..., Visit]
MESSAGE = "Call 4711, 20.50 EUR"


def test_a_person_reads_what_it_was_told_and_says_no(visit: Visits, api: Api) -> None:
    centre = register(api, ciba=True)
    assert api.capture("enroll")["decision"] == "enrolled"
    called = ask(centre, binding_message=MESSAGE).json()
    link = path_of(called["verification_uri_complete"])
    zoomed = {"viewport": {"width": 320, "height": 640}}  # 1280 at 400 %
    for name, how in (("dark", {**PHONE, "color_scheme": "dark"}), ("zoomed", zoomed)):
        looked = visit(path=link, url=api.url, **how)  # opening it uses up nothing
        expect(looked.page.get_by_text("that this link would come now")).to_be_visible()
        clean(looked)
        looked.shot(f"90-check-sent-{name}")
    phone = visit(path=link, url=api.url, **PHONE)
    expect(phone.page.get_by_text("from yourself")).to_have_count(0)
    button(phone, "Continue").click()
    for _ in range(2):
        expect(title(phone)).to_contain_text("tell you these words?")
        expect(phone.page.locator(".message")).to_have_text(MESSAGE)
        assert not phone.page.locator(".card a").count()
        clean(phone)
        phone.shot("91-check-told")
        phone.page.reload()  # nothing is lost
    expect(title(phone)).to_contain_text("tell you these words?")
    for mode in ({"color_scheme": "dark"},):
        phone.page.emulate_media(**mode)  # type: ignore[arg-type]
        clean(phone)
        phone.shot("92-check-told-dark")
    button(phone, "No, stop").press("Enter")
    expect(title(phone)).to_have_text("The check was stopped")
    expect(phone.page.get_by_text("You can close this page.")).to_be_visible()
    assert not phone.page.locator("a.button").count()
    clean(phone)
    phone.shot("93-check-sent-stopped")
    assert error(poll(centre, called)) == "access_denied"
