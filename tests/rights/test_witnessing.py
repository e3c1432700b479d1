"""A tenant's log is signed by its witnesses without anybody asking; who is down is left alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from inperson.audit import Act
from inperson.core import InpersonError, ManualClock
from inperson.deliveries import Failure, Outgoing, Sight, TargetAnswer, Witnessing
from inperson.deliveries.errors import (
    AddressRefused,
    QuorumImpossible,
    WitnessKeyInvalid,
    WitnessOwnKey,
    WitnessQuorumUnmet,
    WitnessRepeated,
)
from inperson.deliveries.quorum import LATE
from inperson.desks import GoverningDesk
from inperson.tenants import of_server
from inperson.tlog import KeyUse, VerifierKey
from inperson.witness import LogWitness, SizeConflict, WitnessFolder, WitnessRefusal
from tests.scene import Scene, open_scene
from tests.tlog.test_note import Signer

FIRST, SECOND = "first.example", "second.example"
HOUR_S = 3600.0


@dataclass
class Line:
    """Witnesses behind a wire that counts, and on which some are down."""

    witnesses: dict[str, LogWitness]
    down: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)

    def send(self, message: Outgoing) -> TargetAnswer | Failure:
        host = message.address.host
        self.said.append(host)
        if host in self.down:
            return Failure.UNREACHABLE
        try:
            line = self.witnesses[host].add_checkpoint((message.body or b"").decode())
        except SizeConflict as conflict:
            return TargetAnswer(409, f"{conflict.size}\n".encode())
        except WitnessRefusal:
            return TargetAnswer(422, b"")
        return TargetAnswer(200, line.encode())

    def asked(self) -> set[str]:
        found, self.said = set(self.said), []
        return found


@dataclass
class Watched:
    desk: GoverningDesk
    mine: Witnessing
    line: Line
    clock: ManualClock

    def named(self) -> list[tuple[str, str, str | None]]:
        return [
            (name, each.key.text(), f"https://{name}") for name, each in self.line.witnesses.items()
        ]

    def sight(self) -> Sight:
        return self.mine.existing()


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    scene: Scene = open_scene(tmp_path)
    desk = scene.services.desks.of(of_server(scene.add_tenant("one"), "tester"))
    made = {}
    for name in (FIRST, SECOND):
        folder = WitnessFolder(tmp_path / name)
        folder.trust(desk.audit.log_key)
        made[name] = LogWitness(Signer(name), folder, scene.clock)
    yield Watched(desk, Witnessing(desk), Line(made), scene.clock)
    scene.stores.close()


def test_what_cannot_be_met_is_refused_where_it_is_set(watched: Watched) -> None:
    (_, key, url), other = watched.named()
    own = VerifierKey("w", watched.desk.audit.log_key.public_key, KeyUse.WITNESS).text()
    cases: list[tuple[list[tuple[str, str, str | None]], int, int, type[InpersonError]]] = [
        ([("a", "none", url)], 1, 24, WitnessKeyInvalid),
        ([("a", watched.desk.audit.log_key.text(), url)], 1, 24, WitnessKeyInvalid),
        ([("a b", key, url)], 1, 24, WitnessKeyInvalid),
        ([("none", key, url)], 1, 24, WitnessKeyInvalid),
        ([("a", key, url), ("b", key, url)], 1, 24, WitnessRepeated),
        ([("a", key, url), ("a", other[1], url)], 1, 24, WitnessRepeated),
        ([("a", own, url)], 1, 24, WitnessOwnKey),
        ([("a", key, url)], 2, 24, QuorumImpossible),
        ([("a", key, url)], 0, 24, QuorumImpossible),
        ([("a", key, url)], 1, 337, QuorumImpossible),
        ([("a", key, "https://10.0.0.7")], 1, 24, AddressRefused),
    ]
    for named, least, hours, refusal in cases:
        with pytest.raises(refusal):
            watched.mine.set(named, least, hours)
    assert watched.mine.sight() is None


def test_they_are_asked_in_their_time_and_after_an_erasure(watched: Watched) -> None:
    mine, line, log = watched.mine, watched.line, watched.desk.audit
    assert mine.run_due(line) == 0
    mine.set(watched.named(), 2, hours=6)
    assert mine.run_due(line) == 2
    assert line.asked() == {FIRST, SECOND}
    size = log.size()
    assert watched.sight().size == size
    assert mine.run_due(line) == 0
    assert log.size() == size, "to be witnessed is no act"
    watched.desk.note(Act.CHORE_RUN, purpose="x")
    assert mine.run_due(line) == 0, "whoever is asked at each act knows the busy hours"
    watched.clock.advance(6 * HOUR_S)
    assert mine.run_due(line) == 2
    assert watched.sight().size == size + 1
    watched.desk.note(Act.SUBJECT_ERASED)
    assert mine.run_due(line) == 2
    assert mine.run_due(line) == 0
    assert not watched.sight().turns[FIRST].trouble


def test_who_is_down_is_left_alone_for_longer_and_longer(watched: Watched) -> None:
    mine, line = watched.mine, watched.line
    mine.set(watched.named(), 2)
    line.down.add(SECOND)
    waits = []
    for _ in range(3):
        with pytest.raises(WitnessQuorumUnmet):
            mine.run_due(line)
        assert SECOND in line.asked()
        turn = watched.sight().turns[SECOND]
        assert turn.trouble == "witness_silent"
        waits.append(turn.next_at - watched.clock.now())
        assert mine.run_due(line) == 0
        assert line.asked() == set()
        watched.desk.note(Act.CHORE_RUN, purpose="x")
        watched.clock.advance(waits[-1].total_seconds())
    assert waits == sorted(waits)
    assert watched.sight().met is None
    watched.clock.advance(LATE.total_seconds())
    assert not watched.sight().late(watched.clock.now())
    watched.clock.advance(24 * HOUR_S)
    assert watched.sight().late(watched.clock.now())
    line.down.clear()
    assert mine.run_due(line) == 2, "both sign the same checkpoint"
    assert not watched.sight().late(watched.clock.now())
    line.down.add(SECOND)
    mine.set(watched.named(), 1)
    assert mine.run_due(line) == 1


def test_a_signature_of_another_counts_for_nothing(watched: Watched) -> None:
    watched.mine.set([(SECOND, watched.named()[1][1], f"https://{FIRST}")], 1)
    with pytest.raises(WitnessQuorumUnmet):
        watched.mine.run_due(watched.line)
    assert watched.sight().met is None
