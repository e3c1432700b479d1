"""`requests` as an operator runs them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from inperson.app import Mode, open_server
from inperson.cli.main import app
from inperson.config import Settings
from inperson.core import TenantId
from inperson.rights.requests.model import RequestKind, RequestState
from inperson.rights.requests.service import Requests
from inperson.tenants import of_server


@pytest.fixture
def tenant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TenantId:
    monkeypatch.setenv("INPERSON_DATA", f"sqlite:///{tmp_path / 'data'}")
    monkeypatch.setenv("INPERSON_KEYS", f"sqlite:///{tmp_path / 'keys'}")
    monkeypatch.setenv("INPERSON_KEK_DIR", str(tmp_path / "kek"))
    with open_server(Settings(), Mode.SERVE) as deployment:
        return deployment.add_tenant("one").id


def run(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == code, (result.output, result.exception)
    return result


def facts(*words: object, code: int = 0) -> dict[str, object]:
    line = run(*words, "--json", code=code).stdout.strip().splitlines()[-1]
    return dict(json.loads(line))


def opened(tenant: TenantId, kind: RequestKind) -> str:
    with open_server(Settings(), Mode.SERVE) as deployment:
        desk = deployment.desks.of(of_server(tenant, "tester"))
        return Requests(desk).open(kind, "subject-1", text="words").id


def test_a_request_is_listed_shown_extended_and_answered(tenant: TenantId, tmp_path: Path) -> None:
    request_id = opened(tenant, RequestKind.COMPLAINT)
    words = tmp_path / "words.txt"
    words.write_text("we looked into it\n")
    assert request_id in run("requests", "list", tenant, "--state", "in_progress").stdout
    shown = facts("requests", "show", tenant, request_id)
    assert (shown["text"], shown["subject_ref"]) == ("words", "subject-1")
    facts("requests", "extend", tenant, request_id, "--reason-file", words)
    answered = facts("requests", "answer", tenant, request_id, "--text-file", words)
    assert (answered["state"], answered["answer"]) == ("completed", "we looked into it")
    failed = run("requests", "show", tenant, "prq_x", code=4)
    assert "privacy_request_not_found" in failed.stderr


def test_a_request_is_refused_for_a_reason_of_the_list(tenant: TenantId, tmp_path: Path) -> None:
    request_id = opened(tenant, RequestKind.OBJECTION)
    words = tmp_path / "words.txt"
    words.write_text("the third one today")
    common = ("requests", "refuse", tenant, request_id, "--reason-file", words)
    run(*common, "--justification", "because", code=2)
    refused = facts(*common, "--justification", "justifications:ProcessExcessive")
    assert refused["state"] == "refused"


def test_every_kind_of_request_is_opened(tenant: TenantId, tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("it took my sister for me")
    needs: dict[str, tuple[object, ...]] = {
        "withdrawal": ("--purpose", "identity"),
        "complaint": ("--text-file", words, "--region", "FR"),
        "rectification": ("--text-file", words),
        "human_review": ("--session", "ses_" + "a" * 26),
    }
    for kind in RequestKind:
        common = ("requests", "open", tenant, kind.value, "subject-1", *needs.get(kind, ()))
        if kind is RequestKind.HUMAN_REVIEW:  # of a session that is not there
            assert "session_not_found" in run(*common, code=4).stderr
        else:
            assert facts(*common)["kind"] == kind
    run("requests", "open", tenant, "complaint", "subject-1", code=4)


def test_what_was_cut_short_is_gone_on_with(
    tenant: TenantId, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, open_server(Settings(), Mode.SERVE) as deployment:
        mine = Requests(deployment.desks.of(of_server(tenant, "tester")))
        patch.setattr(Requests, "_go_on", killed)
        with pytest.raises(KeyboardInterrupt):
            mine.open(RequestKind.ERASURE, "subject-1")
        (waiting, _), *others = mine.list().requests
    assert (waiting.state, others) == (RequestState.IN_PROGRESS, [])
    assert facts("requests", "run", tenant) == {"id": waiting.id, "closed": True}
    shown = facts("requests", "show", tenant, waiting.id)
    assert shown["state"] == "completed"
    assert shown["certificate"]
    assert run("requests", "run", tenant).stdout == ""
