"""The Merkle tree of RFC 6962, section 2.1, as pure functions over SHA-256.

A *node* is named by its level and its position there: it is the root over the leaves from
`position << level` to before `(position + 1) << level`. Only complete nodes are ever stored, for
they never change; the ragged right edge of a tree is folded from them anew each time. So an append
adds one node above the leaves on average, and a proof needs a number of nodes that grows with the
logarithm of the size::

    spans = inclusion_spans(index, size)
    proof = [fold([stored[node] for node in complete(span)]) for span in spans]
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

HASH_LENGTH = 32
MOST_LEAVES = 2**63 - 1
EMPTY_ROOT = hashlib.sha256(b"").digest()


class Node(NamedTuple):
    """The name of a complete subtree."""

    level: int
    position: int


class LeafRange(NamedTuple):
    """The leaves from `start` to before `stop`, as RFC 6962 divides a tree."""

    start: int
    stop: int


Reader = Callable[[Node], bytes]
"""Gives the hash of a complete node, 32 bytes."""


def leaf_hash(body: bytes) -> bytes:
    """Return the hash of a leaf: SHA-256(00 || body)."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash over two subtrees: SHA-256(01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def completed_by(node: Node) -> list[Node]:
    """Return the nodes that become complete once `node` is there and all before it."""
    made = []
    while node.position % 2 == 1:
        node = Node(node.level + 1, node.position // 2)
        made.append(node)
    return made


def completions(number: int, leaf: bytes, read: Reader) -> list[tuple[Node, bytes]]:
    """Return the nodes that a new leaf completes, with their hashes, from the lowest up.

    Args:
        number: of the leaf.
        leaf: its hash.
        read: gives the nodes that were there before.

    """
    made, hash_ = [], leaf
    for node in completed_by(Node(0, number)):
        hash_ = node_hash(read(Node(node.level - 1, node.position * 2)), hash_)
        made.append((node, hash_))
    return made


def complete(span: LeafRange) -> list[Node]:
    """Return the complete nodes that make up a span, from left to right."""
    nodes, start = [], span.start
    while start < span.stop:
        level = (span.stop - start).bit_length() - 1
        if start:  # the largest subtree that may begin here
            level = min(level, (start & -start).bit_length() - 1)
        nodes.append(Node(level, start >> level))
        start += 1 << level
    return nodes


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over complete nodes of falling levels, from left to right."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


def inclusion_spans(index: int, size: int) -> list[LeafRange]:
    """Return whose roots prove that leaf `index` is in the tree of `size`: PATH, section 2.1.1.

    Raises:
        IndexError: if there is no such leaf.

    """
    if not 0 <= index < size:
        raise IndexError
    spans, inside = [], LeafRange(0, size)
    while inside.stop - inside.start > 1:
        left, right = _halves(inside)
        inside, beside = (left, right) if index < right.start else (right, left)
        spans.append(beside)
    return spans[::-1]


def consistency_spans(old: int, new: int) -> list[LeafRange]:
    """Return whose roots prove that the tree of `old` grew into that of `new`: PROOF, 2.1.2.

    Raises:
        IndexError: unless 0 <= `old` <= `new`.

    """
    if not 0 <= old <= new:
        raise IndexError
    if old in {0, new}:
        return []  # every tree grows from the empty one, and a tree is itself
    spans, inside = [], LeafRange(0, new)
    while inside.stop != old:
        left, right = _halves(inside)
        inside, beside = (left, right) if old <= right.start else (right, left)
        spans.append(beside)
    if inside.start:
        spans.append(inside)  # otherwise it is the old root, which the verifier has
    return spans[::-1]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Tell whether a leaf's hash is at `index` of the tree of `size` with this root.

    False for whatever is malformed: an index or size out of range, a proof too short or too long,
    a hash that is not one. RFC 9162, section 2.1.3.2.
    """
    if not (0 <= index < size <= MOST_LEAVES and _are_hashes(leaf, root, *proof)):
        return False
    hash_, at, last, rest = leaf, index, size - 1, iter(proof)
    while last:
        # a last node without a right sibling has no hash at this level in the proof
        if at % 2 or at < last:
            beside = next(rest, None)
            if beside is None:
                return False
            hash_ = node_hash(beside, hash_) if at % 2 else node_hash(hash_, beside)
        at, last = at // 2, last // 2
    return next(rest, None) is None and hmac.compare_digest(hash_, root)


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Tell whether the tree of `new` begins with all leaves of that of `old`.

    False for whatever is malformed. RFC 9162, section 2.1.4.2.
    """
    if not (0 <= old <= new <= MOST_LEAVES and _are_hashes(old_root, new_root, *proof)):
        return False
    if old == 0:
        return not proof and old_root == EMPTY_ROOT and (new > 0 or new_root == EMPTY_ROOT)
    if old == new:
        return not proof and hmac.compare_digest(old_root, new_root)
    at, last = old - 1, new - 1
    while at % 2:
        at, last = at // 2, last // 2
    rest: Iterator[bytes] = iter(proof)
    # where the old tree is itself a complete node, the proof leaves its root out
    first = next(rest, None) if at else old_root
    if first is None:
        return False
    was = now = first
    while last:
        if at % 2 or at < last:
            beside = next(rest, None)
            if beside is None:
                return False
            if at % 2:
                was, now = node_hash(beside, was), node_hash(beside, now)
            else:
                now = node_hash(now, beside)
        at, last = at // 2, last // 2
    known = hmac.compare_digest(was, old_root) and hmac.compare_digest(now, new_root)
    return next(rest, None) is None and known


def _halves(span: LeafRange) -> tuple[LeafRange, LeafRange]:
    """Divide at the largest power of two that is smaller than the span's width."""
    middle = span.start + (1 << ((span.stop - span.start - 1).bit_length() - 1))
    return LeafRange(span.start, middle), LeafRange(middle, span.stop)


def _are_hashes(*values: bytes) -> bool:
    return all(isinstance(each, bytes) and len(each) == HASH_LENGTH for each in values)
