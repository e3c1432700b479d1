"""Clause 6.1: what a session records of its device, for how long, and in which form."""

import math
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inperson.core import TenantId
from inperson.sessions import Device, LivenessDemand, SessionKind, TenantSessions
from inperson.sessions.errors import DeviceInvalid, SessionNotFound
from inperson.sessions.rows import SessionRows
from inperson.sessions.session_record import EVIDENCE, FIELDS, KEPT_DAYS, SessionRecord, network_of
from inperson.tenants import TokenKind, TokenLimits, of_server
from inperson.tenants.errors import OriginNotAllowed
from tests.scene import Scene, picture

NOW = datetime(2026, 1, 1, tzinfo=UTC)
UNSAFE = LivenessDemand.UNSAFE_NO_LIVENESS
TOLD = {
    "ip": "198.51.100.77",
    "os": "Android",
    "os_version": "16",
    "sdk_version": "web 1.2.3",
    "package_name": "org.example.shop",
    "page_origin": "https://shop.example",
    "device_id": "9774d56d682e549c",
    "phone_model": "Pixel 10",
}
DEVICE = Device(**TOLD)


def test_every_field_has_a_purpose_and_an_end() -> None:
    assert {field.name for field in FIELDS} == {*TOLD, "camera", EVIDENCE}
    assert all(field.purpose and field.production for field in FIELDS)
    assert all(0 < field.kept_days <= KEPT_DAYS for field in FIELDS)


def test_a_developer_session_keeps_address_and_device(mine: TenantSessions) -> None:
    session = mine.create(SessionKind.ENROLL, "subject-1", UNSAFE, device=DEVICE)
    assert mine.record(session.id) == TOLD
    mine.submit(session.id, [picture(1)])
    assert mine.record(session.id) == TOLD
    later = mine.create(SessionKind.AUTHENTICATE, "subject-1", UNSAFE, device=DEVICE)
    assert mine.record(later.id) == TOLD
    assert mine.record(mine.create(SessionKind.ENROLL, "subject-2", UNSAFE).id) == {}


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ({"phone_model": "Annas iPhone 15"}, {"phone_model": "iPhone 15"}),
        ({"phone_model": "iPhone von Anna Beispiel"}, {"phone_model": "iPhone"}),
        ({"phone_model": "iPhone15,2"}, {"phone_model": "iPhone 15"}),
        ({"phone_model": "Pixel 8 Pro"}, {"phone_model": "Pixel 8"}),
        ({"phone_model": "samsung SM-G991B"}, {"phone_model": "Galaxy"}),
        ({"phone_model": "Galaxy s24 of 0171 1234567"}, {"phone_model": "Galaxy S24"}),
        ({"phone_model": "Pixel 19800401"}, {"phone_model": "Pixel"}),
        ({"phone_model": "Anna"}, {"phone_model": "other"}),
        ({"os": "Android 16, Anna"}, {"os": "Android"}),
        ({"os": "Annas"}, {"os": "other"}),
        ({"os_version": "17.5.1 (Anna)"}, {"os_version": "17"}),
        ({"os_version": "Anna"}, {"os_version": "other"}),
        ({"sdk_version": "web/0.1.0"}, {"sdk_version": "web/0.1.0"}),
        ({"sdk_version": "Anna Beispiel"}, {"sdk_version": "other"}),
        ({"package_name": "org.example.shop"}, {"package_name": "org.example.shop"}),
        ({"package_name": "Anna Beispiel"}, {"package_name": "other"}),
        ({"page_origin": "http://localhost:8443"}, {"page_origin": "http://localhost:8443"}),
        (
            {"page_origin": "https://[2001:db8::1]:8443"},
            {"page_origin": "https://[2001:db8::1]:8443"},
        ),
        ({"page_origin": "https://shop.example/?name=Anna"}, {"page_origin": "other"}),
    ],
)
@pytest.mark.parametrize("kind", TokenKind)
def test_no_device_tells_whose_it_is(
    told: dict[str, str], kept: dict[str, str], kind: TokenKind
) -> None:
    assert SessionRecord.of(Device(**told), kind, lambda _: b"").values == kept


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=128))
def test_of_a_model_a_family_and_three_characters_are_left(text: str) -> None:
    kept = SessionRecord.of(Device(phone_model=text, os=text), TokenKind.DEVELOPER, lambda _: b"")
    assert re.fullmatch(r"other|[A-Za-z]+( [A-Z]?\d{1,2})?", kept.values["phone_model"])
    assert kept.values["os"] in {
        *("Android", "iPadOS", "iOS", "Windows", "macOS", "ChromeOS", "Linux", "other")
    }


@pytest.mark.parametrize("label", ["FaceTime HD Camera", "Annas iPhone 15", "OBS Virtual Camera"])
def test_of_a_camera_a_class_is_left(label: str) -> None:
    kept = SessionRecord({}).with_signs({"camera": label})
    assert kept.values == {"camera": "virtual" if "OBS" in label else "unsuspicious"}


def test_a_record_that_was_kept_in_other_words_is_read_in_those_of_today() -> None:
    before = b'{"camera":"Annas iPhone 15","package_name":"Anna","os_name":"Anna"}'
    now = {"camera": "unsuspicious", "package_name": "other"}
    assert SessionRecord.from_bytes(before) == SessionRecord(now)


def test_what_cues_measured_goes_before_the_device() -> None:
    kept = SessionRecord({"os": "Android"}).with_evidence({"depth.it": 0.02, "light.it": math.nan})
    assert kept.evidence == {"depth.it": 0.02}
    assert SessionRecord.from_bytes(kept.to_bytes()) == kept
    assert kept.due_at(NOW) == NOW + timedelta(days=30)
    later = kept.pruned(NOW, NOW + timedelta(days=30))
    assert later == SessionRecord({"os": "Android"})
    assert later.due_at(NOW) == NOW + timedelta(days=90)
    assert SessionRecord({}).with_evidence({"depth.it": 1}).pruned(NOW, NOW).evidence


def test_a_production_session_keeps_a_network_and_a_keyed_hash() -> None:
    def hashed(value: bytes) -> bytes:
        return bytes(reversed(value)).ljust(32, b"\0")

    kept = SessionRecord.of(DEVICE, TokenKind.PRODUCTION, hashed).values
    assert kept == TOLD | {
        "ip": "198.51.100.0/24",
        "device_id": hashed(b"9774d56d682e549c").hex(),
    }
    assert TOLD["ip"] not in str(kept)
    assert TOLD["device_id"] not in str(kept)


@pytest.mark.parametrize(
    ("ip", "network"),
    [
        ("203.0.113.255", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
    ],
)
def test_an_address_is_cut_to_its_network(ip: str, network: str) -> None:
    assert network_of(ip) == network


@given(st.ip_addresses())
def test_a_network_never_tells_the_address(ip: object) -> None:
    assert network_of(str(ip)).endswith(("/24", "/48"))


@pytest.mark.parametrize(
    "told",
    [
        {"ip": "not an address"},
        {"ip": "fe80::1%eth0"},
        {"ip": ""},
        {"os": "x" * 129},
        {"os": "a\nb"},
        {"phone_model": "ünïcode"},
    ],
)
def test_what_is_malformed_is_refused(told: dict[str, str]) -> None:
    with pytest.raises(DeviceInvalid):
        Device(**told)


def test_each_field_is_forgotten_in_its_time(scene: Scene, mine: TenantSessions) -> None:
    session = mine.create(SessionKind.ENROLL, "subject-1", UNSAFE, device=DEVICE)
    mine.submit(session.id, [picture(1)])
    scene.clock.advance(timedelta(days=30).total_seconds())
    assert set(mine.record(session.id)) == set(TOLD) - {"ip", "device_id"}
    mine.create(SessionKind.ENROLL, "another", UNSAFE)  # sweeps
    stored = mine.get(session.id)
    assert stored.record is not None
    assert stored.record.due_at == session.created_at + timedelta(days=90)
    scene.clock.advance(timedelta(days=60).total_seconds())
    assert mine.record(session.id) == {}
    mine.create(SessionKind.ENROLL, "another", UNSAFE)
    assert mine.get(session.id).record is None
    scene.clock.advance(timedelta(days=KEPT_DAYS - 89).total_seconds())
    mine.create(SessionKind.ENROLL, "another", UNSAFE)
    with pytest.raises(SessionNotFound):
        mine.get(session.id)


def test_a_record_is_sealed(scene: Scene, tenant: TenantId, mine: TenantSessions) -> None:
    session = mine.create(SessionKind.ENROLL, "subject-1", UNSAFE, device=DEVICE)
    with scene.stores.silos.whole(of_server(tenant)).begin() as tx:
        stored = tx.rows(SessionRows).session(session.id)
    assert stored is not None
    assert stored.record is not None
    assert b"Pixel" not in stored.record.sealed


def test_a_limited_token_opens_sessions_of_its_pages_only(scene: Scene, tenant: TenantId) -> None:
    limits = TokenLimits(origins=("https://shop.example",))
    issued = scene.tenants.issue_token(tenant, TokenKind.DEVELOPER, "", None, limits)
    mine = scene.sessions.of(scene.tenants.authenticate(issued.secret))
    page = Device(page_origin="https://shop.example")
    mine.create(SessionKind.ENROLL, "subject-1", UNSAFE, device=page)
    with pytest.raises(OriginNotAllowed):
        mine.create(SessionKind.ENROLL, "subject-1", UNSAFE)
