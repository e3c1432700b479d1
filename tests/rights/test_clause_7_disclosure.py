"""Clause 7: a record leaves for a third party by a recorded disclosure, approved, and no other way.

The subject's own approval is test_clause_7_approval.py, the ways out test_clause_7_no_other_way.py.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyrage
import pytest
from joserfc import jws
from joserfc.jwk import OKPKey

from inperson.audit import Act, AuditUnavailable, Leaf
from inperson.core import DisclosureId, SystemEntropy
from inperson.core.ids import new_disclosure_id
from inperson.rights import packages
from inperson.rights.disclosures import (
    Disclosure,
    DisclosureRecipient,
    DisclosureScope,
    DisclosureState,
    Extent,
    service,
)
from inperson.rights.disclosures.errors import (
    ApprovalInvalid,
    DisclosureClosed,
    DisclosureInvalid,
    DisclosureNotApproved,
    DisclosureNotFound,
    SecondPersonRequired,
)
from inperson.rights.disclosures.ledger import contents_of
from inperson.rights.disclosures.model import LIVES, LONGEST_GAG
from inperson.rights.disclosures.service import EXPIRED
from inperson.rights.notices import Notices, NoticeTerms
from inperson.rights.packages import RecipientInvalid, encrypt
from inperson.sessions import Device, SessionKind
from inperson.store.guard import WHOLE
from inperson.tenants import Scope, TokenKind, of_server
from tests.rights.disclosing import DAY, EVERYTHING, Office, extent, office_of, request
from tests.scene import START, Scene, open_scene

DECISIONS, TEMPLATE = DisclosureScope.DECISIONS, DisclosureScope.TEMPLATE


@pytest.fixture(params=["sqlite", "postgresql"])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    made = open_scene(tmp_path, data=url, keys=url)
    yield made
    made.stores.close()


@pytest.fixture
def office(scene: Scene) -> Office:
    return office_of(scene)


def leaves(office: Office) -> list[Leaf]:
    return [each for each in office.desk().audit.tail(100) if "disclosure" in each.entry.act]


def test_two_people_a_package_and_a_record_of_both(office: Office) -> None:
    office.capture(SessionKind.ENROLL)
    office.scene.clock.advance(60)
    proposed = office.legal()
    assert (proposed.state, proposed.proposed_by) == (DisclosureState.PROPOSED, office.alice.id)
    approved = office.by(office.bob).approve(proposed.id)
    assert (approved.state, approved.approved_by) == (DisclosureState.APPROVED, office.bob.id)
    delivery = office.by(office.alice).deliver(proposed.id)
    assert delivery.package is not None
    sha256 = hashlib.sha256(delivery.package.data).digest()
    kept = office.by(office.bob).get(proposed.id)
    assert kept == delivery.disclosure
    assert (kept.state, kept.package_sha256) == (DisclosureState.DELIVERED, sha256)
    acts = [(each.entry.act, each.entry.actor) for each in leaves(office)]
    assert acts == [
        (Act.DISCLOSURE_PROPOSED, office.alice.id),
        (Act.DISCLOSURE_APPROVED, office.bob.id),
        (Act.DISCLOSURE_DELIVERED, office.alice.id),
    ]
    assert {each.entry.subject for each in leaves(office)} != {None}


def test_the_package_is_signed_and_opens_for_its_recipient_alone(office: Office) -> None:
    package = office.by(office.alice).deliver(office.approved().id).package
    assert package is not None
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(package.data, [pyrage.x25519.Identity.generate()])
    files = office.opened(package.data)
    assert set(files) == {"records.json", "manifest.json", "manifest.jws"}
    manifest = json.loads(files["manifest.json"])
    held = hashlib.sha256(files["records.json"]).hexdigest()
    assert manifest["files"] == {"records.json": held}
    assert manifest["instrument"] == "12 Gs 345/26"
    key = OKPKey.import_key(office.scene.services.signer.jwks()["keys"][0])
    read = jws.deserialize_compact(files["manifest.jws"].decode(), key, algorithms=["Ed25519"])
    assert read.headers()["typ"] == "inperson-disclosure+jwt"
    claims = json.loads(read.payload)
    assert claims["manifest_sha256"] == hashlib.sha256(files["manifest.json"]).hexdigest()
    assert (claims["aud"], claims["jti"]) == (office.recipient.key, manifest["disclosure"])


def test_it_holds_nothing_outside_of_scope_period_and_subject(office: Office) -> None:
    clock = office.scene.clock
    office.capture(SessionKind.ENROLL)
    office.capture(SessionKind.ENROLL, "subject-2", person=2, start=100)
    early = office.capture(start=200, device=Device(ip="1.1.1.1"))
    clock.advance(3600)
    since = clock.now()
    inside = office.capture(start=300, device=Device(ip="2.2.2.2"))
    foreign = office.capture(ref="subject-2", person=2, start=400, device=Device(ip="3.3.3.3"))
    stranger = office.capture(person=3, start=500, device=Device(ip="4.4.4.4"))
    clock.advance(60)
    period = Extent(frozenset({DECISIONS, DisclosureScope.SESSION_RECORDS}), since, clock.now())
    late = office.capture(start=600, device=Device(ip="5.5.5.5"))
    asked = request(period)
    proposed = office.by(office.alice).propose_legal("subject-1", asked, office.recipient)
    office.by(office.bob).approve(proposed.id)
    package = office.by(office.alice).deliver(proposed.id).package
    assert package is not None
    records = office.records(package.data)
    assert set(records) == {"decisions", "session_records"}
    # who was not recognised may be somebody else: the decision is told, the device is not
    assert {each["session"] for each in records["decisions"]} == {inside.id, stranger.id}
    assert {each["session"] for each in records["session_records"]} == {inside.id}
    text = json.dumps(records) + office.opened(package.data)["manifest.json"].decode()
    for outside in (early.id, foreign.id, late.id, "subject-1", "1.1.1.1", "3.3.3.3", "4.4.4.4"):
        assert outside not in text
    assert inside.subject_id is not None
    for internal in (inside.subject_id, "evidence", office.reference().hex()):
        assert internal not in text


@pytest.mark.parametrize("part", sorted(EVERYTHING))
def test_each_part_is_there_when_it_is_asked_for_and_not_otherwise(
    office: Office, part: DisclosureScope
) -> None:
    office.capture(SessionKind.ENROLL)
    office.scene.clock.advance(60)
    package = office.by(office.alice).deliver(office.approved("subject-1", part).id).package
    assert package is not None
    records = office.records(package.data)
    assert set(records) == {part.value}
    assert records[part.value]


def test_an_enrolment_outside_of_the_period_is_told_as_that(office: Office) -> None:
    clock, fact = office.scene.clock, DisclosureScope.ENROLMENT_FACT

    def told(since: timedelta, until: timedelta) -> Any:
        of = Extent(frozenset({fact}), clock.now() - since, clock.now() - until)
        asked = request(of, received_at=clock.now())
        made = office.by(office.alice).propose_legal("subject-1", asked, office.recipient)
        office.by(office.bob).approve(made.id)
        package = office.by(office.alice).deliver(made.id).package
        assert package is not None
        return office.records(package.data)["enrolment_fact"]

    clock.advance(10 * 86400)
    office.capture(SessionKind.ENROLL)
    clock.advance(5 * 86400)
    assert told(10 * DAY, 6 * DAY) == {"enrolled": False}
    assert told(2 * DAY, DAY) == {"enrolled": True, "since": "before the period"}
    assert told(6 * DAY, DAY)["since"].startswith("2026-01-15")


def test_a_template_leaves_only_where_the_order_names_it(office: Office) -> None:
    office.capture(SessionKind.ENROLL)
    office.scene.clock.advance(60)
    with pytest.raises(DisclosureInvalid):
        office.legal("subject-1", TEMPLATE)
    with pytest.raises(DisclosureInvalid):
        office.legal("subject-1", DECISIONS, template_passage="the facial template")
    with pytest.raises(DisclosureInvalid):
        office.for_subject("subject-1", TEMPLATE)
    words = "including the biometric template of the account"
    approved = office.approved("subject-1", TEMPLATE, template_passage=words)
    package = office.by(office.alice).deliver(approved.id).package
    assert package is not None
    (template,) = office.records(package.data).values()
    assert "enrols nobody" in template["mark"]
    assert template["template"]


def test_an_unknown_subject_looks_like_a_known_one(office: Office) -> None:
    office.capture(SessionKind.ENROLL)
    office.scene.clock.advance(60)
    known, unknown = office.approved("subject-1"), office.approved("nobody")
    same = ("basis", "state", "proposed_at", "expires_at", "told_at", "gag_until")
    assert [getattr(known, each) for each in same] == [getattr(unknown, each) for each in same]
    package = office.by(office.alice).deliver(unknown.id).package
    assert package is not None
    records = office.records(package.data)
    assert records.pop("enrolment_fact") == {"enrolled": False}
    assert records == {"decisions": [], "session_records": [], "consents": []}


def test_nothing_is_delivered_that_is_not_approved(office: Office) -> None:
    proposed = office.legal()
    with pytest.raises(DisclosureNotApproved):
        office.by(office.bob).deliver(proposed.id)
    refused = office.by(office.bob).refuse(proposed.id, "the court has no jurisdiction")
    assert office.by(office.bob).contents(refused).refusal == "the court has no jurisdiction"
    assert office.by(office.alice).refuse(proposed.id, "again") == refused
    for attempt in (
        lambda: office.by(office.bob).deliver(proposed.id),
        lambda: office.by(office.bob).approve(proposed.id),
    ):
        with pytest.raises(DisclosureClosed):
            attempt()
    approved = office.approved(instrument="another")
    office.by(office.alice).deliver(approved.id)
    with pytest.raises(DisclosureClosed):
        office.by(office.alice).refuse(approved.id, "too late")


def test_a_package_is_handed_out_once(office: Office) -> None:
    approved = office.approved()
    first = office.by(office.alice).deliver(approved.id)
    again = office.by(office.bob).deliver(approved.id)
    assert again.disclosure == first.disclosure
    assert again.package is None
    assert [each.entry.act for each in leaves(office)].count(Act.DISCLOSURE_DELIVERED) == 1


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Let something happen once, while a package is encrypted."""

    def happens(what: Callable[[], object]) -> None:
        waiting = [what]

        def encrypt_late(*args: Any, **more: Any) -> bytes:
            if waiting:
                waiting.pop()()
            return encrypt(*args, **more)

        monkeypatch.setattr(packages, "encrypt", encrypt_late)

    return happens


def test_who_refuses_while_a_package_is_encrypted_is_in_time(
    office: Office, meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    approved = office.approved()
    meanwhile(lambda: office.by(office.bob).refuse(approved.id, "a mistake"))
    with pytest.raises(DisclosureClosed):
        office.by(office.alice).deliver(approved.id)
    assert office.by(office.alice).get(approved.id).state is DisclosureState.REFUSED
    log = office.desk().audit
    acts = [leaf.entry.act for leaf in log.tail(log.size())]
    assert Act.DISCLOSURE_DELIVERED not in acts


def test_who_is_erased_while_a_package_is_encrypted_is_not_in_it(
    office: Office, meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    office.capture(SessionKind.ENROLL)
    office.scene.clock.advance(60)
    approved = office.approved()
    subjects = office.scene.sessions.subjects_of(office.scene.caller(office.tenant, office.kind))
    meanwhile(lambda: subjects.erase(subjects.find("subject-1").id))
    package = office.by(office.alice).deliver(approved.id).package
    assert package is not None
    assert office.records(package.data)["enrolment_fact"] == {"enrolled": False}
    assert office.by(office.alice).get(approved.id).package_sha256 == package.sha256


def test_what_never_stays_the_same_is_not_handed_out(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved, read = office.approved(), iter(range(100))
    monkeypatch.setattr(service, "records_of", lambda *_: b"%d" % next(read))
    with pytest.raises(DisclosureClosed):
        office.by(office.alice).deliver(approved.id)
    assert office.by(office.alice).get(approved.id).state is DisclosureState.APPROVED


def test_of_two_who_encrypt_at_once_one_hands_out(
    office: Office, meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    approved = office.approved()
    made = []
    meanwhile(lambda: made.append(office.by(office.bob).deliver(approved.id)))
    assert office.by(office.alice).deliver(approved.id).package is None
    assert made[0].package is not None


def test_the_same_proposal_is_one_and_another_is_another(office: Office) -> None:
    made = office.legal()
    of = office.by(office.alice).contents(made).extent
    again = office.by(office.bob).propose_legal("subject-1", request(of), office.recipient)
    assert again == made
    assert office.legal("subject-1", DECISIONS).id != made.id
    assert office.legal("subject-2").id != made.id
    office.by(office.alice).refuse(made.id, "withdrawn")
    assert office.legal().id != made.id


def test_a_proposal_ends_after_thirty_days(office: Office) -> None:
    proposed, approved = office.legal(), office.approved(instrument="another")
    office.scene.clock.advance(LIVES.total_seconds())
    with pytest.raises(DisclosureClosed):
        office.by(office.bob).approve(proposed.id)
    with pytest.raises(DisclosureClosed):
        office.by(office.bob).deliver(approved.id)
    assert office.by("server").run_due() == 2
    assert office.by("server").run_due() == 0
    for each in (proposed, approved):
        ended = office.by(office.alice).get(each.id)
        assert ended.state is DisclosureState.REFUSED
        assert office.by(office.alice).contents(ended).refusal == EXPIRED


def second_alice(office: Office) -> str:
    """A token of the same person: it took the place of the one that proposes."""
    rotated = office.scene.tenants.rotate(office.tenant, office.alice.id, timedelta(hours=1))
    return rotated.token.id


def spelled(office: Office) -> str:
    return office.token("  ALICE ").token.id


def unlabelled(office: Office) -> str:
    return office.token("").token.id


def revoked(office: Office) -> str:
    office.scene.tenants.revoke(office.tenant, office.bob.id)
    return office.bob.id


def expired(office: Office) -> str:
    limits = office.bob.limits
    ttl = timedelta(seconds=1)
    made = office.scene.tenants.issue_token(office.tenant, office.kind, "Eve", ttl, limits)
    office.scene.clock.advance(2)
    return made.token.id


ONE_PERSON: dict[str, Callable[[Office], str]] = {
    "who proposed it": lambda office: office.alice.id,
    "a token that took its place": second_alice,
    "a label spelled otherwise": spelled,
    "no label": unlabelled,
    "a revoked token": revoked,
    "an expired token": expired,
    "nobody known": lambda office: "tester",
    "the server": lambda office: "server",
    "the subject": lambda office: "subject",
    "another tenant's token": lambda office: (
        office.scene.token(office.scene.add_tenant("two")).token.id
    ),
}


@pytest.mark.parametrize("who", ONE_PERSON)
def test_one_person_is_not_two(office: Office, who: str) -> None:
    approver = ONE_PERSON[who](office)
    proposed = office.legal()
    with pytest.raises(SecondPersonRequired):
        office.by(approver).approve(proposed.id)
    assert office.by(office.alice).get(proposed.id) == proposed


def test_who_had_no_token_before_the_proposal_does_not_approve_it(office: Office) -> None:
    proposed = office.legal()
    office.scene.clock.advance(1)
    minted = office.token("Carol").token
    with pytest.raises(SecondPersonRequired):
        office.by(minted).approve(proposed.id)
    # but a token that took the place of one that Bob had is Bob's
    rotated = office.scene.tenants.rotate(office.tenant, office.bob.id, timedelta(0)).token
    assert office.by(rotated).approve(proposed.id).approved_by == rotated.id


def test_who_proposed_it_and_left_cannot_be_approved(office: Office) -> None:
    proposed = office.legal()
    office.scene.tenants.revoke(office.tenant, office.alice.id)
    with pytest.raises(SecondPersonRequired):
        office.by(office.bob).approve(proposed.id)


def test_operators_are_told_apart_by_name(office: Office) -> None:
    asked = request(extent(office.scene))
    made = office.by("operator:ann").propose_legal("subject-1", asked, office.recipient)
    with pytest.raises(SecondPersonRequired):
        office.by("operator:ann").approve(made.id)
    assert office.by("operator:ben").approve(made.id).approved_by == "operator:ben"


def test_a_second_person_cannot_approve_in_the_subjects_place(office: Office) -> None:
    proposed = office.for_subject()
    with pytest.raises(ApprovalInvalid):
        office.by(office.bob).approve(proposed.id)


def test_of_people_who_approve_at_once_one_does(office: Office) -> None:
    carol = office.token("Carol").token
    proposed = office.legal()

    def approve(who: Any) -> Disclosure:
        return office.by(who).approve(proposed.id)

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(approve, [office.bob, carol, office.bob, carol]))
    assert len({each.approved_by for each in made}) == 1
    acts = [each.entry.act for each in leaves(office)]
    assert acts == [Act.DISCLOSURE_PROPOSED, Act.DISCLOSURE_APPROVED]


def test_of_downloads_at_once_one_gets_the_package(office: Office) -> None:
    approved = office.approved()
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: office.by(office.alice).deliver(approved.id), range(4)))
    assert len([each for each in made if each.package is not None]) == 1
    assert len({each.disclosure.package_sha256 for each in made}) == 1


def test_a_writer_to_the_database_approves_nothing(office: Office) -> None:
    from sqlalchemy import update

    from inperson.store.privacy_tables import disclosures

    proposed = office.legal()
    engine = office.scene.stores.databases[0].engine(f"silo_{office.tenant}", WHOLE)
    forged = {"state": "approved", "approved_by": office.bob.id, "approved_at": START}
    with engine.begin() as connection:
        connection.execute(update(disclosures).values(forged))
    with pytest.raises(DisclosureNotApproved):
        office.by(office.alice).deliver(proposed.id)


def test_without_a_gag_the_subject_sees_it_from_the_proposal_on(office: Office) -> None:
    made = office.legal()
    assert made.told_at == made.proposed_at
    assert [each.id for each in office.by("subject").disclosures_of(office.reference())] == [
        made.id
    ]
    assert office.by("subject").disclosures_of(office.reference("subject-2")) == []


def test_a_gag_ends_by_itself(office: Office) -> None:
    office.capture(SessionKind.ENROLL)
    office.scene.clock.advance(60)
    clock = office.scene.clock
    until = clock.now() + 40 * DAY
    made = office.approved("subject-1", gag_until=until)
    office.by(office.alice).deliver(made.id)
    mine, reference = office.by("subject"), office.reference()
    assert office.by("server").run_due() == 0
    assert office.by("server").tell(made.id).told_at is None
    assert mine.disclosures_of(reference) == []
    # who reads the subject's own leaves learns nothing either
    assert {each.entry.subject for each in leaves(office)} == {None}
    clock.advance((until - clock.now()).total_seconds() - 1)
    assert mine.disclosures_of(reference) == []
    clock.advance(1)
    assert [each.id for each in mine.disclosures_of(reference)] == [made.id]  # whoever runs or not
    assert office.by("server").run_due() == 1
    assert office.by("server").run_due() == 0
    assert office.by("server").tell(made.id).told_at == clock.now()
    last = leaves(office)[-1].entry
    assert last.act is Act.DISCLOSURE_TOLD
    assert last.subject is not None


def test_the_webhook_tells_what_the_subject_may_know_and_when(office: Office) -> None:
    from inperson.deliveries.events import EventType
    from inperson.deliveries.service import Outbox
    from inperson.deliveries.webhooks import Webhooks

    desk = office.scene.desk(office.tenant)
    Webhooks(desk).set("https://shop.example/hooks", [EventType.DISCLOSURE_DELIVERED])
    office.by(office.alice).deliver(office.approved().id)
    assert len(Outbox(desk).pending()) == 1
    secret = office.approved(gag_until=office.scene.clock.now() + DAY)
    office.by(office.alice).deliver(secret.id)
    assert len(Outbox(desk).pending()) == 1
    office.scene.clock.advance(86400)
    office.by("server").run_due()
    office.by("server").run_due()
    assert len(Outbox(desk).pending()) == 2


def test_a_clock_that_goes_back_tells_nothing_early_and_nothing_twice(office: Office) -> None:
    clock = office.scene.clock
    made = office.legal(gag_until=clock.now() + DAY)
    clock.advance(86400)
    assert office.by("server").run_due() == 1
    told = office.by("server").get(made.id).told_at
    clock.advance(-86400)
    assert office.by("subject").disclosures_of(office.reference()) == []
    clock.advance(86400)
    assert office.by("server").run_due() == 0
    assert office.by("server").get(made.id).told_at == told


BAD: dict[str, dict[str, Any]] = {
    "no authority": {"authority": ""},
    "two lines": {"authority": "Court\nTo: somebody else"},
    "a text that turns around": {"instrument": "12\u202e43"},
    "too long": {"legal_basis": "x" * 401},
    "no country": {"country": "de"},
    "a short hash": {"document_sha256": b"short"},
    "an order of tomorrow": {"received_at": START + 2 * DAY},
    "a gag of the past": {"gag_until": START - DAY},
    "a gag for ever": {"gag_until": START + LONGEST_GAG + 2 * DAY},
}


@pytest.mark.parametrize("bad", BAD)
def test_a_request_that_lacks_something_is_refused(office: Office, bad: str) -> None:
    with pytest.raises(DisclosureInvalid):
        office.legal("subject-1", **BAD[bad])


def test_periods_and_recipients_are_checked(office: Office) -> None:
    now = office.scene.clock.now()
    with pytest.raises(DisclosureInvalid):
        Extent(frozenset(), now - DAY, now)
    for since, until in ((now, now), (now, now - DAY), (now.replace(tzinfo=None), now)):
        with pytest.raises(DisclosureInvalid):
            Extent(EVERYTHING, since, until)
    with pytest.raises(DisclosureInvalid):  # nothing is recorded for somebody in advance
        office.by(office.alice).propose_approved(
            "subject-1", Extent(EVERYTHING, now, now + DAY), office.recipient, "Why."
        )
    with pytest.raises(RecipientInvalid):
        DisclosureRecipient("Police", "Here", "age1" + "q" * 58)


def test_another_kind_of_token_or_tenant_finds_nothing(office: Office) -> None:
    made = office.legal()
    desks = office.scene.services.desks
    other = office.scene.add_tenant("two")
    from inperson.rights.disclosures.service import Disclosures

    for desk in (
        desks.of(of_server(office.tenant, "operator:ann")),
        desks.of(of_server(other, "operator:ann").over(TokenKind.DEVELOPER)),
    ):
        theirs = Disclosures(desk)
        for wrong in (made.id, new_disclosure_id(SystemEntropy()), DisclosureId("x")):
            with pytest.raises(DisclosureNotFound):
                theirs.get(wrong)
        assert theirs.list().disclosures == ()


def test_pages_follow_each_other(office: Office) -> None:
    made = []
    for number in range(5):
        made.append(office.legal(instrument=f"number {number}").id)
        office.scene.clock.advance(1)
    first = office.by(office.bob).list(None, 3)
    rest = office.by(office.bob).list(first.cursor, 3)
    assert [each.id for each, _ in (*first.disclosures, *rest.disclosures)] == made[::-1]
    assert rest.cursor is None
    newest = first.disclosures[0][1].request
    assert newest is not None
    assert newest.instrument == "number 4"


def test_what_the_log_cannot_take_does_not_happen(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved = office.approved()
    desk = office.desk(office.alice.id)

    def full(entry: Any) -> None:
        raise AuditUnavailable("The disk is full.")

    from inperson.rights.disclosures.service import Disclosures

    monkeypatch.setattr(desk.audit, "append", full)
    with pytest.raises(AuditUnavailable):
        Disclosures(desk).deliver(approved.id)
    monkeypatch.undo()
    assert office.by(office.alice).get(approved.id) == approved
    assert office.by(office.alice).deliver(approved.id).package is not None


def test_the_scope_disclosure_is_needed(office: Office) -> None:
    from inperson.tenants.roles import Action, actions_of

    others = actions_of(set(Scope) - {Scope.DISCLOSURE})
    for action in (
        Action.PROPOSE_DISCLOSURE,
        Action.APPROVE_DISCLOSURE,
        Action.READ_DISCLOSURES,
    ):
        assert action not in others


@pytest.mark.parametrize("country", ["US", "GB", "CH", "FR"])
def test_in_the_eu_an_order_of_a_third_country_needs_a_ground(office: Office, country: str) -> None:
    tenant = office.scene.desk(office.tenant)
    Notices(tenant).publish(NoticeTerms("Bank", contact="dpo@bank.example", country="DE-HE"))
    desk, of = office.by(office.alice), extent(office.scene, DECISIONS)
    plain = request(of, country=country)
    if country != "FR":
        with pytest.raises(DisclosureInvalid, match="transfer_ground"):
            desk.propose_legal("subject-1", plain, office.recipient)
        plain = request(of, country=country, transfer_ground="the treaty of 14 October 2003")
    made = desk.propose_legal("subject-1", plain, office.recipient)
    assert contents_of(office.desk(), made).request == plain
    Notices(tenant).publish(NoticeTerms("Bank", contact="dpo@bank.example", country="US-IL"))
    desk.propose_legal("subject-2", request(of, country="DE"), office.recipient)
