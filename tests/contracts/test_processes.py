"""The contract of `sessions.processes.Processes`, as the directory keeps it."""

from datetime import timedelta

from sqlalchemy import text, update

from inperson.core import ProcessId, SystemEntropy
from inperson.core.ids import is_id, new_process_id
from inperson.store import SqlProcesses, Stores
from inperson.store.processes import LEASE
from inperson.store.tables import processes


def join(stores: Stores) -> SqlProcesses:
    me = new_process_id(SystemEntropy())
    assert is_id(me, "prc")
    return stores.processes(me)


def age(stores: Stores, process: SqlProcesses, by: timedelta) -> None:
    mine = processes.c.id == process.me
    with stores.databases[0].engine("directory").begin() as connection:
        if connection.dialect.name == "postgresql":
            past = text("clock_timestamp() - make_interval(secs => :s)").bindparams(
                s=by.total_seconds()
            )
            connection.execute(update(processes).where(mine).values(seen_at=past))
        else:
            row = connection.execute(processes.select().where(mine)).one()
            connection.execute(update(processes).where(mine).values(seen_at=row.seen_at - by))


def test_a_process_is_there_while_it_says_so(stores: Stores) -> None:
    one, two = join(stores), join(stores)
    assert two.gone(one.me)  # it has not said so yet
    one.beat()
    two.beat()
    assert not two.gone(one.me)
    assert not one.gone(two.me)
    age(stores, one, LEASE - timedelta(seconds=4))
    assert not two.gone(one.me)
    age(stores, one, LEASE)
    assert two.gone(one.me)
    one.beat()  # it only slept
    assert not two.gone(one.me)


def test_a_process_that_leaves_is_gone_at_once(stores: Stores) -> None:
    one, two = join(stores), join(stores)
    one.beat()
    one.leave()
    assert two.gone(one.me)
    one.leave()
    assert two.gone(ProcessId("prc_nobody"))


def test_processes_that_were_killed_long_ago_are_forgotten(stores: Stores) -> None:
    one, two = join(stores), join(stores)
    one.beat()
    age(stores, one, timedelta(days=2))
    two.beat()
    with stores.databases[0].engine("directory").begin() as connection:
        assert [row.id for row in connection.execute(processes.select())] == [two.me]
