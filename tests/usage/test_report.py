"""A report says one thing in one spelling, and whoever has the public key can check it."""

import base64
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from referencing import Registry, Resource

import inperson.usage
from inperson.adapters.jose import FileStatementSigner
from inperson.audit import Act
from inperson.core import InpersonError
from inperson.tenants import TokenKind
from inperson.usage import Operation, Outcome, Period, PeriodUsage
from inperson.usage.errors import (
    PeriodOpen,
    PeriodUnknown,
    ReportChainBroken,
    ReportMalformed,
    ReportSignatureInvalid,
)
from inperson.usage.report import KIND, NOTHING_BEFORE, UsageReport, claims_of
from inperson.usage.statistics import DOMAINS, Measure, Parameters
from inperson.usage.statistics.service import Mechanisms
from inperson.usage.statistics.tally import Tally
from inperson.usage.verification import verify
from inperson.vault import KeysMalformed
from tests.usage.conftest import DEVELOPER, JANUARY, PRODUCTION, Billed, book_of, line, utc

ROOM = Path(inperson.usage.__file__).parent
SCHEMA = json.loads((ROOM / "usage-report.v1.schema.json").read_text())
RELEASE = json.loads((ROOM / "statistics" / "release.v1.schema.json").read_text())
REGISTRY = Registry().with_resource(RELEASE["$id"], Resource.from_contents(RELEASE))
FEBRUARY, MARCH, APRIL = Period("2026-02"), Period("2026-03"), Period("2026-04")
Signer = Callable[..., str]


def reported(one: Billed) -> list[UsageReport]:
    """Use January and March, and close up to April."""
    one.enrol("a", 1)
    one.authenticate("a", 1)
    one.go_to(utc(2026, 3, 2))
    one.authenticate("a", 2)
    one.go_past(APRIL)
    one.book.close(APRIL)
    return list(one.book.reports())


def claims(report: UsageReport) -> dict[str, Any]:
    part = report.text.split(".")[1]
    decoded: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return decoded


def test_every_month_between_has_a_report_and_they_form_a_chain(one: Billed) -> None:
    reports = reported(one)
    jwks = one.scene.services.signer.jwks()
    assert [(each.number, each.period.text) for each in reports] == [
        (1, "2026-01"),
        (2, "2026-02"),
        (3, "2026-03"),
        (4, "2026-04"),
    ]
    before = None
    for each in reports:
        before = verify(each.text, jwks, before)
    assert reports[0].previous == NOTHING_BEFORE
    assert reports[0].counts == {
        line("enroll", Outcome.ACCEPTED): 1,
        line("authenticate", Outcome.ACCEPTED): 1,
    }
    assert reports[1].counts == {}
    assert [each.active_subjects[DEVELOPER] for each in reports] == [1, 0, 1, 0]
    assert [each.deployment for each in reports] == ["private"] * 4
    noted = [each.entry for each in one.scene.audit(one.tenant).tail(50)]
    closed = [each.purpose for each in noted if each.act is Act.USAGE_CLOSED]
    assert closed == ["2026-01", "2026-02", "2026-03", "2026-04"]


def test_a_report_is_the_same_bytes_each_time(one: Billed) -> None:
    first = reported(one)
    assert one.book.close(APRIL) == first[-1]
    assert one.book.run_due() == 0
    assert [one.book.report(each.period).text for each in first] == [each.text for each in first]
    assert len(list(one.book.reports())) == 4


def test_two_that_close_at_once_make_one_report(both: Billed) -> None:
    both.enrol("a", 1)
    both.go_past(FEBRUARY)
    other = book_of(both.scene, both.tenant)
    threads = [
        threading.Thread(target=each.close, args=(FEBRUARY,)) for each in (both.book, other) * 2
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [each.number for each in both.book.reports()] == [1, 2]
    leaves = [each.entry.act for each in both.scene.audit(both.tenant).tail(50)]
    assert leaves.count(Act.USAGE_CLOSED) == 2


def test_what_is_not_closed_has_no_report(one: Billed) -> None:
    one.go_past(JANUARY)
    with pytest.raises(PeriodUnknown):
        one.book.close(JANUARY)
    with pytest.raises(PeriodOpen):
        one.book.report(JANUARY)
    assert one.book.run_due() == 0
    one.enrol("a", 1)
    with pytest.raises(PeriodUnknown):
        one.book.close(JANUARY)  # it is before the first month in which something was counted


def release_of(subjects: int, period: Period = JANUARY) -> dict[str, Any]:
    """Return what is released of so many subjects: none of a few, with noise of many."""
    bins = {each: dict.fromkeys(DOMAINS[each], subjects) for each in Measure}
    counts = Tally(subjects, subjects, bins)
    return Mechanisms(Parameters()).release(period, counts).to_json()


def test_a_report_holds_what_statistics_release(one: Billed) -> None:
    released = release_of(5_000)
    one.enrol("a", 1)
    one.go_past(JANUARY)
    book = replace(one.book, statistics=lambda period: released if period == JANUARY else None)
    assert book.close(JANUARY).statistics == released


def test_statistics_that_could_name_somebody_are_not_signed_away(one: Billed) -> None:
    subject = one.enrol("a", 1).subject_id
    one.go_past(JANUARY)
    fine = release_of(5_000)
    for released in (
        {"who": subject},
        {**fine, "who": subject},
        {**fine, "schema": subject},
        {**fine, "parameters": {**fine["parameters"], "library_version": subject}},
        {**fine, "histograms": {**fine["histograms"], "length": {"bins": {subject: 1}}}},
        release_of(5_000, FEBRUARY),
    ):
        book = replace(one.book, statistics=lambda _, r=released: r)
        with pytest.raises(ReportMalformed):
            book.close(JANUARY)
        assert not one.book.usage(JANUARY).closed


def test_a_chain_with_a_gap_a_change_or_another_order_is_broken(one: Billed) -> None:
    first, second, third, _ = reported(one)
    jwks = one.scene.services.signer.jwks()
    for report, before in ((third, first), (first, second), (second, second)):
        with pytest.raises(ReportChainBroken):
            verify(report.text, jwks, before)
    sign = one.scene.services.signer.sign
    forged = {each: value for each, value in claims(second).items() if each != "iss"}
    for change in ({"previous": "a" * 64}, {"period": "2026-07"}):
        with pytest.raises(ReportChainBroken):
            verify(sign({**forged, **change}, KIND), jwks, first)


def test_another_key_another_kind_and_a_changed_byte_are_refused(
    one: Billed, tmp_path: Path
) -> None:
    report = reported(one)[0]
    jwks = one.scene.services.signer.jwks()
    other = FileStatementSigner(tmp_path / "other.jwk", "test")
    with pytest.raises(ReportSignatureInvalid):
        verify(report.text, other.jwks())
    plain = {each: value for each, value in claims(report).items() if each != "iss"}
    with pytest.raises(ReportMalformed):
        verify(one.scene.services.signer.sign(plain, "decision"), jwks)
    header, payload, signature = report.text.split(".")
    changed = payload.replace(payload[40], "A" if payload[40] != "A" else "B", 1)
    with pytest.raises(InpersonError):
        verify(f"{header}.{changed}.{signature}", jwks)
    swapped = base64.urlsafe_b64encode(bytes(64)).decode().rstrip("=")
    with pytest.raises(ReportSignatureInvalid):
        verify(f"{header}.{payload}.{swapped}", jwks)
    for keys in ("", "{}", '{"keys":[]}', '{"keys":[1]}', "[" * 5000, '{"keys":[{"kty":"OKP"}]}'):
        with pytest.raises(KeysMalformed):
            verify(report.text, keys)


@pytest.fixture(scope="module")
def sign(tmp_path_factory: pytest.TempPathFactory) -> tuple[Signer, Any]:
    signer = FileStatementSigner(tmp_path_factory.mktemp("keys") / "signing.jwk", "test")
    return signer.sign, signer.jwks()


COUNTS = st.dictionaries(
    st.builds(
        Operation,
        st.sampled_from(["authenticate", "enroll", "liveness"]),
        st.sampled_from(Outcome),
        st.sampled_from(TokenKind),
    ),
    st.integers(0, 2**53 - 1),
)
RELEASES = st.none() | st.integers(0, 10_000).map(release_of)


def fits(value: object) -> bool:
    return bool(jsonschema.Draft202012Validator(SCHEMA, registry=REGISTRY).is_valid(value))


@settings(max_examples=60)
@given(
    counts=COUNTS,
    active=st.integers(0, 2**53 - 1),
    number=st.integers(1, 2**53 - 1),
    released=RELEASES,
)
def test_what_is_made_is_read_and_fits_the_schema(
    sign: tuple[Signer, Any], counts: Any, active: int, number: int, released: Any
) -> None:
    usage = PeriodUsage(JANUARY, counts, {DEVELOPER: active, PRODUCTION: 0}, closed=True)
    before = NOTHING_BEFORE if number == 1 else "ab" * 32
    made = claims_of(
        number=number, previous=before, usage=usage, deployment="managed", statistics=released
    )
    text = sign[0](made, KIND)
    report = verify(text, sign[1])
    assert report.counts == {each: count for each, count in counts.items() if count}
    assert report.active_subjects == usage.active_subjects
    assert fits(claims(report))


BASE = {
    "v": 1,
    "number": 2,
    "previous": "ab" * 32,
    "period": "2026-01",
    "deployment": "private",
    "counts": [
        {"kind": "enroll", "outcome": "accepted", "token_kind": "developer", "count": 1},
        {"kind": "enroll", "outcome": "refused", "token_kind": "developer", "count": 2},
    ],
    "active_subjects": {"developer": 1, "production": 0},
    "statistics": None,
}
COUNT = BASE["counts"][0]  # type: ignore[index]
WRONG: list[dict[str, Any]] = [
    {"v": 2},
    {"v": True},
    {"v": "1"},
    {"number": 0},
    {"number": 1.5},
    {"number": 2**53},
    {"number": "2"},
    {"previous": "AB" * 32},
    {"previous": "ab" * 31},
    {"previous": None},
    {"period": "2026-13"},
    {"period": "2026-01-01"},
    {"period": 202601},
    {"deployment": "other"},
    {"deployment": []},
    {"tenant": "ten_" + "a" * 26},
    {"counts": {}},
    {"counts": [1]},
    {"counts": [{**COUNT, "count": 0}]},
    {"counts": [{**COUNT, "count": -1}]},
    {"counts": [{**COUNT, "count": "1"}]},
    {"counts": [{**COUNT, "kind": "a@example.org"}]},
    {"counts": [{**COUNT, "outcome": "other"}]},
    {"counts": [{**COUNT, "token_kind": "other"}]},
    {"counts": [{**COUNT, "subject": "a"}]},
    {"counts": [{each: value for each, value in COUNT.items() if each != "count"}]},
    {"counts": [COUNT, COUNT]},
    {"active_subjects": {"developer": 1}},
    {"active_subjects": {"developer": 1, "production": None}},
    {"active_subjects": {"developer": 1, "production": 0, "other": 1}},
    {"active_subjects": []},
    {"statistics": []},
    {"statistics": 1},
    {"statistics": "none"},
    {"statistics": {"who": "sub_" + "a" * 26}},
    {"statistics": {}},
    {"statistics": {**release_of(0), "who": "somebody"}},
    {"statistics": {**release_of(0), "withheld": 1}},
    {"statistics": {**release_of(0), "subjects": {"count": "sub_" + "a" * 26}}},
]


@pytest.mark.parametrize("change", WRONG, ids=range(len(WRONG)))
def test_schema_and_parser_refuse_the_same(
    sign: tuple[Signer, Any], change: dict[str, Any]
) -> None:
    made = {**BASE, **change}
    assert verify(sign[0](BASE, KIND), sign[1])
    with pytest.raises(ReportMalformed):
        verify(sign[0](made, KIND), sign[1])
    assert fits({"iss": "test", **BASE})
    assert not fits({"iss": "test", **made})


@pytest.mark.parametrize("name", BASE)
def test_a_member_that_is_missing_is_refused_by_both(sign: tuple[Signer, Any], name: str) -> None:
    made = {each: value for each, value in BASE.items() if each != name}
    with pytest.raises(ReportMalformed):
        verify(sign[0](made, KIND), sign[1])
    assert not fits({"iss": "test", **made})


@pytest.mark.parametrize(
    "change",
    [
        {"counts": [*reversed(BASE["counts"])]},  # type: ignore[call-overload]
        {"number": 1},
        {"number": 2.0},
        {"previous": NOTHING_BEFORE},
        # ECMA's `$` does not match before a newline, and Python's does
        {"previous": "ab" * 32 + "\n"},
        {"period": "2026-01\n"},
        {"statistics": release_of(0, FEBRUARY)},
        {"statistics": {**release_of(0), "period": "2026-01\n"}},
    ],
)
def test_what_no_schema_says_is_refused_too(
    sign: tuple[Signer, Any], change: dict[str, Any]
) -> None:
    with pytest.raises(ReportMalformed):
        verify(sign[0]({**BASE, **change}, KIND), sign[1])


def strings(schema: Any) -> list[dict[str, Any]]:
    """Return every part of a schema that lets a text pass."""
    found = []
    if isinstance(schema, dict):
        if schema.get("type") == "string":
            found.append(schema)
        for each in schema.values():
            found += strings(each)
    elif isinstance(schema, list):
        for each in schema:
            found += strings(each)
    return found


def objects(schema: Any) -> list[dict[str, Any]]:
    found = []
    if isinstance(schema, dict):
        found += [schema] if schema.get("type") == "object" else []
        found += [each for value in schema.values() for each in objects(value)]
    elif isinstance(schema, list):
        found += [each for value in schema for each in objects(value)]
    return found


def test_no_field_can_hold_an_identifier() -> None:
    named = {"iss": SCHEMA["properties"]["iss"]}
    for each in strings(SCHEMA):
        assert each == named["iss"] or "pattern" in each
    for each in objects(SCHEMA):
        assert each["additionalProperties"] is False
    ids = ["sub_" + "a" * 26, "ses_" + "b" * 26, "ab" * 32, "a@example.org", "+49 30 123456"]
    for each in strings(SCHEMA):
        if each not in (named["iss"], SCHEMA["properties"]["previous"]):
            assert not any(jsonschema.Draft202012Validator(each).is_valid(bad) for bad in ids)


@settings(max_examples=150)
@given(text=st.text(max_size=200) | st.binary(max_size=150).map(lambda raw: raw.decode("latin-1")))
def test_only_own_errors_come_out_of_the_parser(text: str) -> None:
    with pytest.raises(ReportMalformed):
        UsageReport.read(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@settings(max_examples=150)
@given(data=st.data())
def test_only_own_errors_come_out_of_signed_nonsense(
    sign: tuple[Signer, Any], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from([*BASE, "x"]))
    made = {**BASE, name: data.draw(JSON)}
    try:
        text = sign[0](made, KIND)
        report = verify(text, sign[1])
    except (ReportMalformed, ReportSignatureInvalid):
        return
    assert fits(claims(report))


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[]",
        b"\xff",
        b'{"iss":"test","iss":"test"}',
        b"[" * 40_000,
        b'{"number":' + b"9" * 5000 + b"}",
        b'{"iss":NaN}',
    ],
)
def test_a_payload_that_is_no_object_is_refused(sign: tuple[Signer, Any], payload: bytes) -> None:
    header, _, signature = sign[0](BASE, KIND).split(".")
    body = base64.urlsafe_b64encode(payload).decode().rstrip("=")
    with pytest.raises(ReportMalformed):
        UsageReport.read(f"{header}.{body}.{signature}")


def test_another_spelling_of_the_same_claims_is_no_report(sign: tuple[Signer, Any]) -> None:
    header, payload, signature = sign[0](BASE, KIND).split(".")
    raw = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    spaced = json.dumps(json.loads(raw)).encode()
    body = base64.urlsafe_b64encode(spaced).decode().rstrip("=")
    for text in (f"{header}.{body}.{signature}", f"{header}.{payload}=.{signature}"):
        with pytest.raises(ReportMalformed):
            UsageReport.read(text)


def test_another_header_or_another_spelling_of_a_part_is_no_report(
    sign: tuple[Signer, Any],
) -> None:
    text = sign[0](BASE, KIND)
    header, payload, signature = text.split(".")
    said = json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))
    assert list(said) == ["alg", "kid", "typ"]

    def encoded(raw: str) -> str:
        return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")

    tight = (",", ":")
    headers = [
        encoded(json.dumps(said)),
        encoded(json.dumps(dict(reversed(said.items())), separators=tight)),
        *(
            encoded(json.dumps({**said, **change}, separators=tight))
            for change in (
                {"alg": "none"},
                {"alg": "EdDSA"},
                {"typ": "inperson-decision+jwt"},
                {"kid": "a b"},
                {"kid": 1},
                {"b64": False, "crit": ["b64"]},
                {"jwk": sign[1]["keys"][0]},
            )
        ),
        encoded("[]"),
        "",
    ]
    last = "AEIMQUYcgkosw048".index(signature[-1]) if signature[-1] in "AEIMQUYcgkosw048" else 0
    other = signature[:-1] + chr(ord("AEIMQUYcgkosw048"[last]) + 1)  # the same bytes
    texts = [f"{each}.{payload}.{signature}" for each in headers]
    texts += [f"{header}.{payload}", f"{header}.{payload}.", f"{text}.{signature}"]
    texts += [f"{header}.{payload}.{signature}=", f"{header}.{payload}.{other}", f"{text}\n"]
    for each in texts:
        with pytest.raises(ReportMalformed):
            UsageReport.read(each)


def test_keys_of_another_spelling_are_refused(sign: tuple[Signer, Any]) -> None:
    (key,) = sign[1]["keys"]
    for change in (
        {"x": f"{key['x']}="},
        {"x": key["x"][:-2]},
        {"x": 5},
        {"kid": "a b"},
        {"kid": None},
        {"d": key["x"]},
    ):
        with pytest.raises(KeysMalformed):
            verify(sign[0](BASE, KIND), {"keys": [{**key, **change}]})
