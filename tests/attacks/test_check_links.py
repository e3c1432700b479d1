"""A link to a check in the wrong hands: opened twice, forwarded, bent, guessed, another's."""

import logging

import pytest

from inperson.core import TenantId
from inperson.tenants import TokenKind, TokenLimits
from inperson.tenants.errors import TokenLimitsInvalid
from tests.capturing import wire
from tests.http.checking import BACK, RETURNS, browser, key_of, line, linked, shop
from tests.http.conftest import Api, api, code

__all__ = ["api"]


def test_a_link_is_opened_once(api: Api) -> None:
    opened = linked(shop(api))
    with browser(api) as person, browser(api) as thief:
        assert thief.http.get(f"/check/{api.tenant}").status_code == 200  # a preview
        assert person.opens(opened["link"]).status_code == 200
        assert code(thief.opens(opened["link"]), 409) == "check_link_used"
        handed_url = person.post("hand-off").json()["url"]
        with browser(api) as phone:
            assert phone.opens(handed_url).status_code == 200
        assert code(thief.opens(handed_url), 409) == "check_link_used"
        for path in ("begin", "hand-off", "cancel"):
            assert code(thief.post(path), 401) == "check_visit_invalid"


def test_a_key_opens_nothing_beside_its_own_check(api: Api) -> None:
    mine, other = shop(api), api.scene.add_tenant("two")
    key = key_of(linked(mine)["link"])
    second = key_of(linked(shop(api, TokenKind.PRODUCTION), ref="s2")["link"])
    bent = [
        "p" + key[1:],  # another kind
        key[:27] + second[27:],
        second[:27] + key[27:],
        key[:-1],
        key.upper(),
        "",
        "x" * 53,
        "d" + "a" * 52,
    ]
    with browser(api) as thief:
        for each in bent:
            assert code(thief.post("enter", key=each), 404) == "check_link_invalid", each
    with browser(api, other) as stranger:
        assert code(stranger.post("enter", key=key), 404) == "check_link_invalid"
    with browser(api, "ten_" + "a" * 26) as nowhere:
        assert code(nowhere.post("enter", key=key), 404) == "not_found"
    with browser(api) as person:
        assert person.post("enter", key=key).status_code == 200
        cookies = person.http.cookies
        with browser(api, other) as stranger:
            stranger.http.cookies = cookies
            assert code(stranger.call("GET", "progress"), 401) == "check_visit_invalid"


def test_no_other_site_and_no_key_of_a_link_is_a_visit(api: Api) -> None:
    """Fixation: who has the link cannot plant it as another browser's visit, nor ask for one."""
    opened = linked(shop(api))
    with browser(api) as person:
        for site in ("cross-site", "same-site", "none"):
            answer = person.call(
                "POST",
                "enter",
                json={"key": key_of(opened["link"])},
                headers={"Sec-Fetch-Site": site},
            )
            assert code(answer, 403) == "origin_not_allowed"
        person.http.cookies.set("inperson_check", key_of(opened["link"]))
        assert code(person.call("GET", "progress"), 401) == "check_visit_invalid"
        person.http.cookies.clear()
        entered = person.opens(opened["link"])
        cookie = entered.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert key_of(opened["link"]) not in cookie  # what the link's sender knows


@pytest.mark.parametrize(
    "return_to",
    [
        "https://shop.example/done/",
        "https://shop.example/done/x",
        "https://shop.example/DONE",
        "https://shop.example.evil.example/done",
        "https://shop.example:444/done",
        "https://shop.example@evil.example/done",
        "https://shop.example/done?next=https://evil.example",
        "https://shop.example/done#x",
        "https://shop.example/x/../done",
        "https://shop.example/%64one",
        "http://shop.example/done",
        "http://localhost:3001/done",
        "org.example.shop:/other",
        "org.example.other:/done",
        "com.example://x",
        "javascript:/alert(1)",
        "data:/text/html,x",
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_listed(api: Api, return_to: str) -> None:
    body = {"kind": "enroll", "subject_ref": "s", "link": {"return_to": return_to}}
    answer = shop(api).call("POST", "/v1/sessions", json=body)
    assert answer.json()["code"] in {"return_not_allowed", "request_invalid"}, answer.text
    assert answer.status_code in {403, 422}


def test_the_spelling_of_an_address_is_no_matter(api: Api) -> None:
    for spelt in ("HTTPS://SHOP.example:443/done", "Org.Example.Shop:/done", RETURNS[1]):
        body = {"kind": "liveness", "link": {"return_to": spelt}}
        assert shop(api).call("POST", "/v1/sessions", json=body).status_code == 201, spelt
    plain = api.by(TokenKind.DEVELOPER)
    body = {"kind": "liveness", "link": {"return_to": BACK}}
    assert code(plain.call("POST", "/v1/sessions", json=body), 403) == "return_not_allowed"


@pytest.mark.parametrize(
    "returns",
    [
        "https://shop.example/done?x=1",
        "http://shop.example/done",
        "https://user@shop.example/",
        "javascript:alert(1)",
        "myapp:/done",
        "org.example.shop://done",
        "org.example.shop:",
        "https://shop.example/a/../b",
        "https://shop.example//evil",
        "https://sh\u00f6p.example/",
        "ftp://shop.example/",
        "https://shop.example/" + "a" * 190,
        "",
    ],
)
def test_an_address_that_cannot_work_is_refused_when_it_is_set(returns: str) -> None:
    with pytest.raises(TokenLimitsInvalid):
        TokenLimits(returns=(returns,))


def test_real_people_are_sent_to_no_localhost(api: Api) -> None:
    limits = TokenLimits(returns=("http://localhost:3000/done",))
    issue = api.scene.tenants.issue_token
    assert issue(api.tenant, TokenKind.DEVELOPER, "", None, limits).token.limits == limits
    with pytest.raises(TokenLimitsInvalid):
        issue(api.tenant, TokenKind.PRODUCTION, "", None, limits)


def test_a_token_passes_on_no_address_that_it_lacks() -> None:
    mine = TokenLimits(returns=RETURNS)
    assert TokenLimits(returns=RETURNS[:1]).within(mine)
    assert not mine.within(TokenLimits())
    assert not TokenLimits(returns=("https://evil.example/",)).within(mine)


def test_a_back_end_that_forbids_a_hand_off_has_none(api: Api) -> None:
    opened = linked(shop(api), hand_off=False)
    with browser(api) as person:
        assert person.opens(opened["link"]).json()["hand_off"] is False
        assert code(person.post("hand-off"), 403) == "hand_off_refused"
    opened = linked(shop(api))
    with browser(api) as desk, browser(api) as phone:
        desk.opens(opened["link"])
        phone.opens(desk.post("hand-off").json()["url"])
        assert code(phone.post("hand-off"), 403) == "hand_off_refused"  # and on to a stranger


def test_a_capture_of_a_link_is_of_this_servers_page_alone(api: Api) -> None:
    opened = linked(shop(api))
    with browser(api) as person:
        person.opens(opened["link"])
        with wire(api.url, opened["id"], origin="https://shop.example") as camera:
            assert camera.hello(person.token())["code"] == "origin_not_allowed"


def test_a_revoked_token_ends_what_its_links_began(api: Api) -> None:
    mine = shop(api)
    opened = linked(mine)
    token = api.scene.tenants.authenticate(mine.token).token_id
    with browser(api) as person:
        person.opens(opened["link"])
        api.scene.tenants.revoke(TenantId(api.tenant), token)
        with line(api, opened) as camera:
            assert camera.hello(person.token())["code"] == "session_token_invalid"


def test_an_expired_link_opens_nothing_and_is_not_used_up(api: Api) -> None:
    opened = linked(shop(api))
    api.scene.clock.advance(600)
    with browser(api) as person:
        for _ in range(2):
            assert code(person.opens(opened["link"]), 409) == "session_expired"


def test_no_key_is_in_a_log_an_answer_or_a_store(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), browser(api) as person, browser(api) as phone:
        opened = linked(shop(api), state="opaque-word")
        link = key_of(opened["link"])
        person.opens(opened["link"])
        handed = key_of(person.post("hand-off").json()["url"])
        phone.opens(f"#{handed}")
        kept = [str(each.http.cookies.get("inperson_check")) for each in (person, phone)]
        answers = [person.opens(f"#{link}x").text, person.opens(f"#{link}").text]
        answers += [person.call("GET", "progress").text, phone.call("GET", "progress").text]
    stored = b"".join(each.read_bytes() for each in api.scene.folder.rglob("*") if each.is_file())
    ours = [each for each in caplog.records if not each.name.startswith("http")]  # not the client's
    logged = "".join(f"{each.getMessage()} {each.__dict__}" for each in ours)
    assert "/check/{tenant_id}/api/enter" in logged
    for secret in (link[27:], handed[27:], *(each[27:] for each in kept)):
        assert len(secret) == 26
        assert secret not in logged
        assert secret not in "".join(answers)
        assert secret.encode() not in stored
    assert b"opaque-word" not in stored
