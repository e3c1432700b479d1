"""Whether what stands before PostgreSQL keeps a transaction whole, tried by what it does.

A pooler may give each transaction another connection: nothing here outlives one, neither a setting,
a role, a lock, a temporary table nor a prepared statement. What it must not do is to give each
statement another, or fewer connections at once than a process opens: one that waits for a leaf of
the audit log holds a transaction on a silo meanwhile, and enough of these wait for each other.
"""

import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from threading import Barrier, BrokenBarrierError

from sqlalchemy import Connection, Engine, text

from inperson.core import StoreUnavailable
from inperson.store.connections import transaction
from inperson.store.databases import Database
from inperson.store.held import SETTING
from inperson.store.postgresql import CONNECTIONS, PostgresSchemas

_OFTEN = 8
"""More than a driver takes to prepare a statement that comes again: five times."""
_KEPT = text("SELECT pg_backend_pid(), current_setting(:setting, true)")
_LOCK = text("SELECT pg_advisory_xact_lock(:first, :second)")
_FREE = text("SELECT pg_try_advisory_xact_lock(:first, :second)")


def try_pooler(databases: Sequence[Database], patience_s: float = 30) -> int:
    """Have as many transactions at once as one process may, and see that each is kept whole.

    Args:
        databases: of a server; those that are files are left out.
        patience_s: how long one waits for the others.

    Returns:
        How many it had.

    Raises:
        StoreUnavailable: if there were fewer, or a transaction was not kept whole.

    """
    engines = [each.plain() for each in databases if isinstance(each, PostgresSchemas)]
    for engine in engines:
        _try_locks(engine)
    return _try_number([each for each in engines for _ in range(CONNECTIONS)], patience_s)


def _try_locks(engine: Engine) -> None:
    """See that a lock, and what is said, are held as long as the transaction."""
    said = secrets.token_hex(8)
    ours = {"first": secrets.randbits(31), "second": secrets.randbits(31)}
    with transaction(engine) as one:
        one.exec_driver_sql(f"SET LOCAL {SETTING} TO '{said}'")
        one.execute(_LOCK, ours)
        with transaction(engine) as other:
            taken = other.execute(_FREE, ours).scalar_one() is False
            apart = _kept(other)[1] != said
        held = _kept(one)[1] == said
    with transaction(engine) as after:
        ended = after.execute(_FREE, ours).scalar_one() is True and _kept(after)[1] != said
    if not (taken and apart and held and ended):
        raise StoreUnavailable("A setting or a lock does not last as long as its transaction.")


def _try_number(engines: Sequence[Engine], patience_s: float) -> int:
    if not engines:
        return 0
    all_there = Barrier(len(engines))
    with ThreadPoolExecutor(len(engines)) as threads:
        had = list(threads.map(_held, engines, repeat(all_there), repeat(patience_s)))
    if (count := sum(had)) < len(engines):
        raise StoreUnavailable(f"Of {len(engines)} transactions at once {count} were given.")
    return count


def _held(engine: Engine, all_there: Barrier, patience_s: float) -> bool:
    """Hold a transaction until all are there; tell whether it was given before one gave up."""
    try:
        with transaction(engine) as connection:
            pids = {_kept(connection)[0] for _ in range(_OFTEN)}
            if all_there.broken:
                return False
            try:
                all_there.wait(patience_s)
            except BrokenBarrierError:
                return True
            pids.add(_kept(connection)[0])
    except StoreUnavailable:
        all_there.abort()  # the others need not wait for it
        return False
    if len(pids) > 1:
        raise StoreUnavailable("A transaction goes from one connection to another.")
    return True


def _kept(connection: Connection) -> tuple[int, str | None]:
    pid, said = connection.execute(_KEPT, {"setting": SETTING}).one()
    return int(pid), said
