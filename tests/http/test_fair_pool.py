"""Who has had little of the threads is next, whoever else waits."""

import asyncio
import threading
from collections import Counter
from contextlib import suppress

from inperson.http.fair_pool import FairPool


def test_one_with_many_captures_does_not_keep_another_waiting() -> None:
    order: list[str] = []

    async def run() -> None:
        pool, go_on = FairPool(1), threading.Event()
        held = asyncio.create_task(pool.run("greedy", go_on.wait))
        await asyncio.sleep(0)
        many = [asyncio.create_task(pool.run("greedy", order.append, "greedy")) for _ in range(50)]
        await asyncio.sleep(0)
        few = [asyncio.create_task(pool.run("quiet", order.append, "quiet")) for _ in range(2)]
        await asyncio.sleep(0)
        go_on.set()
        await asyncio.gather(held, *many, *few)

    asyncio.run(run())
    assert order.index("quiet") == 0
    assert Counter(order) == {"greedy": 50, "quiet": 2}


def test_who_comes_late_has_saved_nothing_up() -> None:
    async def run() -> None:
        pool, now, later = FairPool(1), threading.Event(), threading.Event()
        first = asyncio.create_task(pool.run("long", now.wait))
        second = asyncio.create_task(pool.run("long", later.wait))
        await asyncio.sleep(0)
        pool._kept_s["long"] = 1000.0
        now.set()
        await first
        while pool._served_s < 1000:
            await asyncio.sleep(0)
        third = asyncio.create_task(pool.run("late", later.wait))
        await asyncio.sleep(0)
        assert pool._kept_s["late"] >= 1000
        later.set()
        await asyncio.gather(second, third)
        while pool._kept_s:  # forgotten once nobody is there
            await asyncio.sleep(0)

    asyncio.run(run())


def test_who_stops_waiting_takes_no_thread_and_who_works_is_not_stopped() -> None:
    done: list[str] = []

    async def run() -> None:
        pool, go_on = FairPool(1), threading.Event()
        works = asyncio.create_task(pool.run("a", lambda: (go_on.wait(), done.append("a"))))
        await asyncio.sleep(0)
        waits = asyncio.create_task(pool.run("b", done.append, "b"))
        await asyncio.sleep(0)
        for each in (works, waits):
            each.cancel()
            with suppress(asyncio.CancelledError):
                await each
        go_on.set()
        await pool.run("c", done.append, "c")

    asyncio.run(run())
    assert done == ["a", "c"]
