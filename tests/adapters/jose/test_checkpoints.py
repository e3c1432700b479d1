"""The key that signs checkpoints."""

import stat
from pathlib import Path

import pytest

from inperson.adapters.jose import FileCheckpointSigner
from inperson.tlog.errors import CheckpointMalformed
from inperson.tlog.keys import VerifierKey
from inperson.tlog.note import Checkpoint, SignedCheckpoint, sign_checkpoint
from inperson.vault import KeyUnavailable

STATE = Checkpoint("inperson/server", 3, bytes(32))


def test_the_key_is_made_once_for_its_owner_alone_and_signs(tmp_path: Path) -> None:
    path = tmp_path / "audit.jwk"
    first, again = (FileCheckpointSigner(path, "id.example.com") for _ in "ab")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert first.public_key == again.public_key
    assert len(first.public_key) == 32
    assert len(first.sign(b"x")) == 64
    note = SignedCheckpoint.parse(sign_checkpoint(STATE, first))
    assert note.signed_by(VerifierKey(again.name, again.public_key))


@pytest.mark.parametrize("name", ["", "id example", "id+example", "id\nexample"])
def test_a_name_that_no_signature_line_can_carry_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(CheckpointMalformed):
        FileCheckpointSigner(tmp_path / "audit.jwk", name)


def test_a_file_that_holds_no_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "audit.jwk"
    path.write_text("{}")
    path.chmod(0o600)
    with pytest.raises(KeyUnavailable):
        FileCheckpointSigner(path, "id.example.com")
