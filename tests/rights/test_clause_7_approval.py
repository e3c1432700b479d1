"""Clause 7: what the subject did not sign, live and just now, is not delivered."""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from inperson.core import SessionId
from inperson.rights.acts import ProofInvalid
from inperson.rights.disclosures import Disclosure, DisclosureState
from inperson.rights.disclosures.errors import (
    ApprovalInvalid,
    DisclosureClosed,
    DisclosureNotApproved,
    DisclosureNotFound,
)
from inperson.rights.disclosures.model import LIVES
from inperson.rights.disclosures.service import Disclosures
from inperson.sessions import SessionKind
from inperson.store.guard import WHOLE
from tests.rights.disclosing import DAY, Browser, Office, office_of
from tests.scene import Scene, open_scene


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
    text = office.approving(proposed).texts["en"]
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
    approved = office.sign(proposed, office.prove(proposed))
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
    proof = office.prove(proposed)
    refused = mine.refuse_by_subject(reference, proposed.id)
    assert refused.state is DisclosureState.REFUSED
    assert mine.refuse_by_subject(reference, proposed.id) == refused
    with pytest.raises(DisclosureClosed):
        mine.approve_by_subject(reference, proposed.id, proof, Browser().jwk, bytes(64))
    again = office.for_subject()
    office.sign(again, office.prove(again, start=2000))
    mine.refuse_by_subject(reference, again.id)
    with pytest.raises(DisclosureClosed):
        office.by(office.alice).deliver(again.id)
    third = office.for_subject()
    office.sign(third, office.prove(third, start=3000))
    office.by(office.alice).deliver(third.id)
    with pytest.raises(DisclosureClosed):
        mine.refuse_by_subject(reference, third.id)


def a_login(office: Office, _: Disclosure) -> SessionId:
    return office.capture(start=500).id


def somebody_elses(office: Office, proposed: Disclosure) -> SessionId:
    return office.prove(proposed, "subject-2", person=2)


def not_matched(office: Office, proposed: Disclosure) -> SessionId:
    return office.prove(proposed, person=3)


PROOFS: tuple[Callable[[Office, Disclosure], SessionId], ...] = (
    a_login,
    somebody_elses,
    not_matched,
)


@pytest.mark.parametrize("proof", PROOFS, ids=lambda each: each.__name__)
def test_a_proof_is_of_the_subject_and_of_this_disclosure(
    office: Office, proof: Callable[[Office, Disclosure], SessionId]
) -> None:
    proposed = office.for_subject()
    with pytest.raises(ProofInvalid):
        office.sign(proposed, proof(office, proposed))
    assert office.by(office.alice).get(proposed.id) == proposed


def test_a_capture_for_another_proposal_of_just_the_same_proves_nothing(office: Office) -> None:
    first = office.for_subject()
    proof = office.prove(first)
    office.by("subject").refuse_by_subject(first.reference, first.id)
    second = office.for_subject()
    assert first.id != second.id
    with pytest.raises(ProofInvalid):
        office.sign(second, proof)


def test_a_signature_over_another_disclosure_counts_for_nothing(office: Office) -> None:
    first, browser = office.for_subject(), Browser()
    office.sign(first, office.prove(first), browser)
    office.scene.clock.advance(1)
    second = office.for_subject()
    assert first.id != second.id
    mine, proof = office.by("subject"), office.prove(second, start=2000)
    kept = mine.contents(mine.get(first.id)).approval
    assert kept is not None
    text = office.approving(second).texts["en"].encode()
    replayed = bytes.fromhex(kept.signature)
    for bad in (replayed, browser.sign(text.replace(b"decisions", b"consents"))):
        with pytest.raises(ApprovalInvalid):
            mine.approve_by_subject(second.reference, second.id, proof, browser.jwk, bad)


def test_a_signature_is_of_the_key_that_is_shown(office: Office) -> None:
    proposed = office.for_subject()
    proof, mine, browser = office.prove(proposed), office.by("subject"), Browser()
    good = browser.sign(office.approving(proposed).texts["en"].encode())
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
    signature = browser.sign(office.approving(proposed).texts["en"].encode())
    proof = office.prove(proposed, "subject-2", person=2)
    with pytest.raises(DisclosureNotFound):
        mine.approving(theirs, proposed.id)
    with pytest.raises(DisclosureNotFound):
        mine.approve_by_subject(theirs, proposed.id, proof, browser.jwk, signature)
    with pytest.raises(DisclosureNotFound):
        mine.refuse_by_subject(theirs, proposed.id)


def test_another_tenant_approves_nothing(office: Office) -> None:
    proposed = office.for_subject()
    other = Office(office.scene, office.scene.add_tenant("two"))
    other.capture(SessionKind.ENROLL, start=600)
    proof, browser = other.prove(other.for_subject(), start=700), Browser()
    signature = browser.sign(office.approving(proposed).texts["en"].encode())
    for reference in (proposed.reference, other.reference()):
        with pytest.raises(DisclosureNotFound):
            other.by("subject").approve_by_subject(
                reference, proposed.id, proof, browser.jwk, signature
            )


def test_a_legal_request_is_neither_approved_nor_refused_by_the_subject(office: Office) -> None:
    made = office.legal()
    with pytest.raises(DisclosureNotFound):
        office.approving(made)
    with pytest.raises(DisclosureNotFound):
        office.by("subject").refuse_by_subject(made.reference, made.id)
    assert office.by("subject").pending_for(made.reference) == []


def test_an_old_proposal_is_not_approved_and_does_not_wait(office: Office) -> None:
    proposed = office.for_subject()
    office.scene.clock.advance(LIVES.total_seconds())
    assert office.by("subject").pending_for(proposed.reference) == []
    mine = office.by("subject")
    with pytest.raises(DisclosureClosed):
        mine.approving(proposed.reference, proposed.id)
    with pytest.raises(DisclosureClosed):
        mine.approve_by_subject(
            proposed.reference, proposed.id, office.capture().id, Browser().jwk, bytes(64)
        )


def test_an_approval_does_not_outlive_the_thirty_days(office: Office) -> None:
    proposed = office.for_subject()
    office.sign(proposed, office.prove(proposed))
    office.scene.clock.advance((LIVES - DAY).total_seconds())
    office.scene.clock.advance(2 * 86400)
    with pytest.raises(DisclosureClosed):
        office.by(office.alice).deliver(proposed.id)


def test_of_approvals_at_once_one_counts(office: Office) -> None:
    proposed = office.for_subject()
    proof = office.prove(proposed)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: office.sign(proposed, proof), range(4)))
    assert len({each.details for each in made}) == 1


def test_a_record_that_was_swapped_is_not_delivered(office: Office) -> None:
    """Who can write to the database sets the details of one approval under another proposal."""
    from sqlalchemy import update

    from inperson.store.privacy_tables import disclosures
    from inperson.vault import SealBroken

    mine = office.for_subject()
    signed = office.sign(mine, office.prove(mine))
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
