"""What leaves for one recipient: age files that pyrage opens, and nobody else."""

import pyrage
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inperson.core import InpersonError
from inperson.rights.packages import AgeRecipient, PackageTooLarge, RecipientInvalid
from inperson.rights.packages import encrypt as encrypt_for
from inperson.workers import Workers

PASSPHRASE = "seven green kettles"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
LOW_ORDER = (
    bytes(32),
    bytes([1]) + bytes(31),
    bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
    bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
    (2**255 - 20).to_bytes(32, "little"),
    (2**255 - 19).to_bytes(32, "little"),
    (2**255 - 18).to_bytes(32, "little"),
    bytes(31) + b"\x80",
)
"""Points that give every private key the same secret (RFC 7748, 6.1)."""


def encrypt(data: bytes, recipient: AgeRecipient) -> bytes:
    workers = Workers(1)
    try:
        return encrypt_for(data, recipient, workers, owner="one")
    finally:
        workers.close()


def checksum(values: list[int]) -> int:
    total = 1
    for value in values:
        top, total = total >> 25, (total & 0x1FFFFFF) << 5 ^ value
        for bit, part in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            total ^= part if top >> bit & 1 else 0
    return total


def recipient_of(point: bytes, prefix: str = "age") -> str:
    """Write a point as a recipient whose checksum is right (BIP 173)."""
    bits = "".join(f"{byte:08b}" for byte in point)
    bits += "0" * (-len(bits) % 5)
    values = [int(bits[at : at + 5], 2) for at in range(0, len(bits), 5)]
    spread = [ord(each) >> 5 for each in prefix] + [0] + [ord(each) & 31 for each in prefix]
    check = checksum([*spread, *values, *[0] * 6]) ^ 1
    values += [check >> 5 * (5 - at) & 31 for at in range(6)]
    return f"{prefix}1" + "".join(_BECH32[each] for each in values)


def test_who_holds_the_key_opens_the_file_and_nobody_else() -> None:
    mine, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    data = b"what is held" * 20_000
    file = encrypt(data, AgeRecipient(str(mine.to_public())))
    assert file.startswith(b"age-encryption.org/v1\n-> X25519 ")
    assert pyrage.decrypt(file, [mine]) == data
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(file, [other])
    assert encrypt(data, AgeRecipient(str(mine.to_public()))) != file  # a key of its own each


def test_more_than_a_worker_takes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inperson.rights.packages.MOST_BYTES", 11)
    with pytest.raises(PackageTooLarge):
        encrypt(b"what is held", AgeRecipient(passphrase=PASSPHRASE))


def test_who_knows_the_passphrase_opens_the_file_and_nobody_else() -> None:
    file = encrypt(b"what is held", AgeRecipient(passphrase=PASSPHRASE))
    assert file.startswith(b"age-encryption.org/v1\n-> scrypt ")
    assert pyrage.passphrase.decrypt(file, PASSPHRASE) == b"what is held"
    for wrong in ("seven green kettle", f"{PASSPHRASE} ", PASSPHRASE.upper()):
        with pytest.raises(pyrage.DecryptError):
            pyrage.passphrase.decrypt(file, wrong)


def test_a_changed_file_does_not_open() -> None:
    mine = pyrage.x25519.Identity.generate()
    file = bytearray(encrypt(b"what is held", AgeRecipient(str(mine.to_public()))))
    file[-1] ^= 1
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(bytes(file), [mine])


@pytest.mark.parametrize("point", LOW_ORDER, ids=lambda point: point.hex()[:8])
def test_a_key_that_everybody_could_open_is_refused(point: bytes) -> None:
    key = recipient_of(point)
    pyrage.x25519.Recipient.from_str(key)  # well-formed, as far as the library looks
    with pytest.raises(RecipientInvalid):
        AgeRecipient(key)


def test_the_check_reads_recipients_as_the_library_does() -> None:
    mine = pyrage.x25519.Identity.generate()
    key = str(mine.to_public())
    assert pyrage.decrypt(encrypt(b"held", AgeRecipient(key.upper())), [mine]) == b"held"
    honest = recipient_of(bytes([9]) + bytes(31))  # the base point
    assert encrypt(b"held", AgeRecipient(honest))


@pytest.mark.parametrize(
    "key",
    [
        "",
        "age1",
        str(pyrage.x25519.Identity.generate()),
        recipient_of(bytes([9]) + bytes(30)),
        recipient_of(bytes([9]) + bytes(32)),
        recipient_of(bytes([9]) + bytes(31), "AGE"),
        recipient_of(bytes([9]) + bytes(31), "agf"),
        recipient_of(bytes([9]) + bytes(31))[:-1] + "b",
        f"{recipient_of(bytes([9]) + bytes(31))}\n",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ5Zt",
        "age1yubikey1qqqqq",
        "\ud800",
        "age1" * 10_000,
    ],
    ids=lambda key: key[:8].encode("ascii", "replace").decode(),
)
def test_what_is_no_recipient_is_refused(key: str) -> None:
    with pytest.raises(RecipientInvalid):
        AgeRecipient(key)


@given(st.text(max_size=90))
@example("age1" + "q" * 58)
def test_only_our_own_error_comes_out(key: str) -> None:
    with pytest.raises(InpersonError):
        AgeRecipient(key)


@pytest.mark.parametrize(
    "passphrase",
    ["", "too short..", "x" * 257, "two lines\nof words", "nul \0 in the middle", "\ud800" * 12],
    ids=range(6),
)
def test_a_passphrase_that_is_weak_or_cannot_be_typed_is_refused(passphrase: str) -> None:
    with pytest.raises(RecipientInvalid):
        AgeRecipient(passphrase=passphrase)


def test_exactly_one_of_the_two_is_given() -> None:
    key = recipient_of(bytes([9]) + bytes(31))
    for both in ((None, None), (key, PASSPHRASE)):
        with pytest.raises(RecipientInvalid):
            AgeRecipient(*both)
    for wrong in ((7, None), (None, 7), (b"age1", None)):
        with pytest.raises(RecipientInvalid):
            AgeRecipient(*wrong)  # type: ignore[arg-type]


def test_a_passphrase_is_never_printed() -> None:
    assert PASSPHRASE not in repr(AgeRecipient(passphrase=PASSPHRASE))
    with pytest.raises(RecipientInvalid) as refused:
        AgeRecipient(passphrase="hunter2")
    assert "hunter2" not in str(refused.value)
