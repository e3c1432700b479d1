"""A witness signs what grew out of all that it saw, and nothing else, whoever asks at once."""

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inperson.core import InpersonError, ManualClock
from inperson.tlog import SignedCheckpoint, Submission, SubmissionMalformed, cosigned_at
from inperson.witness import (
    CheckpointUnsigned,
    ErasuresFewer,
    GrowthUnproved,
    LogUntrusted,
    LogWitness,
    SizeConflict,
    WitnessBroken,
    WitnessFolder,
)
from tests.conftest import ROOT
from tests.tlog.test_note import Signer
from tests.witness.conftest import START
from tests.witness.logs import ORIGIN, ListedLog

LOG = ListedLog()


def signed_at(witness: LogWitness, log: ListedLog, line: str) -> int | None:
    return cosigned_at(SignedCheckpoint.parse(log.note + line), witness.key)


def size(folder: WitnessFolder) -> int:
    last = folder.log(ORIGIN).last
    return 0 if last is None else last.checkpoint.size


def test_it_signs_every_state_that_grew(witness: LogWitness, clock: ManualClock) -> None:
    seen = 0
    for count in (0, 1, 2, 3, 7, 8, 9, 21, 64):
        log = LOG.grown(count)
        line = witness.add_checkpoint(log.asks(seen))
        assert signed_at(witness, log, line) == int(clock.now().timestamp())
        seen = count
        clock.advance(1)
    assert signed_at(witness, log, witness.add_checkpoint(log.asks(64))) == START.timestamp() + 9


def test_what_did_not_grow_is_refused_and_told_why(
    witness: LogWitness, folder: WitnessFolder
) -> None:
    log, fork = LOG.grown(5), LOG.grown(5, b"other")
    witness.add_checkpoint(log.asks())
    for asked, why in [
        (log.grown(3).asks(0), SizeConflict),
        (log.grown(3).asks(4), SizeConflict),
        (LOG.grown(3).asks(0), SizeConflict),
        (LOG.grown(3).asks(3), SizeConflict),
        (fork.asks(5), SizeConflict),
        (fork.grown(3).asks(5), GrowthUnproved),
        (Submission(5, (), log.grown(3).signed).text(), GrowthUnproved),
        (Submission(5, (bytes(32),), log.signed).text(), GrowthUnproved),
        (Submission(6, (), log.signed).text(), SubmissionMalformed),
        (replace(log, signer=Signer("stranger")).grown(1).asks(5), CheckpointUnsigned),
        (replace(log, origin="inperson/ten_b").asks(5), LogUntrusted),
        ("rubbish", SubmissionMalformed),
    ]:
        with pytest.raises(why) as refused:
            witness.add_checkpoint(asked)
        if isinstance(refused.value, SizeConflict):
            assert refused.value.size == 5
        assert folder.log(ORIGIN).note == log.note
    witness.add_checkpoint(log.grown(3).asks(5))


def test_erasures_never_become_fewer(witness: LogWitness) -> None:
    log = replace(LOG.grown(5), erasures=3)
    witness.add_checkpoint(log.asks())
    for fewer in (2, 0, None):
        with pytest.raises(ErasuresFewer):
            witness.add_checkpoint(replace(log.grown(1), erasures=fewer).asks(5))
        with pytest.raises(SizeConflict):
            witness.add_checkpoint(replace(log, erasures=fewer).asks(5))
    for more in (3, 4):
        log = replace(log.grown(1), erasures=more)
        witness.add_checkpoint(log.asks(len(log.leaves) - 1))


def test_the_latest_is_signed_once_more(witness: LogWitness, clock: ManualClock) -> None:
    with pytest.raises(LogUntrusted):
        witness.latest(ORIGIN)
    log = LOG.grown(4)
    witness.add_checkpoint(log.asks())
    clock.advance(60)
    note = witness.latest(ORIGIN)
    assert note.startswith(log.note)
    assert cosigned_at(SignedCheckpoint.parse(note), witness.key) == START.timestamp() + 60
    with pytest.raises(LogUntrusted):
        witness.latest("inperson/ten_b")


def test_a_log_may_change_its_key(witness: LogWitness, folder: WitnessFolder) -> None:
    log, fresh = LOG.grown(2), Signer(ORIGIN + "2")
    fresh.name = ORIGIN
    witness.add_checkpoint(log.asks())
    later = replace(log, signer=fresh).grown(1)
    with pytest.raises(CheckpointUnsigned):
        witness.add_checkpoint(later.asks(2))
    folder.trust(later.key)
    folder.trust(later.key)
    assert len(folder.log(ORIGIN).keys) == 2
    witness.add_checkpoint(later.asks(2))


def test_of_two_histories_one_alone_is_ever_signed(tmp_path: Path) -> None:
    """Many ask at once, through two witnesses over one folder, as two processes are."""
    folders = [WitnessFolder(tmp_path), WitnessFolder(tmp_path)]
    folders[0].trust(LOG.key)
    twins = [LogWitness(Signer("w.example"), each, ManualClock(START)) for each in folders]
    base = LOG
    for _ in range(8):
        old = len(base.leaves)
        forks = [base.grown(1 + n % 3, b"%d" % n) for n in range(8)]
        start = Barrier(8)

        def ask(n: int, forks: list[ListedLog], old: int, start: Barrier) -> bool:
            start.wait()
            with suppress(SizeConflict):
                return bool(twins[n % 2].add_checkpoint(forks[n].asks(old)))
            return False

        with ThreadPoolExecutor(8) as pool:
            asked = [pool.submit(ask, n, forks, old, start) for n in range(8)]
        (won,) = [n for n, each in enumerate(asked) if each.result()]
        base = forks[won]
        assert folders[0].log(ORIGIN).note == base.note


DIES = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from inperson.core import ManualClock
from inperson.witness import LogWitness, WitnessFolder
from tests.tlog.test_note import Signer

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

signer = Signer("w.example")
if sys.argv[2] == "before":
    os.replace = die
else:
    signer.sign = die
clock = ManualClock(datetime(2026, 3, 1, tzinfo=UTC))
LogWitness(signer, WitnessFolder(Path(sys.argv[1])), clock).add_checkpoint(sys.stdin.read())
"""


def killed(path: Path, when: str, asked: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DIES, path, when],
        input=asked,
        text=True,
        cwd=ROOT,
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


def test_killed_after_it_kept_a_state_it_signs_that_one_and_no_other(
    witness: LogWitness, folder: WitnessFolder, tmp_path: Path
) -> None:
    log, fork = LOG.grown(5), LOG.grown(5, b"other")
    killed(tmp_path / "witness", "after", log.asks())
    assert size(folder) == 5
    with pytest.raises(SizeConflict) as told:
        witness.add_checkpoint(log.asks())
    with pytest.raises(SizeConflict):
        witness.add_checkpoint(fork.asks(told.value.size))
    assert signed_at(witness, log, witness.add_checkpoint(log.asks(told.value.size)))


def test_killed_before_it_kept_a_state_it_has_seen_nothing(
    witness: LogWitness, folder: WitnessFolder, tmp_path: Path
) -> None:
    killed(tmp_path / "witness", "before", LOG.grown(5).asks())
    assert size(folder) == 0
    witness.add_checkpoint(LOG.grown(5, b"other").asks())


@pytest.mark.parametrize("damage", ["", "{}", "null", '{"origin": 1, "keys": [], "note": null}'])
def test_what_is_damaged_signs_nothing(
    witness: LogWitness, folder: WitnessFolder, tmp_path: Path, damage: str
) -> None:
    witness.add_checkpoint(LOG.grown(5).asks())
    (file,) = (tmp_path / "witness" / "logs").glob("*.json")
    file.write_text(damage)
    with pytest.raises(WitnessBroken):
        witness.add_checkpoint(LOG.grown(6).asks(5))
    with pytest.raises(WitnessBroken):
        folder.trust(LOG.key)
    file.unlink()  # what is lost is not begun anew
    with pytest.raises(LogUntrusted):
        witness.add_checkpoint(LOG.grown(6).asks(0))


def test_a_state_that_nobody_signed_is_not_believed(witness: LogWitness, tmp_path: Path) -> None:
    witness.add_checkpoint(LOG.grown(5).asks())
    (file,) = (tmp_path / "witness" / "logs").glob("*.json")
    kept = json.loads(file.read_text())
    kept["note"] = kept["note"].replace("\n5\n", "\n4\n")
    file.write_text(json.dumps(kept))
    with pytest.raises(WitnessBroken):
        witness.add_checkpoint(LOG.grown(6).asks(4))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec=None), max_size=200), st.integers(0, 400), st.integers(0, 9))
def test_only_our_own_errors_come_out_of_any_text(
    witness: LogWitness, text: str, at: int, cut: int
) -> None:
    asked = LOG.grown(6).asks()
    for each in (text, asked[:at] + text + asked[at + cut :]):
        with suppress(InpersonError):
            line = witness.add_checkpoint(each)
            assert signed_at(witness, LOG.grown(6), line)  # and of no other state
