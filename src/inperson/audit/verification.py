"""Verifying a whole log: everything is computed anew from the leaves, and nothing else believed.

1. Each leaf is in its canonical form, and its hash and its tag are those of its body.
2. Each stored node is the hash over the two below it.
3. No number is missing, and none lies beyond the end.
4. Each checkpoint, the one that is kept and those that others held, is signed by the log's key
   and is a state that this log went through.

Whoever can write to the database can forge 1 to 3 and roll the kept checkpoint back. What they
cannot do is to sign, so a checkpoint that somebody else holds finds them: hand checkpoints out.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from inperson.audit.errors import LeafMalformed
from inperson.audit.model import ERASURE, Leaf
from inperson.audit.ports import LogStore, StoredLeaf
from inperson.tlog import (
    Checkpoint,
    CheckpointMalformed,
    LeafRange,
    Node,
    SignedCheckpoint,
    VerifierKey,
    complete,
    completed_by,
    fold,
    leaf_hash,
    node_hash,
)

MOST_FINDINGS = 1000
_PAGE = 1000

Step = tuple[int, int]
"""How many leaves are done, and how many there are."""
Progress = Callable[[int, int], None]
"""Is called with both."""
Judge = Callable[[Sequence[StoredLeaf]], Sequence[bool]]
"""Tells of each leaf whether it is whole (`is_whole`), here or in a process of its own."""


class DiscrepancyCode(StrEnum):
    """What is wrong with a log."""

    LEAF_CHANGED = "leaf_changed"
    """A leaf is not what its hash was made from, or no leaf at all."""
    LEAF_MISSING = "leaf_missing"
    """Leaves below the log's size are not there."""
    LEAF_BEYOND = "leaf_beyond"
    """Leaves lie beyond the log's size: the size was set back."""
    NODE_CHANGED = "node_changed"
    """A node is missing, or not the hash over the two below it: it or they were changed."""
    CHECKPOINT_AHEAD = "checkpoint_ahead"
    """A signed checkpoint is of a larger log: this one was cut off, or restored from before."""
    CHECKPOINT_INCONSISTENT = "checkpoint_inconsistent"
    """A signed checkpoint has another root: the log was written anew."""
    CHECKPOINT_ERASURES = "checkpoint_erasures"
    """A signed checkpoint counts other erasures than the log had by then."""
    CHECKPOINT_FORGED = "checkpoint_forged"
    """A checkpoint is malformed, of another log, or not signed by the log's key."""


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing that is wrong, and where."""

    code: DiscrepancyCode
    where: str
    """`leaf 7`, `leaves 7 to 9`, `node 2/5` (level and position), `kept checkpoint`, or
    `checkpoint 1`, the first that was passed in."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of verifying a log. It is sound if nothing was found."""

    size: int
    root: bytes | None
    """Over all leaves, 32 bytes; None where it cannot be computed."""
    findings: tuple[Discrepancy, ...]
    """The first thousand."""
    found: int
    """How many there were."""


def is_whole(stored: StoredLeaf) -> bool:
    """Tell whether a leaf is in its canonical form, and its hash and tag are its body's."""
    try:
        leaf = Leaf.parse(stored.number, stored.body)
    except LeafMalformed:
        return False
    return leaf_hash(stored.body) == stored.hash and leaf.entry.subject == stored.subject


def _judge_here(leaves: Sequence[StoredLeaf]) -> Sequence[bool]:
    return [is_whole(each) for each in leaves]


def verify_log(
    store: LogStore,
    origin: str,
    key: VerifierKey,
    known: Sequence[str] = (),
    progress: Progress | None = None,
) -> Verification:
    """Verify a log, as `walk_log` does, to its end.

    Args:
        store: the log.
        origin: its name, which its checkpoints carry.
        key: what its checkpoints are signed with.
        known: texts of earlier checkpoints that were kept elsewhere.
        progress: is told how far it is.

    Raises:
        StoreUnavailable: if the log cannot be read.

    """
    walk = walk_log(store, origin, key, known)
    while True:
        try:
            done, size = next(walk)
        except StopIteration as end:
            result: Verification = end.value
            return result
        if progress is not None:
            progress(done, size)


def walk_log(
    store: LogStore,
    origin: str,
    key: VerifierKey,
    known: Sequence[str] = (),
    judge: Judge = _judge_here,
) -> Generator[Step, None, Verification]:
    """Verify a log a page at a time, for who may leave before its end.

    Memory does not grow with the log, which may be written to at the same time. Takes and raises
    what `verify_log` does, and what `judge` raises.

    Yields:
        How far it is.

    Returns:
        What came of it.

    """
    findings = _Findings()
    kept = store.checkpoint()  # before the size: by then the log is at least that large
    texts = [] if kept is None else [("kept checkpoint", kept)]
    texts += [(f"checkpoint {number}", text) for number, text in enumerate(known, 1)]
    size = store.size()
    states = [
        (where, state)
        for where, text in texts
        if (state := _state(where, text, origin, key, size, findings)) is not None
    ]
    walk = _Walk(store, findings, judge)
    walk.wanted.update(complete(LeafRange(0, size)))
    for _, state in states:
        walk.wanted.update(complete(LeafRange(0, state.size)))
        walk.erased[state.size] = 0
    for page in _pages(store.leaves(0, size)):
        walk.take(page)
        yield walk.next, size
    walk.skip_to(size)
    beyond = next(iter(store.leaves(size)), None)
    if beyond is not None and beyond.number >= store.size():
        findings.add(DiscrepancyCode.LEAF_BEYOND, f"leaf {beyond.number}")
    for where, state in states:
        if walk.root(state.size) != state.root:
            findings.add(DiscrepancyCode.CHECKPOINT_INCONSISTENT, where)
        elif walk.whole and state.erasures not in {None, walk.erased[state.size]}:
            findings.add(DiscrepancyCode.CHECKPOINT_ERASURES, where)
    return Verification(size, walk.root(size), tuple(findings.first), findings.count)


@dataclass(slots=True)
class _Findings:
    first: list[Discrepancy] = field(default_factory=list)
    count: int = 0

    def add(self, code: DiscrepancyCode, where: str) -> None:
        self.count += 1
        if len(self.first) < MOST_FINDINGS:
            self.first.append(Discrepancy(code, where))


class _Walk:
    """Builds the tree from left to right, and compares every node that it completes.

    It goes on with the *stored* hash of what it found to be wrong: so one changed leaf is one
    finding, and not also one for each node above it. Where leaves are missing it goes on from the
    stored nodes over them, whatever the width of the gap.
    """

    def __init__(self, store: LogStore, findings: _Findings, judge: Judge) -> None:
        self._store = store
        self._judge = judge
        self._findings = findings
        self._edge: list[bytes | None] = []
        self._roots: dict[Node, bytes | None] = {}
        self.wanted: set[Node] = set()
        self.erased: dict[int, int] = {}
        """How many erasures there are below a size, as far as the leaves are `whole`."""
        self.whole = True
        self.next = 0

    def take(self, leaves: Sequence[StoredLeaf]) -> None:
        """Go on over leaves that are there, and the gaps between them."""
        steps: list[tuple[Node, bytes | None]] = []
        for leaf, whole in zip(leaves, self._judge(leaves), strict=True):
            steps += self._gap(leaf.number)
            steps.append((Node(0, leaf.number), leaf.hash))
            if not whole:
                self.whole = False
                self._findings.add(DiscrepancyCode.LEAF_CHANGED, f"leaf {leaf.number}")
            self.next = leaf.number + 1
            if leaf.body.startswith(ERASURE):
                for size in self.erased:
                    self.erased[size] += leaf.number < size
        self._step(steps)

    def skip_to(self, size: int) -> None:
        """Go on to the end of the log, where its last leaves are missing."""
        self._step(self._gap(size))

    def root(self, size: int) -> bytes | None:
        """Return the root over the first `size` leaves, which were among the wanted."""
        hashes = [self._roots.get(node) for node in complete(LeafRange(0, size))]
        known = [each for each in hashes if each is not None]
        return fold(known) if len(known) == len(hashes) else None

    def _gap(self, stop: int) -> list[tuple[Node, bytes | None]]:
        if stop <= self.next:
            return []
        self.whole = False
        last = stop - 1
        where = f"leaf {last}" if last == self.next else f"leaves {self.next} to {last}"
        self._findings.add(DiscrepancyCode.LEAF_MISSING, where)
        steps: list[tuple[Node, bytes | None]]
        steps = [(node, None) for node in complete(LeafRange(self.next, stop))]
        self.next = stop
        return steps

    def _step(self, steps: Sequence[tuple[Node, bytes | None]]) -> None:
        asked = [node for node, hash_ in steps if hash_ is None]
        asked += [above for node, _ in steps for above in completed_by(node)]
        stored = self._store.nodes(asked)
        for node, hash_ in steps:
            here = stored.get(node) if hash_ is None else hash_
            self._note(node, here)
            for above in completed_by(node):
                here = self._join(above, self._edge.pop(), here, stored.get(above))
            self._edge.append(here)

    def _join(
        self, node: Node, left: bytes | None, right: bytes | None, stored: bytes | None
    ) -> bytes | None:
        computed = None if left is None or right is None else node_hash(left, right)
        if computed is not None and computed != stored:
            self.whole = False
            self._findings.add(DiscrepancyCode.NODE_CHANGED, f"node {node.level}/{node.position}")
        here = computed if stored is None else stored
        self._note(node, here)
        return here

    def _note(self, node: Node, hash_: bytes | None) -> None:
        if node in self.wanted:
            self._roots[node] = hash_


def _state(
    where: str, text: str, origin: str, key: VerifierKey, size: int, findings: _Findings
) -> Checkpoint | None:
    """Return a checkpoint that is to be compared with the log."""
    try:
        signed = SignedCheckpoint.parse(text)
    except CheckpointMalformed:
        findings.add(DiscrepancyCode.CHECKPOINT_FORGED, where)
        return None
    if signed.checkpoint.origin != origin or not signed.signed_by(key):
        findings.add(DiscrepancyCode.CHECKPOINT_FORGED, where)
        return None
    if signed.checkpoint.size > size:
        findings.add(DiscrepancyCode.CHECKPOINT_AHEAD, where)
        return None
    return signed.checkpoint


def _pages(leaves: Iterator[StoredLeaf]) -> Iterator[list[StoredLeaf]]:
    while page := list(islice(leaves, _PAGE)):
        yield page
