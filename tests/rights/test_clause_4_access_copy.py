"""Clause 4: a person gets a copy of everything that is held of it, and of nothing else."""

import hashlib
import json
import tempfile
import tracemalloc
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pyrage
import pytest
from joserfc import jws
from joserfc.jwk import KeySet
from sqlalchemy import Column, LargeBinary, MetaData, String, Table, delete, insert, select, update

from inperson.audit import Act, AuditUnavailable
from inperson.core import InpersonError, SessionId, SystemEntropy, TenantId
from inperson.core.ids import new_delivery_id
from inperson.matching import Template, TemplateCorrupt
from inperson.matching.calibration import FMR_TARGETS
from inperson.rights.acts import ProofRows
from inperson.rights.copies.collect import collect
from inperson.rights.copies.documents import MARK
from inperson.rights.copies.inventory import ABOUT_NOBODY, INVENTORY, LeftOut, Shown
from inperson.rights.copies.inventory import Opened as InClear
from inperson.rights.copies.model import Controller, Held
from inperson.rights.copies.service import AccessCopies
from inperson.rights.copies.write import BLOCK, write
from inperson.rights.notices import NoticeTerms
from inperson.rights.notices.service import Notices
from inperson.rights.packages import AgeRecipient
from inperson.rights.requests.model import RequestKind
from inperson.sessions import Decision, Reason, SessionKind
from inperson.sessions.model import Pseudonym
from inperson.store.guard import WHOLE
from inperson.store.privacy_tables import consents, deliveries, disclosures
from inperson.store.tables import (
    improvement,
    improvement_samples,
    sessions,
    silo,
    templates,
)
from inperson.tenants import TokenKind, of_server
from inperson.vault import Purpose
from inperson.vision import decode_image
from tests.rights.copying import (
    DAY,
    DEVICE,
    EVIDENCE,
    KEY,
    MINE,
    NOBODY,
    OTHER,
    REF,
    REQUEST,
    Opened,
    Person,
    everything,
)
from tests.scene import START, Scene, open_scene, picture


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = open_scene(tmp_path)
    yield made
    made.stores.close()


@pytest.fixture
def tenant(scene: Scene) -> TenantId:
    return scene.add_tenant("Bank of Freedonia")


@pytest.fixture
def person(scene: Scene, tenant: TenantId) -> Person:
    return Person(scene, tenant)


@pytest.fixture
def full(person: Person) -> Person:
    """Somebody of whom everything is held; somebody else has been there as well."""
    everything(person)
    other = Person(person.scene, person.tenant, OTHER)
    other.enrol(7)
    other.check(7)
    other.ask(RequestKind.COMPLAINT, "Somebody else's words.")
    return person


def rows(person: Person, table: Table) -> list[Mapping[str, Any]]:
    """Return all rows of a table, whoever they are about, past every port."""
    store = "improve" if table.metadata is improvement else "silo"
    engine = person.scene.stores.databases[0].engine(f"{store}_{person.tenant}", WHOLE)
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def tables() -> list[Table]:
    return [*silo.sorted_tables, *improvement.sorted_tables]


def message(person: Person, request_id: str) -> None:
    """Put a message to the tenant on its way."""
    row = {
        "id": new_delivery_id(SystemEntropy()),
        "kind": "webhook",
        "request_id": request_id,
        "created_at": person.scene.clock.now(),
        "next_at": person.scene.clock.now(),
        "attempts": 3,
        "failure": "webhook_unreachable",
        "payload": b"sealed",
    }
    engine = person.scene.stores.databases[0].engine(f"silo_{person.tenant}", WHOLE)
    with engine.begin() as connection:
        connection.execute(insert(deliveries).values(row))


def scalars(content: Any) -> set[Any]:
    """Return every value in a JSON document."""
    if isinstance(content, Mapping):
        return set[Any]().union(*(scalars(each) for each in content.values()), content)
    if isinstance(content, list):
        return set[Any]().union(*(scalars(each) for each in content))
    return {content}


# --- completeness ---------------------------------------------------------------------------------


def undecided(*stores: MetaData) -> set[str]:
    """Return the columns of which nobody has decided whether a copy holds them."""
    known = {f"{table}.{column}" for table, columns in INVENTORY.items() for column in columns}
    found = {
        f"{table.name}.{column.name}"
        for store in stores
        for table in store.sorted_tables
        if table.name not in ABOUT_NOBODY
        for column in table.columns
    }
    return found ^ known


def test_every_column_of_every_table_is_in_the_copy_or_on_the_list_of_what_is_not() -> None:
    assert undecided(silo, improvement) == set()


def test_a_new_column_or_a_new_table_fails_that_test() -> None:
    later = MetaData()
    for table in tables():
        table.to_metadata(later)
    later.tables["sessions"].append_column(Column("mood", String(9)))
    Table("gait_templates", later, Column("sealed", LargeBinary))
    assert undecided(later) == {"sessions.mood", "gait_templates.sealed"}


class Walk:
    """Everything in the two stores that has to do with one person."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.marks: set[Any] = {person.reference, person.subject_id}
        self.found: list[tuple[Table, Mapping[str, Any]]] = []
        self.names = {person.subject_id}
        every = [(table, row) for table in tables() for row in rows(person, table)]
        grew = True
        while grew:  # what names a row of hers is hers as well: sessions, requests
            mine = [each for each in every if self._is_mine(each[1])]
            grew = len(mine) > len(self.found)
            self.found = mine
            for table, row in mine:
                if table.name in {"sessions", "privacy_requests"}:
                    self.marks.add(row["id"])

    def _is_mine(self, row: Mapping[str, Any]) -> bool:
        named = any(each in self.marks for each in row.values() if isinstance(each, str | bytes))
        return named or any(self.opens(row))

    def opens(self, row: Mapping[str, Any]) -> Iterator[bytes]:
        """Yield what her key opens in a row, tried for every purpose and every model."""
        models = {each for each in row.values() if isinstance(each, str)} | {""}
        for value in row.values():
            if not isinstance(value, bytes) or not value.startswith(b"INPS"):
                continue
            for purpose in Purpose:
                for model in models:
                    try:
                        yield self.person.desk.vault.open(
                            self.person.subject_id, purpose, model, value
                        )
                    except InpersonError:
                        continue

    def opened(self, table: Table, row: Mapping[str, Any], column: str) -> bytes:
        """Return what is sealed in a column, by her key or the tenant's."""
        mine = list(
            self.opens({name: row[name] for name in row if name == column or name != column})
        )
        if mine:
            return mine[0]
        for purpose in (Purpose.PRIVACY_RECORD, Purpose.SESSION_RECORD):
            try:
                return self.person.desk.vault.open_unowned(row["id"], purpose, row[column])
            except InpersonError:
                continue
        raise AssertionError(f"{table.name}.{column} does not open")


def rendered(value: Any) -> set[Any]:
    """Return how a column's value may look in JSON."""
    if isinstance(value, datetime):
        return {value.isoformat().replace("+00:00", "Z")}
    if isinstance(value, bytes):
        return {value.hex()}
    return {value}


def missing(walk: Walk, copy: Opened) -> list[str]:
    """Return what is held and neither in the copy nor on the list of what is left out."""
    values = {name: scalars(copy.json(name)) for name in copy.files if name.endswith(".json")}
    lost: list[str] = []
    for table, row in walk.found:
        for column, value in row.items():
            place = INVENTORY[table.name][column]
            if value is None or isinstance(place, LeftOut):
                continue
            if isinstance(place, InClear):
                held = is_opened(walk.opened(table, row, column), place.file, copy, values)
            elif isinstance(place, Shown):
                known = values[place.file]
                words = str(value).split(" ") if column == "reasons" else []
                held = bool(rendered(value) & known) or (bool(words) and set(words) <= known | {""})
            if not held:
                lost.append(f"{table.name}.{column}: {value!r}")
    return lost


def is_opened(data: bytes, file: str, copy: Opened, values: Mapping[str, set[Any]]) -> bool:
    if file == "template.bin":
        return copy.files[file] == MARK + data
    about, _, jpeg = data.partition(b"\n")
    if jpeg:
        images = {copy.files[name] for name in copy.files if name.startswith("images/")}
        return jpeg in images and scalars(json.loads(about)) <= values[file]
    left_out = {"approved_by", "evidence"}  # LeftOut.STAFF, LeftOut.MEASUREMENTS
    content = {name: each for name, each in json.loads(data).items() if name not in left_out}
    return scalars(content) <= values[file]


def test_what_is_held_and_what_is_in_the_copy_are_the_same(full: Person) -> None:
    (complaint,) = [
        row["id"]
        for row in rows(full, silo.tables["privacy_requests"])
        if row["kind"] == "complaint" and row["reference"] == full.reference
    ]
    message(full, complaint)
    used = next(
        row["id"] for row in rows(full, silo.tables["sessions"]) if row["subject"] == full.reference
    )
    with full.desk.silo.begin() as tx:
        assert tx.rows(ProofRows).use(SessionId(used), full.desk.clock.now())
    copy = full.opened()
    walk = Walk(full)
    assert missing(walk, copy) == []
    # the walk has seen something of every table that can hold something of a person
    seen = {table.name for table, _ in walk.found}
    # a mark in a bill cannot be found: nothing in it says of whom it is
    # a link to a check is a matter of minutes, and a hash of what was used once names nobody
    unseen = {"notices", "idempotency", "usage_active", "checks", "used_once"}
    assert seen == set(INVENTORY) - unseen
    counts = {name: len(copy.json(f"{name}.json")[name]) for name in ("sessions", "images")}
    assert counts == {"sessions": 12, "images": 7}


@pytest.mark.parametrize(
    "file",
    [
        "enrolment.json",
        "template.json",
        "sessions.json",
        "failed_attempts.json",
        "images.json",
        "consents.json",
        "disclosures.json",
        "holds.json",
        "requests.json",
    ],
)
def test_a_copy_that_lacks_a_file_fails_that_test(full: Person, file: str) -> None:
    copy = full.opened()
    assert missing(Walk(full), replace(copy, files={**copy.files, file: b"{}"})) != []


def test_every_line_of_the_audit_log_about_her_is_in_the_copy_but_those_of_holds(
    full: Person,
) -> None:
    copy = full.opened()
    tag = full.desk.vault.tag(full.subject_id)
    assert tag is not None
    leaves = full.desk.audit.of_subject(tag)
    told = {each["number"]: each for each in copy.json("reads.json")["reads"]}
    untold = {leaf.entry.act for leaf in leaves if leaf.number not in told}
    assert untold <= {Act.HOLD_PLACED, Act.HOLD_RELEASED, Act.COPY_DELIVERED}
    mine = [each for each in told.values() if each["actor"] == "tester"]
    purposes = {each["purpose"] for each in mine if each["act"] == "dek_unwrapped"}
    assert purposes >= {  # this copy's own reads among them
        "identity/reference-template",
        "security/session-record",
        "improvement/sample",
        "audit/subject-tag",
    }
    leaf = leaves[0]
    assert told[leaf.number]["sha256"] == leaf.hash.hex()


# --- what is in it --------------------------------------------------------------------------------


def test_the_manifest_names_every_file_and_is_signed(full: Person) -> None:
    made = full.copy()
    copy = Opened.of(made)
    assert made.sha256 == hashlib.sha256(made.data).digest()
    manifest = copy.json("manifest.json")
    listed = {each["path"]: each for each in manifest["files"]}
    assert set(copy.files) == {*listed, "manifest.json", "manifest.jws", "padding"}
    assert made.files == len(copy.files) - 1
    for path, each in listed.items():
        assert hashlib.sha256(copy.files[path]).hexdigest() == each["sha256"]
        assert len(copy.files[path]) == each["bytes"]
    assert (manifest["format"], manifest["version"]) == ("inperson-access-copy", 1)
    assert manifest["request_id"] == REQUEST
    assert manifest["made_at"] == full.scene.clock.now().isoformat().replace("+00:00", "Z")
    keys = KeySet.import_key_set(full.desk.signer.jwks())  # type: ignore[arg-type]
    signed = jws.deserialize_compact(copy.files["manifest.jws"], keys, algorithms=["Ed25519"])
    assert signed.headers()["typ"] == "inperson-manifest+jwt"
    claims = json.loads(signed.payload)
    assert claims["jti"] == REQUEST
    assert claims["manifest_sha256"] == hashlib.sha256(copy.files["manifest.json"]).hexdigest()


def test_a_decision_comes_with_what_its_level_stands_for(full: Person) -> None:
    found = full.opened().json("sessions.json")["sessions"]
    verdicts = [each["verdict"] for each in found if each["verdict"]]
    matched = [each for each in verdicts if each["decision"] == "match"]
    assert matched
    for each in matched:
        assert each["level_required"]["level"] == 3
        assert each["level_required"]["false_match_rate"] == FMR_TARGETS[2]
        assert each["level"]["false_match_rate"] == FMR_TARGETS[each["level"]["level"] - 1]
    assert {reason for each in verdicts for reason in each["reasons"]} >= {
        Reason.BELOW_LEVEL,
        Reason.TOO_DARK,
        Reason.LIVENESS_DEPTH,
    }


def test_a_calibrated_model_gives_its_threshold_and_what_was_measured() -> None:
    from inperson.rights.copies.collect import _ladder

    digest = json.loads(
        next(Path("src/inperson/matching/calibrations").glob("*.json")).read_text()
    )["model_digest"]
    steps = _ladder(digest)
    assert [each.level for each in steps] == [1, 2, 3, 4]
    for step in steps:
        assert step.threshold is not None
        assert step.measured_at_most is not None
        assert step.measured_at_most <= step.false_match_rate


def test_liveness_is_told_in_words_and_never_in_numbers(full: Person) -> None:
    copy = full.opened()
    found = copy.json("sessions.json")["sessions"]
    looked = [each for one in found if one["verdict"] for each in one["verdict"]["looked_at"]]
    assert {each["cue"] for each in looked} >= {name.split(".")[0] for name in EVIDENCE}
    assert not any("." in each["cue"] for each in looked)
    against = {each["cue"] for each in looked if each["against"]}
    assert "depth" in against
    assert "range" not in against
    everywhere = b"".join(copy.files.values())
    for number in EVIDENCE.values():
        assert str(number).encode() not in everywhere


def test_what_is_left_of_a_device_is_told_also_where_somebody_else_tried(full: Person) -> None:
    found = full.opened().json("sessions.json")["sessions"]
    failed = [each for each in found if (each["verdict"] or {}).get("decision") == "no_match"]
    assert failed
    assert all(each["device"]["ip"] == DEVICE.ip for each in failed)


def test_a_forgotten_device_record_leaves_the_session_in_the_copy(full: Person) -> None:
    full.scene.clock.advance(DAY.total_seconds() * 100)
    found = full.opened().json("sessions.json")["sessions"]
    assert found
    assert all(each["device"] == {} for each in found)
    engine = full.scene.stores.databases[0].engine(f"silo_{full.tenant}", WHOLE)
    with engine.begin() as connection:
        connection.execute(update(sessions).values(record=None, record_due_at=None))
    assert len(full.opened().json("sessions.json")["sessions"]) == len(found)


def test_the_images_are_those_that_were_kept(full: Person) -> None:
    copy = full.opened()
    listed = copy.json("images.json")["images"]
    assert [each["file"] for each in listed] == [f"images/000{one}.jpg" for one in range(1, 8)]
    first = [each["file"] for each in listed if each["about"]["decision"] == "enrolled"]
    pixels = [decode_image(copy.files[each]).pixels.astype(int) for each in first]
    wanted = [picture(1, variant).pixels for variant in (0, 1)]
    for each in wanted:
        assert min(np.abs(one - each).mean() for one in pixels) < 8
    assert listed[0]["about"]["device"]["phone_model"] == "Pixel 10"
    assert listed[0]["session_id"] in {
        each["id"] for each in copy.json("sessions.json")["sessions"]
    }


def test_consents_lead_to_the_notice_as_it_was_shown(full: Person) -> None:
    copy = full.opened()
    listed = copy.json("consents.json")["consents"]
    assert {each["purpose"] for each in listed} == {"identity", "improvement"}
    assert any(each["withdrawn_at"] for each in listed)
    shown = full.scene.notice(full.tenant)
    for each in listed:
        assert copy.files[each["notice_file"]] == shown.document.encode()
        assert each["notice_file"] == f"notices/{shown.version}.en.jsonld"
        signed = jws.deserialize_compact(
            copy.files[f"receipts/{each['id']}.jws"],
            KeySet.import_key_set(full.desk.signer.jwks()),  # type: ignore[arg-type]
            algorithms=["Ed25519"],
        )
        assert signed.headers()["typ"] == "inperson-receipt+jwt"
        record = json.loads(signed.payload)["dpv:hasRecordOfActivity"]
        assert record["dct:identifier"] == each["id"]


def test_who_works_there_is_not_named(full: Person) -> None:
    copy = full.opened()
    assert b"mallory" not in b"".join(copy.files.values())
    by_mallory = replace(full.desk.authority, actor="operator:mallory")
    operator, subject_id = replace(full.desk, authority=by_mallory), full.subject_id
    operator.note(Act.SUBJECT_ENABLED, subject_id=subject_id)
    copy = full.opened()
    assert b"mallory" not in b"".join(copy.files.values())
    enabled = [
        each for each in copy.json("reads.json")["reads"] if each["act"] == "subject_enabled"
    ]
    assert [each["actor"] for each in enabled] == ["operator"]


def test_nothing_of_anybody_else_is_in_it(full: Person) -> None:
    other = Person(full.scene, full.tenant, OTHER)
    copy = full.opened()
    clear = b"".join(data for name, data in copy.files.items() if name != "padding")
    theirs = {other.subject_id.encode(), other.reference.hex().encode(), b"Somebody else"}
    for table in (sessions, consents, improvement_samples):
        mine = "subject" if table is sessions else "reference"
        theirs |= {
            row["id"].encode()
            for row in rows(full, table)
            if row.get(mine) == other.reference or row.get("subject_id") == other.subject_id
        }
    assert len(theirs) > 6
    assert not [each for each in theirs if each in clear]


def test_no_key_salt_or_keyed_digest_is_in_it(full: Person) -> None:
    copy = full.opened()
    clear = b"".join(data for name, data in copy.files.items() if name != "padding")
    secret: list[bytes] = []
    for table in tables():
        places = INVENTORY.get(table.name, {})
        hidden = {name for name, place in places.items() if isinstance(place, LeftOut)}
        for row in rows(full, table):
            secret += [each for name, each in row.items() if name in hidden and _is_bytes(each)]
    assert len(secret) > 30
    for each in secret:
        assert each not in clear
        assert each.hex().encode() not in clear
    tag = full.desk.vault.tag(full.subject_id)
    assert tag is not None
    assert tag.hex().encode() not in clear


def _is_bytes(value: Any) -> bool:
    return isinstance(value, bytes) and len(value) >= 16


# --- gags -----------------------------------------------------------------------------------------


def test_what_the_law_forbids_to_tell_leaves_no_trace_until_it_may_be_told(person: Person) -> None:
    person.enrol()
    person.session(SessionKind.AUTHENTICATE, Decision.MATCH)
    before = person.hold(b"something else")
    told = person.disclose(instrument="1 told")
    until = person.scene.clock.now() + timedelta(days=30)
    person.later(DAY)
    secret = person.disclose(until, "2 secret")
    held = [person.hold(b"2 secret"), person.hold(b"3 later")]
    copy = person.opened()
    assert [each["id"] for each in copy.json("disclosures.json")["disclosures"]] == [told]
    assert [each["id"] for each in copy.json("holds.json")["holds"]] == [before]
    clear = b"".join(copy.files.values())
    for trace in (secret, *held, "2 secret", until.isoformat()[:16]):
        assert trace.encode() not in clear
    times = [each["at"] for each in copy.json("reads.json")["reads"]]
    (delivered,) = [row["closed_at"] for row in rows(person, disclosures) if row["id"] == secret]
    assert delivered.isoformat().replace("+00:00", "Z") not in times
    person.scene.clock.advance(DAY.total_seconds() * 31)
    copy = person.opened()
    assert {each["id"] for each in copy.json("disclosures.json")["disclosures"]} == {told, secret}
    assert {each["id"] for each in copy.json("holds.json")["holds"]} == {before, *held}


def test_the_page_says_the_same_of_secret_orders_whether_or_not_there_is_one(
    person: Person,
) -> None:
    person.enrol()
    sentence = "A law can forbid us for a time"
    assert sentence in person.opened().page
    person.disclose(person.scene.clock.now() + timedelta(days=30))
    assert sentence in person.opened().page


# --- the template ---------------------------------------------------------------------------------


def test_every_way_to_enrol_refuses_the_template_of_a_copy(person: Person) -> None:
    person.enrol()
    copy = person.opened()
    marked = copy.files["template.bin"]
    assert marked.startswith(b"INPERSON ACCESS COPY: NOT A TEMPLATE FOR ENROLMENT\n")
    about = copy.json("template.json")
    whole = marked[about["offset"] :]
    assert len(whole) == about["length"]
    assert about["format"] == "inperson-template/2"
    assert Template.from_bytes(whole).model_digest == about["model_digest"]
    # as a template, from anywhere
    with pytest.raises(TemplateCorrupt):
        Template.from_bytes(marked)
    # as an image, which is what every enrolment takes
    for data in (marked, whole):
        with pytest.raises(InpersonError):
            decode_image(data)
    # as a sealed record, put where a template belongs
    engine = person.scene.stores.databases[0].engine(f"silo_{person.tenant}", WHOLE)
    subject = templates.c.subject_id == person.subject_id
    for data in (marked, whole):
        with engine.begin() as connection:
            connection.execute(update(templates).where(subject).values(sealed=data))
        with pytest.raises(InpersonError):
            person.check(1)
    # even if somebody with the keys seals it
    digest = about["model_digest"]
    vault, purpose = person.desk.vault, Purpose.REFERENCE_TEMPLATE
    sealed = vault.seal(person.subject_id, purpose, digest, marked)
    with engine.begin() as connection:
        connection.execute(update(templates).where(subject).values(sealed=sealed))
    with pytest.raises(TemplateCorrupt):
        person.check(1)


# --- parts that are missing -----------------------------------------------------------------------


def test_who_is_not_enrolled_gets_an_archive_of_the_same_form(
    person: Person, scene: Scene, tenant: TenantId
) -> None:
    person.enrol()
    made = Person(scene, tenant, NOBODY).copy()
    copy, mine = Opened.of(made), person.opened()
    hers = ("template.bin", "images/", "receipts/")
    mark = {name for name in mine.files if name.startswith(hers)}
    assert set(copy.files) == set(mine.files) - mark
    assert "Nothing. There is no face" in copy.page
    assert copy.json("enrolment.json")["enrolled"] is False
    assert copy.json("template.json") == {"held": False, "file": None}
    assert copy.json("sessions.json") == {"sessions": []}
    assert len(copy.data) == len(mine.data)


@pytest.mark.parametrize("ref", [REF, NOBODY])
def test_the_size_tells_an_outsider_little(person: Person, ref: str) -> None:
    person.enrol()
    made = Person(person.scene, person.tenant, ref).opened()
    assert len(made.data) % BLOCK == 0
    assert set(made.files["padding"]) <= {0}


def test_a_production_subject_has_no_picture(scene: Scene, tenant: TenantId) -> None:
    person = Person(scene, tenant, kind=TokenKind.PRODUCTION)
    assert person.live(kind=SessionKind.ENROLL).verdict.decision is Decision.ENROLLED  # type: ignore[union-attr]
    person.session(SessionKind.AUTHENTICATE, Decision.MATCH)
    copy = person.opened()
    assert copy.json("images.json") == {"images": [], "exports": []}
    (_, checked) = copy.json("sessions.json")["sessions"]
    assert checked["device"]["ip"] == "198.51.100.0/24"
    assert "no picture of anybody outlives" in copy.page
    assert "digest" not in copy.page
    frames = copy.json("enrolment.json")["frame_digests"]
    assert frames["count"] > 0
    assert "scrambled fingerprint" in copy.page


def test_a_subject_of_the_other_kind_of_token_is_nobody_here(
    person: Person, scene: Scene, tenant: TenantId
) -> None:
    person.enrol()
    live = Person(scene, tenant, kind=TokenKind.PRODUCTION)
    copy = AccessCopies(live.desk).build(person.reference, MINE, request_id=REQUEST)
    assert Opened.of(copy).json("enrolment.json")["enrolled"] is False
    assert "template.bin" not in Opened.of(copy).files


def test_an_erasure_that_was_cut_short_leaves_a_copy_without_a_template(person: Person) -> None:
    from inperson.vault import Tombstone

    person.enrol()
    grave = Tombstone(person.subject_id, person.reference, person.scene.clock.now())
    person.desk.vault.destroy_subject_key(grave)
    copy = person.opened()
    assert "template.bin" not in copy.files
    assert copy.json("images.json") == {"images": [], "exports": []}
    assert copy.json("reads.json") == {"reads": []}


def test_what_does_not_open_is_named_and_the_rest_is_there(full: Person) -> None:
    data, improve = (
        full.scene.stores.databases[0].engine(f"{store}_{full.tenant}", WHOLE)
        for store in ("silo", "improve")
    )
    with data.begin() as connection:
        broken = connection.execute(select(sessions).where(sessions.c.record.is_not(None))).first()
        assert broken is not None
        where = sessions.c.id == broken.id
        connection.execute(update(sessions).where(where).values(record=b"INPS\x01" + bytes(60)))
        (told,) = connection.execute(select(disclosures.c.id)).scalars()
        connection.execute(update(disclosures).values(details=b"short"))
        connection.execute(update(templates).values(sealed=bytes(99)))
    with improve.begin() as connection:
        mine = improvement_samples.c.subject_id == full.subject_id
        lost = connection.execute(select(improvement_samples.c.id).where(mine)).scalars().first()
        where = improvement_samples.c.id == lost
        connection.execute(update(improvement_samples).where(where).values(sealed=b"x" * 99))
    copy = full.opened()
    named = copy.json("enrolment.json")["unreadable"]
    assert set(named) == {broken.id, told, full.subject_id, lost}
    assert "4 records could not be opened, and are missing here" in copy.page
    assert len([name for name in copy.files if name.startswith("images/")]) == 6


def test_lost_samples_and_sessions_do_not_stop_a_copy(full: Person) -> None:
    for store, table in (("silo", sessions), ("improve", improvement_samples)):
        engine = full.scene.stores.databases[0].engine(f"{store}_{full.tenant}", WHOLE)
        with engine.begin() as connection:
            connection.execute(delete(table))
    copy = full.opened()
    assert copy.json("sessions.json") == {"sessions": []}
    assert copy.json("enrolment.json")["enrolled"] is True


# --- how it is made -------------------------------------------------------------------------------


def held_of(person: Person) -> Held:
    with person.desk.silo.begin() as tx:
        return collect(person.desk, tx, person.reference)


def test_the_same_value_gives_the_same_bytes(full: Person) -> None:
    held = held_of(full)
    one, two = (write(held, full.desk.signer, request_id=REQUEST) for _ in range(2))
    assert one == two


def test_an_archive_is_written_of_a_value_alone(person: Person) -> None:
    controller = Controller("ten_x", 'A <b>bank</b> & "co"', "private", "", "", "Here", "https://x")
    nobody = Held(START, controller, TokenKind.PRODUCTION, Pseudonym(bytes(32)), None)
    copy = Opened.unpack(write(nobody, person.desk.signer, request_id=REQUEST).data)
    assert "A &lt;b&gt;bank&lt;/b&gt; &amp; &#34;co&#34;" in copy.page
    assert "<b>" not in copy.page


@pytest.mark.parametrize(("country", "cites"), [("DE", True), ("US-IL", False), ("JP", False)])
def test_the_gdpr_is_cited_where_the_notices_country_has_it(
    person: Person, country: str, cites: bool
) -> None:
    terms = NoticeTerms("Shop", contact="privacy@shop.example", country=country)
    desk = person.scene.services.desks.of(of_server(person.tenant))
    Notices(desk).publish(terms)
    page = person.opened().page
    assert ("GDPR Art. 5(2)" in page) is cites
    assert ("Art. 22(3)" in page) is cites
    assert "Have a person look" in page


def test_words_of_people_cannot_become_markup(full: Person) -> None:
    page = full.opened().page
    assert "&lt;b&gt;stared&lt;/b&gt;" in page
    assert "<b>" not in page
    assert "<script" not in page
    assert "style=" not in page
    assert page.count("<style>") == 1
    assert not [event for event in ("onload", "onclick", "onerror", "javascript:") if event in page]


def test_nothing_is_written_to_disk_in_clear(
    full: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file was made")

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    copy = full.opened()
    template = copy.files["template.bin"][len(MARK) :]
    image = copy.files["images/0001.jpg"]
    secrets = (template, template[40:], image[-200:], b"Your camera <b>stared", b"District court")
    on_disk = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert len(on_disk) > 5
    for secret in secrets:
        assert not [data for data in on_disk if secret in data]


def test_a_copy_is_on_the_audit_log_and_there_is_none_if_it_cannot_be(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.enrol()
    person.copy()
    leaf = person.desk.audit.tail(1)[0]
    assert (leaf.entry.act, leaf.entry.purpose) == (Act.COPY_DELIVERED, "access")
    assert leaf.entry.subject == person.desk.vault.tag(person.subject_id)

    def full_disk(*_: object) -> None:
        raise AuditUnavailable("no")

    monkeypatch.setattr(type(person.desk.audit), "append", full_disk)
    with pytest.raises(AuditUnavailable):
        person.copy()
    with pytest.raises(AuditUnavailable):
        Person(person.scene, person.tenant, NOBODY).copy()


def test_a_passphrase_opens_a_copy(person: Person) -> None:
    person.enrol()
    words = AgeRecipient(passphrase="seven green kettles")
    made = AccessCopies(person.desk).build(person.reference, words, request_id=REQUEST)
    opened = Opened.unpack(pyrage.passphrase.decrypt(made.data, "seven green kettles"))
    assert opened.json("enrolment.json")["enrolled"] is True
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(made.data, [KEY])


def test_a_large_set_is_copied_in_bounded_time_and_memory(person: Person) -> None:
    """1,000 sessions and 40 images here; docs/formats/access-copy.md has the numbers of 10,000."""
    person.enrol()
    fill(person, sessions_count=1_000, images_count=40, side=320)
    tracemalloc.start()
    made = person.copy()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    copy = Opened.of(made)
    assert len(copy.json("sessions.json")["sessions"]) == 1_001
    assert peak < 6 * len(made.data) + (40 << 20)
    assert "These are the newest 100 of 1,001" in copy.page
    assert len(copy.page) < 400_000


def fill(person: Person, *, sessions_count: int, images_count: int, side: int) -> None:
    """Let somebody come back very often."""
    model = person.session(SessionKind.AUTHENTICATE, Decision.MATCH)
    (row,) = [each for each in rows(person, sessions) if each["id"] == model.id]
    vault, subject_id = person.desk.vault, person.subject_id
    clear = vault.open(subject_id, Purpose.SESSION_RECORD, model.id, row["record"])
    many, noise = [], np.random.default_rng(1)
    for number in range(sessions_count - 1):
        name = f"ses_{number:026}"
        sealed = vault.seal(subject_id, Purpose.SESSION_RECORD, name, clear)
        many.append(dict(row) | {"id": name, "record": sealed})
    samples = []
    for number in range(images_count):
        pixels = noise.integers(0, 255, (side, side, 3)).astype(np.uint8)
        jpeg = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()
        data = b'{"kind":"authenticate"}\n' + jpeg
        samples.append(
            {
                "id": f"smp_{number:026}",
                "session_id": model.id,
                "subject_id": subject_id,
                "token_kind": "developer",
                "taken_at": model.created_at,
                "sealed": vault.seal(subject_id, Purpose.IMPROVEMENT_SAMPLE, model.id, data),
            }
        )
    for store, table, values in (
        ("silo", sessions, many),
        ("improve", improvement_samples, samples),
    ):
        engine = person.scene.stores.databases[0].engine(f"{store}_{person.tenant}", WHOLE)
        with engine.begin() as connection:
            connection.execute(insert(table), values)
