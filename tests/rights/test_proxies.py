"""Who acts for whom: capacities, what they carry, and the subject's objection."""

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pyrage
import pytest

from inperson.rights.copies.service import AccessCopies
from inperson.rights.laws import heirs
from inperson.rights.notices import Notices, NoticeTerms
from inperson.rights.packages import AgeRecipient
from inperson.rights.requests.errors import (
    ActingObjected,
    CapacityNotEntitled,
    PrivacyRequestInvalid,
    RequestNotFound,
)
from inperson.rights.requests.model import Channel, PrivacyRequest, RequestKind, RequestState
from inperson.rights.requests.proxies import Capacity, EvidenceKind, OnBehalf
from inperson.sessions import ConsentPurpose, Pseudonym
from tests.http.conftest import Api, code
from tests.rights.requesting import NOBODY, REF, House, house
from tests.scene import START, open_scene, png

PASSPHRASE = "an agent's own passphrase"
TO = AgeRecipient(passphrase=PASSPHRASE)
SHOWN = {
    Capacity.AUTHORISED_AGENT: EvidenceKind.SIGNED_PERMISSION,
    Capacity.GUARDIAN: EvidenceKind.COURT_ORDER,
    Capacity.HEIR: EvidenceKind.INHERITANCE_CERTIFICATE,
    Capacity.EXECUTOR: EvidenceKind.WILL,
}
ENDS = {RequestKind.ERASURE, RequestKind.RESTRICTION}
ALL = set(RequestKind) - {RequestKind.HUMAN_REVIEW}


def acting(capacity: Capacity) -> OnBehalf:
    return OnBehalf(capacity, SHOWN[capacity], START, "staff-12")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    made = house(open_scene(tmp_path))
    made.enrol()
    yield made
    made.scene.stores.close()


def governed_from(home: House, country: str) -> None:
    """Say where the controller is."""
    terms = NoticeTerms("The Bank of Freedonia", "1 Freedonia Way", country)
    Notices(home.scene.desk(home.tenant)).publish(terms)


def ask(home: House, kind: RequestKind, capacity: Capacity, **more: Any) -> PrivacyRequest:
    return home.open(kind, on_behalf=acting(capacity), **more)


def object_to(home: House, request: PrivacyRequest, **more: Any) -> PrivacyRequest:
    return home.open(RequestKind.OBJECTION, channel=Channel.SUBJECT, against=request.id, **more)


@pytest.mark.parametrize(
    ("capacity", "carries"),
    [
        (Capacity.AUTHORISED_AGENT, ALL - {RequestKind.WITHDRAWAL}),
        (Capacity.GUARDIAN, ALL),
        (Capacity.HEIR, ENDS),
        (Capacity.EXECUTOR, ENDS),
    ],
)
def test_each_capacity_carries_its_rights_and_no_others(
    home: House, capacity: Capacity, carries: set[RequestKind]
) -> None:
    for kind in sorted(ALL):
        if kind in carries:
            assert ask(home, kind, capacity, ref=NOBODY).kind is kind
        else:
            with pytest.raises(CapacityNotEntitled):
                ask(home, kind, capacity, ref=NOBODY)


@pytest.mark.parametrize(
    ("country", "granted"),
    [
        ("DE-BY", set()),
        ("FR", {RequestKind.ACCESS}),
        ("ES", {RequestKind.ACCESS, RequestKind.RECTIFICATION}),
        ("IT", set(map(RequestKind, ("access", "rectification", "objection", "portability")))),
    ],
)
def test_heirs_may_ask_what_the_law_of_the_country_lets_them(
    home: House, country: str, granted: set[RequestKind]
) -> None:
    governed_from(home, country)
    for kind in sorted(ALL - ENDS):
        if kind in granted:
            ask(home, kind, Capacity.HEIR)
        else:
            with pytest.raises(CapacityNotEntitled):
                ask(home, kind, Capacity.HEIR)
    law = heirs(country)
    assert (law is None) == (not granted)
    assert law is None or (law.checked is not None and law.source.startswith("https://"))


@pytest.mark.parametrize(
    ("evidence", "seen_by"),
    [
        (EvidenceKind.WILL, "staff-12"),
        (EvidenceKind.COURT_ORDER, "Ann Lee"),
        (EvidenceKind.COURT_ORDER, "ann@shop.example"),
        (EvidenceKind.COURT_ORDER, ""),
    ],
)
def test_evidence_fits_its_capacity_and_names_nobody(evidence: EvidenceKind, seen_by: str) -> None:
    with pytest.raises(PrivacyRequestInvalid):
        OnBehalf(Capacity.GUARDIAN, evidence, START, seen_by)


def test_evidence_was_seen_before_and_by_the_tenant(home: House) -> None:
    later = OnBehalf(Capacity.HEIR, EvidenceKind.FAMILY_RECORD, START + timedelta(days=1), "s")
    with pytest.raises(PrivacyRequestInvalid):
        home.open(RequestKind.ERASURE, on_behalf=later)
    with pytest.raises(PrivacyRequestInvalid):
        ask(home, RequestKind.ACCESS, Capacity.GUARDIAN, channel=Channel.SUBJECT)


def test_a_guardian_withdraws_a_consent_and_the_certificate_says_in_what_capacity(
    home: House,
) -> None:
    done = ask(home, RequestKind.WITHDRAWAL, Capacity.GUARDIAN, purpose=ConsentPurpose.IDENTITY)
    assert done.state is RequestState.COMPLETED
    details = home.details(done)
    assert home.claims(details.receipt, "request-receipt")["on_behalf"] == "guardian"
    certificate = home.claims(details.certificate, "certificate")
    assert certificate["on_behalf"] == "guardian"
    assert "staff-12" not in str(certificate)
    assert home.held() == []
    assert "request_on_behalf" in home.acts()
    own = home.open(RequestKind.ERASURE)
    assert "on_behalf" not in home.claims(home.details(own).certificate, "certificate")


def test_it_is_a_leaf_of_its_own_that_says_the_capacity_and_no_more(home: House) -> None:
    ask(home, RequestKind.ACCESS, Capacity.AUTHORISED_AGENT)
    leaves = [leaf for leaf in home.desk.audit.tail(9) if leaf.entry.act == "request_on_behalf"]
    assert [leaf.entry.purpose for leaf in leaves] == ["authorised_agent"]
    assert b"staff-12" not in leaves[0].body


def test_while_the_subject_objects_nobody_acts_for_it(home: House) -> None:
    theirs = ask(home, RequestKind.ACCESS, Capacity.AUTHORISED_AGENT)
    objection = object_to(home, theirs)
    assert objection.state is RequestState.IN_PROGRESS
    copies = AccessCopies(home.desk)
    with pytest.raises(ActingObjected):
        copies.deliver(theirs.id, TO)
    with pytest.raises(ActingObjected):
        ask(home, RequestKind.ERASURE, Capacity.AUTHORISED_AGENT)
    home.open(RequestKind.RESTRICTION)  # what is asked for nobody else goes on
    home.requests.answer(objection.id, "You signed this permission.")
    assert copies.deliver(theirs.id, TO).data
    assert home.requests.get(theirs.id).state is RequestState.COMPLETED


def test_an_erasure_that_a_hold_delayed_waits_for_the_answer_to_an_objection(
    home: House,
) -> None:
    home.hold()
    theirs = ask(home, RequestKind.WITHDRAWAL, Capacity.GUARDIAN, purpose=ConsentPurpose.IDENTITY)
    objection = object_to(home, theirs)
    home.scene.clock.advance(timedelta(days=101).total_seconds())
    assert theirs.id not in home.requests.run_due().closed
    assert home.held() != []
    home.requests.answer(objection.id, "The court appointed her.")
    assert theirs.id in home.requests.run_due().closed
    assert home.held() == []


@pytest.mark.parametrize("capacity", Capacity)
def test_an_erasure_runs_at_once_whoever_asks_and_never_against_an_objection(
    home: House, capacity: Capacity
) -> None:
    objection = object_to(home, ask(home, RequestKind.RESTRICTION, capacity))
    with pytest.raises(ActingObjected):
        ask(home, RequestKind.ERASURE, capacity)
    assert home.held() != []
    home.requests.answer(objection.id, "We have seen the papers once more.")
    assert ask(home, RequestKind.ERASURE, capacity).state is RequestState.COMPLETED
    assert home.held() == []


def test_one_objects_to_what_somebody_asked_for_oneself_alone(home: House) -> None:
    own = home.open(RequestKind.ACCESS)
    theirs = ask(home, RequestKind.ACCESS, Capacity.GUARDIAN)
    with pytest.raises(RequestNotFound):
        object_to(home, own)
    with pytest.raises(RequestNotFound):
        object_to(home, theirs, ref=NOBODY)
    with pytest.raises(PrivacyRequestInvalid):
        home.open(RequestKind.COMPLAINT, against=theirs.id)


def test_what_somebody_asked_for_her_is_not_answered_by_her_own_copy(home: House) -> None:
    theirs = ask(home, RequestKind.ACCESS, Capacity.AUTHORISED_AGENT)
    AccessCopies(home.desk).take(REF, TO, None)
    assert home.requests.get(theirs.id).open


def test_her_copy_says_who_acted_and_not_which_of_the_staff_saw_it(home: House) -> None:
    ask(home, RequestKind.RESTRICTION, Capacity.GUARDIAN)
    with home.desk.silo.begin() as tx:
        reference: Pseudonym = home.desk.reference(tx, REF)
    copy = AccessCopies(home.desk).build(reference, TO, request_id="prq_" + "a" * 26)
    archive = zipfile.ZipFile(io.BytesIO(pyrage.passphrase.decrypt(copy.data, PASSPHRASE)))
    files = {each: archive.read(each).decode(errors="replace") for each in archive.namelist()}
    assert '"capacity":"guardian"' in files["requests.json"].replace(" ", "")
    assert "a parent or guardian" in files["index.html"]
    assert all("staff-12" not in text for text in files.values())


def ask_api(api: Api, body: dict[str, Any]) -> httpx.Response:
    return api.call("POST", "/v1/privacy-requests", json=body)


def test_the_api_takes_it_and_shows_it(api: Api) -> None:
    api.run("enroll", png(1), REF)
    acting_for = {"capacity": "authorised_agent", "evidence": "power_of_attorney"}
    acting_for |= {"seen_at": START.isoformat(), "seen_by": "staff-12"}
    body = {"kind": "access", "subject_ref": REF, "on_behalf": acting_for}
    made = ask_api(api, body)
    assert made.status_code == 201, made.text
    shown = made.json()
    assert shown["on_behalf"]["seen_by"] == "staff-12"
    assert shown["on_behalf"]["capacity"] == "authorised_agent"
    against = {"kind": "objection", "subject_ref": REF, "against": shown["id"]}
    assert ask_api(api, against).json()["against"] == shown["id"]
    assert code(ask_api(api, body), 409) == "acting_objected"
    heir = acting_for | {"capacity": "heir", "evidence": "family_record"}
    refused = ask_api(api, body | {"on_behalf": heir, "subject_ref": NOBODY})
    assert code(refused, 422) == "capacity_not_entitled"
