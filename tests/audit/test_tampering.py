"""Whoever can write to the database changes the log: each change is found, and called by its name.

What such a person cannot do is to sign. So the last line is a checkpoint in other hands.
"""

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from inperson.audit import Act, AuditLog, Entry
from inperson.audit.model import write_body
from inperson.audit.verification import MOST_FINDINGS, Discrepancy, DiscrepancyCode
from inperson.store.connections import transaction
from inperson.tlog.merkle import Node, completions, leaf_hash
from inperson.tlog.note import Checkpoint, sign_checkpoint
from tests.audit.conftest import ORIGIN, START, Scene, tag

LEAF = DiscrepancyCode.LEAF_CHANGED
MISSING = DiscrepancyCode.LEAF_MISSING
NODE = DiscrepancyCode.NODE_CHANGED
AHEAD = DiscrepancyCode.CHECKPOINT_AHEAD
INCONSISTENT = DiscrepancyCode.CHECKPOINT_INCONSISTENT
FORGED = DiscrepancyCode.CHECKPOINT_FORGED

OTHER = write_body(START, Entry(Act.SUBJECT_ERASED, "tok_x", tag(0)))
_SET_BODY = f"UPDATE leaves SET body = X'{OTHER.hex()}'"
_SET_BOTH = f"{_SET_BODY}, hash = X'{leaf_hash(OTHER).hex()}', subject = X'{'00' * 32}'"


_SWAP = [
    f"UPDATE leaves SET number = {new} WHERE number = {old}"
    for old, new in ((4, 99), (6, 4), (99, 6))
]
_SWAP_BODIES = [
    "CREATE TABLE spare AS SELECT number, body FROM leaves",
    "UPDATE leaves SET body = (SELECT s.body FROM spare s WHERE s.number = 10 - leaves.number) "
    "WHERE number IN (4, 6)",
]

CHANGES: dict[str, tuple[list[str], list[tuple[DiscrepancyCode, str]]]] = {
    "a body": ([f"{_SET_BODY} WHERE number = 7"], [(LEAF, "leaf 7")]),
    "a body of text": (["UPDATE leaves SET body = 'x' WHERE number = 7"], [(LEAF, "leaf 7")]),
    "a leaf's hash": (
        ["UPDATE leaves SET hash = zeroblob(32) WHERE number = 7"],
        [(LEAF, "leaf 7"), (NODE, "node 1/3")],
    ),
    "a subject's tag": (["UPDATE leaves SET subject = NULL WHERE number = 7"], [(LEAF, "leaf 7")]),
    "a body and its hash": ([f"{_SET_BOTH} WHERE number = 7"], [(NODE, "node 1/3")]),
    "the last body and its hash": ([f"{_SET_BOTH} WHERE number = 12"], [(INCONSISTENT, "kept")]),
    "a node": (
        ["UPDATE nodes SET hash = zeroblob(32) WHERE level = 1 AND position = 3"],
        [(NODE, "node 1/3"), (NODE, "node 2/1")],
    ),
    "the top node": (
        ["UPDATE nodes SET hash = zeroblob(32) WHERE level = 3"],
        [(NODE, "node 3/0"), (INCONSISTENT, "kept")],
    ),
    "a node is gone": (["DELETE FROM nodes WHERE level = 3"], [(NODE, "node 3/0")]),
    "a leaf is gone": (["DELETE FROM leaves WHERE number = 7"], [(MISSING, "leaf 7")]),
    "leaves are gone": (
        ["DELETE FROM leaves WHERE number BETWEEN 3 AND 6 OR number = 0"],
        [(MISSING, "leaf 0"), (MISSING, "leaves 3 to 6")],
    ),
    "the last leaves are gone": (
        ["DELETE FROM leaves WHERE number >= 11"],
        [(MISSING, "leaves 11 to 12"), (INCONSISTENT, "kept")],
    ),
    "all leaves are gone": (
        ["DELETE FROM leaves"],
        [(MISSING, "leaves 0 to 12"), (INCONSISTENT, "kept")],
    ),
    "a leaf and what is above it are gone": (
        ["DELETE FROM leaves WHERE number = 7", "DELETE FROM nodes WHERE position * 2 < 8"],
        [(MISSING, "leaf 7"), (NODE, "node 1/0"), (NODE, "node 1/1"), (NODE, "node 1/2")],
    ),
    "two leaves swapped": (_SWAP, [(NODE, "node 1/2"), (NODE, "node 1/3")]),
    "two bodies swapped": (_SWAP_BODIES, [(LEAF, "leaf 4"), (LEAF, "leaf 6")]),
    "a size that went back": (
        ["UPDATE tree SET size = 9"],
        [(AHEAD, "kept"), (DiscrepancyCode.LEAF_BEYOND, "leaf 9")],
    ),
    "a size that is huge": (
        ["UPDATE tree SET size = 1000000000000000"],
        [(MISSING, "leaves 13 to 999999999999999")],
    ),
    "a leaf far away": (
        [
            "UPDATE tree SET size = 1000000000000000",
            "UPDATE leaves SET number = 999999999999999 WHERE number = 12",
        ],
        [(MISSING, "leaves 12 to 999999999999998"), (INCONSISTENT, "kept")],
    ),
    "cut off": (
        ["DELETE FROM leaves WHERE number >= 8", "UPDATE tree SET size = 8"],
        [(AHEAD, "kept")],
    ),
    "a checkpoint of nonsense": (["UPDATE tree SET checkpoint = 'x'"], [(FORGED, "kept")]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_found_and_called_by_its_name(scene: Scene, name: str) -> None:
    statements, expected = CHANGES[name]
    scene.fill(13)
    scene.log.checkpoint()
    assert scene.codes() == []
    scene.tamper(*statements)
    found = {(each.code, each.where) for each in scene.log.verify().findings}
    wanted = {(code, "kept checkpoint" if at == "kept" else at) for code, at in expected}
    assert wanted <= found
    if "gone" not in name:
        assert found == wanted


def rewrite(scene: Scene, bodies: list[bytes]) -> None:
    """Write the log anew from other leaves, every hash right, as the code itself would."""
    scene.tamper("DELETE FROM leaves", "DELETE FROM nodes", "UPDATE tree SET size = 0")
    stored: dict[Node, bytes] = {}
    statements = []
    for number, body in enumerate(bodies):
        own = leaf_hash(body)
        stored[Node(0, number)] = own
        statements.append(
            f"INSERT INTO leaves VALUES ({number}, X'{body.hex()}', X'{own.hex()}', "
            f"X'{subject_of(body)}')"
        )
        for node, hash_ in completions(number, own, stored.__getitem__):
            stored[node] = hash_
            statements.append(
                f"INSERT INTO nodes VALUES ({node.level}, {node.position}, X'{hash_.hex()}')"
            )
    scene.tamper(*statements, f"UPDATE tree SET size = {len(bodies)}")


def subject_of(body: bytes) -> str:
    return body.decode().partition('"subject":"')[2][:64]


@pytest.mark.parametrize("change", ["changed", "without", "swapped", "longer"])
def test_a_log_written_anew_contradicts_its_checkpoint(scene: Scene, change: str) -> None:
    scene.fill(13)
    scene.log.checkpoint()
    bodies = [each.body for each in scene.log.tail(13)]
    if change == "changed":
        bodies[3] = OTHER
    elif change == "without":
        del bodies[3]
    elif change == "swapped":
        bodies[3], bodies[4] = bodies[4], bodies[3]
    else:
        bodies.insert(3, OTHER)
    rewrite(scene, bodies)
    expected = "checkpoint_ahead" if change == "without" else "checkpoint_inconsistent"
    assert scene.codes() == [expected]


@pytest.mark.parametrize("with_checkpoint", [True, False])
def test_a_log_rolled_back_whole_is_found_by_a_checkpoint_in_other_hands(
    scene: Scene, with_checkpoint: bool
) -> None:
    scene.fill(8)
    scene.log.checkpoint()
    before = scene.store.checkpoint()
    scene.fill(5)
    exported = scene.log.checkpoint()  # an auditor has it
    kept = f"'{before}'" if with_checkpoint else "NULL"
    scene.tamper(
        "DELETE FROM leaves WHERE number >= 8",
        "DELETE FROM nodes WHERE (position + 1) << level > 8",
        f"UPDATE tree SET size = 8, checkpoint = {kept}, checkpoint_size = 8",
    )
    assert scene.codes() == []  # nothing in the store itself can tell
    assert scene.codes(exported) == ["checkpoint_ahead"]
    scene.fill(5)  # and life goes on; by then the sizes agree, and the roots do not
    scene.log.checkpoint()
    result = scene.log.verify([exported])
    assert result.findings == (Discrepancy(INCONSISTENT, "checkpoint 1"),)


def test_an_earlier_checkpoint_finds_a_log_written_anew_and_signed_anew(scene: Scene) -> None:
    """Even the operator, who has the key, cannot: the first checkpoint is in other hands."""
    scene.fill(13)
    exported = scene.log.checkpoint()
    bodies = [each.body for each in scene.log.tail(13)]
    bodies[3] = OTHER
    rewrite(scene, bodies)
    scene.tamper("UPDATE tree SET checkpoint = NULL, checkpoint_size = 0")
    scene.log.checkpoint()
    assert scene.codes() == []
    assert scene.codes(exported) == ["checkpoint_inconsistent"]


def test_a_checkpoint_that_another_key_signed_is_forged(
    scene: Scene, another: Callable[[], Scene]
) -> None:
    scene.fill(13)
    other = another()
    root = scene.log.verify().root
    assert root is not None
    forged = sign_checkpoint(Checkpoint(ORIGIN, 13, root), other.signer)
    elsewhere = AuditLog(other.store, "inperson/elsewhere", scene.signer, scene.clock).checkpoint()
    swapped = scene.log.checkpoint().replace("\n13\n", "\n12\n")
    assert scene.codes(forged, elsewhere, swapped, "nonsense") == ["checkpoint_forged"] * 4
    with scene.store.begin() as log:
        log.keep_checkpoint(forged)
    assert scene.log.verify().findings == (Discrepancy(FORGED, "kept checkpoint"),)


def test_the_findings_of_a_ruined_log_are_counted_and_not_all_kept(scene: Scene) -> None:
    scene.fill(MOST_FINDINGS + 5)
    scene.tamper("UPDATE leaves SET body = X'00'")
    result = scene.log.verify()
    assert len(result.findings) == MOST_FINDINGS
    assert result.found == MOST_FINDINGS + 5


def test_progress_is_told(scene: Scene) -> None:
    scene.fill(3)
    told: list[tuple[int, int]] = []
    scene.log.verify(progress=lambda done, total: told.append((done, total)))
    assert told == [(3, 3)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE leaves SET body = X'00' WHERE number = 1",
        "DELETE FROM leaves WHERE number = 2",
        "INSERT OR REPLACE INTO leaves VALUES (1, X'00', X'00', NULL)",
        "UPDATE nodes SET hash = X'00'",
        "DELETE FROM nodes",
        "INSERT OR REPLACE INTO nodes VALUES (1, 0, X'00')",
        "DELETE FROM tree",
        "UPDATE tree SET size = 1",
        "INSERT INTO tree VALUES (2, 0, NULL, 0)",
    ],
)
def test_the_database_itself_refuses_to_change_a_log(scene: Scene, statement: str) -> None:
    scene.fill(3)
    engine = scene.database.engine("audit_server")
    with pytest.raises(DatabaseError), engine.begin() as connection:
        connection.execute(text(statement))
    assert scene.codes() == []


def test_somebody_elses_transaction_does_not_hold_the_log_for_ever(scene: Scene) -> None:
    """A reader's transaction is over when its page is read, so appends go on meanwhile."""
    scene.fill(3)
    leaves = scene.store.leaves(0)
    next(leaves)
    scene.fill(1)
    with transaction(scene.database.engine("audit_server")):
        pass
    assert [each.number for each in leaves] == [1, 2]
