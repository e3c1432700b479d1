"""A short slice of each fuzzer finds nothing: `make fuzz` goes on for an hour.

`faults` has none: `tests/processes/test_kills.py` kills servers in each run.
"""

from pathlib import Path

import pytest
from fuzz.__main__ import FUZZERS
from fuzz.running import run

MOST = {"captures": 40, "headers": 20_000, "decoding": 400, "rest": 60, "halves": 12}
SEED = 1


@pytest.mark.parametrize("name", MOST)
def test_a_slice_finds_nothing(name: str, tmp_path: Path) -> None:
    tally = run(FUZZERS[name](), SEED, tmp_path, most=MOST[name])
    assert not tally.findings
    assert tally.tried >= MOST[name]
    assert len(tally.became) > 1, "it was all refused alike: it tries nothing"
