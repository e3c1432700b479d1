"""A check on the server's own page: from the link to the way back, on one device and on two."""

from urllib.parse import urlsplit

import cv2
import numpy as np
import pytest

from inperson.tenants import Scope, TokenKind
from tests.http.checking import BACK, browser, line, linked, returned, shop
from tests.http.conftest import Api, code


@pytest.mark.parametrize("kind", TokenKind)
def test_a_link_leads_to_a_decision_and_back(api: Api, kind: TokenKind) -> None:
    mine = shop(api, kind)
    opened = linked(mine, state="a&b=<c>")
    assert opened["session_token"] is None
    page = urlsplit(opened["link"])
    assert page.path == f"/check/{api.tenant}"
    with browser(api) as person:
        entered = person.opens(opened["link"]).json()
        assert (entered["seat"], entered["stage"], entered["returns"]) == ("owner", "open", None)
        with line(api, opened) as camera:
            assert camera.hello(person.token())["type"] == "welcome"
            assert person.progress()["stage"] == "capturing"
            camera.follow()
        over = person.progress()
    assert over["stage"] == "done"
    assert returned(over) == (BACK, {"session": opened["id"], "state": "a&b=<c>"})
    assert mine.call("GET", f"/v1/sessions/{opened['id']}").json()["decision"] == "enrolled"


def seen(modules: list[str]) -> str:
    """Read the picture as a phone's camera does."""
    cells = np.array([[int(each) for each in row] for row in modules], np.uint8)
    drawn = np.kron(np.pad(1 - cells, 4, constant_values=1), np.ones((8, 8), np.uint8)) * 255
    return str(cv2.QRCodeDetector().detectAndDecode(drawn)[0])


def test_a_desk_hands_the_check_to_a_phone_and_is_sent_back(api: Api) -> None:
    opened = linked(shop(api))
    with browser(api) as desk, browser(api) as phone:
        desk.opens(opened["link"])
        handed = desk.post("hand-off").json()
        assert seen(handed["modules"]) == handed["url"]
        assert (desk.progress()["stage"], desk.progress()["code"]) == ("handed", handed["code"])
        taken = phone.opens(handed["url"]).json()
        assert (taken["seat"], taken["code"]) == ("phone", handed["code"])
        assert desk.progress()["stage"] == "on_phone"
        with line(api, opened) as camera:
            camera.hello(phone.token())
            assert code(desk.post("begin"), 403) == "hand_off_refused"
            assert desk.progress()["stage"] == "capturing"
            camera.follow()
        assert phone.progress()["returns"] is None
        assert returned(desk.progress()) == (BACK, {"session": opened["id"]})


def test_a_desk_takes_it_back_from_a_phone_without_a_camera(api: Api) -> None:
    opened = linked(shop(api))
    with browser(api) as desk, browser(api) as phone, browser(api) as another:
        desk.opens(opened["link"])
        phone.opens(desk.post("hand-off").json()["url"])
        handed = desk.post("hand-off").json()  # to another phone
        assert code(phone.call("GET", "progress"), 401) == "check_visit_invalid"
        another.opens(handed["url"])
        with line(api, opened) as camera:
            assert camera.hello(desk.token())["type"] == "welcome"
        assert code(another.call("GET", "progress"), 401) == "check_visit_invalid"


def test_who_stops_is_sent_back_and_the_back_end_learns_it(api: Api) -> None:
    mine = shop(api)
    opened = linked(mine)
    with browser(api) as desk, browser(api) as phone:
        desk.opens(opened["link"])
        phone.opens(desk.post("hand-off").json()["url"])
        assert phone.post("cancel").json()["stage"] == "cancelled"
        assert desk.progress()["stage"] == "cancelled"
        assert returned(desk.progress())[0] == BACK
        assert code(desk.post("cancel"), 409) == "session_ended"
    session = mine.call("GET", f"/v1/sessions/{opened['id']}").json()
    assert (session["decision"], session["reasons"]) == ("refused", ["cancelled"])


def test_a_check_is_over_in_ten_minutes_and_leads_back(api: Api) -> None:
    opened = linked(shop(api))
    with browser(api) as person:
        person.opens(opened["link"])
        api.scene.clock.advance(599)
        assert person.progress()["stage"] == "open"
        api.scene.clock.advance(1)
        assert person.progress()["stage"] == "expired"
        assert returned(person.progress())[1] == {"session": opened["id"]}
        assert code(person.post("begin"), 409) == "session_expired"


def test_a_repeated_request_gets_a_link_until_it_is_opened(api: Api) -> None:
    mine, body = shop(api), {"kind": "enroll", "subject_ref": "s", "link": {"return_to": BACK}}
    keyed = {"headers": {"Idempotency-Key": "one"}, "json": body}
    first = mine.call("POST", "/v1/sessions", **keyed).json()
    second = mine.call("POST", "/v1/sessions", **keyed).json()
    assert first["id"] == second["id"]
    with browser(api) as person:
        assert code(person.opens(first["link"]), 404) == "check_link_invalid"
        assert person.opens(second["link"]).status_code == 200
    assert mine.call("POST", "/v1/sessions", **keyed).json()["link"] is None


def test_the_page_looks_like_its_tenant(api: Api) -> None:
    admin = api.by(TokenKind.PRODUCTION, None, Scope.ADMIN)
    with browser(api) as person:
        assert person.call("GET", "look").json() == {"name": "one", "accent": None}
        assert admin.call("GET", "/v1/appearance").json() == {"accent": None}
        assert admin.call("PUT", "/v1/appearance", json={"accent": "#b3261e"}).status_code == 200
        assert person.call("GET", "look").json()["accent"] == "#b3261e"
    wrong = admin.call("PUT", "/v1/appearance", json={"accent": "red;}</style>"})
    assert code(wrong, 422) == "request_invalid"
    laptop = api.by(TokenKind.DEVELOPER, None, Scope.ADMIN)
    assert (
        code(laptop.call("PUT", "/v1/appearance", json={}), 403) == "production_authority_required"
    )


def test_a_link_is_for_a_live_capture(api: Api) -> None:
    link = {"return_to": BACK}
    body = {"kind": "enroll", "subject_ref": "s", "liveness": "unsafe_no_liveness", "link": link}
    assert code(shop(api).call("POST", "/v1/sessions", json=body), 422) == "request_invalid"
