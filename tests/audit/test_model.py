"""Entries and leaves: a closed list of acts, one spelling, no room for personal data."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inperson.audit import Act, Entry, Leaf, commitment
from inperson.audit.errors import EntryMalformed, LeafMalformed
from inperson.audit.model import write_body
from inperson.core import InpersonError
from inperson.tlog.merkle import leaf_hash

AT = datetime(2026, 3, 1, 1, 2, 3, 456789, UTC)
ENTRY = Entry(Act.DEK_UNWRAPPED, "tok_a", b"s" * 32, "identity", b"d" * 32)
BODY = (
    b'{"act":"dek_unwrapped","actor":"tok_a","at":"2026-03-01T01:02:03.456789Z","detail":"'
    + b"64" * 32
    + b'","purpose":"identity","subject":"'
    + b"73" * 32
    + b'","v":1}'
)
SHORT = b'{"act":"kek_rotated","actor":"server","at":"2026-03-01T01:02:03.000000Z","v":1}'

printable = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=64)
tags = st.none() | st.binary(min_size=32, max_size=32)
entries = st.builds(Entry, st.sampled_from(Act), printable, tags, st.none() | printable, tags)
times = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-9))]))


def test_a_body_is_spelled_as_the_format_says() -> None:
    assert write_body(AT, ENTRY) == BODY
    assert write_body(AT.replace(microsecond=0), Entry(Act.KEK_ROTATED, "server")) == SHORT
    assert Leaf.parse(7, BODY) == Leaf(7, AT, ENTRY, BODY, leaf_hash(BODY))


@given(times, entries)
def test_what_is_written_is_read(at: datetime, entry: Entry) -> None:
    try:
        body = write_body(at, entry)
    except OverflowError:
        return  # the first and last hours of all time, in another zone
    leaf = Leaf.parse(0, body)
    assert (leaf.at, leaf.entry) == (at, entry)
    assert len(body) <= 600
    assert body.isascii()


MALFORMED = {
    "nothing": b"",
    "no object": b"[]",
    "no JSON": BODY[:-1],
    "a space": BODY.replace(b",", b", ", 1),
    "another order": b'{"v":1,' + SHORT[1:-7] + b"}",
    "another version": BODY.replace(b'"v":1', b'"v":2'),
    "a version that is true": BODY.replace(b'"v":1', b'"v":true'),
    "an unknown act": BODY.replace(b"dek_unwrapped", b"dek_copied"),
    "an unknown member": BODY.replace(b'"at"', b'"as":"x","at"'),
    "a member twice": BODY.replace(b'"v":1', b'"v":1,"v":1'),
    "no actor": SHORT.replace(b'"actor":"server",', b""),
    "an actor that is no text": SHORT.replace(b'"server"', b"7"),
    "an actor in another script": SHORT.replace(b"server", "é".encode()),
    "an escaped actor": SHORT.replace(b"server", b"serve\\u0072"),
    "capital hex": BODY.replace(b"64" * 32, b"6A" * 32),
    "short hex": BODY.replace(b"64" * 32, b"64" * 31),
    "a null": BODY.replace(b'"identity"', b"null"),
    "a time of another zone": BODY.replace(b"Z", b"+00:00"),
    "a time without its fraction": BODY.replace(b".456789", b""),
    "a time that is none": BODY.replace(b"2026-03", b"2026-13"),
    "a time that is no text": BODY.replace(b'"2026-03-01T01:02:03.456789Z"', b"5"),
    "too long": BODY + b" " * 1024,
    "too deep": b"[" * 1024,
}


@pytest.mark.parametrize("name", MALFORMED)
def test_another_spelling_is_refused(name: str) -> None:
    with pytest.raises(LeafMalformed):
        Leaf.parse(0, MALFORMED[name])


@given(st.binary(max_size=300) | st.sampled_from([BODY, SHORT]), st.integers(0, 300), st.binary())
def test_only_our_own_errors_come_out_of_any_bytes(body: bytes, at: int, put: bytes) -> None:
    text = body[:at] + put + body[at + len(put) :]
    try:
        leaf = Leaf.parse(0, text)
    except InpersonError:
        return
    assert write_body(leaf.at, leaf.entry) == text


words = st.sampled_from(["", "x", "é", "kek_rotated", "\ud800", "\0", "64" * 32])
scalars = st.none() | st.booleans() | st.floats() | st.integers() | words
json_values = scalars | st.lists(scalars, max_size=3)


@given(st.dictionaries(st.sampled_from(["act", "actor", "at", "detail", "v", "x"]), json_values))
def test_only_our_own_errors_come_out_of_any_json(members: dict[str, object]) -> None:
    with pytest.raises(InpersonError):
        Leaf.parse(0, json.dumps(json.loads(SHORT) | {"x": 1} | members).encode())


@pytest.mark.parametrize(
    ("actor", "subject", "purpose", "detail"),
    [
        ("", None, None, None),
        ("x" * 65, None, None, None),
        ("Ана", None, None, None),
        ("a\n", None, None, None),
        ("tok_a", b"short", None, None),
        ("tok_a", None, "", None),
        ("tok_a", None, "\x7f", None),
        ("tok_a", None, None, b"x" * 33),
        ("tok_a", "s" * 32, None, None),
        (None, None, None, None),
    ],
)
def test_an_entry_of_another_form_is_refused(
    actor: str, subject: bytes, purpose: str, detail: bytes
) -> None:
    with pytest.raises(EntryMalformed):
        Entry(Act.CONSENT_GIVEN, actor, subject, purpose, detail)


def test_an_act_that_is_not_on_the_list_is_refused() -> None:
    with pytest.raises(EntryMalformed):
        Entry("dek_unwrapped", "tok_a")  # type: ignore[arg-type]


def test_a_commitment_is_a_salted_hash_of_the_details() -> None:
    salt = bytes(range(16))
    detail = {"version": "3", "language": "dé"}
    canonical = '{"language":"dé","version":"3"}'.encode()
    assert commitment(salt, detail) == hashlib.sha256(salt + canonical).digest()
    assert commitment(bytes(16), detail) != commitment(salt, detail)
    for bad in (b"", bytes(15), bytes(17)):
        with pytest.raises(EntryMalformed):
            commitment(bad, detail)
    with pytest.raises(EntryMalformed):
        commitment(salt, {"x": "\ud800"})
