"""Nobody asks faster than its address, token and tenant may, and everybody passes one gate."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from inperson.http import create_app
from inperson.http.errors import RateLimited
from inperson.http.limits import QUIET, UNITS, DoorLimits, Limit, Pace, RateLimits
from inperson.http.pages import add_demo
from inperson.http.rates import Rate, Rates
from inperson.http.server import _ROUTES
from inperson.tenants import Tenants, TokenKind
from tests.http.conftest import MAX_BODY, Api, code, serve
from tests.http.test_admission import upload
from tests.http.test_intake import Sender, filled
from tests.scene import open_scene

FAST = 10_000.0
READ = "/v1/sessions/ses_x"


@contextmanager
def limited(folder: Path, address_hz: float = FAST, tenant_hz: float = FAST) -> Iterator[Api]:
    """Serve the API with other rates, and no time that goes by for them."""
    scene = open_scene(folder)
    limits, refused = RateLimits(address_hz, tenant_hz), scene.services.metrics.ran_out
    rates = Rates(limits, refused, clock=lambda: 0.0)
    with serve(replace(scene, services=replace(scene.services, rates=rates))) as made:
        yield made


def test_units_come_again_with_time_and_a_refusal_says_when() -> None:
    now, told = [0.0], list[Limit]()
    rate = Rate(Limit.ADDRESS_RATE, Pace(hz=2, burst_s=3), told.append, lambda: now[0])
    for _ in range(6):
        rate.take("a")
    with pytest.raises(RateLimited) as refusal:
        rate.take("a", 4)
    assert refusal.value.retry_after_s == 2
    assert told == [Limit.ADDRESS_RATE]
    rate.take("b")
    now[0] = 2.0
    rate.take("a", 4)
    rate.give("a", 2)
    rate.take("a", 2)
    with pytest.raises(RateLimited):
        rate.take("a")
    now[0] = 1000.0
    rate.take("a", 10_000)  # more than there ever are: a full bucket will do
    with pytest.raises(RateLimited):
        rate.take("a")


def test_one_token_leaves_half_to_the_others_of_its_tenant_and_kind() -> None:
    rates = Rates(RateLimits(address_hz=8, tenant_hz=16), clock=lambda: 0.0)
    for one in ("first", "second"):
        for _ in range(24):
            rates.known("192.0.2.1", one, "production of a", 1)
        with pytest.raises(RateLimited):
            rates.known("192.0.2.1", one, "production of a", 1)
    with pytest.raises(RateLimited):
        rates.known("192.0.2.1", "third", "production of a", 1)
    rates.known("192.0.2.1", "fourth", "developer of a", 1)


def test_so_many_strangers_are_remembered_and_no_more() -> None:
    rate = Rate(Limit.ADDRESS_RATE, Pace(hz=1, burst_s=1), clock=lambda: 0.0)
    for number in range(rate.MOST + 100):
        rate.take(str(number))
    assert len(rate._full_s) == rate.MOST
    with pytest.raises(RateLimited):
        rate.take(str(rate.MOST + 99))


def test_what_is_dear_is_the_path_of_a_route() -> None:
    assert set(UNITS) <= {route.path for route in _ROUTES if isinstance(route, APIRoute)}


def test_an_address_is_refused_before_a_store_is_asked_who_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, plain = [0], Tenants.authenticate

    def authenticate(self: Tenants, text: str) -> object:
        asked[0] += 1
        return plain(self, text)

    with limited(tmp_path, address_hz=2) as api:
        wrong = {"Authorization": f"Bearer {api.scene.token(api.tenant).secret[:-1]}x"}
        monkeypatch.setattr(Tenants, "authenticate", authenticate)
        answers = [api.http.get(READ, headers=wrong) for _ in range(22)]
        answers = [each for each in answers if each.status_code == 429]
        assert code(answers[-1], 429) == "rate_limited"
        assert int(answers[-1].headers["retry-after"]) >= 1
        assert (asked[0], len(answers)) == (20, 2)
        assert code(api.http.get("/nowhere"), 429) == "rate_limited"
        assert api.http.get("/healthz").status_code == 200
        assert b'limit="address_rate"} 3' in api.scene.services.metrics.registry.text()


def test_who_shows_a_good_token_is_not_held_to_its_addresss_rate(tmp_path: Path) -> None:
    with limited(tmp_path, address_hz=2) as api:
        assert {api.call("GET", READ).status_code for _ in range(50)} == {404}


def test_a_token_over_its_rate_leaves_other_tenants_and_kinds_alone(tmp_path: Path) -> None:
    with limited(tmp_path, tenant_hz=32) as api:
        mine, other = api.by(TokenKind.PRODUCTION), api.scene.add_tenant("two")
        theirs = api.by(TokenKind.DEVELOPER, other)
        refused = [api.call("GET", READ) for _ in range(49)][-1]
        assert code(refused, 429) == "rate_limited"
        assert mine.call("GET", READ).status_code == 404
        assert theirs.call("GET", READ).status_code == 404


def test_a_dear_request_leaves_less_for_others(tmp_path: Path) -> None:
    with limited(tmp_path, address_hz=2) as api:
        path = f"/privacy/{api.tenant}/api/enter"
        own = {"Sec-Fetch-Site": "same-origin"}
        first = api.http.post(path, json={"code": "7K2MN-0QX4D"}, headers=own)
        assert code(first, 403) == "centre_entry_refused"
        second = api.http.post(path, json={"code": "7K2MN-0QX4D"}, headers=own)
        assert code(second, 429) == "rate_limited"


def test_a_capture_is_refused_before_the_upgrade(tmp_path: Path) -> None:
    with limited(tmp_path, address_hz=2) as api:
        address = f"{api.url.replace('http', 'ws', 1)}/v1/sessions/ses_x/capture"
        told = []
        for _ in range(21):
            with pytest.raises(InvalidStatus) as refused:
                connect(address, subprotocols=["inperson.capture.v2"]).close()  # type: ignore[list-item]
            told.append(refused.value.response.status_code)
        assert told == [401] * 20 + [429]


def test_who_is_to_come_later_is_kept_waiting_and_nobody_else_is(tmp_path: Path) -> None:
    with limited(tmp_path, address_hz=2) as api:
        limits = DoorLimits(pause_s=3600)
        app = create_app(api.scene.services, max_body_bytes=MAX_BODY, limits=limits)

        async def run() -> None:
            asking = [Sender(b"") for _ in range(21)]
            tasks = [asyncio.create_task(each.over(app, "GET", "/nowhere", {})) for each in asking]
            while not any(each.done() for each in tasks):
                await asyncio.sleep(0.01)
            quiet = Sender(b"")
            await quiet.over(app, "GET", "/healthz", {})
            assert quiet.answer["status"] == 200
            for each in tasks:
                each.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            assert {each.answer.get("status") for each in asking} == {404, None}

        asyncio.run(run())


def test_no_route_looks_a_caller_up_without_a_seat(api: Api) -> None:
    limits = DoorLimits(at_once=1, patience_s=0.01)
    app = create_app(api.scene.services, max_body_bytes=MAX_BODY, limits=limits)
    add_demo(app, api.token)
    app.state.seats.take("somebody else")
    routes = [each for each in app.routes if isinstance(each, APIRoute) and each.path not in QUIET]
    assert {"/demo", "/demo/api/me"} <= {each.path for each in routes}
    for route in routes:
        for method in route.methods - {"HEAD"}:
            refusal = Sender(b"{}").to(app, method, filled(api.scene, route.path))
            assert refusal == "server_busy", route.path


def test_who_sends_images_slowly_holds_no_seat(api: Api) -> None:
    limits = DoorLimits(at_once=1, patience_s=0.01)
    app = create_app(api.scene.services, max_body_bytes=MAX_BODY, limits=limits)
    bearer = {"authorization": f"Bearer {api.token}"}

    async def run() -> None:
        slow, other = Sender(b"--x", length=MAX_BODY), Sender(b"")
        sending = asyncio.create_task(slow.over(app, *upload(api)))
        while slow.asked < 2:
            await asyncio.sleep(0.01)
        await other.over(app, "GET", READ, bearer)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        assert other.answer["status"] == 404

    asyncio.run(run())
