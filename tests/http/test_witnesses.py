"""`/v1/audit/witnesses`: a tenant says who witnesses its log, and what they saw."""

from pathlib import Path

import httpx
import pytest

from inperson.audit import Act
from inperson.client import Client
from inperson.tenants import Scope, TokenKind
from inperson.tlog import KeyUse, VerifierKey, gather
from inperson.witness import LogWitness, WitnessFolder
from tests.http.conftest import Api, code
from tests.tlog.test_note import Signer

PATH = "/v1/audit/witnesses"
NAME = "chamber.example"
KEY = VerifierKey(NAME, Signer(NAME).public_key, KeyUse.WITNESS)
CHAMBER = {"name": "chamber", "key": KEY.text(), "url": "https://chamber.example"}


@pytest.fixture
def admin(api: Api) -> Api:
    return api.by(TokenKind.PRODUCTION, None, Scope.ADMIN)


def test_what_a_witness_signed_is_carried_and_shown(api: Api, tmp_path: Path) -> None:
    token = api.by(TokenKind.PRODUCTION, None, Scope.ADMIN, Scope.USAGE).token
    log = api.scene.audit(api.tenant)
    folder = WitnessFolder(tmp_path / "witness")
    folder.trust(log.log_key)
    witness = LogWitness(Signer(NAME), folder, api.scene.clock)
    with Client(api.url, token) as face:
        carried = {"name": "chamber", "key": KEY.text()}
        told = face.set_witnesses([carried], hours=6)
        assert told["witnesses"] == [carried | {"url": None}]
        assert (told["least"], told["hours"]) == (1, 6)
        assert (told["seen_at"], told["checkpoint"], told["late"]) == (None, None, False)
        entry = log.tail(1)[0].entry
        assert (entry.act, entry.purpose) == (Act.SETTINGS_CHANGED, "witnesses")
        note = face.checkpoint()["checkpoint"]
        line = witness.add_checkpoint(log.submission(0, log.checkpoint()).text())
        seen = gather(log.checkpoint(), [line], [KEY])
        taken = face.take_witnessed(seen)
        assert (taken["checkpoint"], taken["seen_size"]) == (seen, log.size())
        assert taken["seen_at"] is not None
        assert face.witnesses() == taken
        assert f"witness chamber {KEY.text()}" in taken["trust"]
        assert code(_take(api, token, note), 422) == "witness_quorum_unmet"
        assert face.witnesses() == taken
        face.issue_token(["usage"])
        line = witness.add_checkpoint(log.submission(taken["seen_size"], log.checkpoint()).text())
        newer = face.take_witnessed(gather(log.checkpoint(), [line], [KEY]))
        assert newer["seen_size"] == taken["seen_size"] + 1
        assert face.take_witnessed(seen) == newer, "who saw more has not seen less"
        assert face.remove_witnesses() is None
    reader = api.by(TokenKind.PRODUCTION, None, Scope.USAGE)
    assert code(reader.call("GET", PATH), 404) == "witnesses_missing"


def test_what_cannot_be_is_refused_with_its_own_code(api: Api, admin: Api) -> None:
    log = api.scene.audit(api.tenant)
    own = VerifierKey("w", log.log_key.public_key, KeyUse.WITNESS).text()
    for witnesses, more, refusal in (
        ([CHAMBER | {"key": "none"}], {}, "witness_key_invalid"),
        ([CHAMBER, CHAMBER], {}, "witness_repeated"),
        ([CHAMBER | {"key": own}], {}, "witness_own_key"),
        ([CHAMBER], {"least": 2}, "witness_quorum_impossible"),
        ([CHAMBER | {"url": "https://10.0.0.7"}], {}, "webhook_url_refused"),
        ([], {}, "request_invalid"),
        ([CHAMBER], {"hours": 337}, "request_invalid"),
        ([CHAMBER | {"e_mail": "a@example.org"}], {}, "request_invalid"),
    ):
        answer = admin.call("PUT", PATH, json={"witnesses": witnesses, **more})
        assert code(answer, 422) == refusal
    before = log.size()
    assert code(admin.call("DELETE", PATH), 404) == "witnesses_missing"
    assert code(_take(api, admin.token, log.checkpoint()), 404) == "witnesses_missing"
    assert log.size() == before
    assert admin.call("PUT", PATH, json={"witnesses": [CHAMBER]}).status_code == 200
    other = api.scene.audit(api.scene.add_tenant("two")).checkpoint()
    assert code(_take(api, admin.token, other), 422) == "checkpoint_unknown"
    assert code(_take(api, admin.token, "a checkpoint"), 422) == "checkpoint_malformed"


def _take(api: Api, token: str, note: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return api.http.post(f"{PATH}/seen", json={"checkpoint": note}, headers=headers)
