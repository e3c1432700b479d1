"""A witness in a folder, which trusts one log."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from inperson.core import ManualClock
from inperson.witness import LogWitness, WitnessFolder
from tests.tlog.test_note import Signer
from tests.witness.logs import ListedLog

START = datetime(2026, 3, 1, 1, 2, 3, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def folder(tmp_path: Path) -> WitnessFolder:
    folder = WitnessFolder(tmp_path / "witness")
    folder.trust(ListedLog().key)
    return folder


@pytest.fixture
def witness(folder: WitnessFolder, clock: ManualClock) -> LogWitness:
    return LogWitness(Signer("w.example"), folder, clock)
