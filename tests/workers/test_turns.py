"""Who waits is let in by turns: one owner's queue is not everybody's."""

import threading
import time
from contextlib import ExitStack

import pytest

from inperson.workers import Budget, WorkersBusy
from inperson.workers.turns import Turns


def test_who_waits_is_let_in_one_owner_after_the_other() -> None:
    turns, came = Turns(places=1, waiting=8, patience_s=120), list[str]()

    def wait(owner: str) -> None:
        with turns.turn(owner):
            came.append(owner)

    threads = []
    with turns.turn("first"):
        for waiting, owner in enumerate(("one", "one", "one", "two", "three", "two"), start=1):
            threads.append(threading.Thread(target=wait, args=(owner,)))
            threads[-1].start()
            while turns.waiting < waiting:
                time.sleep(0.001)
    for each in threads:
        each.join()
    assert came == ["one", "two", "three", "one", "two", "one"]
    assert (turns.running, turns.waiting, turns.refused) == (0, 0, 0)


def test_who_waited_for_too_long_is_refused_and_leaves_no_trace() -> None:
    turns = Turns(places=1, waiting=8, patience_s=0)
    with turns.turn("one"), pytest.raises(WorkersBusy), turns.turn("two"):
        pass
    assert (turns.running, turns.waiting, turns.refused) == (0, 0, 1)
    with turns.turn("two"):
        assert turns.running == 1


def test_a_budget_is_bounded_in_all_and_for_one_owner() -> None:
    budget = Budget(total=3, each=2)
    with ExitStack() as held:
        held.enter_context(budget.hold("one", 2))
        with pytest.raises(WorkersBusy), budget.hold("one", 1):
            pass
        held.enter_context(budget.hold("two", 1))
        with pytest.raises(WorkersBusy), budget.hold("three", 1):
            pass
    with budget.hold("one", 2), budget.hold("three", 1):
        pass
