"""A log in a list, which can be forked, and the requests that it sends to a witness."""

from dataclasses import dataclass, field, replace

from inperson.tlog import (
    Checkpoint,
    LeafRange,
    SignedCheckpoint,
    Submission,
    VerifierKey,
    complete,
    consistency_spans,
    fold,
    leaf_hash,
    node_hash,
    sign_checkpoint,
)
from tests.tlog.test_note import Signer

ORIGIN = "inperson/ten_a"


@dataclass(frozen=True)
class ListedLog:
    """Leaves in memory."""

    leaves: tuple[bytes, ...] = ()
    signer: Signer = field(default_factory=lambda: Signer(ORIGIN))
    erasures: int | None = None
    origin: str = ORIGIN

    @property
    def key(self) -> VerifierKey:
        return VerifierKey(self.signer.name, self.signer.public_key)

    def grown(self, count: int, word: bytes = b"leaf") -> "ListedLog":
        more = tuple(b"%s %d" % (word, len(self.leaves) + each) for each in range(count))
        return replace(self, leaves=self.leaves + more)

    def root(self, span: LeafRange) -> bytes:
        return fold([self._node(*node) for node in complete(span)])

    def _node(self, level: int, position: int) -> bytes:
        if level == 0:
            return leaf_hash(self.leaves[position])
        return node_hash(
            self._node(level - 1, 2 * position), self._node(level - 1, 2 * position + 1)
        )

    @property
    def note(self) -> str:
        size = len(self.leaves)
        root = self.root(LeafRange(0, size))
        state = Checkpoint(self.origin, size, root)
        if self.erasures is not None:
            state = Checkpoint.counting(self.origin, size, root, self.erasures)
        return sign_checkpoint(state, self.signer)

    @property
    def signed(self) -> SignedCheckpoint:
        return SignedCheckpoint.parse(self.note)

    def asks(self, old: int = 0) -> str:
        spans = consistency_spans(old, len(self.leaves))
        return Submission(old, tuple(self.root(each) for each in spans), self.signed).text()
