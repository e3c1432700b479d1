"""Clause 1: a notice says what the server does, is never changed, and asks again when it must."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from markupsafe import escape

from inperson.audit import Act, AuditUnavailable, commitment
from inperson.core import StoreUnavailable
from inperson.rights.laws import authorities
from inperson.rights.linked import terms as context_terms
from inperson.rights.notices import (
    LegalBasis,
    MinimumAgeTooLow,
    Notice,
    NoticeFactsMissing,
    NoticeNotFound,
    NoticeTerms,
    NoticeTermsInvalid,
    Recipient,
    Safeguard,
    Transfer,
)
from inperson.rights.notices.material import materially_changed
from inperson.rights.notices.model import LANGUAGES, LONGEST_TEXT
from inperson.rights.notices.page import page
from inperson.rights.notices.ports import NoticeRows
from inperson.rights.notices.render import BASES, Imprint, published
from inperson.rights.notices.service import PUBLIC_SALT, Notices
from inperson.rights.notices.stored import BESIDE, FACE_IMAGES, FAILED_ATTEMPTS, TOMBSTONE
from inperson.rights.notices.words import phrases
from inperson.rights.retention import Category, RetentionSchedule, Trigger
from inperson.rights.retention.errors import RetentionOverCap, RetentionReasonMissing
from inperson.rights.retention.service import Retention
from inperson.sessions import BelowAge
from inperson.sessions.session_record import FIELDS, OUTCOME_FIELDS
from inperson.store.notice_rows import SqlNoticeRows
from tests.rights.noticing import BOTH, FULL, IDENTITY, IMPROVEMENT, PLAIN, Shop, document, shop
from tests.scene import FACTS, START

GATED = replace(FULL, minimum_age=17, below=BelowAge.GUARDIAN)
EVERY_FACT = (*FIELDS, *OUTCOME_FIELDS, *BESIDE)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Shop]:
    made = shop(tmp_path)
    yield made
    made.scene.stores.close()


def rendered(
    terms: NoticeTerms = FULL, schedule: RetentionSchedule | None = None, **facts: Any
) -> list[Notice]:
    """Render a notice, as a server with these facts would."""
    imprint = Imprint("ten_" + "a" * 26, 1, START, False)  # type: ignore[arg-type]
    chosen = schedule or RetentionSchedule()
    return published(terms, replace(FACTS, **facts), chosen, imprint, 1)


def english(terms: NoticeTerms = FULL, **more: Any) -> dict[str, Any]:
    return document(rendered(terms, **more)[0])


# what it says


def test_it_says_everything_that_the_clause_asks_for() -> None:
    said = english()
    assert said["dpv:hasDataController"]["dpv:hasName"] == "Shop Ltd"
    assert said["dpv:hasDataController"]["dpv:hasContact"] == "privacy@shop.example"
    officer = said["dpv:hasDataController"]["dpv:hasDataProtectionOfficer"]
    assert officer["dpv:hasContact"] == "dpo@shop.example"
    assert said["inp:alternative"] == "Call +49 30 123456"
    assert said["inp:alternativeKind"] == "staff"
    assert any("Another way: Call +49 30 123456" in each for each in said["dct:abstract"])
    for process in said["dpv:hasProcess"]:
        kinds = process["dpv:hasLegalBasis"]["@type"]
        assert set(BASES[LegalBasis.EXPLICIT_CONSENT]) < set(kinds)
    assert said["dpv:hasLocation"]["dct:identifier"] == FACTS.location
    recipients = [each.get("dpv:hasName") for each in said["dpv:hasRecipient"]]
    assert recipients == ["Test operator", "Parcel GmbH", "Support Inc.", None]
    assert said["dpv:hasAuthority"]["dpv:hasName"] == authorities()["DE"].english
    assert {each["dct:identifier"] for each in said["dpv:hasRight"]} >= {
        "access",
        "portability",
        "rectification",
        "erasure",
        "restriction",
        "objection",
        "withdrawal",
        "complaint",
    }
    for right in said["dpv:hasRight"]:
        assert right["dpv:isExercisedAt"] == f"{FACTS.public_url}/privacy/ten_{'a' * 26}"
    assert said["dct:issued"] == "2026-01-05T12:00:00Z"
    assert said["schema:version"] == 1


@pytest.mark.parametrize("place", range(len(LANGUAGES)))
def test_every_field_of_the_sessions_record_is_told_in_every_language(place: int) -> None:
    said = document(rendered()[place])
    told = {each["dct:identifier"]: each for each in said["dpv:hasPersonalData"]}
    for field in EVERY_FACT:
        item = told.pop(field.name)
        assert item["inp:kept"] == field.production
        kept = item["dpv:hasStorageCondition"]["dpv:hasDuration"]["rdf:value"]
        if field.kept_days:
            assert kept == f"P{field.kept_days}D"
    assert set(told) == {"template", "improvement_samples"}


def test_the_fields_that_end_with_an_event_are_those_of_the_table() -> None:
    ends = {each.name for each in EVERY_FACT if each.kept_days == 0}
    assert ends == {FACE_IMAGES, FAILED_ATTEMPTS} | {each.name for each in BESIDE}


def test_it_tells_of_marks_for_the_bill_of_the_log_and_of_tombstones() -> None:
    said = {each["dct:identifier"]: each for each in english()["dpv:hasPersonalData"]}
    times = {
        each.name: said[each.name]["dpv:hasStorageCondition"]["dpv:hasDuration"]["rdf:value"]
        for each in BESIDE
    }
    days = FACTS.key_backup.days
    assert times == {"billing mark": "billed", "audit log": "logged", TOMBSTONE: f"P{days}D"}


def test_what_the_policy_shortens_the_notice_shortens() -> None:
    schedule = RetentionSchedule.of(
        ["US-IL"], {Category.TEMPLATE: 90, Category.SESSION_OUTCOME: 20}
    )
    said = english(schedule=schedule)
    rows = {each["dct:identifier"]: each for each in said["dpv:hasStorageCondition"]}
    for row in schedule.rows():
        assert rows[row.category]["dpv:hasDuration"]["rdf:value"] == f"P{row.days}D"
    assert rows["template"]["dpv:hasApplicableLaw"]
    items = {each["dct:identifier"]: each for each in said["dpv:hasPersonalData"]}
    most = schedule.days[Category.SESSION_RECORD]  # a record ends with its session
    told = {"template": 90, "outcome": 20, "ip": min(30, most), "os": min(90, most)}
    for name, days in told.items():
        kept = items[name]["dpv:hasStorageCondition"]["dpv:hasDuration"]
        assert kept["rdf:value"] == f"P{days}D", name


def test_a_notice_without_improvement_does_not_speak_of_it() -> None:
    for notice in rendered(PLAIN):
        assert not notice.improvement
        assert "improvement" not in {
            each["dct:identifier"] for each in document(notice)["dpv:hasProcess"]
        }
        assert "improvement_samples" not in notice.document


@pytest.mark.parametrize("below", BelowAge)
@pytest.mark.parametrize("place", range(len(LANGUAGES)))
def test_a_minimum_age_is_said_first_in_every_language(place: int, below: BelowAge) -> None:
    notice = rendered(replace(GATED, below=below))[place]
    said = document(notice)
    assert (said["inp:minimumAge"], said["inp:below"]) == (17, below.value)
    told = [each for each in said["dct:abstract"] if "17" in each]
    assert len(told) == 1
    assert "Shop Ltd" in told[0]
    assert escape(told[0]) in page(notice, {notice.language: ""})
    assert not {"inp:minimumAge", "inp:below"} & document(rendered(FULL)[place]).keys()


@pytest.mark.parametrize("change", [{"minimum_age": 18}, {"below": BelowAge.REFUSE}])
def test_another_minimum_age_is_material(change: dict[str, Any]) -> None:
    assert materially_changed(english(GATED), english(replace(GATED, **change)))
    assert materially_changed(english(GATED), english(FULL))


def test_what_the_server_does_not_know_is_not_made_up() -> None:
    said = english(operator="", operator_contact="", location="")
    assert "dct:identifier" not in said["dpv:hasLocation"]
    assert "has not said" in said["dpv:hasLocation"]["dct:description"]
    assert "has not given a name" in said["dpv:hasRecipient"][0]["dct:description"]
    unknown = english(replace(FULL, country="AQ"))["dpv:hasAuthority"]
    assert "schema:url" not in unknown
    assert "where you live" in unknown["dpv:hasName"]


def test_a_private_server_has_no_processor() -> None:
    first = english(deployment="private")["dpv:hasRecipient"][0]
    assert first["@type"] == "dpv:DataController"
    assert "runs the server itself" in first["dct:description"]


def test_another_basis_than_consent_says_that_people_are_asked_all_the_same() -> None:
    terms = replace(PLAIN, purposes={IDENTITY: LegalBasis.VITAL_INTERESTS})
    basis = english(terms)["dpv:hasProcess"][0]["dpv:hasLegalBasis"]
    assert "before you agree" in basis["dct:description"]
    assert {"eu-gdpr:A6-1-d", "eu-gdpr:A9-2-c"} < set(basis["@type"])


# the law of a place


ILLINOIS = replace(FULL, country="US-IL")


@pytest.mark.parametrize("place", range(len(LANGUAGES)))
def test_in_illinois_no_article_of_the_gdpr_is_cited_and_bipa_is_disclosed(place: int) -> None:
    notice = rendered(ILLINOIS)[place]
    said = json.loads(notice.document)
    whole = json.dumps(
        {name: each for name, each in said.items() if name != "@context"}, ensure_ascii=False
    )
    for foreign in ("GDPR", "DSGVO", "RGPD", "eu-gdpr", "المادة", "المادتان"):
        assert foreign not in whole, foreign
    (law,) = said["inp:disclosures"]
    assert (law["dct:identifier"], "BIPA" in law["dpv:hasApplicableLaw"]) == ("US-IL", True)
    collects, purpose, release, schedule = law["dct:abstract"]
    assert "Shop Ltd" in collects
    assert "365" in purpose
    assert "740 ILCS 14/10" in release
    assert "740 ILCS 14/15(a)" in schedule
    shown = page(notice, {notice.language: "/x"})
    for each in law["dct:abstract"]:
        assert str(escape(each)) in shown
    rows = {each["dct:identifier"]: each for each in said["dpv:hasStorageCondition"]}
    assert "BIPA" in rows["template"]["dpv:hasApplicableLaw"]


@pytest.mark.parametrize(
    ("country", "jurisdictions", "cites"),
    [
        ("DE", [], True),
        ("DE-BY", [], True),
        ("NO", [], True),
        ("GB", [], True),
        ("US-IL", ["EU"], True),
        ("US-IL", [], False),
        ("US-NY", [], False),
        ("IN", [], False),
        ("ZA", [], False),
    ],
)
def test_the_gdpr_is_cited_where_it_binds(
    country: str, jurisdictions: list[str], *, cites: bool
) -> None:
    terms = replace(PLAIN, country=country)
    said = english(terms, schedule=RetentionSchedule.of(jurisdictions, {}))
    basis = said["dpv:hasProcess"][0]["dpv:hasLegalBasis"]
    assert ("GDPR Art. 6" in basis["dct:description"]) is cites
    assert ("eu-gdpr:A77" in str(said["dpv:hasRight"])) is cites
    assert bool(said["inp:disclosures"]) is (country == "US-IL")


def test_a_notice_whose_country_forbids_what_is_kept_is_refused(house: Shop) -> None:
    house.publish(replace(BOTH, country="JP"))
    policy, notices = Retention(house.office), house.notices()
    long = {Category.TEMPLATE: 1100}
    reasons = {Category.TEMPLATE: "a contract of four years"}
    policy.set([], long, reasons, tell=notices.refresh_in)
    with pytest.raises(RetentionOverCap, match="US-IL"):
        house.publish(replace(BOTH, country="US-IL"))
    assert notices.terms() == replace(BOTH, country="JP")
    policy.set([], {}, tell=notices.refresh_in)
    house.publish(replace(BOTH, country="US-IL"))
    assert [each.code for each in policy.schedule().jurisdictions] == ["US-IL"]
    with pytest.raises(RetentionOverCap, match="US-IL"):
        policy.set(["EU"], long, reasons, tell=notices.refresh_in)
    assert policy.schedule().wishes == {}
    house.publish(replace(BOTH, country="DE"))
    with pytest.raises(RetentionReasonMissing, match="EU"):
        policy.set([], {Category.TEMPLATE: 400}, tell=notices.refresh_in)


def test_what_a_law_asks_to_be_said_is_material(house: Shop) -> None:
    first = house.publish(replace(BOTH, country="US"))
    policy = Retention(house.office)
    policy.set(["US-IL"], {}, tell=house.notices().refresh_in)
    assert house.notices().current()[0].consents_since == first.version + 1


# languages


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_phrases_with_the_same_gaps(language: str) -> None:
    mine, ours = phrases(language), phrases("en")
    assert set(mine.tables) == set(ours.tables)
    for table, entries in ours.tables.items():
        assert set(mine.tables[table]) == set(entries), table
        for key, phrase in entries.items():
            said = mine.tables[table][key]
            assert said.strip(), (table, key)
            assert gaps(said) == gaps(phrase), (table, key)


def gaps(text: str) -> set[str]:
    return {part.partition("}")[0] for part in text.split("{")[1:]}


def test_every_text_of_the_servers_tables_is_translated() -> None:
    known = phrases("en").tables
    assert {each.name for each in EVERY_FACT} <= set(known["field"])
    assert {each.purpose for each in EVERY_FACT} <= set(known["why"])
    assert {each.production for each in EVERY_FACT} <= set(known["kept"])
    rows = RetentionSchedule().rows()
    assert {each.reason for each in rows} <= set(known["reason"])
    assert set(Category) == {each.category for each in rows} <= set(known["category"])
    assert set(Trigger) <= set(known["trigger"])
    assert set(LegalBasis) == set(known["basis"]) == set(BASES)
    assert set(Safeguard) == set(known["safeguard"])


def test_words_that_nobody_translated_are_said_in_english_and_not_left_out() -> None:
    schedule = RetentionSchedule.of(
        [], {Category.TEMPLATE: 400}, {Category.TEMPLATE: "our own why"}
    )
    for notice in rendered(schedule=schedule):
        assert "our own why" in notice.document


def test_only_the_languages_that_were_asked_for_are_published_and_english() -> None:
    assert [each.language for each in rendered(replace(FULL, languages=("ar",)))] == ["en", "ar"]


# JSON-LD


def used(value: object, member: str = "") -> Iterator[str]:
    """Yield every term of a document: members, types, values that name a concept."""
    if isinstance(value, dict):
        for name, content in value.items():
            if not name.startswith("@"):
                yield name
            if name != "@context":
                yield from used(content, name)
    elif isinstance(value, list):
        for each in value:
            yield from used(each, member)
    elif isinstance(value, str) and (member == "@type" or _concept(member, value)):
        yield value


def _concept(member: str, value: str) -> bool:
    definition = context_terms().get(member)
    coerced = isinstance(definition, dict) and definition.get("@type") == "@id"
    return coerced and not value.startswith(("http:", "https:", "urn:"))


@pytest.mark.parametrize("basis", LegalBasis)
def test_every_term_is_defined_in_the_bundled_context(basis: LegalBasis) -> None:
    every = tuple(Transfer("T", "US", each) for each in Safeguard)
    terms = replace(GATED, purposes={**FULL.purposes, IDENTITY: basis}, transfers=every)
    for facts in ({}, {"deployment": "private"}, {"operator": ""}):
        for notice in rendered(terms, **facts):
            said = document(notice)
            assert set(used(said)) <= set(context_terms())
            for term in used(said):
                assert term.partition(":")[0] in said["@context"]


def test_a_context_is_never_fetched() -> None:
    for notice in rendered():
        context = document(notice)["@context"]
        assert isinstance(context, dict)
        assert all(not isinstance(each, list) for each in context.values())
        assert "@import" not in json.dumps(context)


def test_a_context_redefines_no_term_as_something_else() -> None:
    prefixes = {name: iri for name, iri in context_terms().items() if ":" not in name}
    for term, definition in context_terms().items():
        if ":" in term:
            assert term.partition(":")[0] in prefixes
            named = definition if isinstance(definition, str) else definition["@id"]
            assert named == term


def test_a_document_is_canonical_and_its_hash_is_of_its_bytes() -> None:
    for notice in rendered():
        again = json.dumps(
            json.loads(notice.document), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        assert notice.document == again
        assert notice.sha256 == hashlib.sha256(notice.document.encode()).digest()


def test_rendering_is_a_function_of_what_it_is_given() -> None:
    assert rendered() == rendered()


# terms

TEXT = st.text(min_size=0, max_size=LONGEST_TEXT + 2)


@examples(TEXT, st.one_of(st.none(), TEXT), st.text(max_size=5))
def test_terms_are_accepted_or_refused_and_nothing_else(
    name: str, contact: str | None, country: str
) -> None:
    try:
        made = NoticeTerms(name, contact, country)
    except NoticeTermsInvalid:
        return
    assert NoticeTerms.of(made.content()) == made
    assert name.isprintable()
    assert page(rendered(made)[0], {"en": "/x"})


@examples(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
        max_leaves=8,
    ).flatmap(
        lambda value: st.dictionaries(
            st.sampled_from([each.name for each in fields(NoticeTerms)] + ["other"]),
            st.just(value),
        )
    )
)
def test_only_our_own_error_comes_out_of_malformed_terms(content: dict[str, Any]) -> None:
    try:
        NoticeTerms.of({"controller": "Shop"} | content)
    except NoticeTermsInvalid:
        return


@pytest.mark.parametrize(
    "content",
    [
        {"country": "Germany"},
        {"country": "de"},
        {"contact": "x" * (LONGEST_TEXT + 1)},
        {"contact": "two\nlines"},
        {"contact": " "},
        {"purposes": {}},
        {"purposes": {"improvement": "explicit_consent"}},
        {"purposes": {"identity": "because"}},
        {"purposes": {"identity": "explicit_consent", "improvement": "vital_interests"}},
        {"purposes": {"identity": "explicit_consent", "marketing": "explicit_consent"}},
        {"languages": ["la"]},
        {"minimum_age": 16},
        {"below": "refuse"},
        {"minimum_age": 16, "below": "parents"},
        {"minimum_age": 0, "below": "refuse"},
        {"minimum_age": 100, "below": "refuse"},
        {"minimum_age": True, "below": "refuse"},
        {"minimum_age": "16", "below": "refuse"},
        {"recipients": [{"name": "A", "what_for": "b", "country": "DE"}] * 21},
        {"recipients": [{"name": "", "what_for": "b", "country": "DE"}]},
        {"recipients": [{"name": "A", "what_for": "b", "country": "DE", "email": "x"}]},
        {"transfers": [{"name": "A", "country": "US", "safeguard": "trust"}]},
        {"unknown": 1},
    ],
)
def test_terms_that_are_not_of_their_form_are_refused(content: dict[str, Any]) -> None:
    with pytest.raises(NoticeTermsInvalid):
        NoticeTerms.of(PLAIN.content() | content)


def test_terms_are_what_they_were_after_they_are_stored() -> None:
    assert NoticeTerms.of(FULL.content()) == FULL
    assert NoticeTerms.of(GATED.content()) == GATED


@pytest.mark.parametrize(
    ("country", "lowest"), [("DE-BY", 16), ("FR", 15), ("IT", 14), ("US-IL", 13), ("IN", 18)]
)
def test_nobody_agrees_alone_below_the_age_of_the_law(
    house: Shop, country: str, lowest: int
) -> None:
    for below in BelowAge:
        terms = replace(GATED, country=country, minimum_age=lowest - 1, below=below)
        with pytest.raises(MinimumAgeTooLow, match=str(lowest)):
            house.notices().rehearse(terms)
        with pytest.raises(MinimumAgeTooLow, match=str(lowest)):
            house.publish(terms)
        house.publish(replace(terms, minimum_age=lowest))
    assert house.publish(replace(GATED, country="CH", minimum_age=1)).version == 4


@pytest.mark.parametrize("missing", ["contact", "country"])
def test_real_terms_are_complete(house: Shop, missing: str) -> None:
    with pytest.raises(NoticeTermsInvalid):
        house.publish(replace(PLAIN, **{missing: None}))


@pytest.mark.parametrize("missing", ["operator", "operator_contact", "location"])
def test_a_server_that_does_not_say_who_and_where_it_is_publishes_nothing(
    house: Shop, missing: str
) -> None:
    before = house.notices().current()
    with pytest.raises(NoticeFactsMissing):
        house.publish(PLAIN, **{missing: ""})
    assert house.notices().current() == before


def test_a_private_server_names_no_operator(house: Shop) -> None:
    house.publish(PLAIN, deployment="private", operator="", operator_contact="")


# publishing


def test_a_version_is_published_in_all_languages_or_not_at_all(house: Shop) -> None:
    made = house.notices().publish(FULL)
    assert [each.language for each in made] == list(LANGUAGES)
    assert {each.version for each in made} == {2}
    assert list(house.notices().current()) == list(made)
    assert house.notices().terms() == FULL
    for notice in made:
        assert house.notices().get(2, notice.language) == notice
    for version, language in ((0, "de"), (3, "en"), (2, "la")):
        with pytest.raises(NoticeNotFound):
            house.notices().get(version, language)
    assert [each.version for each in house.notices().editions()] == [1, 2]


def test_a_publication_is_on_the_audit_log_with_what_was_published(house: Shop) -> None:
    made = house.notices().publish(FULL)
    leaf = house.desk().audit.tail(1)[0].entry
    assert leaf.act is Act.NOTICE_PUBLISHED
    documents = " ".join(f"{each.language}:{each.sha256.hex()}" for each in made)
    assert leaf.detail == commitment(PUBLIC_SALT, {"version": "2", "documents": documents})


def test_a_draft_is_made_of_the_name_alone_and_once(house: Shop) -> None:
    made = house.notices().current()
    assert made[0].draft
    assert document(made[0])["dpv:hasDataController"]["dpv:hasName"] == "Shop"
    assert "Draft" in document(made[0])["dct:abstract"][0]
    assert house.notices().publish_draft() == ()
    final = house.publish(PLAIN)
    assert not final.draft
    assert (final.version, final.consents_since) == (2, 2)  # a draft was not enough to agree to
    assert house.notices().publish_draft() == ()


def test_a_refresh_makes_a_draft_where_there_is_nothing(house: Shop) -> None:
    server = house.scene.server
    killed = server.tenants.create_tenant("Cut").id  # as by a process killed in `add_tenant`
    assert server.notices(killed).current() == []
    assert server.notices(killed).refresh()[0].draft
    assert server.notices(killed).refresh() == ()
    assert house.notices(location="Elsewhere").refresh()[0].draft


def test_a_refresh_publishes_what_is_no_longer_true_and_only_that(house: Shop) -> None:
    house.publish(FULL)
    assert house.notices().refresh() == ()
    house.scene.clock.advance(3 * 86_400)
    assert house.notices().refresh() == ()
    moved = house.notices(location="Reykjavik, Iceland").refresh()
    assert (moved[0].version, moved[0].consents_since) == (3, 3)
    assert "Reykjavik" in moved[0].document
    assert house.notices(location="Reykjavik, Iceland").refresh() == ()


def test_a_shorter_retention_is_told_and_asks_nobody(house: Shop) -> None:
    house.publish(FULL)
    Retention(house.office).set([], {Category.TEMPLATE: 30}, tell=Notices(house.office).refresh_in)
    assert house.notices().refresh() == ()  # to set it was to tell it
    now = house.notices().current()[0]
    assert (now.version, now.consents_since) == (3, 2)
    rows = {each["dct:identifier"]: each for each in document(now)["dpv:hasStorageCondition"]}
    assert rows["template"]["dpv:hasDuration"]["rdf:value"] == "P30D"


@pytest.mark.parametrize(
    ("change", "facts", "material"),
    [
        ({"contact": "other@shop.example"}, {}, False),
        ({"dpo": None}, {}, False),
        ({"alternative": None, "alternative_kind": None}, {}, False),
        ({"languages": ("en",)}, {}, False),
        ({}, {"operator_contact": "other@operator.example"}, False),
        ({}, {"public_url": "https://face.example"}, False),
        ({}, {"key_backup": timedelta(days=7)}, False),
        ({}, {"key_backup": timedelta(days=60)}, True),
        ({}, {"location": "Elsewhere"}, True),
        ({}, {"operator": "Somebody else"}, True),
        ({}, {"deployment": "private"}, True),
        ({"controller": "Other Ltd"}, {}, True),
        ({"country": "FR"}, {}, True),
        ({"purposes": PLAIN.purposes}, {}, True),
        ({"minimum_age": 18, "below": BelowAge.REFUSE}, {}, True),
        ({"purposes": {**BOTH.purposes, IDENTITY: LegalBasis.LEGAL_CLAIMS}}, {}, True),
        ({"recipients": ()}, {}, True),
        ({"recipients": (Recipient("Parcel GmbH", "Something else.", "DE"),)}, {}, True),
        ({"transfers": (Transfer("Support Inc.", "CA", Safeguard.STANDARD_CLAUSES),)}, {}, True),
        ({"transfers": (Transfer("Support Inc.", "US", Safeguard.EXPLICIT_CONSENT),)}, {}, True),
    ],
)
def test_a_change_is_material_or_not(
    house: Shop, change: dict[str, Any], facts: dict[str, Any], material: bool
) -> None:
    house.publish(FULL)
    since = house.publish(replace(FULL, **change), **facts).consents_since
    assert since == (3 if material else 2)


def test_a_retention_that_cannot_be_told_is_not_set(
    house: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.publish(FULL)

    def refused(*_: Any) -> bool:
        return False

    monkeypatch.setattr(SqlNoticeRows, "add_notices", refused)
    with pytest.raises(StoreUnavailable):
        Retention(house.office).set(
            [], {Category.TEMPLATE: 300}, tell=Notices(house.office).refresh_in
        )
    assert Retention(house.office).schedule().days[Category.TEMPLATE] == 365


@pytest.mark.parametrize(
    ("wish", "material"), [({Category.TEMPLATE: 400}, True), ({Category.TEMPLATE: 300}, False)]
)
def test_a_longer_retention_is_material(wish: dict[Category, int], material: bool) -> None:
    old, new = english(), english(schedule=RetentionSchedule.of([], wish))
    assert materially_changed(old, new) is material


@pytest.mark.parametrize("way", ["added", "removed", "kept otherwise", "without an end"])
def test_what_is_kept_is_material(way: str) -> None:
    old, new = english(), english()
    items = new["dpv:hasPersonalData"]
    if way == "added":
        items.append({**items[0], "dct:identifier": "gait"})
    elif way == "removed":
        items.pop()
    elif way == "kept otherwise":
        items[0]["inp:kept"] = "as received"
    else:
        until = {"@type": "dpv:UntilEventDuration", "rdf:value": "enrolled"}
        items[0]["dpv:hasStorageCondition"]["dpv:hasDuration"] = until
    assert materially_changed(old, new)
    assert not materially_changed(old, english())


def test_two_who_publish_at_the_same_time_get_versions_of_their_own(house: Shop) -> None:
    mine = house.notices()
    taken: list[int] = []
    real = type(mine)._rendered

    def slow(self: Any, tx: Any, terms: Any, version: int, **more: Any) -> Any:
        made = real(self, tx, terms, version, **more)
        if not taken:  # as if another process had been faster: its rows are there already
            taken.append(version)
            assert tx.rows(NoticeRows).add_notices(real(self, tx, BOTH, version, **more))
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(mine), "_rendered", slow)
        made = mine.publish(FULL)
    assert taken == [2]
    assert made[0].version == 3
    assert [each.version for each in mine.editions()] == [1, 2, 3]


def test_nothing_is_published_that_cannot_be_recorded(
    house: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = house.notices().current()
    mine = house.notices()

    def full(*_: Any, **__: Any) -> None:
        raise AuditUnavailable

    monkeypatch.setattr(type(mine.desk), "note", full)
    with pytest.raises(AuditUnavailable):
        mine.publish(FULL)
    assert house.notices().current() == before
    assert house.notices().terms() == NoticeTerms.draft("Shop")


# the page


@pytest.mark.parametrize("place", range(len(LANGUAGES)))
def test_the_page_says_all_that_the_document_says(place: int) -> None:
    notice = rendered()[place]
    said = document(notice)
    text = page(notice, {each: f"/{each}" for each in LANGUAGES}).replace("&#39;", "'")
    for sentence in said["dct:abstract"]:
        assert sentence in text
    for member in (
        "dpv:hasPersonalData",
        "dpv:hasStorageCondition",
        "dpv:hasRecipient",
        "dpv:hasRight",
    ):
        for each in said[member]:
            assert each["dct:description"] in text
    assert notice.sha256.hex() in text
    assert f'lang="{notice.language}" dir="{phrases(notice.language).direction}"' in text


def test_what_a_tenant_writes_is_text_and_nothing_else() -> None:
    evil = '"><script>alert(1)</script>{{ 7 * 7 }}'
    recipients = (Recipient(evil, evil, "DE"),)
    terms = replace(
        FULL, controller=evil, contact=evil, dpo=evil, alternative=evil, recipients=recipients
    )
    for notice in rendered(terms, location=evil, operator=evil):
        text = page(notice, {each: f"/{each}" for each in LANGUAGES})
        assert "<script" not in text
        assert "{{ 7 * 7 }}" in text


def test_improvement_is_named_where_it_is_on() -> None:
    assert rendered(BOTH)[0].improvement
    assert IMPROVEMENT in BOTH.purposes
