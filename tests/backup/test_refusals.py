"""What is no sound backup of the right part is refused with a code, and nothing is touched."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyrage
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inperson.app import Mode, open_server
from inperson.backup import ArchivePart, Head
from inperson.backup.lines import ArchiveReader, write_lines
from inperson.backup.model import Batch
from inperson.backup.sealing import LONGEST_LINE, fingerprint, new_identity, read_lines
from inperson.core import InpersonError
from tests.backup.making import Home, error, furnish, key, recipient, run

NOW = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A server with a backup of its data, never changed by a test."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("home")
        made = Home(folder, patch)
        with open_server(made.settings, Mode.SERVE) as deployment:
            furnish(deployment)
        made.backup(ArchivePart.DATA)
        yield made


def plain(home: Home) -> list[bytes]:
    """Return the decrypted lines of the backup."""
    secret = key(home.folder, ArchivePart.DATA).read_text().splitlines()[-1]
    with (home.folder / "data.age").open("rb") as file:
        return list(read_lines(file, [secret]))


def sealed(home: Home, name: str, lines: list[bytes]) -> Path:
    """Seal lines as anybody can who knows the recipient."""
    to = pyrage.x25519.Recipient.from_str(recipient(home.folder, ArchivePart.DATA))
    path = home.folder / name
    path.write_bytes(pyrage.encrypt(b"".join(lines), [to]))
    return path


def untouched(home: Home, path: Path, code: str, *more: str) -> None:
    before = home.rows(ArchivePart.DATA)
    assert error(home.restore(ArchivePart.DATA, path, "--replace", *more, code=4)) == code
    assert home.rows(ArchivePart.DATA) == before
    assert error(run("backup", "verify", path, "--identity", key(home.folder, ArchivePart.DATA),
                     "--part", "data", *more, code=4)) == code  # fmt: skip
    with open_server(home.settings, Mode.SERVE):
        pass


@pytest.mark.parametrize("where", [0, 10, 90, 150, 300, 1000, 70_000, -1, -20])
def test_a_changed_byte_is_found(home: Home, where: int) -> None:
    data = bytearray((home.folder / "data.age").read_bytes())
    data[min(where, len(data) - 1)] ^= 4
    path = home.folder / "changed.age"
    path.write_bytes(data)
    code = error(home.restore(ArchivePart.DATA, path, "--replace", code=4))
    assert code in {"backup_broken", "backup_identity_wrong"}


@pytest.mark.parametrize("left", [0.0, 0.001, 0.5, 0.99])
def test_a_file_that_was_cut_off_is_found(home: Home, left: float) -> None:
    data = (home.folder / "data.age").read_bytes()
    path = home.folder / "short.age"
    path.write_bytes(data[: int(len(data) * left)])
    untouched(home, path, "backup_broken")


def test_another_identity_opens_nothing(home: Home) -> None:
    other = key(home.folder, ArchivePart.KEYS)
    said = run("backup", "verify", home.folder / "data.age", "--identity", other, code=4)
    assert error(said) == "backup_identity_wrong"


def test_another_part_is_not_restored(home: Home) -> None:
    path = home.backup(ArchivePart.AUDIT, "audit.age")
    said = run("restore", "--part", "data", "--from", path, "--replace",
               "--identity", key(home.folder, ArchivePart.AUDIT), code=4)  # fmt: skip
    assert error(said) == "backup_part_wrong"


def forged(change: Callable[[dict[str, Any]], None], number: int) -> Callable[[list[bytes]], None]:
    def forge(lines: list[bytes]) -> None:
        said = json.loads(lines[number])
        change(said)
        lines[number] = json.dumps(said, separators=(",", ":")).encode() + b"\n"

    return forge


def drop_row(lines: list[bytes]) -> None:
    del lines[next(number for number, line in enumerate(lines) if line.startswith(b'["sub_'))]


def repeat_store(lines: list[bytes]) -> None:
    start = next(n for n, line in enumerate(lines) if line.startswith(b'{"store"'))
    end = next(n for n, line in enumerate(lines) if line.startswith(b'{"end_store"'))
    lines[end + 1 : end + 1] = lines[start : end + 1]


FORGED: dict[str, tuple[Callable[[list[bytes]], None], str]] = {
    "a later format": (forged(lambda said: said.update(version=2), 0), "backup_newer"),
    "another format": (forged(lambda said: said.update(format="x"), 0), "backup_broken"),
    "no such part": (forged(lambda said: said.update(part="all"), 0), "backup_broken"),
    "a row less": (drop_row, "backup_broken"),
    "a store twice": (repeat_store, "backup_broken"),
    "more after the end": (lambda lines: lines.append(b"{}\n"), "backup_broken"),
    "no end": (lambda lines: lines.pop() and None, "backup_broken"),
    "huge counts": (forged(lambda said: said.update(rows=10**30), -1), "backup_broken"),
    "no statement": (forged(lambda said: said.pop("statement") and None, -1), "backup_broken"),
    "an empty statement": (forged(lambda said: said.update(statement=""), -1), "backup_unsigned"),
    "nested without end": (lambda lines: lines.insert(1, b"[" * 200_000 + b"\n"), "backup_broken"),
    "not UTF-8": (lambda lines: lines.insert(1, b"\xff\n"), "backup_broken"),
}


@pytest.mark.parametrize("name", FORGED)
def test_an_archive_that_this_server_did_not_write_is_refused(home: Home, name: str) -> None:
    forge, code = FORGED[name]
    lines = plain(home)
    forge(lines)
    untouched(home, sealed(home, "forged.age", lines), code)


def test_who_knows_the_recipient_alone_cannot_make_a_backup_that_is_believed(home: Home) -> None:
    made = write_lines(Head(ArchivePart.DATA, NOW, "1"), [Fixed([])], lambda claims: "x.y.z")
    untouched(home, sealed(home, "other.age", list(made)), "backup_unsigned")


class Fixed:
    """A store that says what it is told to."""

    def __init__(
        self, batches: list[Batch], name: str = "directory", revision: str = "directory_0006"
    ) -> None:
        self.name, self.revision, self._batches = name, revision, batches
        self.kind = "directory"

    def batches(self) -> Any:
        return iter(self._batches)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (Fixed([], revision="directory_9999"), "backup_newer"),
        (Fixed([], name="keys_ten_" + "a" * 26), "backup_broken"),
        (Fixed([], name="pg_catalog"), "backup_broken"),
        (Fixed([], name="public"), "backup_broken"),
    ],
)
def test_stores_that_do_not_belong_are_refused_before_anything_goes(
    home: Home, source: Fixed, code: str
) -> None:
    path = sealed(
        home, "other.age", list(write_lines(Head(ArchivePart.DATA, NOW, "1"), [source], str))
    )
    before = home.rows(ArchivePart.DATA)
    said = home.restore(ArchivePart.DATA, path, "--replace", "--unsafe-any-signer", code=4)
    assert error(said) == code
    assert home.rows(ArchivePart.DATA) == before


@pytest.mark.parametrize(
    "batch",
    [
        Batch("tenants", ("id", "name"), [["x", "y"]]),
        Batch("nothing", ("id",), [["x"]]),
        Batch("sqlite_master", ("name",), [["x"]]),
        Batch("tenants", ("id", "name", "created_at"), [["x", None, NOW]]),
        Batch("tenants", ("id", "name", "created_at"), [["x", "y", NOW], ["x", "z", NOW]]),
    ],
)
def test_rows_that_the_tables_refuse_leave_a_place_on_which_nothing_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Home, batch: Batch
) -> None:
    path = sealed(
        home, "rows.age", list(write_lines(Head(ArchivePart.DATA, NOW, "1"), [Fixed([batch])], str))
    )
    new = Home(tmp_path, monkeypatch, kek=home.kek)
    said = new.restore(ArchivePart.DATA, path, "--unsafe-any-signer", code=4)
    assert error(said) in {"backup_broken", "store_unavailable"}
    assert error(run("tenants", "list", code=4)) == "restore_unfinished"
    new.restore(ArchivePart.DATA, home.folder / "data.age")  # a sound one finishes it


def test_a_place_in_use_is_given_up_only_when_asked_to(home: Home) -> None:
    said = home.restore(ArchivePart.DATA, home.folder / "data.age", code=4)
    assert error(said) == "restore_not_empty"
    said = run("backup", "make", "--part", "data", "--to", home.folder / "data.age",
               "--recipient", recipient(home.folder, ArchivePart.DATA), code=4)  # fmt: skip
    assert error(said) == "backup_exists"


def test_one_recipient_never_opens_the_keks_and_what_they_protect(home: Home) -> None:
    mine = recipient(home.folder, ArchivePart.DATA)
    for each in (mine, mine.upper()):
        said = run("backup", "make", "--part", "kek", "--to", home.folder / "kek.age",
                   "--recipient", each, code=4)  # fmt: skip
        assert error(said) == "recipient_shared"
    assert not (home.folder / "kek.age").exists()
    said = run(
        "backup", "make", "--part", "keys", "--to", home.folder / "k.age", "--recipient", mine
    )
    assert "better have two" in said.stderr
    assert fingerprint(mine) in run("audit", "tail", "server").stdout


def test_a_recipient_that_anybody_opens_is_refused(home: Home) -> None:
    low = "age1" + "q" * 58
    said = run("backup", "make", "--part", "data", "--to", home.folder / "x.age",
               "--recipient", low, code=4)  # fmt: skip
    assert error(said) == "recipient_invalid"


def test_an_archive_holds_what_the_stores_hold_and_nothing_in_clear(home: Home) -> None:
    text = b"".join(plain(home)).decode()
    assert "Fairphone" not in text  # the device, the picture and the words of a request are sealed
    assert "I was refused" not in text
    assert '"ann"' not in text
    raw = (home.folder / "data.age").read_bytes()
    assert raw.startswith(b"age-encryption.org/v1\n")
    assert b"ten_" not in raw


def small() -> list[bytes]:
    batch = Batch("tenants", ("id", "n", "at", "b"), [["a", 1, NOW, b"x"], ["b", None, NOW, b""]])
    return list(write_lines(Head(ArchivePart.DATA, NOW, "1"), [Fixed([batch])], lambda _: "a.b.c"))


def read(lines: list[bytes]) -> None:
    try:
        reader = ArchiveReader(iter(lines))
        for store in reader.stores():
            list(store.batches())
    except InpersonError:
        return
    assert reader.tail is not None
    assert lines == small()  # nothing else passes


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["store", "table", "b", "t", "d", "end", "rows"]), inner)
    ),
    max_leaves=6,
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, 6), JSON, st.sampled_from(["replace", "insert", "drop", "bytes"]), st.binary()
)
def test_whatever_is_read_only_own_errors_come_out(
    number: int, said: Any, how: str, raw: bytes
) -> None:
    lines = small()
    if how == "drop":
        del lines[number % len(lines)]
    elif how == "bytes":
        lines[number % len(lines)] = raw
    else:
        line = json.dumps(said).encode() + b"\n"
        place = number % len(lines)
        lines[place : place + (how == "replace")] = [line]
    read(lines)


def test_a_line_without_end_is_not_kept_in_memory(home: Home) -> None:
    secret, to = new_identity()
    given = io.BytesIO(
        pyrage.encrypt(b"x" * (LONGEST_LINE + 70_000), [pyrage.x25519.Recipient.from_str(to)])
    )
    with pytest.raises(InpersonError, match="too long"):
        list(read_lines(given, [secret]))
