"""Clause 7: what the subject did not sign, live and just now, is not delivered."""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from inperson.core import SessionId, SystemEntropy
from inperson.core.ids import new_session_id
from inperson.rights.disclosures import ApprovalProof, DisclosureState
from inperson.rights.disclosures.approvals import FRESH
from inperson.rights.disclosures.errors import (
    ApprovalInvalid,
    DisclosureClosed,
    DisclosureNotApproved,
    DisclosureNotFound,
)
from inperson.rights.disclosures.model import LIVES
from inperson.rights.disclosures.service import Disclosures
from inperson.sessions import LivenessDemand, SessionKind
from inperson.store.guard import WHOLE
from inperson.tenants import TokenKind
from tests.rights.disclosing import DAY, Browser, Office, office_of
from tests.scene import Scene, open_scene, picture


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = open_scene(tmp_path)
    yield made
    made.stores.close()


@pytest.fixture
def office(scene: Scene) -> Office:
    """A tenant with two subjects that are enrolled."""
    made = office_of(scene)
    made.capture(SessionKind.ENROLL)
    made.capture(SessionKind.ENROLL, "subject-2", person=2, start=100)
    scene.clock.advance(60)
    return made


def test_the_subject_reads_signs_and_one_of_the_tenant_delivers(office: Office) -> None:
    proposed = office.for_subject()
    mine, reference = office.by("subject"), office.reference()
    assert [each.id for each in mine.pending_for(reference)] == [proposed.id]
    assert mine.pending_for(office.reference("subject-2")) == []
    text = mine.approval_text(proposed).decode()
    for line in (
        f"Disclosure: {proposed.id}",
        "From: one",
        "To: Police",
        "Address: records@police.example",
        f"Key: {office.recipient.key}",
        "Why: Your new bank asks.",
        "What: decisions, session_records, consents, enrolment_fact",
        "Since: 2026-01-04T13:01:00Z",
        "Until: 2026-01-05T13:01:00Z",
        "Delivered before: 2026-02-04T13:01:00Z",
    ):
        assert f"{line}\n" in text
    approved = office.sign(proposed, office.prove())
    assert (approved.state, approved.approved_by) == (DisclosureState.APPROVED, "subject")
    assert mine.pending_for(reference) == []
    package = office.by(office.alice).deliver(proposed.id).package
    assert package is not None
    assert office.by(office.alice).get(proposed.id).package_sha256 == (
        hashlib.sha256(package.data).digest()
    )
    kept = office.by(office.alice).contents(approved).approval
    assert kept is not None
    assert kept.text == text
    assert set(kept.key) == {"kty", "crv", "x", "y"}


def test_nothing_leaves_before_the_subject_has_signed(office: Office) -> None:
    proposed = office.for_subject()
    with pytest.raises(DisclosureNotApproved):
        office.by(office.alice).deliver(proposed.id)


def test_the_subject_refuses_and_takes_an_approval_back(office: Office) -> None:
    mine, reference = office.by("subject"), office.reference()
    proposed = office.for_subject()
    refused = mine.refuse_by_subject(reference, proposed.id)
    assert refused.state is DisclosureState.REFUSED
    assert mine.refuse_by_subject(reference, proposed.id) == refused
    with pytest.raises(DisclosureClosed):
        office.sign(proposed, office.prove())
    again = office.for_subject()
    office.sign(again, office.prove(start=2000))
    mine.refuse_by_subject(reference, again.id)
    with pytest.raises(DisclosureClosed):
        office.by(office.alice).deliver(again.id)
    third = office.for_subject()
    office.sign(third, office.prove(start=3000))
    office.by(office.alice).deliver(third.id)
    with pytest.raises(DisclosureClosed):
        mine.refuse_by_subject(reference, third.id)


def unknown(_: Office) -> ApprovalProof:
    return ApprovalProof(new_session_id(SystemEntropy()))


def malformed(_: Office) -> ApprovalProof:
    return ApprovalProof(SessionId("ses_' OR 1=1"))


def expired(office: Office) -> ApprovalProof:
    proof = office.prove()
    office.scene.clock.advance(FRESH.total_seconds())
    return proof


def of_tomorrow(office: Office) -> ApprovalProof:
    office.scene.clock.advance(86400)
    proof = office.prove()
    office.scene.clock.advance(-86400)
    return proof


def somebody_elses(office: Office) -> ApprovalProof:
    return office.prove("subject-2", person=2)


def not_matched(office: Office) -> ApprovalProof:
    return office.prove(person=3)


def not_live(office: Office) -> ApprovalProof:
    mine = office.scene.sessions.of(office.scene.caller(office.tenant))
    unsafe = LivenessDemand.UNSAFE_NO_LIVENESS
    opened = mine.create(SessionKind.AUTHENTICATE, "subject-1", unsafe)
    return ApprovalProof(mine.submit(opened.id, [picture(1)]).id)


def only_live(office: Office) -> ApprovalProof:
    return ApprovalProof(office.capture(SessionKind.LIVENESS, start=500).id)


def unfinished(office: Office) -> ApprovalProof:
    mine = office.scene.sessions.of(office.scene.caller(office.tenant))
    return ApprovalProof(mine.create(SessionKind.AUTHENTICATE, "subject-1", None).id)


def another_tenants(office: Office) -> ApprovalProof:
    other = Office(office.scene, office.scene.add_tenant("two"))
    other.capture(SessionKind.ENROLL, start=600)
    return other.prove(start=700)


def another_kinds(office: Office) -> ApprovalProof:
    other = Office(office.scene, office.tenant, TokenKind.PRODUCTION)
    other.capture(SessionKind.ENROLL, start=600)
    return other.prove(start=700)


PROOFS: tuple[Callable[[Office], ApprovalProof], ...] = (
    unknown,
    malformed,
    expired,
    of_tomorrow,
    somebody_elses,
    not_matched,
    not_live,
    only_live,
    unfinished,
    another_tenants,
    another_kinds,
)


@pytest.mark.parametrize("proof", PROOFS, ids=lambda each: each.__name__)
def test_a_proof_is_of_the_subject_live_matched_and_fresh(
    office: Office, proof: Callable[[Office], ApprovalProof]
) -> None:
    proposed = office.for_subject()
    with pytest.raises(ApprovalInvalid):
        office.sign(proposed, proof(office))
    assert office.by(office.alice).get(proposed.id) == proposed


def test_a_signature_over_another_disclosure_counts_for_nothing(office: Office) -> None:
    first, browser, proof = office.for_subject(), Browser(), office.prove()
    office.sign(first, proof, browser)
    office.scene.clock.advance(1)
    second = office.for_subject()
    assert first.id != second.id
    mine = office.by("subject")
    kept = mine.contents(mine.get(first.id)).approval
    assert kept is not None
    replayed = bytes.fromhex(kept.signature)
    with pytest.raises(ApprovalInvalid):
        mine.approve_by_subject(second.reference, second.id, proof, browser.jwk, replayed)
    changed = mine.approval_text(second).replace(b"decisions", b"consents")
    with pytest.raises(ApprovalInvalid):
        mine.approve_by_subject(
            second.reference, second.id, proof, browser.jwk, browser.sign(changed)
        )


def test_a_signature_is_of_the_key_that_is_shown(office: Office) -> None:
    proposed, proof = office.for_subject(), office.prove()
    mine, browser = office.by("subject"), Browser()
    good = browser.sign(mine.approval_text(proposed))
    x = str(browser.jwk["x"])
    keys: dict[str, dict[str, object]] = {
        "another key": Browser().jwk,
        "a private key": {**browser.jwk, "d": x},
        "no key": {},
        "another curve": {**browser.jwk, "crv": "P-384"},
        "another type": {**browser.jwk, "kty": "OKP"},
        "a point off the curve": {**browser.jwk, "y": x},
        "a short coordinate": {**browser.jwk, "x": x[:-1]},
        "no text": {**browser.jwk, "x": 5},
    }
    for name, jwk in keys.items():
        with pytest.raises(ApprovalInvalid):
            mine.approve_by_subject(proposed.reference, proposed.id, proof, jwk, good)
        assert mine.get(proposed.id) == proposed, name
    for bad in (b"", good[:-1], good + b"\0", bytes(64), b"\xff" * 64, good[32:] + good[:32]):
        with pytest.raises(ApprovalInvalid):
            mine.approve_by_subject(proposed.reference, proposed.id, proof, browser.jwk, bad)
    approved = mine.approve_by_subject(proposed.reference, proposed.id, proof, browser.jwk, good)
    again = mine.approve_by_subject(proposed.reference, proposed.id, proof, browser.jwk, good)
    assert again == approved


def test_nobody_approves_what_is_another_subjects(office: Office) -> None:
    proposed, theirs = office.for_subject(), office.reference("subject-2")
    mine, browser = office.by("subject"), Browser()
    signature = browser.sign(mine.approval_text(proposed))
    proof = office.prove("subject-2", person=2)
    with pytest.raises(DisclosureNotFound):
        mine.approve_by_subject(theirs, proposed.id, proof, browser.jwk, signature)
    with pytest.raises(DisclosureNotFound):
        mine.refuse_by_subject(theirs, proposed.id)


def test_another_tenant_approves_nothing(office: Office) -> None:
    proposed = office.for_subject()
    other = Office(office.scene, office.scene.add_tenant("two"))
    other.capture(SessionKind.ENROLL, start=600)
    proof, browser = other.prove(start=700), Browser()
    signature = browser.sign(office.by("subject").approval_text(proposed))
    for reference in (proposed.reference, other.reference()):
        with pytest.raises(DisclosureNotFound):
            other.by("subject").approve_by_subject(
                reference, proposed.id, proof, browser.jwk, signature
            )


def test_a_legal_request_is_neither_approved_nor_refused_by_the_subject(office: Office) -> None:
    made, proof = office.legal(), office.prove()
    with pytest.raises(DisclosureNotFound):
        office.sign(made, proof)
    with pytest.raises(DisclosureNotFound):
        office.by("subject").refuse_by_subject(made.reference, made.id)
    assert office.by("subject").pending_for(made.reference) == []


def test_an_old_proposal_is_not_approved_and_does_not_wait(office: Office) -> None:
    proposed = office.for_subject()
    office.scene.clock.advance(LIVES.total_seconds())
    assert office.by("subject").pending_for(proposed.reference) == []
    proof = office.prove()
    with pytest.raises(DisclosureClosed):
        office.sign(proposed, proof)


def test_an_approval_does_not_outlive_the_thirty_days(office: Office) -> None:
    proposed = office.for_subject()
    office.sign(proposed, office.prove())
    office.scene.clock.advance((LIVES - DAY).total_seconds())
    office.scene.clock.advance(2 * 86400)
    with pytest.raises(DisclosureClosed):
        office.by(office.alice).deliver(proposed.id)


def test_of_approvals_at_once_one_counts(office: Office) -> None:
    proposed, proof = office.for_subject(), office.prove()
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: office.sign(proposed, proof), range(4)))
    assert len({each.details for each in made}) == 1


def test_a_record_that_was_swapped_is_not_delivered(office: Office) -> None:
    """Who can write to the database sets the details of one approval under another proposal."""
    from sqlalchemy import update

    from inperson.store.privacy_tables import disclosures
    from inperson.vault import SealBroken

    signed = office.sign(office.for_subject(), office.prove())
    other = office.for_subject("subject-2")
    values = {
        "state": "approved",
        "approved_by": "subject",
        "approved_at": signed.approved_at,
        "details": signed.details,
    }
    engine = office.scene.stores.databases[0].engine(f"silo_{office.tenant}", WHOLE)
    with engine.begin() as connection:
        connection.execute(update(disclosures).where(disclosures.c.id == other.id).values(values))
    with pytest.raises(SealBroken):
        Disclosures(office.desk(office.alice.id)).deliver(other.id)
