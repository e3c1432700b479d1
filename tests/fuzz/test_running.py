"""What is found is counted, kept and found again; what is taken or refused is counted."""

import json
import time
from pathlib import Path
from random import Random

import pytest
from fuzz.fuzzer import TAKEN, Found, Fuzzer
from fuzz.report import table
from fuzz.running import Tally, run

from fuzz import __main__ as fuzz


class Toy(Fuzzer):
    """Takes bytes up to a bound, and fails as its inputs say."""

    name = "toy"
    tries = "bytes"
    patience_s = 1

    def draw(self, random: Random) -> bytes:
        return random.randbytes(1)

    def attempt(self, data: bytes) -> str:
        if data == b"\x07":
            raise Found("seven")
        if data == b"\x08":
            raise KeyError("eight")
        return TAKEN if data < b"\x80" else "too_large"


class Hanging(Toy):
    name = "hanging"

    def attempt(self, data: bytes) -> str:
        while True:
            time.sleep(0.01)


@pytest.fixture(autouse=True)
def toys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "FUZZERS", {each.name: each for each in (Toy, Hanging)})


def test_what_is_found_is_kept_and_found_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--only", "toy", "--seed", "1", "--most", "2000", "--minutes", "5"]
    assert fuzz.main(asked, tmp_path) == 1
    said = capsys.readouterr().out
    assert "seed 1" in said
    assert (tmp_path / "fuzz.md").read_text().count("seven") >= 1
    kept = {json.loads(each.read_text())["said"]: each for each in (tmp_path / "fuzz").iterdir()}
    assert len(kept) == 2
    assert any(each.startswith("KeyError at test_running.py:") for each in kept)
    assert fuzz.main(["--replay", str(kept["seven"])]) == 1
    assert "toy: seven" in capsys.readouterr().out


def test_what_was_mended_is_not_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fuzz.main(["--only", "toy", "--seed", "1", "--most", "2000"], tmp_path)
    monkeypatch.setattr(Toy, "attempt", lambda *_: TAKEN)
    for each in (tmp_path / "fuzz").iterdir():
        assert fuzz.main(["--replay", str(each)]) == 0


def test_what_hangs_is_found(tmp_path: Path) -> None:
    tally = run(Hanging(), 1, tmp_path, most=1)
    assert tally.findings[0].startswith("it did not end within 1 s")


def test_a_seed_draws_the_same_inputs_and_every_input_is_counted(tmp_path: Path) -> None:
    first, second = (run(Toy(), 5, tmp_path, most=300) for _ in range(2))
    assert first.became == second.became
    assert first.became.total() + len(first.findings) == first.tried == 300
    assert set(first.became) == {TAKEN, "too_large"}


def test_the_table_tells_of_each_fuzzer() -> None:
    tally = Tally("toy", "bytes")
    tally.became.update({TAKEN: 1200, "too_large": 3})
    tally.findings.append("seven [kept]")
    assert "| toy | bytes | 1,204 | 1,200 | too_large 3 | 1 | 0 |" in table([tally])
    assert "- **toy**: seven [kept]" in table([tally])
