"""The tree, against the vectors of RFC 6962's reference code and against pymerkle."""

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from inperson.tlog.merkle import (
    EMPTY_ROOT,
    LeafRange,
    Node,
    Reader,
    complete,
    completions,
    consistency_spans,
    fold,
    inclusion_spans,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)

MOST = 200
# the leaves and roots that the tests of google/certificate-transparency use
LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def build(bodies: list[bytes]) -> tuple[Reader, dict[Node, bytes]]:
    stored: dict[Node, bytes] = {}
    for number, body in enumerate(bodies):
        stored |= completions(number, leaf_hash(body), stored.__getitem__)
        stored[Node(0, number)] = leaf_hash(body)
    return stored.__getitem__, stored


def span_hash(read: Reader, span: LeafRange) -> bytes:
    return fold([read(node) for node in complete(span)])


def body(number: int) -> bytes:
    return b"leaf %d" % number


READ, STORED = build([body(number) for number in range(MOST)])
ROOT = [span_hash(READ, LeafRange(0, size)) for size in range(MOST + 1)]


def inclusion(index: int, size: int) -> list[bytes]:
    return [span_hash(READ, span) for span in inclusion_spans(index, size)]


def consistency(old: int, new: int) -> list[bytes]:
    return [span_hash(READ, span) for span in consistency_spans(old, new)]


def test_roots_are_those_of_the_reference_code() -> None:
    read, _ = build([bytes.fromhex(each) for each in LEAVES])
    roots = [span_hash(read, LeafRange(0, size)).hex() for size in range(9)]
    assert roots == ROOTS
    assert EMPTY_ROOT.hex() == ROOTS[0]


def test_an_append_completes_one_node_above_the_leaves_on_average() -> None:
    assert len(STORED) - MOST <= MOST
    assert Node(7, 0) in STORED
    assert Node(7, 1) not in STORED


def test_a_span_is_made_of_few_complete_nodes() -> None:
    assert complete(LeafRange(0, 0)) == []
    assert complete(LeafRange(0, 7)) == [Node(2, 0), Node(1, 2), Node(0, 6)]
    assert complete(LeafRange(5, 16)) == [Node(0, 5), Node(1, 3), Node(3, 1)]
    assert len(complete(LeafRange(0, 2**62 - 1))) == 62


def test_every_root_and_inclusion_proof_is_pymerkles_and_holds() -> None:
    oracle = InmemoryTree()
    for size in range(1, MOST + 1):
        oracle.append_entry(body(size - 1))
        assert oracle.get_root() == ROOT[size]
        for index in range(size):
            path = inclusion(index, size)
            assert verify_inclusion(leaf_hash(body(index)), index, size, path, ROOT[size])
            assert oracle.prove_inclusion(index + 1, size).path[1:] == path


def subproof(old: int, start: int, stop: int, known: bool) -> list[bytes]:
    """Read RFC 6962, section 2.1.2, aloud. pymerkle's own proofs of growth have another form."""
    if old == stop - start:
        return [] if known else [root_over(start, stop)]
    half = 1
    while half * 2 < stop - start:
        half *= 2
    if old <= half:
        left = subproof(old, start, start + half, known)
        return [*left, root_over(start + half, stop)]
    right = subproof(old - half, start + half, stop, False)
    return [*right, root_over(start, start + half)]


@cache
def root_over(start: int, stop: int) -> bytes:
    if stop - start == 1:
        return leaf_hash(body(start))
    half = 1
    while half * 2 < stop - start:
        half *= 2
    return node_hash(root_over(start, start + half), root_over(start + half, stop))


def test_every_consistency_proof_is_the_specifications_and_holds() -> None:
    for size in range(1, MOST + 1):
        for old in range(size + 1):
            path = consistency(old, size)
            assert verify_consistency(old, size, ROOT[old], ROOT[size], path)
            assert path == (subproof(old, 0, size, True) if old else [])


sizes = st.integers(1, MOST)
hashes = st.lists(st.binary(min_size=32, max_size=32), max_size=10)
Change = Callable[[list[bytes]], list[bytes]]
changes: dict[str, Change] = {
    "longer": lambda path: [*path, bytes(32)],
    "shorter": lambda path: path[:-1],
    "headless": lambda path: path[1:],
    "changed": lambda path: [*path[:-1], bytes(32)],
    "cut": lambda path: [*path[:-1], path[-1][:31]],
    "doubled": lambda path: [*path, path[-1]],
    "swapped": lambda path: [path[-1], *path[:-1]],
}


@pytest.mark.parametrize("change", changes)
@given(data=st.data(), size=sizes)
def test_a_changed_proof_does_not_hold(change: str, data: st.DataObject, size: int) -> None:
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    path, grown = inclusion(index, size), consistency(old, size)
    if path and changes[change](path) != path:
        changed = changes[change](path)
        assert not verify_inclusion(leaf_hash(body(index)), index, size, changed, ROOT[size])
    if grown and changes[change](grown) != grown:
        changed = changes[change](grown)
        assert not verify_consistency(old, size, ROOT[old], ROOT[size], changed)


@given(data=st.data(), size=sizes)
def test_a_proof_holds_for_its_leaf_place_and_size_only(data: st.DataObject, size: int) -> None:
    index, other = (data.draw(st.integers(0, size - 1)) for _ in "ab")
    path, leaf = inclusion(index, size), leaf_hash(body(index))
    if other != index:
        assert not verify_inclusion(leaf, other, size, path, ROOT[size])
        assert not verify_inclusion(leaf_hash(body(other)), index, size, path, ROOT[size])
    assert not verify_inclusion(leaf, index, size, path, ROOT[size - 1])
    grown = consistency(other, size)
    if other != index:
        assert not verify_consistency(other, size, ROOT[index], ROOT[size], grown)


@given(
    st.binary(max_size=40),
    st.integers(-5, 2**70),
    st.integers(-5, 2**70),
    hashes | st.lists(st.binary(max_size=40), max_size=5),
    st.binary(max_size=40) | st.sampled_from(ROOT),
)
def test_nonsense_is_false_and_no_error(
    leaf: bytes, index: int, size: int, path: list[bytes], root: bytes
) -> None:
    assert not verify_inclusion(leaf, index, size, path, root)
    # all but the claims that are true of every log: it grew from nothing, it is what it is
    said = verify_consistency(index, size, leaf, root, path)
    assert not said or (not path and (index == 0 or leaf == root))


def test_every_tree_grows_from_the_empty_one_and_only_from_that() -> None:
    assert verify_consistency(0, 7, EMPTY_ROOT, ROOT[7], [])
    assert not verify_consistency(0, 7, ROOT[7], ROOT[7], [])
    assert not verify_consistency(0, 7, EMPTY_ROOT, ROOT[7], [bytes(32)])
    assert not verify_consistency(0, 0, EMPTY_ROOT, ROOT[7], [])
    assert not verify_consistency(7, 7, ROOT[7], ROOT[8], [])
    assert not verify_consistency(8, 7, ROOT[8], ROOT[7], [])


def test_a_node_is_no_leaf() -> None:
    """The second preimage that the two prefixes are for."""
    left, right = leaf_hash(body(0)), leaf_hash(body(1))
    assert node_hash(left, right) != leaf_hash(left + right)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(IndexError):
        inclusion_spans(index, size)


@pytest.mark.parametrize(("old", "new"), [(6, 5), (-1, 5)])
def test_there_is_no_proof_of_growth_backwards(old: int, new: int) -> None:
    with pytest.raises(IndexError):
        consistency_spans(old, new)
