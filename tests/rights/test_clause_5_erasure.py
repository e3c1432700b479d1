"""Clause 5: erasure, its certificate, the other server, and whatever may go wrong on the way."""

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from inperson.core import RequestId, StoreUnavailable, SystemEntropy
from inperson.core.ids import new_disclosure_id
from inperson.deliveries import CascadeTarget, Failure, Outbox, ServerCard
from inperson.deliveries.model import Outgoing, TargetAnswer
from inperson.rights.disclosures import Disclosure, DisclosureBasis, DisclosureState
from inperson.rights.disclosures.ports import DisclosureRows
from inperson.rights.requests import take_answer
from inperson.rights.requests.cascade import Cascade
from inperson.rights.requests.centre import Centre
from inperson.rights.requests.errors import CascadeInvalid, CentreEntryRefused, RequestClosed
from inperson.rights.requests.model import Justification, RequestKind, RequestState
from inperson.rights.requests.ports import RequestRows
from inperson.rights.retention.holds import Holds
from inperson.rights.retention.service import Retention
from inperson.sessions import ConsentPurpose, Reason, SessionKind, SubjectRestricted
from inperson.sessions.errors import ConsentWithdrawn, SessionNotFound, SubjectNotEnrolled
from inperson.sessions.rows import ConsentRows, SessionRows
from inperson.store.consent_rows import SqlConsentRows
from inperson.store.guard import WHOLE
from inperson.store.request_rows import SqlRequestRows
from inperson.store.session_rows import SqlSessionRows
from inperson.store.tombstone_rows import SqlTombstoneRows
from inperson.tenants import TokenKind
from inperson.tenants.errors import TokenMalformed
from inperson.tenants.text import new_token_text
from tests.camera import look
from tests.forking import Forks
from tests.rights.requesting import NOBODY, REF, UNSAFE, House, open_house
from tests.scene import open_scene, picture

ERASING = [RequestKind.ERASURE, RequestKind.WITHDRAWAL]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    made = open_house(tmp_path)
    made.enrol()
    yield made
    made.scene.stores.close()


def everything(home: House, *refs: str) -> None:
    """Leave all that a subject can leave, beside its enrolment."""
    for ref in refs:
        kind = SessionKind.AUTHENTICATE if ref == REF else SessionKind.ENROLL
        home.mine.create(kind, ref, UNSAFE)
        home.open(RequestKind.COMPLAINT, ref)
        home.open(RequestKind.RESTRICTION, ref)
        Centre(home.desk).invite(ref)


def keys(home: House) -> list[str]:
    return list(home.scene.stores.keyrings.open(home.tenant).names("subject/"))


@pytest.mark.parametrize("kind", ERASING)
def test_everything_of_a_subject_goes_and_a_certificate_says_so(
    home: House, kind: RequestKind
) -> None:
    everything(home, REF)
    other = home.enrol("subject-2", 2)
    request = home.open(kind)
    assert request.state is RequestState.COMPLETED
    assert request.reference is None
    assert home.held() == []
    assert keys(home) == [f"subject/{other}"]
    assert home.mine.subjects.find("subject-2").id == other
    kept = home.details(request)
    assert (kept.subject_ref, kept.purpose, kept.text, kept.erasing) == (None, None, None, None)
    claims = home.claims(kept.certificate, "certificate")
    assert (claims["jti"], claims["aud"]) == (request.id, home.tenant)
    assert "template" in claims["what"]
    (place,) = claims["where"]
    assert (place["server"], place["location"]) == ("http://127.0.0.1:8018", "Here")
    assert claims["when"] == "2026-01-05T12:00:00Z"
    assert claims["keys_in_backups_until"] == "2026-02-04T12:00:00Z"
    for each in (REF, other):
        assert each not in json.dumps(claims)
    assert "subject_erased" in home.acts()


def test_a_second_erasure_and_one_of_nobody_are_certified_alike(home: House) -> None:
    certificates = []
    for ref in (REF, REF, NOBODY):
        request = home.open(RequestKind.ERASURE, ref)
        assert request.state is RequestState.COMPLETED
        certificates.append(home.claims(home.details(request).certificate, "certificate"))
    for each in certificates[1:]:
        assert list(each) == list(certificates[0])
        assert each["what"] == certificates[0]["what"]
        assert each["where"] == certificates[0]["where"]


def test_who_only_tried_to_enrol_is_forgotten_too(home: House) -> None:
    home.mine.create(SessionKind.ENROLL, NOBODY, UNSAFE)
    assert len(home.held(NOBODY)) == 2  # the session, and the consent
    home.open(RequestKind.ERASURE, NOBODY)
    assert home.held(NOBODY) == []
    assert keys(home)


def test_a_running_capture_and_an_open_session_end(home: House) -> None:
    capture, session = home.capture(), home.session()
    capture.see(look(1, "", 0), 0.0)
    home.open(RequestKind.ERASURE)
    assert capture.over
    with pytest.raises(SessionNotFound):
        home.mine.get(session.id)
    with pytest.raises(SessionNotFound):
        home.mine.submit(session.id, [picture(1)])


def test_an_enrolment_that_runs_leaves_nothing(home: House) -> None:
    capture = home.capture("subject-3", SessionKind.ENROLL)
    for serial in range(6):
        capture.see(look(3, "", serial), 0.0)
    home.open(RequestKind.ERASURE, "subject-3")
    with pytest.raises(ConsentWithdrawn):
        capture.finish()
    assert home.held("subject-3") == []


def test_who_enrols_again_stays(home: House) -> None:
    home.open(RequestKind.ERASURE)
    home.scene.clock.advance(60)
    again = home.enrol()
    home.requests.run_due()
    assert home.mine.subjects.find(REF).id == again


def test_requests_that_waited_are_refused_because_nothing_is_left(home: House) -> None:
    home.listen()
    waiting = home.open(RequestKind.COMPLAINT)
    done = home.open(RequestKind.RESTRICTION)
    home.open(RequestKind.ERASURE)
    refused = home.requests.get(waiting.id)
    assert (refused.state, refused.justification) == (
        RequestState.REFUSED,
        Justification.IMPOSSIBLE,
    )
    for each in (refused, home.requests.get(done.id)):
        assert (each.reference, each.details) == (None, None)
    assert "privacy_request.refused" in [each["type"] for each in home.events()]


def test_earlier_pseudonyms_are_erased_too(home: House) -> None:
    before = home.desk.pseudonyms.reference(REF)
    home.session()
    home.scene.clock.advance(61)
    home.desk.vault.rotate_pseudonyms()
    home.scene.clock.advance(300)
    home.enrol("subject-2", 2)
    now = home.desk.pseudonyms.reference(REF)
    assert now != before
    # as if the new name had been taken first: nothing is renamed then, and rows stay behind
    with home.scene.stores.databases[0].engine(f"silo_{home.tenant}", WHOLE).begin() as connection:
        connection.execute(
            text("UPDATE subjects SET reference = :now WHERE reference = :before"),
            {"now": now, "before": before},
        )
    with home.desk.silo.begin() as tx:
        assert tx.rows(SessionRows).sessions_of(before)
    request = home.open(RequestKind.ERASURE)
    assert request.state is RequestState.COMPLETED
    with home.desk.silo.begin() as tx:
        for each in (before, now):
            assert [
                *tx.rows(SessionRows).sessions_of(each),
                *tx.rows(ConsentRows).consents(each),
                *tx.rows(RequestRows).requests_of(each),
            ] == []
    assert home.mine.subjects.find("subject-2")


# -- holds ----------------------------------------------------------------------------------------


def test_a_legal_order_refuses_an_erasure(home: House) -> None:
    home.hold()
    request = home.open(RequestKind.ERASURE)
    assert request.state is RequestState.REFUSED
    assert request.justification is Justification.LEGAL_OBLIGATION
    assert home.mine.subjects.find(REF)


@pytest.mark.parametrize("kind", [RequestKind.ERASURE, RequestKind.WITHDRAWAL])
def test_nobody_is_recognised_by_what_an_order_alone_keeps(home: House, kind: RequestKind) -> None:
    hold_id = home.hold()
    running = home.session()  # an order alone changes nothing for who is there with consent
    request = home.open(kind)
    verdict = home.mine.get(running.id).verdict
    assert verdict is not None
    assert verdict.reasons == (Reason.CONSENT_WITHDRAWN,)
    with pytest.raises(SubjectRestricted):
        home.session()
    if kind is RequestKind.ERASURE:  # until she is told otherwise
        home.requests.answer(request.id, "We agreed that you go on.")
        assert home.session()
    else:
        with pytest.raises(RequestClosed):
            home.requests.answer(request.id, "We go on.")
        Holds(home.desk).release(hold_id)
        home.requests.run_due()
        assert home.held() == []
        assert home.enrol()


def test_a_withdrawal_of_improvement_restricts_nothing_else(home: House) -> None:
    home.hold()
    home.open(RequestKind.WITHDRAWAL, purpose=ConsentPurpose.IMPROVEMENT)
    assert home.session()


def test_what_an_order_kept_goes_by_its_time_once_the_order_ends(home: House) -> None:
    hold_id = home.hold()
    home.open(RequestKind.ERASURE)
    Holds(home.desk).release(hold_id)
    home.scene.clock.advance(timedelta(days=366).total_seconds())
    Retention(home.office).sweep()
    with pytest.raises(SubjectNotEnrolled):
        home.mine.subjects.find(REF)
    assert home.enrol()


def test_a_withdrawal_waits_for_a_legal_order_to_end_and_is_in_force_meanwhile(
    home: House,
) -> None:
    hold_id = home.hold()
    running = home.session()
    request = home.open(RequestKind.WITHDRAWAL)
    assert request.state is RequestState.IN_PROGRESS
    verdict = home.mine.get(running.id).verdict
    assert verdict is not None
    with home.desk.silo.begin() as tx:
        reference = home.desk.reference(tx, REF)
        assert all(
            each.withdrawn_at is not None for each in tx.rows(ConsentRows).consents(reference)
        )
    home.requests.run_due()
    assert home.mine.subjects.find(REF)
    Holds(home.desk).release(hold_id)
    assert home.requests.run_due().closed == (request.id,)
    assert home.held() == []


# -- recipients -----------------------------------------------------------------------------------


def test_event_and_certificate_say_which_recipients_have_to_be_told(home: House) -> None:
    home.listen()
    now, made = home.scene.clock.now(), []
    with home.desk.silo.begin() as tx:
        reference = home.desk.reference(tx, REF)
        for state in (DisclosureState.DELIVERED, DisclosureState.REFUSED):
            delivered = state is DisclosureState.DELIVERED
            each = Disclosure(
                id=new_disclosure_id(SystemEntropy()),
                basis=DisclosureBasis.LEGAL_REQUEST,
                token_kind=TokenKind.DEVELOPER,
                state=DisclosureState.PROPOSED,
                reference=reference,
                proposed_at=now,
                proposed_by="one",
                details=b"",
                salt=bytes(16),
            )
            tx.rows(DisclosureRows).add_disclosure(each)
            later = replace(
                each,
                state=state,
                approved_by="two",
                approved_at=now,
                closed_at=now,
                package_sha256=bytes(32) if delivered else None,
            )
            assert tx.rows(DisclosureRows).change_disclosure(later, DisclosureState.PROPOSED)
            made.append(each.id)
    request = home.open(RequestKind.ERASURE)
    told = [each["data"] for each in home.events() if each["type"] == "subject.erased"]
    assert [each["disclosure_id"] for each in told] == [made[0]]
    assert told[0]["request_id"] == request.id
    claims = home.claims(home.details(request).certificate, "certificate")
    assert claims["recipients_to_tell"] == [made[0]]


# -- the other server -----------------------------------------------------------------------------


class Cloud:
    """Another server, which takes as long as it takes. Implements `deliveries.Sender`."""

    def __init__(self, home: House) -> None:
        self.home, self.down = home, False
        self.seen: list[Outgoing] = []

    def send(self, outgoing: Outgoing) -> TargetAnswer | Failure:
        self.seen.append(outgoing)
        if self.down:
            return Failure.UNREACHABLE
        requests = self.home.requests
        if outgoing.body is None:
            request = requests.get(RequestId(outgoing.path.rpartition("/")[2]))
        else:
            body = json.loads(outgoing.body)
            assert set(body) == {"kind", "subject_ref"}
            request = requests.open(RequestKind(body["kind"]), body["subject_ref"])
        why = request.justification
        said = {
            "id": request.id,
            "state": request.state.value,
            "certificate": requests.details(request).certificate,
            "justification": None if why is None else why.value,
        }
        return TargetAnswer(200, json.dumps(said).encode())


@pytest.fixture
def cloud(tmp_path: Path, home: House) -> Iterator[Cloud]:
    (tmp_path / "cloud").mkdir()
    made = open_house(tmp_path / "cloud")
    made.enrol()
    token = new_token_text(TokenKind.DEVELOPER, SystemEntropy())
    Cascade(home.office).set(card_of(made), token)
    yield Cloud(made)
    made.scene.stores.close()


def card_of(home: House, url: str = "https://cloud.example") -> ServerCard:
    return replace(Cascade(home.office).card(), url=url)


def post(home: House, cloud: Cloud) -> int:
    return Outbox(home.office, partial(take_answer, home.desk)).run_due(cloud)


def test_an_erasure_waits_for_the_other_servers_certificate(home: House, cloud: Cloud) -> None:
    request = home.open(RequestKind.ERASURE)
    assert request.state is RequestState.IN_PROGRESS
    assert home.held() == []  # here it is done
    waiting = home.requests.get(request.id)
    assert waiting.reference is None
    assert home.details(waiting).subject_ref is None
    assert post(home, cloud) == 1
    assert home.requests.run_due().closed == (request.id,)
    assert cloud.home.held() == []
    claims = home.claims(home.details(home.requests.get(request.id)).certificate, "certificate")
    here, there = claims["where"]
    assert (here["state"], there["state"]) == ("completed", "completed")
    assert there["server"] == "https://cloud.example"
    theirs = cloud.home.claims(there["certificate"], "certificate")
    assert theirs["kind"] == "erasure"


def test_a_server_that_is_down_for_days_is_asked_until_it_answers(
    home: House, cloud: Cloud
) -> None:
    cloud.down = True
    request = home.open(RequestKind.ERASURE)
    for _ in range(12):
        post(home, cloud)
        home.requests.run_due()
        home.scene.clock.advance(7 * 3600)
    assert len(cloud.seen) > 5
    assert home.requests.get(request.id).state is RequestState.IN_PROGRESS
    cloud.down = False
    post(home, cloud)
    assert home.requests.run_due().closed == (request.id,)


def test_what_the_other_server_refuses_is_in_the_certificate(home: House, cloud: Cloud) -> None:
    cloud.home.hold()
    request = home.open(RequestKind.ERASURE)
    post(home, cloud)
    home.requests.run_due()
    claims = home.claims(home.details(home.requests.get(request.id)).certificate, "certificate")
    there = claims["where"][1]
    assert (there["state"], there["justification"]) == (
        "refused",
        "justifications:LegallyExempted",
    )
    assert "certificate" not in there


def test_a_certificate_that_the_pinned_keys_did_not_sign_completes_nothing(
    home: House, cloud: Cloud
) -> None:
    target = Cascade(home.office).get()
    assert target is not None
    impostor = replace(card_of(home), url=target.url, tenant=target.card.tenant)
    Cascade(home.office).set(impostor, target.token)
    request = home.open(RequestKind.ERASURE)
    assert post(home, cloud) == 0
    (waiting,) = Outbox(home.office).pending()
    assert waiting.failure == "certificate_invalid"
    home.requests.run_due()
    assert home.requests.get(request.id).state is RequestState.IN_PROGRESS
    Cascade(home.office).set(target.card, target.token)  # the right card, and it is asked again
    home.scene.clock.advance(3600)
    assert post(home, cloud) == 1
    assert home.requests.run_due().closed == (request.id,)


def test_a_server_that_was_set_before_there_were_cards_proves_nothing(
    home: House, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = {"url": "https://cloud.example", "token": "inp_dev_x"}
    found = CascadeTarget.of(earlier)
    assert found is not None
    assert (found.url, found.token) == tuple(earlier.values())
    target = Cascade(home.office).get()
    assert target is not None
    with monkeypatch.context() as patch:  # as that version stored it
        patch.setattr(CascadeTarget, "content", lambda each: {"url": each.url, "token": each.token})
        Cascade(home.office).set(target.card, target.token)
    home.open(RequestKind.ERASURE)
    assert post(home, cloud) == 0
    assert [each.failure for each in Outbox(home.office).pending()] == ["certificate_invalid"]


def test_a_test_subject_erases_nobody_real_elsewhere(home: House, cloud: Cloud) -> None:
    Cascade(home.office).set(
        card_of(cloud.home), new_token_text(TokenKind.PRODUCTION, SystemEntropy())
    )
    request = home.open(RequestKind.ERASURE)
    assert request.state is RequestState.COMPLETED
    assert post(home, cloud) == 0


def test_the_other_server_is_set_shown_and_removed(home: House, cloud: Cloud) -> None:
    found = Cascade(home.office).get()
    assert found is not None
    assert found.url == "https://cloud.example"
    assert found.token is not None
    assert found.token not in repr(found)
    with pytest.raises(CascadeInvalid):
        Cascade(home.office).set(card_of(cloud.home, "https://cloud.example?x=1"), found.token)
    with pytest.raises(TokenMalformed):
        Cascade(home.office).set(card_of(cloud.home), "x")
    Cascade(home.office).remove()
    assert Cascade(home.office).get() is None
    assert home.open(RequestKind.ERASURE).state is RequestState.COMPLETED


# -- faults ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "method"),
    [
        (SqlRequestRows, "add_request"),
        (SqlRequestRows, "set_request"),
        (SqlConsentRows, "withdraw"),
        (SqlSessionRows, "end_session"),
        (SqlTombstoneRows, "erase"),
        (SqlTombstoneRows, "tombstones"),
    ],
)
def test_a_store_that_fails_is_gone_on_with_later(
    home: House, rows: type, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreUnavailable("the disk is full")

    everything(home, REF)
    home.open(RequestKind.RESTRICTION)
    with monkeypatch.context() as broken:
        broken.setattr(rows, method, refuse)
        with contextlib.suppress(StoreUnavailable):
            home.open(RequestKind.ERASURE)
    assert home.requests.run_due().failed == {}
    erasures = [r for r, _ in home.requests.list().requests if r.kind is RequestKind.ERASURE]
    assert all(each.state is RequestState.COMPLETED for each in erasures)
    if erasures:
        assert home.held() == []
    else:
        assert home.mine.subjects.find(REF)


def test_an_erasure_that_has_begun_is_not_refused(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreUnavailable("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(SqlTombstoneRows, "erase", refuse)
        with pytest.raises(StoreUnavailable):
            home.open(RequestKind.ERASURE)
    ((request, _),) = home.requests.list().requests
    with pytest.raises(RequestClosed):
        home.requests.refuse(request.id, Justification.UNFOUNDED, "too late")
    assert home.requests.run_due().closed == (request.id,)


def test_a_restored_backup_of_the_data_forgets_again(tmp_path: Path) -> None:
    home = open_house(tmp_path)
    home.enrol()
    everything(home, REF, other := "subject-4")
    home.scene.stores.close()
    shutil.copytree(tmp_path / "data", tmp_path / "backup")
    later = House(open_scene(tmp_path), home.tenant, home.caller)
    code = Centre(later.desk).invite(REF).code
    for ref in (REF, other):
        later.open(RequestKind.ERASURE, ref)
    later.scene.stores.close()
    for each in (tmp_path / "data").glob(f"silo_{home.tenant}*"):
        each.unlink()
    for each in (tmp_path / "backup").glob(f"silo_{home.tenant}*"):
        shutil.copy(each, tmp_path / "data")
    with closing(sqlite3.connect(tmp_path / "data" / f"silo_{home.tenant}.db")) as data:
        assert data.execute("SELECT count(*) FROM subjects").fetchone() == (1,)  # one enrolled
    restored = House(open_scene(tmp_path), home.tenant, home.caller)  # its start obeys
    for ref in (REF, other):
        assert restored.held(ref) == []
    with pytest.raises(CentreEntryRefused):
        Centre(restored.desk).enter_by_code(code)
    restored.scene.stores.close()


_CHILD = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from inperson.core import TenantId
from inperson.rights.requests.model import RequestKind
from inperson.rights.requests.service import Requests
from inperson.sessions.consents import ConsentPurpose
from inperson.tenants import TokenKind
from inperson.sessions import SessionKind
from tests.rights.requesting import UNSAFE
from tests.scene import open_scene, picture

folder, tenant, kind, token, last = sys.argv[1:]
survived = 0
for number in range(1, int(last)):
    child = os.fork()
    if child == 0:
        scene = open_scene(Path(folder))
        seen = 0

        def step(*_):
            global seen
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)

        def statement(connection, cursor, text, *rest):
            if text.startswith(("INSERT", "UPDATE", "DELETE")):
                step()

        ref = f"subject-{number}"
        mine = scene.sessions.of(scene.tenants.authenticate(token))
        session = mine.create(SessionKind.ENROLL, ref, UNSAFE)
        mine.submit(session.id, [picture(1)])
        mine.create(SessionKind.AUTHENTICATE, ref, UNSAFE)
        stores = [(0, "silo"), (0, "improve"), (1, "keys"), (2, "audit")]
        for place, store in stores:
            engine = scene.stores.databases[place].engine(f"{store}_{tenant}")
            event.listen(engine, "commit", step)
            if store != "audit":  # its tests kill it between its own statements
                event.listen(engine, "after_cursor_execute", statement)
        desk = scene.desk(TenantId(tenant), TokenKind.DEVELOPER)
        purpose = ConsentPurpose.IDENTITY if kind == "withdrawal" else None
        Requests(desk).open(RequestKind(kind), ref, purpose=purpose)
        os._exit(7)
    code = os.waitpid(child, 0)[1]
    if os.WIFEXITED(code):
        assert os.WEXITSTATUS(code) == 7, (number, code)
        survived = number
        break
print(survived)
"""


@pytest.mark.parametrize("kind", ["withdrawal", "restriction"])
def test_a_process_killed_at_any_step_leaves_what_the_next_one_finishes(
    tmp_path: Path, forks: Forks, kind: str
) -> None:
    """At each statement that writes and at each commit, of every store, until none is left.

    A withdrawal does all that an erasure does, and what comes before; the others are opened like a
    restriction.
    """
    home = open_house(tmp_path)
    token = home.scene.token(home.tenant).secret
    home.scene.stores.close()
    child = forks.run(_CHILD, str(tmp_path), home.tenant, kind, token, "80")
    assert child.returncode == 0, child.stderr
    survived = int(child.stdout)
    assert survived > (15 if kind == "withdrawal" else 5), "too few steps were met"

    later = House(open_scene(tmp_path), home.tenant, home.caller)
    stored = {request.id: request for request, _ in later.requests.list(limit=200).requests}
    assert stored
    assert later.requests.run_due().failed == {}
    for request, details in later.requests.list(limit=200).requests:
        assert request.state is RequestState.COMPLETED
        later.claims(details.receipt, "request-receipt")
        if kind == "withdrawal":
            assert request.reference is None
            later.claims(details.certificate, "certificate")
    whole = gone = 0
    for number in range(1, survived + 1):
        ref = f"subject-{number}"
        held = later.held(ref)
        if not held:
            gone += 1
            continue
        whole += 1
        subject = later.mine.subjects.find(ref)
        assert later.desk.vault.tag(subject.id) is not None
        if kind == "withdrawal":  # nothing of the request, everything of the subject
            assert len(held) == 4, ref
    if kind == "withdrawal":
        assert gone == len(stored)
        assert (gone, whole) == (survived - whole, survived - gone)
        assert gone
        assert whole
        assert len(keys(later)) == whole
    later.scene.stores.close()
