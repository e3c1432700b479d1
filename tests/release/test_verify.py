"""The verifier where there is nothing else: installed from its wheel, and given a receipt."""

import json
import subprocess

import pytest

from inperson.tlog import KeyUse, LogProof, SignedCheckpoint, VerifierKey, cosign
from tests.release.conftest import UV, Place, Release
from tests.tlog.test_note import Signer
from tests.witness.logs import ListedLog

LOG, WITNESS = ListedLog(erasures=1).grown(1), Signer("w.example")


@pytest.fixture(scope="module")
def alone(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A place with the verifier's wheel and what that asks for."""
    made = Place(tmp_path_factory.mktemp("verify"))
    made.install(release.one("inperson_verify-*.whl"))
    return made


def check(place: Place, *words: str) -> subprocess.CompletedProcess[str]:
    command = [place.python.parent / "inperson-verify", *words]
    return subprocess.run(command, cwd=place.state, capture_output=True, text=True)


def test_it_brings_cryptography_alone(alone: Place) -> None:
    words = [UV, "pip", "list", "--format", "json", "--python", alone.python]
    listed = subprocess.run(words, check=True, capture_output=True, text=True)
    names = {each["name"] for each in json.loads(listed.stdout)}
    assert {"inperson-verify", "cryptography"} <= names
    assert names <= {"inperson-verify", "cryptography", "cffi", "pycparser", "typing-extensions"}


def test_a_receipt_holds_there_or_says_why_not(alone: Place) -> None:
    state = SignedCheckpoint.parse(LOG.note).checkpoint
    seen = LOG.note + cosign(state, WITNESS, 1_700_000_000)
    key = VerifierKey(WITNESS.name, WITNESS.public_key, KeyUse.WITNESS).text()
    trust = f"log {LOG.key.text()}\nwitness w {key}\nquorum w\n"
    (alone.state / "trust").write_text(trust)
    (alone.state / "seen").write_text(
        LogProof(0, (), SignedCheckpoint.parse(seen), LOG.leaves[0]).text()
    )
    (alone.state / "unseen").write_text(
        LogProof(0, (), SignedCheckpoint.parse(LOG.note), LOG.leaves[0]).text()
    )
    holds = check(alone, "seen", "--trust", "trust", "--json")
    assert holds.returncode == 0, holds.stderr
    told = json.loads(holds.stdout)
    assert (told["holds"], told["erasures"]) == (True, 1)
    assert told["seen"] == {"w": "2023-11-14T22:13:20Z"}
    unseen = check(alone, "unseen", "--trust", "trust")
    assert (unseen.returncode, unseen.stdout) == (1, "it does not hold: too_few_witnesses\n")
    for proof, trusted in (("trust", "trust"), ("seen", "seen"), ("x", "x")):
        broken = check(alone, proof, "--trust", trusted)
        assert (broken.returncode, broken.stderr.count("\n"), broken.stdout) == (2, 1, "")
