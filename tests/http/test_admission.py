"""One tenant, person or address takes its share of a server, and leaves the others theirs."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx
import pytest

from inperson.http import create_app
from inperson.http.admission import Seats, Shares
from inperson.http.errors import ServerBusy, TooManyRequests
from inperson.http.limits import DoorLimits, Limit
from inperson.http.traffic import Sample
from inperson.sessions import TenantSessions
from inperson.tenants import TokenKind
from tests.http.conftest import MAX_BODY, Api, code
from tests.http.test_intake import Sender
from tests.serving import client


def test_each_may_hold_as_much_as_is_still_free() -> None:
    shares = Shares(Limit.CONNECTIONS, 12)
    held = dict.fromkeys("abc", 0)
    for who in held:
        while shares.fits(who):
            shares.take(who)
            held[who] += 1
        with pytest.raises(TooManyRequests):
            shares.take(who)
    assert held == {"a": 6, "b": 3, "c": 2}
    shares.take("d")
    with pytest.raises(ServerBusy):
        shares.take("e")
    shares.give("a", 6)
    shares.take("e", 3)


def test_what_was_refused_is_counted() -> None:
    told: list[Limit] = []
    with pytest.raises(ServerBusy):
        Shares(Limit.BODIES, 5, refused=told.append).take("a", 6)
    assert told == [Limit.BODIES]


def test_who_waits_is_seated_one_of_each_in_turn_and_who_left_is_not() -> None:
    seated: list[str] = []

    async def work(seats: Seats, who: str, leave: asyncio.Event) -> None:
        async with seats.seat(who):
            seated.append(who)
            await leave.wait()

    async def run() -> None:
        seats, first, rest = Seats(2, 2, patience_s=60), asyncio.Event(), asyncio.Event()
        rest.set()
        holders = [asyncio.create_task(work(seats, who, first)) for who in ("a", "z")]
        await asyncio.sleep(0)
        waiting = [asyncio.create_task(work(seats, who, rest)) for who in ("a", "a", "b", "c")]
        await asyncio.sleep(0)
        waiting[3].cancel()
        first.set()
        await asyncio.gather(*holders, *waiting, return_exceptions=True)
        assert seats.fits("anybody")

    asyncio.run(run())
    assert seated[:2] == ["a", "z"]
    assert seated[2:] == ["a", "b", "a"]


def test_nobody_has_more_seats_than_each_may_however_many_are_free() -> None:
    async def run() -> None:
        seats = Seats(32, 2, patience_s=0.01)
        async with seats.seat("a"), seats.seat("a"):
            with pytest.raises(TooManyRequests):
                async with seats.seat("a"):
                    pass
            async with seats.seat("b"), seats.seat("b"), seats.seat("c"):
                pass

    asyncio.run(run())


def test_nobody_waits_for_ever_or_in_an_endless_queue() -> None:
    async def run() -> None:
        seats = Seats(1, 1, patience_s=0.01)
        async with seats.seat("a"):
            for who, refusal in (("a", TooManyRequests), ("b", ServerBusy)):
                with pytest.raises(refusal):
                    async with seats.seat(who):
                        pass
        endless = Seats(1, 1, patience_s=60)
        async with endless.seat("a"):
            waiting = [asyncio.ensure_future(endless.seat("a").__aenter__()) for _ in range(8)]
            await asyncio.sleep(0)
            with pytest.raises(TooManyRequests):
                async with endless.seat("a"):
                    pass
            for each in waiting:
                each.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
        assert endless.fits("a")

    asyncio.run(run())


def test_a_tenant_that_floods_leaves_another_one_room(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = api.by(TokenKind.DEVELOPER, api.scene.add_tenant("two"))
    mine, theirs = api.create().json()["id"], other.create().json()["id"]
    plain, go_on = TenantSessions.get, threading.Event()

    def get(self: TenantSessions, session_id: Any) -> Any:
        if session_id == mine:
            go_on.wait()
        return plain(self, session_id)

    monkeypatch.setattr(TenantSessions, "get", get)
    headers = {"Authorization": f"Bearer {api.token}"}

    def ask() -> httpx.Response:
        with client(api.url) as http:
            return http.get(f"/v1/sessions/{mine}", headers=headers)

    with ThreadPoolExecutor(60) as pool:  # more than the server has threads
        flood = [pool.submit(ask) for _ in range(60)]
        try:
            for _ in range(3):
                assert other.call("GET", f"/v1/sessions/{theirs}").status_code == 200
            assert api.http.get("/healthz").status_code == 200
        finally:
            go_on.set()
        assert {each.result().status_code for each in flood} <= {200, 429}


def test_a_tenants_uploads_leave_memory_for_another_tenants(api: Api) -> None:
    scene = api.scene
    app = create_app(scene.services, max_body_bytes=MAX_BODY, limits=DoorLimits(uploads=2))
    other = api.by(TokenKind.DEVELOPER, scene.add_tenant("two"))

    async def run() -> tuple[Sender, Sender, Sender]:
        half, second, theirs = (Sender(b"--x", length=MAX_BODY) for _ in range(3))
        tasks = [
            asyncio.create_task(each.over(app, *upload(who)))
            for each, who in ((half, api), (second, api), (theirs, other))
        ]
        while not (theirs.asked > 1 and (second.answer or half.answer)):
            await asyncio.sleep(0.01)
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return half, second, theirs

    half, second, theirs = asyncio.run(run())
    assert sorted((half.answer.get("status", 0), second.answer.get("status", 0))) == [0, 429]
    assert not theirs.answer


def upload(who: Api) -> tuple[str, str, dict[str, str]]:
    headers = {
        "content-type": "multipart/form-data; boundary=x",
        "authorization": f"Bearer {who.token}",
    }
    session = who.create().json()["id"]  # of any other session no body is read
    return "POST", f"/v1/sessions/{session}/samples", headers


def test_a_refusal_says_when_to_come_again(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Seats, who: str) -> None:
        raise TooManyRequests("Wait.")

    monkeypatch.setattr(Seats, "seat", full)
    answer = api.create()
    assert code(answer, 429) == "too_many_requests"
    assert answer.headers["retry-after"]


def test_so_many_refusals_have_a_line_and_the_next_one_counts_the_others() -> None:
    now = [0.0]
    sample = Sample(2, lambda: now[0])
    assert [sample.left_out() for _ in range(5)] == [0, 0, None, None, None]
    now[0] = 1.0
    assert [sample.left_out() for _ in range(2)] == [3, 0]


def test_strangers_do_not_fill_the_log(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "inperson")
    for _ in range(200):
        assert api.http.get("/v1/usage").status_code == 401
    lines = [each for each in caplog.records if each.message == "request"]
    seconds = {int(each.created) for each in lines}
    assert len(lines) <= 10 * (len(seconds) + 1)


@pytest.mark.parametrize("url", ["https://face.example", "http://127.0.0.1:8018"])
def test_browsers_are_told_to_come_by_https_alone_where_they_do(api: Api, url: str) -> None:
    services = replace(api.scene.services, public_url=url)
    app = create_app(services, max_body_bytes=MAX_BODY)
    sender = Sender(b"")
    sender.to(app, "GET", "/healthz")
    told = sender.headers.get("strict-transport-security")
    assert told == ("max-age=63072000; includeSubDomains" if url.startswith("https") else None)
