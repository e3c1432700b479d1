"""`inperson notices`, and what a deployment does about notices by itself."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from inperson.app import Mode, open_server
from inperson.cli.exits import Exit
from inperson.cli.main import app
from inperson.config import Settings
from inperson.rights.notices.model import LANGUAGES
from inperson.sessions.errors import NoticeMissing
from inperson.tenants import Transaction
from tests.conftest import ROOT

EXAMPLE = ROOT / "examples/terms.toml"


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in {
        "DATA": f"sqlite:///{tmp_path / 'data'}",
        "KEYS": f"sqlite:///{tmp_path / 'keys'}",
        "KEK_DIR": str(tmp_path / "kek"),
        "OPERATOR": "Test operator",
        "OPERATOR_CONTACT": "privacy@operator.example",
        "LOCATION": "Frankfurt, Germany",
    }.items():
        monkeypatch.setenv(f"INPERSON_{name}", value)
    return tmp_path


def run(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result


def lines(*words: object) -> list[dict[str, object]]:
    return [json.loads(line) for line in run(*words, "--json").stdout.splitlines()]


@pytest.fixture
def tenant(state: Path) -> str:
    return str(lines("tenants", "create", "Shop")[0]["id"])


def test_a_new_tenant_has_a_draft(tenant: str) -> None:
    (only,) = lines("notices", "list", tenant)
    assert (only["version"], only["draft"], only["languages"]) == (1, True, list(LANGUAGES))
    assert json.loads(run("notices", "show", tenant).stdout)["inp:draft"] is True


def test_the_example_is_published_and_shown(tenant: str) -> None:
    (made,) = lines("notices", "publish", tenant, "--terms", EXAMPLE)
    assert (made["version"], made["consents_since"]) == (2, 2)
    (again,) = lines("notices", "publish", tenant, "--terms", EXAMPLE)
    assert (again["version"], again["consents_since"]) == (3, 2)
    said = run("notices", "publish", tenant, "--terms", EXAMPLE).stdout
    assert "version 4: consents stand" in said
    german = json.loads(run("notices", "show", tenant, "--language", "de").stdout)
    assert german["dct:title"] == "Wie Shop Ltd Ihr Gesicht verwendet"
    first = json.loads(run("notices", "show", tenant, "--version", 1).stdout)
    assert first["inp:draft"] is True
    assert "draft" in run("notices", "list", tenant).stdout.splitlines()[0]


def test_what_cannot_be_published_or_shown_is_said_with_a_code(
    tenant: str, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = state / "broken.toml"
    for text in ("controller = ", 'controller = "A"', 'controller = "A"\nname = "B"'):
        broken.write_text(text)
        result = run("notices", "publish", tenant, "--terms", broken, code=Exit.FAILED)
        assert "notice_terms_invalid" in result.stderr
    broken.write_bytes(b"\xff")
    result = run("notices", "publish", tenant, "--terms", broken, code=Exit.FAILED)
    assert "notice_terms_invalid" in result.stderr
    result = run("notices", "publish", tenant, "--terms", state / "none.toml", code=Exit.FAILED)
    assert "file_unavailable" in result.stderr
    result = run("notices", "show", tenant, "--version", 9, code=Exit.FAILED)
    assert "notice_not_found" in result.stderr
    assert "tenant_not_found" in run("notices", "list", "ten_x", code=Exit.FAILED).stderr
    monkeypatch.setenv("INPERSON_LOCATION", "")
    result = run("notices", "publish", tenant, "--terms", EXAMPLE, code=Exit.FAILED)
    assert "notice_facts_missing" in result.stderr


def start() -> None:
    with open_server(Settings(), Mode.SERVE):
        pass


def test_a_server_that_moved_says_so_at_its_next_start_and_asks_again(
    tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("notices", "publish", tenant, "--terms", EXAMPLE)
    start()
    assert len(lines("notices", "list", tenant)) == 2  # a start by itself publishes nothing
    monkeypatch.setenv("INPERSON_LOCATION", "Reykjavik, Iceland")
    assert len(lines("notices", "list", tenant)) == 2  # nor does any command
    start()
    (*_, last) = lines("notices", "list", tenant)
    assert (last["version"], last["consents_since"]) == (3, 3)
    monkeypatch.setenv("INPERSON_OPERATOR_CONTACT", "other@operator.example")
    start()
    (*_, last) = lines("notices", "list", tenant)
    assert (last["version"], last["consents_since"]) == (4, 3)


def test_a_tenant_whose_making_was_killed_has_its_draft_after_the_next_start(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> Transaction:
        raise NoticeMissing

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("inperson.rights.notices.service.Notices.publish_draft", killed)
        with pytest.raises(NoticeMissing), open_server(Settings(), Mode.SERVE) as deployment:
            deployment.add_tenant("Shop")
    with open_server(Settings(), Mode.SERVE) as deployment:
        (made,) = deployment.tenants.tenants()
    assert len(lines("notices", "list", made.id)) == 1
