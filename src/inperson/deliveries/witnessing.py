"""The use cases about the witnesses of a tenant's audit log: set them, ask them, know who saw what.

What is asked is a signed checkpoint: the log's name, its size, its root and how many erasures it
has. Nothing of a subject is in it. What they saw is kept with the tenant's settings, which a
restore takes back with the rest: what it is held against is what they keep themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeGuard

from inperson.audit import Act
from inperson.core import InpersonError
from inperson.deliveries import schedule
from inperson.deliveries.errors import WitnessesMissing, WitnessQuorumUnmet, WitnessSilent
from inperson.deliveries.ports import Sender
from inperson.deliveries.quorum import Quorum
from inperson.deliveries.reach import Reachable
from inperson.deliveries.targets import admit
from inperson.deliveries.witnesses import ask_to_sign
from inperson.desks import Desk, GoverningDesk
from inperson.tenants import Transaction
from inperson.tlog import SignedCheckpoint, TrustedWitness, cosigned_at, gather

WITNESSES, SEEN = "witnesses", "witnessed"
"""The tenant's settings."""


@dataclass(frozen=True, slots=True)
class WitnessTurn:
    """When a witness is asked next."""

    next_at: datetime
    failures: int = 0
    trouble: str | None = None
    """The code of why it did not sign the last time."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What the witnesses of a log saw, as far as it is known here."""

    quorum: Quorum
    note: str | None = None
    """The last checkpoint that they were asked to sign, with the signatures so far."""
    met: str | None = None
    """The last one that enough of them signed."""
    turns: Mapping[str, WitnessTurn] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Return how many leaves enough of them saw."""
        return 0 if self.met is None else SignedCheckpoint.parse(self.met).checkpoint.size

    @property
    def met_at(self) -> datetime | None:
        """Return when enough of them had signed the last such checkpoint."""
        if self.met is None:
            return None
        signed = SignedCheckpoint.parse(self.met)
        times = [cosigned_at(signed, each.key) for each in self.quorum.witnesses]
        known = sorted((each for each in times if each is not None), reverse=True)
        enough = len(known) >= self.quorum.least
        return datetime.fromtimestamp(known[self.quorum.least - 1], UTC) if enough else None

    def age(self, now: datetime) -> timedelta:
        """Return how old that is; of a quorum that was never met, how long it was set ago."""
        return now - (self.met_at or self.quorum.set_at)

    def late(self, now: datetime) -> bool:
        """Tell whether enough of them should have signed by now, and did not."""
        return self.age(now) > self.quorum.late_after

    def failures(self, witness: TrustedWitness) -> int:
        """Return how often a witness failed since it last signed."""
        turn = self.turns.get(witness.name)
        return 0 if turn is None else turn.failures

    def content(self) -> dict[str, Any]:
        """Return what is stored of it, beside the quorum."""
        turns = {
            name: [each.next_at.isoformat(), each.failures, each.trouble]
            for name, each in self.turns.items()
        }
        return {"note": self.note, "met": self.met, "turns": turns}

    @classmethod
    def of(cls, quorum: Quorum, content: Mapping[str, Any] | None) -> "Sight":
        """Read what `content` returned."""
        kept = content or {}
        turns = {
            name: WitnessTurn(datetime.fromisoformat(at), failures, trouble)
            for name, (at, failures, trouble) in kept.get("turns", {}).items()
        }
        return cls(quorum, kept.get("note"), kept.get("met"), turns)


class LogWitnesses:
    """The witnesses of one tenant's audit log."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def sight(self) -> Sight | None:
        """Return who they are and what they saw; None if the tenant has none."""
        with self._desk.silo.read() as tx:
            return self._sight(tx)

    def existing(self) -> Sight:
        """Return the same.

        Raises:
            WitnessesMissing: if the tenant has none.

        """
        sight = self.sight()
        if sight is None:
            raise WitnessesMissing("The tenant's log has no witnesses.")
        return sight

    def _sight(self, tx: Transaction) -> Sight | None:
        quorum = Quorum.of(self._desk.setting(tx, WITNESSES))
        return None if quorum is None else Sight.of(quorum, self._desk.setting(tx, SEEN))


class Witnessing(LogWitnesses):
    """Sets a tenant's witnesses, and has them sign."""

    def __init__(self, desk: GoverningDesk) -> None:
        super().__init__(desk)
        self._governing = desk

    def set(
        self, named: Sequence[tuple[str, str, str | None]], least: int, hours: int = 24
    ) -> Sight:
        """Set the witnesses, or replace them: `quorum.Quorum.checked` says what is refused.

        Raises:
            OutboundClosed: if one has a URL, and this server sends nothing.
            AddressRefused: if nothing is sent to a URL.
            AuditUnavailable: if it cannot be recorded; then nothing changed.

        """
        desk = self._governing
        quorum = Quorum.checked(named, least, hours, desk.audit.log_key, desk.clock.now())
        for each in quorum.witnesses:
            if each.url is not None:
                desk.require_outbound()
                admit(each.url, Reachable(desk.facts.delivery_networks))
        self._replace(quorum.content())
        return Sight(quorum)

    def remove(self) -> None:
        """Have no witnesses any more.

        Raises:
            WitnessesMissing: if the tenant has none.
            AuditUnavailable: if it cannot be recorded; then nothing changed.

        """
        self.existing()
        self._replace({})

    def take(self, note: str) -> Sight:
        """Keep a checkpoint of this log that was carried to witnesses, and back.

        An older one than enough of them signed before changes nothing.

        Raises:
            CheckpointMalformed: if it is none.
            CheckpointUnknown: if it is not one of this log.
            WitnessQuorumUnmet: if too few of the witnesses signed it.
            WitnessesMissing: if the tenant has none.

        """
        sight = self.existing()
        self._governing.audit.consistency(note)
        found = replace(sight, note=note, met=note)
        if found.met_at is None:
            raise WitnessQuorumUnmet("Too few of the tenant's witnesses signed it.")
        if found.size < sight.size:
            return sight
        self._keep(found)
        return found

    def run_due(self, sender: Sender) -> int:
        """Ask the witnesses whose time has come to sign the log's present state.

        1. They are asked every so many hours, and after an erasure; who failed is left alone for a
           while that grows.
        2. If one is asked, all are that are not left alone: a quorum is of one checkpoint.
        3. What they signed is kept with the checkpoint, whether it is enough or not.

        Returns:
            How many signed.

        Raises:
            WitnessQuorumUnmet: if they were asked, and too few signed.

        """
        sight, desk = self.sight(), self._governing
        if sight is None or not desk.facts.outbound:
            return 0
        note, now = desk.audit.checkpoint(), desk.clock.now()
        asked = _asked(sight, note, now)
        if not asked:
            return 0
        answers, turns = [], dict(sight.turns)
        for each in asked:
            try:
                answers.append(self._answer(sender, each, note))
                turns[each.name] = WitnessTurn(now + timedelta(hours=sight.quorum.hours))
            except InpersonError as error:  # a witness that fails stops no other
                failures = sight.failures(each) + 1
                wait = schedule.pause(failures, desk.entropy)
                turns[each.name] = WitnessTurn(now + wait, failures, error.code)
        keys = [each.key for each in sight.quorum.witnesses]
        note = gather(sight.note if _same(sight.note, note) else note, answers, keys)
        found = replace(sight, note=note, turns=turns)
        met = replace(found, met=note)
        self._keep(found if met.met_at is None else met)
        if met.met_at is None:
            raise WitnessQuorumUnmet("Too few witnesses signed the last checkpoint.")
        return len(answers)

    def _answer(self, sender: Sender, witness: TrustedWitness, note: str) -> str:
        """Return a witness's signature of a checkpoint.

        Raises:
            AddressRefused: if nothing is sent to its address.
            CheckpointUnknown: if it has seen more of the log than there is.
            WitnessSilent: if it does not answer, or with a signature that is not its own.

        """
        old = partial(self._governing.audit.submission, checkpoint=note)
        answer = ask_to_sign(sender, witness.url or "", old)
        signed = SignedCheckpoint.parse(gather(note, [answer], [witness.key]))
        if cosigned_at(signed, witness.key) is None:
            raise WitnessSilent("The witness's signature is not its own.")
        return answer

    def _keep(self, sight: Sight) -> None:
        with self._governing.silo.begin() as tx:
            quorum = Quorum.of(self._governing.setting(tx, WITNESSES))
            if quorum == sight.quorum:  # they were not replaced while they were asked
                self._governing.keep_setting(tx, SEEN, sight.content())

    def _replace(self, content: Mapping[str, Any]) -> None:
        with self._governing.silo.begin() as tx:
            self._governing.keep_setting(tx, WITNESSES, content)
            self._governing.keep_setting(tx, SEEN, {})
            self._governing.note(Act.SETTINGS_CHANGED, purpose=WITNESSES)


def _asked(sight: Sight, note: str, now: datetime) -> Sequence[TrustedWitness]:
    """Return the witnesses that are asked now: nobody, unless the time of one has come."""
    far = now + timedelta(hours=sight.quorum.hours) + schedule.TOO_FAR  # a clock was ahead
    witnesses = [each for each in sight.quorum.witnesses if each.url]
    turns = {each.name: sight.turns.get(each.name) for each in witnesses}
    due = {name for name, turn in turns.items() if turn is None or not now < turn.next_at <= far}
    free = {name for name, turn in turns.items() if turn is None or not turn.failures}
    asked = due | free if due or _erasures(note) > _erasures(sight.note) else set()
    return [each for each in witnesses if each.name in asked]


def _erasures(note: str | None) -> int:
    return 0 if note is None else SignedCheckpoint.parse(note).checkpoint.erasures or 0


def _same(before: str | None, note: str) -> TypeGuard[str]:
    if before is None:
        return False
    return SignedCheckpoint.parse(before).checkpoint == SignedCheckpoint.parse(note).checkpoint
