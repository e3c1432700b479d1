"""Erasures that are carried to the tenant's other server, and its certificates that come back.

Clauses 4 and 6.3: what sends nothing erases elsewhere as well, and does not say so before it is so.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyrage
import pytest

from inperson.core import InpersonError
from inperson.deliveries import CardInvalid, CertificateInvalid, ServerCard
from inperson.desks.errors import OutboundClosed
from inperson.rights.letter_errors import (
    LetterChanged,
    LetterExpired,
    LetterForeign,
    LetterMalformed,
    LetterReplayed,
    LetterUnreadable,
)
from inperson.rights.letters import Letters
from inperson.rights.requests import Bundles, Cascade, RequestKind, RequestState
from inperson.rights.requests.bundles import ANSWER, BUNDLE
from inperson.rights.requests.errors import CascadeInvalid, CascadeMissing, NothingWaits
from inperson.sessions import ConsentPurpose
from inperson.tenants import TokenKind
from inperson.views import request_view
from tests.rights.requesting import NOBODY, REF, House, open_house

CLOUD = "https://cloud.example"


def bundles(home: House) -> Bundles:
    return Bundles(home.office, lambda kind: home.scene.desk(home.tenant, kind))


@dataclass
class Pair:
    """A private server that sends nothing, and the managed one; each has the other's card."""

    private: House
    managed: House

    def introduce(self) -> None:
        card = replace(Cascade(self.managed.office).card(), url=CLOUD)
        Cascade(self.private.office).set(ServerCard.read(card.text))
        Cascade(self.managed.office).trust(Cascade(self.private.office).card())

    def write(self) -> bytes:
        return bundles(self.private).write().data

    def take(self, data: bytes) -> bytes:
        return bundles(self.managed).take(data).data

    def waiting(self, ref: str = REF) -> Any:
        """Let a subject have everything erased, and return the request, which waits."""
        request = self.private.open(RequestKind.ERASURE, ref)
        assert request.state is RequestState.IN_PROGRESS
        return request


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    homes = []
    for name in ("private", "managed"):
        (tmp_path / name).mkdir()
        homes.append(open_house(tmp_path / name))
        homes[-1].enrol()
    made = Pair(*homes)
    made.introduce()
    yield made
    for home in homes:
        home.scene.stores.close()


def shown(home: House, request_id: Any) -> Any:
    request = home.requests.get(request_id)
    return request_view(home.desk, request, home.details(request))


def test_a_request_waits_until_the_bundles_certificate_is_back(pair: Pair) -> None:
    request = pair.waiting()
    assert pair.private.held() == []  # here everything is gone at once
    assert pair.managed.held() != []
    before = shown(pair.private, request.id).waiting_for
    assert (before.server, before.by, before.carried_at) == (CLOUD, "bundle", None)
    bundle = pair.write()
    assert pair.private.requests.run_due().closed == ()  # to have written it completes nothing
    assert shown(pair.private, request.id).waiting_for.carried_at == pair.private.scene.clock.now()
    answer = pair.take(bundle)
    assert pair.managed.held() == []
    assert shown(pair.private, request.id).state is RequestState.IN_PROGRESS
    assert bundles(pair.private).settle(answer) == [request.id]

    after = shown(pair.private, request.id)
    assert (after.state, after.waiting_for, after.subject_ref) == ("completed", None, None)
    claims = pair.private.claims(after.certificate, "certificate")
    there = claims["where"][1]
    assert (there["server"], there["state"]) == (CLOUD, "completed")
    theirs = pair.managed.claims(there["certificate"], "certificate")
    assert (theirs["kind"], theirs["aud"]) == ("erasure", pair.managed.tenant)


def test_servers_that_pass_on_to_each_other_do_not_wait_for_each_other(pair: Pair) -> None:
    card = replace(Cascade(pair.private.office).card(), url="https://private.example")
    Cascade(pair.managed.office).set(card)
    request = pair.waiting()
    assert bundles(pair.private).settle(pair.take(pair.write())) == [request.id]


def test_real_and_test_subjects_are_erased_apart(pair: Pair) -> None:
    real = House(
        pair.private.scene,
        pair.private.tenant,
        pair.private.scene.caller(pair.private.tenant, TokenKind.PRODUCTION),
        TokenKind.PRODUCTION,
    )
    request = real.open(RequestKind.ERASURE)
    bundles(pair.private).settle(pair.take(pair.write()))
    assert real.requests.get(request.id).state is RequestState.COMPLETED
    assert pair.managed.held() != []  # the developers' subject of the same reference


def test_a_withdrawal_of_improvement_erases_no_more_than_that_there(pair: Pair) -> None:
    request = pair.private.open(RequestKind.WITHDRAWAL, purpose=ConsentPurpose.IMPROVEMENT)
    assert request.state is RequestState.IN_PROGRESS
    bundles(pair.private).settle(pair.take(pair.write()))
    after = shown(pair.private, request.id)
    assert after.state is RequestState.COMPLETED
    there = pair.private.claims(after.certificate, "certificate")["where"][1]
    theirs = pair.managed.claims(there["certificate"], "certificate")
    assert theirs["what"] == ["improvement_samples"]
    assert pair.managed.held() != []


def test_what_an_order_holds_there_is_refused_in_the_certificate(pair: Pair) -> None:
    pair.managed.hold()
    request = pair.waiting()
    bundles(pair.private).settle(pair.take(pair.write()))
    claims = pair.private.claims(shown(pair.private, request.id).certificate, "certificate")
    there = claims["where"][1]
    assert (there["state"], there["justification"]) == (
        "refused",
        "justifications:LegallyExempted",
    )


def test_nothing_of_a_bundle_is_in_the_clear(pair: Pair) -> None:
    request = pair.waiting("customer-17")
    bundle = pair.write()
    answer = pair.take(bundle)
    for file in (bundle, answer):
        assert file.startswith(b"age-encryption.org/v1\n")
        for text in ("customer-17", request.id, pair.private.tenant, pair.managed.tenant):
            assert text.encode() not in file
    rows = b"".join(each.read_bytes() for each in (pair.private.scene.folder / "data").iterdir())
    assert b"customer-17" not in rows
    assert b"AGE-SECRET-KEY" not in rows
    assert "customer-17" not in repr(bundles(pair.private).write())


def test_both_logs_say_that_it_was_carried(pair: Pair) -> None:
    pair.waiting()
    bundle = bundles(pair.private).write()
    pair.take(bundle.data)
    log = {"private": pair.private.acts(), "managed": pair.managed.acts()}
    assert "bundle_written" in log["private"]
    assert "bundle_taken" in log["managed"]
    assert log["managed"].index("bundle_taken") < log["managed"].index("subject_erased")


# -- done twice -----------------------------------------------------------------------------------


def test_a_replayed_bundle_is_refused_and_erases_nobody_who_came_back(pair: Pair) -> None:
    pair.waiting()
    bundle = pair.write()
    pair.take(bundle)
    pair.managed.enrol()
    with pytest.raises(LetterReplayed):
        pair.take(bundle)
    assert pair.managed.held() != []


def test_a_bundle_that_is_written_anew_has_the_answers_of_the_first(pair: Pair) -> None:
    request = pair.waiting()
    pair.take(pair.write())  # whose answer is lost on its way
    pair.managed.enrol()
    for home in (pair.private, pair.managed):
        home.scene.clock.advance(40 * 24 * 3600)  # longer than any key of a repeated call
        home.requests.run_due()
    answer = pair.take(pair.write())
    assert pair.managed.held() != []  # who came back since stays
    bundles(pair.private).settle(answer)
    assert shown(pair.private, request.id).state is RequestState.COMPLETED


def test_a_bundle_that_was_cut_short_is_taken_again(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = [pair.waiting(ref) for ref in (REF, NOBODY)]
    bundle, calls = pair.write(), []
    whole = Bundles._done

    def dies(*given: Any) -> Any:
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(*given)

    with monkeypatch.context() as patch:
        patch.setattr(Bundles, "_done", dies)
        with pytest.raises(KeyboardInterrupt):
            pair.take(bundle)
    settled = bundles(pair.private).settle(pair.take(bundle))
    assert set(settled) == {each.id for each in requests}
    assert len(pair.managed.requests.list().requests) == 2


def test_one_that_fails_keeps_no_other_from_being_erased(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pair.waiting(), pair.waiting(NOBODY)
    bundle, whole = pair.write(), Bundles._done

    def fails(self: Bundles, card: ServerCard, wanted: Any) -> Any:
        if wanted.id == first.id:
            raise NothingWaits("any error of ours")
        return whole(self, card, wanted)

    with monkeypatch.context() as patch:
        patch.setattr(Bundles, "_done", fails)
        part = bundles(pair.managed).take(bundle)
    assert (part.requests, part.failed) == (1, {first.id: "nothing_waits"})
    assert bundles(pair.private).settle(part.data) == [second.id]
    assert bundles(pair.private).settle(pair.take(bundle)) == [first.id]  # not taken whole before


def test_an_answer_settles_once(pair: Pair) -> None:
    pair.waiting()
    answer = pair.take(pair.write())
    bundles(pair.private).settle(answer)
    with pytest.raises(LetterReplayed):
        bundles(pair.private).settle(answer)


# -- what is no such letter -----------------------------------------------------------------------


def cut(data: bytes) -> bytes:
    return data[:-1]


def changed(data: bytes) -> bytes:
    return data[:-20] + bytes([data[-20] ^ 1]) + data[-19:]


@pytest.mark.parametrize("harm", [cut, changed, lambda _: b"", lambda data: data + b"\0"])
def test_a_cut_or_changed_letter_does_nothing(pair: Pair, harm: Callable[[bytes], bytes]) -> None:
    request = pair.waiting()
    bundle = pair.write()
    with pytest.raises(LetterUnreadable):
        pair.take(harm(bundle))
    assert pair.managed.held() != []
    answer = pair.take(bundle)
    with pytest.raises(LetterUnreadable):
        bundles(pair.private).settle(harm(answer))
    assert shown(pair.private, request.id).state is RequestState.IN_PROGRESS


def test_a_bundle_is_for_one_tenant_alone(pair: Pair) -> None:
    pair.waiting()
    bundle = pair.write()
    scene = pair.managed.scene
    two = scene.add_tenant("two")  # of the same cloud
    other = House(scene, two, scene.caller(two, TokenKind.DEVELOPER))
    Cascade(other.office).card()
    Cascade(other.office).trust(Cascade(pair.private.office).card())
    with pytest.raises(LetterUnreadable):
        bundles(other).take(bundle)


def test_another_servers_bundle_is_foreign(pair: Pair, tmp_path: Path) -> None:
    stranger = open_house(tmp_path / "stranger")
    Cascade(stranger.office).set(Cascade(pair.managed.office).card())
    stranger.open(RequestKind.ERASURE)
    with pytest.raises(LetterForeign):
        pair.take(bundles(stranger).write().data)
    assert pair.managed.held() != []
    stranger.scene.stores.close()


def letter(pair: Pair, kind: str = BUNDLE, **claims: Any) -> bytes:
    """A letter that the private server signs and seals, of whatever it says."""
    to = Cascade(pair.managed.office).card()
    letters = Letters(pair.private.office)
    return letters.write(to, kind, {"requests": [], **claims}, letters.new_id())


def wish(**changes: Any) -> dict[str, Any]:
    base = {
        "id": f"prq_{'a' * 26}",
        "token_kind": "developer",
        "kind": "erasure",
        "subject_ref": REF,
    }
    return {name: each for name, each in (base | changes).items() if each is not None}


@pytest.mark.parametrize(
    ("claims", "error"),
    [
        ({"from": f"ten_{'a' * 26}"}, LetterForeign),
        ({"aud": f"ten_{'a' * 26}"}, LetterForeign),
        ({"v": 2}, LetterMalformed),
        ({"jti": "x"}, LetterMalformed),
        ({"exp": "soon"}, LetterMalformed),
        ({"exp": 10**18}, LetterMalformed),
        ({"exp": 1}, LetterExpired),
        ({"requests": None}, LetterMalformed),
        ({"requests": ["x"]}, LetterMalformed),
        ({"requests": [wish(kind="access")]}, LetterMalformed),
        ({"requests": [wish(kind="vanish")]}, LetterMalformed),
        ({"requests": [wish(id="../x")]}, LetterMalformed),
        ({"requests": [wish(token_kind=None)]}, LetterMalformed),
        ({"requests": [wish(subject_ref=7)]}, LetterMalformed),
        ({"requests": [wish(purpose="profit")]}, LetterMalformed),
    ],
)
def test_a_signed_letter_of_another_form_does_nothing(
    pair: Pair, claims: dict[str, Any], error: type[InpersonError]
) -> None:
    with pytest.raises(error):
        pair.take(letter(pair, **claims))
    assert pair.managed.held() != []


def test_an_answer_is_no_bundle_and_a_bundle_no_answer(pair: Pair) -> None:
    pair.waiting()
    bundle = pair.write()
    with pytest.raises(LetterForeign):
        pair.take(letter(pair, ANSWER))
    with pytest.raises(LetterUnreadable):  # it is sealed to the other side
        bundles(pair.private).settle(bundle)


def test_a_bundle_is_over_after_thirty_days(pair: Pair) -> None:
    pair.waiting()
    bundle = pair.write()
    pair.managed.scene.clock.advance(timedelta(days=30, seconds=1).total_seconds())
    with pytest.raises(LetterExpired):
        pair.take(bundle)
    assert pair.managed.held() != []


def test_what_was_signed_and_changed_is_told_from_what_somebody_else_signed(pair: Pair) -> None:
    claims = {"requests": [wish()]}
    signed = pair.private.office.signer.sign(claims, BUNDLE).split(".")
    forged = ".".join([signed[0], signed[1][:-4] + "AAAA", signed[2]])
    to = pyrage.x25519.Recipient.from_str(Cascade(pair.managed.office).card().recipient)
    with pytest.raises(LetterChanged):
        pair.take(pyrage.encrypt(forged.encode(), [to]))
    with pytest.raises(LetterForeign):
        pair.take(pyrage.encrypt(b"not signed at all", [to]))
    with pytest.raises(LetterUnreadable):
        pair.take(pyrage.encrypt("ü".encode(), [to]))


# -- certificates ---------------------------------------------------------------------------------


def answer_of(pair: Pair, answers: list[dict[str, Any]]) -> bytes:
    """An answer that the managed server signs and seals, of whatever it says."""
    letters = Letters(pair.managed.office)
    to = Cascade(pair.private.office).card()
    return letters.write(to, ANSWER, {"answers": answers}, letters.new_id())


def test_a_certificate_of_something_else_completes_nothing(pair: Pair) -> None:
    request, other = pair.waiting(), pair.waiting(NOBODY)
    right = {
        each.id: pair.managed.details(each).certificate
        for each, _ in (pair.managed.requests.list().requests if pair.take(pair.write()) else ())
    }
    assert len(right) == 2
    forged = pair.private.office.signer.sign({"aud": pair.managed.tenant}, "certificate")
    before = pair.managed.office.signer.sign({"aud": pair.managed.tenant}, "certificate")
    proofs = [*right.values(), None, "", "x.y.z", forged, before, 7]
    # each of the two proves one request; given for the other one, or forged, none of them proves it
    for proof in proofs:
        said = [
            {"id": each.id, "state": "completed", "certificate": proof} for each in (request, other)
        ]
        with pytest.raises(CertificateInvalid):
            bundles(pair.private).settle(answer_of(pair, said))
    for state in ("received", "in_progress", None, 7):
        with pytest.raises(CertificateInvalid):
            bundles(pair.private).settle(
                answer_of(pair, [{"id": request.id, "state": state, "certificate": "x"}])
            )
    assert shown(pair.private, request.id).state is RequestState.IN_PROGRESS
    assert shown(pair.private, other.id).state is RequestState.IN_PROGRESS


def test_a_certificate_that_leaves_something_out_completes_nothing(pair: Pair) -> None:
    request = pair.waiting()
    pair.take(pair.write())
    ((theirs, details),) = pair.managed.requests.list().requests
    claims = pair.managed.claims(details.certificate, "certificate")
    for what in (["sessions"], "template", [["template"]]):
        less = {**claims, "what": what}
        said = {
            "id": request.id,
            "state": "completed",
            "certificate": pair.managed.office.signer.sign(less, "certificate"),
        }
        with pytest.raises(CertificateInvalid):
            bundles(pair.private).settle(answer_of(pair, [said]))
    assert theirs.id == claims["jti"]


# -- settings -------------------------------------------------------------------------------------


def test_nothing_is_written_taken_or_settled_without_the_other_server(tmp_path: Path) -> None:
    alone = open_house(tmp_path)
    for act in (
        bundles(alone).write,
        lambda: bundles(alone).take(b""),
        lambda: bundles(alone).settle(b""),
    ):
        with pytest.raises(CascadeMissing):
            act()
    alone.scene.stores.close()


def test_a_bundle_of_nothing_is_not_written(pair: Pair) -> None:
    with pytest.raises(NothingWaits):
        bundles(pair.private).write()


def test_a_card_is_read_as_it_was_printed_and_nothing_else_is_one(pair: Pair) -> None:
    card = Cascade(pair.managed.office).card()
    assert ServerCard.read(card.text) == card == Cascade(pair.managed.office).card()
    assert len(card.fingerprint) == 64
    plain = json.loads(card.text)
    secret = json.loads((pair.managed.scene.folder / "kek" / "signing.jwk").read_text())
    for text in (
        "",
        "[]",
        "{}",
        json.dumps(plain | {"v": 2}),
        json.dumps(plain | {"more": 1}),
        json.dumps(plain | {"jwks": '{"keys": []}'}),
        json.dumps(plain | {"jwks": json.dumps({"keys": [secret]})}),
        json.dumps(plain | {"jwks": 7}),
        json.dumps(plain | {"recipient": "age1x"}),
        json.dumps(plain | {"tenant": "one"}),
        json.dumps(plain | {"url": "ftp://x"}),
        json.dumps(plain | {"url": 7}),
    ):
        with pytest.raises(CardInvalid):
            ServerCard.read(text)


def test_no_tenant_passes_erasures_on_to_itself(pair: Pair) -> None:
    with pytest.raises(CascadeInvalid):
        Cascade(pair.managed.office).set(Cascade(pair.managed.office).card())


def test_what_sends_nothing_takes_a_card_without_a_token_alone(pair: Pair) -> None:
    office = pair.private.office
    closed = replace(office, facts=replace(office.facts, outbound=False))
    card = replace(Cascade(pair.managed.office).card(), url=CLOUD)
    with pytest.raises(OutboundClosed):
        Cascade(closed).set(card, "inp_live_x")
    assert Cascade(closed).set(card).token is None
