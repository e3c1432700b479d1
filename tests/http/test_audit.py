"""`/v1/audit`: a tenant is a witness of its own log."""

import json

import pytest

from inperson.audit import Act, Leaf, verify_proof
from inperson.core import StoreUnavailable
from inperson.tenants import Scope, TokenKind
from inperson.tlog.keys import VerifierKey
from inperson.tlog.merkle import EMPTY_ROOT, node_hash
from inperson.tlog.note import SignedCheckpoint
from tests.http.conftest import Api, code
from tests.scene import png


@pytest.fixture
def auditor(api: Api) -> Api:
    return api.by(TokenKind.PRODUCTION, None, Scope.USAGE)


def root_of(hashes: list[bytes]) -> bytes:
    """RFC 6962, 2.1, as it is written there."""
    if len(hashes) < 2:
        return hashes[0] if hashes else EMPTY_ROOT
    half = 1 << ((len(hashes) - 1).bit_length() - 1)
    return node_hash(root_of(hashes[:half]), root_of(hashes[half:]))


def leaves_of(api: Api, page: int = 100) -> list[Leaf]:
    found: list[Leaf] = []
    while True:
        query = {"limit": page} | ({"after": found[-1].number} if found else {})
        answer = api.call("GET", "/v1/audit/leaves", params=query)
        assert answer.status_code == 200, answer.text
        new = [
            Leaf.parse(each["number"], each["leaf"].encode()) for each in answer.json()["leaves"]
        ]
        if not new:
            return found
        found += new


def test_the_leaves_make_the_root_that_is_signed(api: Api, auditor: Api) -> None:
    api.run("enroll", png(1))
    api.run("authenticate", png(1))
    answer = auditor.call("GET", "/v1/audit/checkpoint").json()
    signed = SignedCheckpoint.parse(answer["checkpoint"])
    assert signed.signed_by(VerifierKey.parse(answer["vkey"]))
    leaves = leaves_of(auditor, page=3)
    assert [each.number for each in leaves] == list(range(signed.checkpoint.size))
    assert root_of([each.hash for each in leaves]) == signed.checkpoint.root
    assert Act.DEK_UNWRAPPED in {each.entry.act for each in leaves}
    assert b"subject-1" not in b"".join(each.body for each in leaves)


def test_each_leaf_is_proved(api: Api, auditor: Api) -> None:
    api.run("enroll", png(1))
    vkey = auditor.call("GET", "/v1/audit/checkpoint").json()["vkey"]
    for leaf in leaves_of(auditor):
        proof = auditor.call("GET", f"/v1/audit/leaves/{leaf.number}/proof").json()
        result = verify_proof(json.dumps(proof), vkey)
        assert (result.reason, result.leaf) == (None, leaf)
    beyond = auditor.call("GET", f"/v1/audit/leaves/{leaf.number + 1}/proof")
    assert code(beyond, 404) == "audit_leaf_unknown"


def test_a_log_is_read_with_the_scope_for_it_alone(api: Api) -> None:
    for path in ("checkpoint", "leaves", "leaves/0/proof"):
        assert code(api.call("GET", f"/v1/audit/{path}"), 403) == "action_not_allowed"


def test_a_tenant_reads_its_own_log_and_no_other(api: Api, auditor: Api) -> None:
    api.run("enroll", png(1))
    two = api.by(TokenKind.PRODUCTION, api.scene.add_tenant("two"), Scope.USAGE)
    assert leaves_of(auditor)
    own = leaves_of(two)
    assert {each.entry.act for each in own} == {Act.NOTICE_PUBLISHED}
    beyond = f"/v1/audit/leaves/{len(own)}/proof"
    assert auditor.call("GET", beyond).status_code == 200
    assert code(two.call("GET", beyond), 404) == "audit_leaf_unknown"
    origin = SignedCheckpoint.parse(two.call("GET", "/v1/audit/checkpoint").json()["checkpoint"])
    assert origin.checkpoint.origin.endswith(two.tenant)


def test_what_an_admin_does_to_tokens_is_on_the_log(api: Api) -> None:
    admin = api.by(TokenKind.DEVELOPER, None, *Scope)
    actor = api.scene.tenants.authenticate(admin.token).token_id
    made = admin.call("POST", "/v1/tokens", json={"scopes": ["usage"]}).json()["token"]["id"]
    path = f"/v1/tokens/{made}"
    new = admin.call("POST", f"{path}/rotate", json={"overlap_hours": 1}).json()["token"]["id"]
    assert admin.call("DELETE", path).status_code == 204
    assert code(admin.call("DELETE", "/v1/tokens/tok_" + "a" * 26), 404) == "token_not_found"
    entries = [each.entry for each in leaves_of(admin)]
    issued, ended = Act.TOKEN_ISSUED, Act.TOKEN_ENDED
    assert [(each.act, each.purpose) for each in entries if each.act in {issued, ended}] == [
        (issued, made),
        (issued, new),
        (ended, made),
        (ended, made),
    ]
    assert {each.actor for each in entries if each.act in {issued, ended}} == {actor}


def test_no_token_is_issued_or_ended_that_cannot_be_recorded(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = api.by(TokenKind.DEVELOPER, None, *Scope)
    before = admin.call("GET", "/v1/tokens").json()

    def refuse(*_: object) -> int:
        raise StoreUnavailable("The disk is full.")

    monkeypatch.setattr("inperson.store.audit.SqlOpenLog.append", refuse)
    path = f"/v1/tokens/{before['tokens'][0]['id']}"
    for answer in (
        admin.call("POST", "/v1/tokens", json={"scopes": ["usage"]}),
        admin.call("POST", f"{path}/rotate", json={"overlap_hours": 1}),
        admin.call("DELETE", path),
    ):
        assert code(answer, 503) == "audit_unavailable"
    assert admin.call("GET", "/v1/tokens").json() == before
