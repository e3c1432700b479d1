"""Clause 7: what a person alone can do takes a live capture that was made for it, once.

The text of the act is hashed into the session, into what its capture is told and into the signed
decision. Whatever else a session is, it proves nothing.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from joserfc import jws
from joserfc.jwk import KeySet

from inperson.core import SessionId, SystemEntropy
from inperson.core.ids import new_disclosure_id, new_session_id
from inperson.desks import Desk
from inperson.http.pages.files import ASSETS
from inperson.rights.acts import (
    PROOF_LIVES,
    ActProof,
    PersonalAct,
    ProofInvalid,
    ProofRequired,
    approving,
    copying,
    erasing,
    prove,
    withdrawing,
)
from inperson.rights.copies import AccessCopies
from inperson.rights.packages import AgeRecipient
from inperson.rights.requests import Channel, PrivacyRequest, RequestKind, Requests, RequestState
from inperson.sessions import ConsentPurpose, SessionKind, SubjectRestricted
from inperson.sessions.rows import SessionRows
from inperson.tenants import TokenKind
from inperson.views.sessions import decision_claims
from tests.camera import look
from tests.rights.proving import opened, shown
from tests.rights.requesting import NOBODY, REF, House, open_house
from tests.scene import open_scene
from tests.tenants.test_authority import calls

WORDS = AgeRecipient(None, "twelve or more characters")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    made = open_house(tmp_path)
    made.enrol()
    yield made
    made.scene.stores.close()


def own(home: House) -> Desk:
    """Return the subject's own desk, as the privacy centre opens it."""
    return home.scene.desk(home.tenant, home.kind, "subject")


def take(home: House, act: PersonalAct, session_id: SessionId, ref: str = REF) -> ActProof:
    desk = own(home)
    with desk.silo.begin() as tx:
        return prove(desk, tx, act, desk.reference(tx, ref), session_id)


def test_a_capture_that_was_made_for_an_act_proves_it_once(home: House) -> None:
    act = erasing(own(home))
    session_id = shown(home.scene, own(home), act)
    proof = take(home, act, session_id)
    assert proof.text == act.texts["en"]
    assert "erase everything" in proof.text
    with pytest.raises(ProofInvalid):
        take(home, act, session_id)


def a_login(home: House) -> SessionId:
    return home.recognised().id


def unknown(_: House) -> SessionId:
    return new_session_id(SystemEntropy())


def malformed(_: House) -> SessionId:
    return SessionId("ses_' OR 1=1")


def of_another_act(home: House) -> SessionId:
    return shown(home.scene, own(home), copying(own(home)))


def of_another_purpose(home: House) -> SessionId:
    return shown(home.scene, own(home), withdrawing(own(home), ConsentPurpose.IDENTITY))


def of_another_text(home: House) -> SessionId:
    act = erasing(own(home))
    return shown(home.scene, own(home), replace(act, texts={"en": "Sign in to the shop."}))


def too_old(home: House) -> SessionId:
    session_id = shown(home.scene, own(home), erasing(own(home)))
    home.scene.clock.advance(PROOF_LIVES.total_seconds())
    return session_id


def of_tomorrow(home: House) -> SessionId:
    home.scene.clock.advance(86400)
    session_id = shown(home.scene, own(home), erasing(own(home)))
    home.scene.clock.advance(-86400)
    return session_id


def somebody_elses(home: House) -> SessionId:
    home.enrol("subject-2", 2)
    return shown(home.scene, own(home), erasing(own(home)), "subject-2", person=2)


def not_recognised(home: House) -> SessionId:
    return shown(home.scene, own(home), erasing(own(home)), person=3)


def not_alive(home: House) -> SessionId:
    return shown(home.scene, own(home), erasing(own(home)), wrong="print")


def not_made(home: House) -> SessionId:
    return opened(home.scene, own(home), REF, erasing(own(home))).ticket.session_id


def of_another_tenant(home: House) -> SessionId:
    tenant = home.scene.add_tenant("two")
    other = House(home.scene, tenant, home.scene.caller(tenant))
    other.enrol()
    return shown(home.scene, own(other), erasing(own(other)))


def of_the_other_kind(home: House) -> SessionId:
    production = home.scene.caller(home.tenant, TokenKind.PRODUCTION)
    other = House(home.scene, home.tenant, production, TokenKind.PRODUCTION)
    enrolling = other.capture(kind=SessionKind.ENROLL)
    for serial in range(600, 606):
        enrolling.see(look(1, "", serial), 0.0)
    enrolling.finish()
    return shown(home.scene, own(other), erasing(own(other)))


NO_PROOFS: tuple[Callable[[House], SessionId], ...] = (
    a_login,
    unknown,
    malformed,
    of_another_act,
    of_another_purpose,
    of_another_text,
    too_old,
    of_tomorrow,
    somebody_elses,
    not_recognised,
    not_alive,
    not_made,
    of_another_tenant,
    of_the_other_kind,
)


@pytest.mark.parametrize("session", NO_PROOFS, ids=lambda each: each.__name__)
def test_no_other_session_proves_it(home: House, session: Callable[[House], SessionId]) -> None:
    session_id = session(home)
    with pytest.raises(ProofInvalid):
        take(home, erasing(own(home)), session_id)


def test_of_uses_at_once_one_counts(home: House) -> None:
    act = erasing(own(home))
    session_id = shown(home.scene, own(home), act)
    start, taken = threading.Barrier(4), list[ActProof]()

    def use() -> None:
        start.wait()
        with suppress(ProofInvalid):
            taken.append(take(home, act, session_id))

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 1


def test_a_used_proof_stays_used_at_a_server_that_starts_anew(home: House) -> None:
    act = erasing(own(home))
    session_id = shown(home.scene, own(home), act)
    take(home, act, session_id)
    scene, urls = home.scene, home.scene.urls
    scene.stores.close()
    again = open_scene(scene.folder, data=urls[0], keys=urls[1])
    again.clock.advance((scene.clock.now() - again.clock.now()).total_seconds())
    with pytest.raises(ProofInvalid):
        take(replace(home, scene=again), act, session_id)
    again.stores.close()


def test_what_is_rolled_back_has_used_nothing(home: House) -> None:
    act, desk = erasing(own(home)), own(home)
    session_id = shown(home.scene, desk, act)
    with suppress(RuntimeError), desk.silo.begin() as tx:
        prove(desk, tx, act, desk.reference(tx, REF), session_id)
        raise RuntimeError
    assert take(home, act, session_id)


def test_the_act_is_in_the_session_and_in_the_signed_decision(home: House) -> None:
    act, desk = erasing(own(home)), own(home)
    ready = opened(home.scene, desk, REF, act)
    session_id = shown(home.scene, desk, act)
    with desk.silo.read() as tx:
        session = tx.rows(SessionRows).session(session_id)
    assert session is not None
    assert session.act_sha256 == ready.act_sha256 == ready.ticket.act_sha256
    signer = home.scene.services.signer
    keys = KeySet.import_key_set(signer.jwks())  # type: ignore[arg-type]
    statement = signer.sign(decision_claims(session, home.caller))
    read = jws.deserialize_compact(statement, keys, algorithms=["Ed25519"])
    assert json.loads(read.payload)["act_sha256"] == ready.act_sha256.hex()
    assert decision_claims(home.recognised(start=50), home.caller)["act_sha256"] is None


def test_a_text_is_shown_in_each_language_and_each_hash_is_another(home: House) -> None:
    desk = own(home)
    acts = [erasing(desk), copying(desk)]
    acts += [withdrawing(desk, purpose) for purpose in ConsentPurpose]
    acts.append(approving(desk, new_disclosure_id(SystemEntropy()), "line 1\nline 2"))
    spoken = {name[8:-3] for name in ASSETS if name.startswith("privacy-")} | {"en"}
    hashes = {act.sha256(language, 1) for act in acts for language in act.texts}
    assert len(spoken) == 17, "the languages of the centre's page"
    assert all(set(act.texts) == spoken for act in acts)
    assert len(hashes) == len(acts) * len(spoken)
    assert all(desk.tenant_name in text for act in acts for text in act.texts.values())
    assert not any("{" in text for act in acts for text in act.texts.values())
    assert all(text.endswith("\n\nline 1\nline 2") for text in acts[-1].texts.values())
    assert acts[0].sha256("en", 1) != acts[0].sha256("en", 2)


# -- where the acts are done ----------------------------------------------------------------------


def asked(
    home: House, kind: RequestKind, proof: SessionId | None, ref: str = REF
) -> PrivacyRequest:
    purpose = ConsentPurpose.IDENTITY if kind is RequestKind.WITHDRAWAL else None
    mine = Requests(own(home))
    return mine.open(kind, ref, purpose=purpose, channel=Channel.SUBJECT, proof=proof)


@pytest.mark.parametrize("kind", [RequestKind.ERASURE, RequestKind.WITHDRAWAL])
def test_nothing_is_destroyed_without_its_own_proof(home: House, kind: RequestKind) -> None:
    act = erasing(own(home))
    if kind is RequestKind.WITHDRAWAL:
        act = withdrawing(own(home), ConsentPurpose.IDENTITY)
    with pytest.raises(ProofRequired):
        asked(home, kind, None)
    for other in (home.recognised().id, shown(home.scene, own(home), copying(own(home)))):
        with pytest.raises(ProofInvalid):
            asked(home, kind, other)
    assert home.mine.subjects.find(REF)
    request = asked(home, kind, shown(home.scene, own(home), act, start=2000))
    details = home.details(request)
    assert details.certificate is not None
    claims = home.claims(details.receipt, "request-receipt")
    assert claims["act_sha256"] is not None


def test_a_copy_leaves_for_its_own_proof_alone(home: House) -> None:
    request = asked(home, RequestKind.ACCESS, None)
    copies = AccessCopies(own(home))
    with pytest.raises(ProofRequired):
        copies.deliver(request.id, WORDS)
    with pytest.raises(ProofRequired):
        copies.take(REF, WORDS, None)
    with pytest.raises(ProofInvalid):
        copies.take(REF, WORDS, home.recognised().id)
    proof = shown(home.scene, own(home), copying(own(home)))
    assert copies.take(REF, WORDS, proof).data
    with pytest.raises(ProofInvalid):
        copies.take(REF, WORDS, proof)
    assert home.requests.get(request.id).state is RequestState.COMPLETED


def test_who_has_no_face_here_is_who_the_tenant_says(home: House) -> None:
    request = asked(home, RequestKind.ERASURE, None, NOBODY)
    assert home.claims(home.details(request).receipt, "request-receipt")["act_sha256"] is None


def test_what_the_tenant_does_is_on_record_as_the_tenants(home: House) -> None:
    request = home.open(RequestKind.ERASURE)
    claims = home.claims(home.details(request).receipt, "request-receipt")
    assert (claims["channel"], claims["act_sha256"]) == ("tenant", None)


def test_who_restricted_all_use_can_still_prove_an_act(home: House) -> None:
    asked(home, RequestKind.RESTRICTION, None)
    with pytest.raises(SubjectRestricted):
        home.session()
    assert asked(home, RequestKind.ERASURE, shown(home.scene, own(home), erasing(own(home))))


def test_a_proof_is_made_in_one_place() -> None:
    assert calls("ActProof") == {"rights/acts/proofs.py"}
