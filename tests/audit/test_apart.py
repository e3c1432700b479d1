"""Leaves are judged in a worker as they are here, whatever stands in the database."""

from collections.abc import Generator, Iterator
from dataclasses import replace

import pytest

from inperson.audit import Act, Entry, StoredLeaf, Verification, judge_apart
from inperson.audit.model import write_body
from inperson.audit.verification import is_whole
from inperson.tlog import leaf_hash
from inperson.workers import Workers, WorkersBusy
from tests.audit.conftest import START, Scene, tag


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    made = Workers(1)
    yield made
    made.close()


def leaf(number: int, subject: bytes | None) -> StoredLeaf:
    body = write_body(START, Entry(Act.SUBJECT_ERASED, "tok_x", subject))
    return StoredLeaf(number, body, leaf_hash(body), subject)


WHOLE = (leaf(0, tag(0)), leaf(1, None), leaf(2**40, tag(1)))
BROKEN = (
    replace(WHOLE[0], hash=bytes(32)),
    replace(WHOLE[0], hash=b""),
    replace(WHOLE[0], subject=None),
    replace(WHOLE[0], subject=b""),
    replace(WHOLE[1], subject=b""),
    replace(WHOLE[0], body=b""),
    replace(WHOLE[0], body=WHOLE[0].body + b" "),
    replace(WHOLE[0], body=b"[" * 100_000),
    replace(WHOLE[0], body=b"\xff" * 9),
    replace(WHOLE[0], body="text"),  # type: ignore[arg-type]
    replace(WHOLE[0], subject="text"),  # type: ignore[arg-type]
)


def test_a_worker_judges_leaves_as_they_are_judged_here(workers: Workers) -> None:
    leaves = [each for pair in zip(BROKEN, WHOLE * 4, strict=False) for each in pair]
    judged = judge_apart(leaves, workers, owner="one")
    assert judged == [each in WHOLE for each in leaves]
    apart = [each for each in leaves if isinstance(each.body, bytes) and each != BROKEN[-1]]
    assert [is_whole(each) for each in apart] == judge_apart(apart, workers, owner="one")
    assert judge_apart([], workers, owner="one") == []


def test_a_log_is_walked_with_a_worker(scene: Scene, workers: Workers) -> None:
    scene.fill(13)
    scene.tamper("UPDATE leaves SET body = 'x' WHERE number = 7")
    walk = scene.log.walk(lambda leaves: judge_apart(leaves, workers, owner="one"))
    assert ended(walk) == scene.log.verify()
    assert scene.log.verify().found == 1


def ended(walk: Generator[object, None, Verification]) -> Verification:
    while True:
        try:
            next(walk)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def test_who_has_no_worker_is_told_nothing(scene: Scene) -> None:
    scene.fill(3)
    gone = Workers(1)
    walk = scene.log.walk(lambda leaves: judge_apart(leaves, gone, owner="one"))
    gone.close()
    with pytest.raises(WorkersBusy):
        next(walk)
