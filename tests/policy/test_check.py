"""`inperson policy check` proves what holds; what no program can prove, and what is not there."""

from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from inperson.app import Mode, Server, open_server
from inperson.cli.exits import Exit
from inperson.cli.main import app
from inperson.core import TenantId
from inperson.policy import CLAUSES
from inperson.policy.checking import State
from inperson.policy.contents import nothing_personal_beside
from inperson.policy.looking import looks
from inperson.policy.sealed import nothing_is_in_the_clear
from inperson.sessions import RecordSealing
from inperson.store import SESSIONS, tables
from tests.http.conftest import Api, api
from tests.policy.deployments import found, goes_in, people_in, settings, statement

__all__ = ["api"]
ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("mode", [Mode.SERVE, Mode.INSPECT])
def test_a_server_in_order_holds_every_clause(place: Path, mode: Mode) -> None:
    with open_server(settings(place), mode) as deployment:
        results = found(deployment)
    assert list(results) == [each.number for each in CLAUSES]
    wrong = [each.line() for each in results.values() if each.state is State.BROKEN]
    assert wrong == []
    unproven = {number for number, each in results.items() if each.state is State.UNPROVEN}
    assert unproven == {each.number for each in CLAUSES if each.prove is None}
    nothing_there = {number for number, each in results.items() if each.state is State.VACUOUS}
    assert nothing_there == {"2.5", "4.2", "5.1", "6.1", "6.3", "7.6", "7.7"}


def test_a_server_in_postgresql_holds_every_clause(tmp_path: Path, postgres_url: str) -> None:
    chosen = settings(tmp_path).model_copy(
        update={"data": postgres_url, "keys": f"sqlite:///{tmp_path / 'keys'}", "audit": None}
    )
    tenant = people_in(chosen)
    goes_in(chosen, tenant)
    with open_server(chosen, Mode.INSPECT) as deployment:
        results = found(deployment)
    assert [each.line() for each in results.values() if each.state is State.BROKEN] == []
    assert results["2.3"].said == "1 silos, each by itself"


def test_an_empty_server_proves_nothing(tmp_path: Path) -> None:
    with open_server(settings(tmp_path), Mode.SERVE) as deployment:
        states = {each.state for each in found(deployment).values()}
        assert State.HOLDS not in states
        deployment.add_tenant("one")
        results = found(deployment)
    held = {number for number, each in results.items() if each.state is State.HOLDS}
    assert held == {"2.1", "2.2", "2.3", "2.4", "4.1", "6.2", "7.1"}


def test_a_record_is_opened_for_what_it_is_for(live: tuple[Server, TenantId]) -> None:
    deployment, tenant = live
    log = deployment.audit(tenant)
    before = log.size()
    found(deployment)
    leaves = [leaf.entry for leaf in log.tail(log.size() - before)]
    assert {each.actor for each in leaves} == {"operator:policy-check"}
    assert {each.purpose for each in leaves} == {
        "identity/reference-template",
        "security/session-record",
        "improvement/sample",
        "audit/subject-tag",
    }


def test_one_place_for_data_and_keys_is_found(tmp_path: Path) -> None:
    same = settings(tmp_path).model_copy(update={"keys": f"sqlite:///{tmp_path / 'data'}"})
    with open_server(same, Mode.SERVE) as deployment:
        assert found(deployment)["2.2"].state is State.BROKEN


def test_who_runs_the_server_must_be_told(tmp_path: Path) -> None:
    nameless = settings(tmp_path).model_copy(update={"operator": ""})
    with open_server(nameless, Mode.SERVE) as deployment:
        assert found(deployment)["4.1"].state is State.BROKEN
    private = settings(tmp_path).model_copy(update={"deployment": "private"})
    with open_server(private, Mode.SERVE) as deployment:
        deployment.add_tenant("one")
        assert found(deployment)["4.1"].state is State.HOLDS
        with open_server(settings(tmp_path), Mode.SERVE) as managed:
            managed.add_tenant("two")
        assert found(deployment)["4.1"].state is State.BROKEN


def test_a_private_server_that_is_told_to_send_is_found(tmp_path: Path) -> None:
    told = {"deployment": "private", "outbound": "deliveries"}
    private = settings(tmp_path).model_copy(update=told)
    with open_server(private, Mode.SERVE) as deployment:
        assert found(deployment)["4.2"].state is State.BROKEN


def test_a_check_that_cannot_be_made_is_not_taken_for_a_proof(
    live: tuple[Server, TenantId],
) -> None:
    deployment, tenant = live
    statement("silo", "DROP TABLE disclosures")(deployment, tenant)
    result = found(deployment)["6.1"]
    assert (result.state, result.said) == (
        State.BROKEN,
        "cannot be checked: store_unavailable",
    )


def test_the_command_prints_a_line_a_clause_and_says_by_its_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in settings(tmp_path).model_dump(exclude_none=True).items():
        said = ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
        monkeypatch.setenv(f"INPERSON_{name.upper()}", said)
    with open_server(settings(tmp_path), Mode.SERVE):
        pass  # a server's first start
    done = CliRunner().invoke(app, ["policy", "check"])
    assert done.exit_code == Exit.OK, done.output
    lines = done.stdout.splitlines()
    assert len(lines) == len(CLAUSES) + 1
    assert lines[0].startswith("vacuous   1.1")
    monkeypatch.setenv("INPERSON_LOCATION", "")
    again = CliRunner().invoke(app, ["policy", "check", "--json"])
    assert again.exit_code == Exit.NO
    assert '"clause": "4.1"' in again.stdout


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda each: each.number)
def test_every_clause_names_tests_that_exist(clause: object) -> None:
    assert isinstance(clause, type(CLAUSES[0]))
    for name in clause.tests:
        assert (ROOT / name).is_file(), name


def test_what_a_living_face_left_is_of_its_form(api: Api) -> None:
    assert api.capture("enroll", ref="subject-1")["decision"] == "enrolled"
    assert nothing_personal_beside(api.scene.server).count > 0
    (look,) = looks(api.scene.server)
    (row,) = look.rows(select(tables.sessions))
    assert any("." in name for name in RecordSealing(look.vault).open(SESSIONS.value(row)).evidence)
    assert nothing_is_in_the_clear(api.scene.server).said.endswith("of them opened")
