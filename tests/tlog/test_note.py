"""Signed checkpoints: one spelling, and nothing but our own errors for any other."""

import hashlib
import re
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import example, given
from hypothesis import strategies as st

from inperson.audit import Leaf
from inperson.core import InpersonError
from inperson.tlog.errors import CheckpointMalformed
from inperson.tlog.keys import VerifierKey
from inperson.tlog.note import Checkpoint, SignedCheckpoint, _split, sign_checkpoint
from tests.conftest import ROOT


class Signer:
    """Ed25519 with a seed of its name."""

    def __init__(self, name: str = "id.example.com") -> None:
        self.name = name
        self._key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())
        self.public_key = self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


SIGNER = Signer()
KEY = VerifierKey(SIGNER.name, SIGNER.public_key)
STATE = Checkpoint("inperson/server", 20852163, bytes(range(32)))
NOTE = sign_checkpoint(STATE, SIGNER)
LINE = NOTE.split("\n")[-2]
# https://pkg.go.dev/golang.org/x/mod/sumdb/note, the example
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpR"
    "Zb6KE6RyyBwJnAM=\n"
)


def test_a_checkpoint_is_spelled_as_the_specification_says() -> None:
    assert STATE.body() == (
        b"inperson/server\n20852163\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
    )
    assert re.fullmatch(r"— id\.example\.com [A-Za-z0-9+/]{90}[A-Za-z0-9+/=]{2}", LINE)
    assert f"{STATE.body().decode()}\n{LINE}\n" == NOTE
    read = SignedCheckpoint.parse(NOTE)
    assert read.checkpoint == STATE
    assert read.signed_by(KEY)


def test_a_note_and_a_key_of_gos_own_are_read() -> None:
    key = VerifierKey.parse(GO_KEY)
    assert key.text() == GO_KEY
    body, (signature,) = _split(GO_NOTE)
    assert (signature.name, signature.key_id) == (key.name, key.key_id)
    public = Ed25519PublicKey.from_public_bytes(key.public_key)
    public.verify(signature.signature, body.encode())


def test_a_key_is_written_and_read() -> None:
    assert VerifierKey.parse(KEY.text()) == KEY
    assert KEY.text().startswith("id.example.com+")


@pytest.mark.parametrize("other", [Signer("another.example.com"), Signer("id.example.com ")])
def test_another_key_signed_nothing(other: Signer) -> None:
    stranger = VerifierKey(other.name.strip(), other.public_key)
    assert not SignedCheckpoint.parse(NOTE).signed_by(stranger)


def test_signatures_of_other_keys_are_passed_over() -> None:
    other = sign_checkpoint(STATE, Signer("witness.example.com")).split("\n")[-2]
    both = SignedCheckpoint.parse(f"{STATE.body().decode()}\n{other}\n{LINE}\n")
    assert both.signed_by(KEY)
    assert len(both.signatures) == 2


def test_a_wrong_signature_in_the_keys_own_name_spoils_the_note() -> None:
    wrong = sign_checkpoint(Checkpoint("x", 1, bytes(32)), SIGNER).split("\n")[-2]
    for lines in ((wrong,), (wrong, LINE), (LINE, wrong)):
        note = SignedCheckpoint.parse("\n".join((STATE.body().decode(), *lines, "")))
        assert not note.signed_by(KEY)


def changed(old: str, new: str) -> str:
    assert old in NOTE
    return NOTE.replace(old, new, 1)


MALFORMED = {
    "nothing": "",
    "no end": NOTE[:-1],
    "no blank line": NOTE.replace("\n\n", "\n"),
    "no signature": NOTE[: NOTE.index("—")],
    "a carriage return": changed("\n", "\r\n"),
    "a tab": changed("inperson/", "inperson\t"),
    "a null": changed("inperson/", "inperson\0"),
    "half a character": changed("inperson/", "\ud800"),
    "no origin": changed("inperson/server", ""),
    "a long origin": changed("inperson/server", "x" * 256),
    "a leading zero": changed("20852163", "020852163"),
    "a sign": changed("20852163", "+20852163"),
    "an underscore": changed("20852163", "2_0"),
    "digits of another script": changed("20852163", "٢"),
    "a huge size": changed("20852163", "9" * 19),
    "a space": changed("20852163", "20852163 "),
    "an empty extension line": changed("=\n", "=\n\n"),
    "too many extension lines": changed("=\n", "=\n" + 17 * "more\n"),
    "a long extension line": changed("=\n", "=\n" + 256 * "x" + "\n"),
    "a short root": changed("AAECAwQF", "AAEC"),
    "a root of another spelling": changed("Hh8=", "Hh9="),
    "no dash": changed("— ", "- "),
    "no key name": changed("— id.example.com ", "—  "),
    "a plus in the name": changed("— id.", "— id+"),
    "a space in the name": changed("— id.", "— id\N{NO-BREAK SPACE}"),
    "no signature bytes": NOTE.replace(LINE, "— id.example.com AAAAAA=="),
    "a signature that is no base64": NOTE.replace(LINE, "— id.example.com ????"),
    "a line after": f"{NOTE}more\n",
    "too many signatures": f"{NOTE}{(LINE + chr(10)) * 64}",
    "too long": f"{'x' * 131_072}{NOTE}",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_another_spelling_is_refused(name: str) -> None:
    with pytest.raises(CheckpointMalformed):
        SignedCheckpoint.parse(MALFORMED[name])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "id.example.com",
        KEY.text()[:-1],
        KEY.text() + "=",
        KEY.text().replace("id.", "ie."),
        KEY.text().replace("+", " "),
        KEY.text().upper(),
        f"{KEY.name}+{KEY.key_id.hex()}+{'Ag' + KEY.text().rpartition('+')[2][2:]}",
        f"\ud800{KEY.text()}",
        "x" * 1000,
    ],
)
def test_a_key_of_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(CheckpointMalformed):
        VerifierKey.parse(text)


def test_a_state_that_cannot_be_is_refused() -> None:
    for origin, size, root in [
        ("", 0, bytes(32)),
        ("a\nb", 0, bytes(32)),
        ("a", -1, bytes(32)),
        ("a", 2**63, bytes(32)),
        ("a", 0, bytes(31)),
    ]:
        with pytest.raises(CheckpointMalformed):
            Checkpoint(origin, size, root)


@given(st.text(st.characters(codec=None), max_size=300))
def test_only_our_own_errors_come_out_of_any_text(text: str) -> None:
    for parse in (SignedCheckpoint.parse, VerifierKey.parse, Checkpoint.parse):
        with suppress(InpersonError):
            parse(text)


@given(st.integers(0, len(NOTE)), st.integers(0, 8), st.text(max_size=4))
@example(0, 0, "")
def test_a_changed_note_is_refused_or_not_signed(at: int, cut: int, put: str) -> None:
    text = NOTE[:at] + put + NOTE[at + cut :]
    try:
        read = SignedCheckpoint.parse(text)
    except CheckpointMalformed:
        return
    assert read.signed_by(KEY) == (text == NOTE)


@given(
    st.text(min_size=1, max_size=255).filter(lambda text: not re.search(r"[\x00-\x1f]", text)),
    st.integers(0, 2**63 - 1),
    st.binary(min_size=32, max_size=32),
)
def test_what_is_signed_is_what_is_read(origin: str, size: int, root: bytes) -> None:
    state = Checkpoint(origin, size, root)
    read = SignedCheckpoint.parse(sign_checkpoint(state, SIGNER))
    assert read.checkpoint == state
    assert read.signed_by(KEY)


def test_the_example_in_the_documentation_is_right() -> None:
    page = (ROOT / "docs" / "formats" / "audit-log.md").read_text("utf-8")
    body, note = re.findall(r"```\n(.+?\n)```", page, re.DOTALL)
    (vkey,) = re.findall(r"`(id\.example\.com\+[^`]+)`", page)
    read = SignedCheckpoint.parse(note)
    assert read.signed_by(VerifierKey.parse(vkey))
    leaf = Leaf.parse(0, body.removesuffix("\n").encode())
    assert (read.checkpoint.size, read.checkpoint.root) == (1, leaf.hash)
    assert f"`{leaf.hash.hex()}`" in page
