"""Whom somebody trusts: logs, witnesses, and how many of these must have seen a checkpoint.

The file is https://c2sp.org/tlog-policy::

    log inperson/ten_aaaaaaaaaaaaaaaaaaaaaaaaaa+4f5be1a6+AQOh...
    witness chamber witness.chamber.example+f0af063f+BAOh... https://witness.chamber.example
    witness union witness.union.example+63a1b2c4+BFoz... https://witness.union.example
    group seen 1 chamber union
    quorum seen
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from inperson.tlog.cosignatures import cosigned_at
from inperson.tlog.errors import CheckpointMalformed, TrustMalformed
from inperson.tlog.keys import KeyUse, VerifierKey
from inperson.tlog.note import SignedCheckpoint

NONE = "none"
_MOST = 64
"""Logs, witnesses and groups, each."""
_LONGEST = 65_536
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_COUNT = re.compile(r"[1-9][0-9]{0,3}")


@dataclass(frozen=True, slots=True)
class TrustedWitness:
    """A witness of a policy."""

    name: str
    """Within the policy; its key has its own."""
    key: VerifierKey
    url: str | None
    """Before `/add-checkpoint`."""


@dataclass(frozen=True, slots=True)
class _Group:
    least: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WitnessTrust:
    """Which logs count, and which witnesses must have signed a checkpoint of theirs."""

    logs: tuple[VerifierKey, ...]
    """The name of each key is its log's origin."""
    witnesses: tuple[TrustedWitness, ...]
    groups: Mapping[str, _Group]
    quorum: str

    def log_of(self, origin: str) -> tuple[VerifierKey, ...]:
        """Return the keys of a log; there is more than one after a change of keys."""
        return tuple(each for each in self.logs if each.name == origin)

    def seen(self, signed: SignedCheckpoint) -> dict[str, int]:
        """Return which witnesses signed a checkpoint, and when, in seconds since 1970."""
        times = {each.name: cosigned_at(signed, each.key) for each in self.witnesses}
        return {name: at_s for name, at_s in times.items() if at_s is not None}

    def met(self, names: Collection[str], quorum: str | None = None) -> bool:
        """Tell whether these witnesses are enough."""
        wanted = self.quorum if quorum is None else quorum
        group = self.groups.get(wanted)
        if group is None:
            return wanted == NONE or wanted in names
        return sum(self.met(names, each) for each in group.members) >= group.least

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a policy.

        Raises:
            TrustMalformed: if a line is none that the format knows, names what no line
                before it defined, or repeats a key; or unless it has exactly one quorum.

        """
        if len(text) > _LONGEST or _CONTROL.search(text):
            raise TrustMalformed("The text is too long for a policy, or no text.")
        reader = _Reader()
        for number, line in enumerate(text.split("\n"), 1):
            words = [each for each in re.split(r"[ \t]+", line) if each]
            if words and not words[0].startswith("#"):
                try:
                    reader.take(words[0], words[1:])
                except (TrustMalformed, CheckpointMalformed) as error:
                    raise TrustMalformed(f"Line {number}: {error}") from error
        if reader.quorum is None:
            raise TrustMalformed("A policy has one line that names its quorum.")
        logs, witnesses = tuple(reader.logs), tuple(reader.witnesses.values())
        return cls(logs, witnesses, reader.groups, reader.quorum)


class _Reader:
    """Takes in a policy line by line."""

    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, TrustedWitness] = {}
        self.groups: dict[str, _Group] = {}
        self.quorum: str | None = None
        self._keys: set[bytes] = set()
        self._grouped: set[str] = set()

    def take(self, what: str, rest: Sequence[str]) -> None:
        """Take in one line, which is not empty."""
        if what == "log" and 1 <= len(rest) <= 2 and len(self.logs) < _MOST:
            self.logs.append(self._key(VerifierKey.parse(rest[0], KeyUse.LOG)))
        elif what == "witness" and 2 <= len(rest) <= 3 and len(self.witnesses) < _MOST:
            name = self._new(rest[0])
            key = self._key(VerifierKey.parse(rest[1], KeyUse.WITNESS))
            self.witnesses[name] = TrustedWitness(name, key, rest[2] if len(rest) > 2 else None)
        elif what == "group" and len(rest) >= 3 and len(self.groups) < _MOST:
            name = self._new(rest[0])
            self.groups[name] = self._group(rest[1], rest[2:])
        elif what == "quorum" and len(rest) == 1 and self.quorum is None:
            if rest[0] != NONE:
                self._known(rest[0])
            self.quorum = rest[0]
        else:
            raise TrustMalformed("this is no line of a policy, or one too many.")

    def _key(self, key: VerifierKey) -> VerifierKey:
        if key.public_key in self._keys:  # of a log too: it is no witness of itself
            raise TrustMalformed("this key is in the policy already.")
        self._keys.add(key.public_key)
        return key

    def _new(self, name: str) -> str:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise TrustMalformed("this name is taken.")
        return name

    def _known(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise TrustMalformed("it names what no line before it defines.")

    def _group(self, count: str, members: Sequence[str]) -> _Group:
        for each in members:
            self._known(each)
            if each in self._grouped:
                raise TrustMalformed("a member is in one group, once.")
            self._grouped.add(each)
        least = {"all": len(members), "any": 1}.get(count)
        if least is None:
            least = int(count) if _COUNT.fullmatch(count) else 0
        if not 1 <= least <= len(members):
            raise TrustMalformed("a group wants one to all of its members.")
        return _Group(least, tuple(members))
