"""A tenant's setting `witnesses`: who sees its audit log grow, and how many of them are enough."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from inperson.deliveries.errors import (
    QuorumImpossible,
    WitnessKeyInvalid,
    WitnessOwnKey,
    WitnessRepeated,
)
from inperson.tlog import (
    CheckpointMalformed,
    KeyUse,
    TrustedWitness,
    VerifierKey,
    WitnessTrust,
)

LATE = timedelta(hours=26)
"""Beyond its hours a server may have been off for a day."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_GROUP = "_quorum"
"""No name of a witness begins like it."""
MOST_WITNESSES = 16
MOST_HOURS = 24 * 14


@dataclass(frozen=True, slots=True)
class Quorum:
    """Some witnesses, and how many of them have to sign a checkpoint."""

    witnesses: tuple[TrustedWitness, ...]
    least: int
    hours: int
    """So often they are asked at least; also after each erasure."""
    set_at: datetime

    @property
    def late_after(self) -> timedelta:
        """Return how old the last checkpoint may become that enough of them signed."""
        return timedelta(hours=self.hours) + LATE

    def trust_text(self, log_key: VerifierKey) -> str:
        """Return the trust file of whoever relies on these witnesses for a log."""
        lines = [f"log {log_key.text()}"]
        for each in self.witnesses:
            url = "" if each.url is None else f" {each.url}"
            lines.append(f"witness {each.name} {each.key.text()}{url}")
        names = " ".join(each.name for each in self.witnesses)
        return "\n".join([*lines, f"group {_GROUP} {self.least} {names}", f"quorum {_GROUP}", ""])

    def trust(self, log_key: VerifierKey) -> WitnessTrust:
        """Return the same, read."""
        return WitnessTrust.parse(self.trust_text(log_key))

    def content(self) -> dict[str, Any]:
        """Return what is stored of it."""
        return {
            "witnesses": [[each.name, each.key.text(), each.url] for each in self.witnesses],
            "least": self.least,
            "hours": self.hours,
            "set_at": self.set_at.isoformat(),
        }

    @classmethod
    def of(cls, content: Mapping[str, Any] | None) -> "Quorum | None":
        """Read what `content` returned; an empty setting is none."""
        if not content:
            return None
        witnesses = tuple(
            TrustedWitness(name, VerifierKey.parse(key, KeyUse.WITNESS), url)
            for name, key, url in content["witnesses"]
        )
        at = datetime.fromisoformat(content["set_at"])
        return cls(witnesses, content["least"], content["hours"], at)

    @classmethod
    def checked(
        cls,
        named: Sequence[tuple[str, str, str | None]],
        least: int,
        hours: int,
        log_key: VerifierKey,
        now: datetime,
    ) -> Self:
        """Return a quorum that can be met.

        Args:
            named: of each witness its name here, its verifier key, and its URL if it is asked.
            least: how many of them have to sign.
            hours: how often they are asked at least, 1 to 336.
            log_key: of the log, which is no witness of itself.
            now: when it is set.

        Raises:
            WitnessKeyInvalid: if a key is none of a witness, or a name of another form.
            WitnessRepeated: if a name or a key is there twice.
            WitnessOwnKey: if a key is the log's own.
            QuorumImpossible: if there are not that many, or hours are out of their range.

        """
        witnesses = tuple(_witness(*each) for each in named)
        keys = [each.key.public_key for each in witnesses]
        names = [each.name for each in witnesses]
        if len(set(keys)) < len(keys) or len(set(names)) < len(names):
            raise WitnessRepeated("A witness is named once, with a key of its own.")
        if log_key.public_key in keys:
            raise WitnessOwnKey("The log's own key is no witness of it.")
        if not 1 <= least <= len(witnesses) <= MOST_WITNESSES or not 1 <= hours <= MOST_HOURS:
            raise QuorumImpossible(f"One to all of {MOST_WITNESSES} at most, in 336 hours.")
        return cls(witnesses, least, hours, now)


def _witness(name: str, key: str, url: str | None) -> TrustedWitness:
    if _NAME.fullmatch(name) is None or name == "none":
        raise WitnessKeyInvalid("A witness's name is 1 to 64 letters, digits, dots and dashes.")
    try:
        return TrustedWitness(name, VerifierKey.parse(key, KeyUse.WITNESS), url)
    except CheckpointMalformed as error:
        raise WitnessKeyInvalid(f"{name}: {error}") from error
