"""`inperson policy check` proves what holds, and finds what was broken behind the code's back."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from inperson.app import Mode, Server, open_server
from inperson.cli.exits import Exit
from inperson.cli.main import app
from inperson.config import Settings
from inperson.core import TenantId
from inperson.policy import CLAUSES, Result, check
from inperson.policy.checking import State
from inperson.rights.breaches.model import BreachFacts
from inperson.rights.notices.model import LegalBasis, NoticeTerms
from inperson.rights.notices.service import Notices
from inperson.rights.requests.model import RequestKind
from inperson.rights.requests.service import Requests
from inperson.sessions import Device, SessionKind
from inperson.sessions.consents import ConsentPurpose
from inperson.tenants import of_server
from inperson.usage import Period
from inperson.usage.statistics import Parameters
from inperson.usage.statistics.service import Mechanisms
from inperson.usage.statistics.tally import Tally
from tests.attacks.test_restored_backup import UNSAFE, enrol, sessions_of

ROOT = Path(__file__).parent.parent


def settings(folder: Path) -> Settings:
    return Settings(
        data=f"sqlite:///{folder / 'data'}",
        keys=f"sqlite:///{folder / 'keys'}",
        kek_dir=folder / "kek",
        operator="An operator",
        operator_contact="privacy@operator.example",
        location="Frankfurt, Germany",
    )


@pytest.fixture
def live(tmp_path: Path) -> Iterator[tuple[Server, TenantId]]:
    """A server with people, consents, samples, an erasure and a complaint."""
    with open_server(settings(tmp_path), Mode.SERVE) as deployment:
        tenant = deployment.add_tenant("one").id
        desk = deployment.desks.of(of_server(tenant, "tester"))
        both = dict.fromkeys(ConsentPurpose, LegalBasis.EXPLICIT_CONSENT)
        terms = NoticeTerms("One", contact="dpo@one.example", country="DE", purposes=both)
        Notices(desk).publish(terms)
        mine = sessions_of(deployment, tenant)
        enrol(mine, "stays", 1)
        mine.subjects.erase(enrol(mine, "goes", 2))
        device = Device(ip="198.51.100.7", device_id="phone-1")
        mine.create(SessionKind.AUTHENTICATE, "stays", UNSAFE, device=device)
        Requests(desk).open(RequestKind.COMPLAINT, "stays", text="It was slow.")
        yield deployment, tenant


def found(deployment: Server) -> dict[str, Result]:
    return {each.clause.number: each for each in check(deployment)}


def test_a_server_in_order_holds_every_clause(live: tuple[Server, TenantId]) -> None:
    results = found(live[0])
    assert list(results) == [each.number for each in CLAUSES]
    wrong = [each.line() for each in results.values() if each.state is State.BROKEN]
    assert wrong == []
    unproven = {number for number, each in results.items() if each.state is State.UNPROVEN}
    assert unproven == {each.number for each in CLAUSES if each.prove is None}


Sabotage = Callable[[Server, TenantId], None]


def statement(store: str, *statements: str) -> Sabotage:
    def break_it(deployment: Server, tenant: TenantId) -> None:
        database = deployment.stores.databases[2 if store == "audit" else 0]
        with database.owner(f"{store}_{tenant}").begin() as connection:
            for each in statements:
                connection.execute(text(each))

    return break_it


def file_mode(deployment: Server, tenant: TenantId) -> None:
    deployment.stores.databases[0].path(f"silo_{tenant}").chmod(0o644)  # type: ignore[attr-defined]


def late_breach(deployment: Server, tenant: TenantId) -> None:
    facts = BreachFacts("a lost laptop", "staff", 3, 3, "none", "wiped", "dpo@one.example")
    noticed = deployment.clock.now() - timedelta(hours=73)
    deployment.breaches().record(facts, [tenant], noticed)


def released(month: int, spent: int = 1) -> str:
    """Return the statement that puts a release of nobody into the ledger, with its true text."""
    nothing = Mechanisms(Parameters()).release(Period(f"2026-{month:02}"), Tally())
    said = json.dumps(nothing.to_json(), separators=(",", ":"), sort_keys=True)
    said = said.replace(":", "\\:")  # which would begin a parameter
    row = f"('2026-{month:02}', {spent}, '{said}')"
    return f"INSERT INTO epsilon_ledger (period, epsilon_micro, release) VALUES {row}"


BROKEN: dict[str, tuple[str, Sabotage]] = {
    "a report that was written anew": (
        "4.2",
        statement(
            "silo",
            "INSERT INTO usage_periods (period, closed, number, report) "
            "VALUES ('2026-01', 1, 1, 'e30.e30.e30')",
        ),
    ),
    "a year that is overspent": (
        "5.1",
        statement("silo", released(1, 4_000_000), released(2, 4_000_000)),
    ),
    "a release that says nothing": (
        "5.1",
        statement(
            "silo",
            "INSERT INTO epsilon_ledger (period, epsilon_micro, release) "
            "VALUES ('2026-01', 1, '{}')",
        ),
    ),
    "a sample whose consent was withdrawn": (
        "1.2",
        statement("silo", "UPDATE consents SET withdrawn_at = given_at"),
    ),
    "a template in the clear": (
        "2.1",
        statement("silo", "UPDATE templates SET sealed = X'0102030405060708090a'"),
    ),
    "a silo that others can read": ("2.3", file_mode),
    "a column for names": ("2.4", statement("silo", "ALTER TABLE subjects ADD full_name TEXT")),
    "a whole address": (
        "2.5",
        statement(
            "silo",
            # a developer session's record, which keeps what was received, made a production one
            "UPDATE sessions SET token_kind = 'production', liveness = 'required', "
            "liveness_verdict = 'live'",
        ),
    ),
    "a record kept too long": (
        "3.1",
        statement(
            "silo",
            "UPDATE sessions SET record_due_at = '2020-01-01T00:00:00.000000+00:00'",
        ),
    ),
    "a session without consent": ("3.2", statement("silo", "DELETE FROM consents")),
    "a rewritten log": (
        "6.2",
        statement(
            "audit",
            "DROP TRIGGER leaves_no_update",
            "UPDATE leaves SET body = '{}' WHERE number = 1",
        ),
    ),
    "a breach that nobody was told of": ("6.3", late_breach),
    "no notice": (
        "7.1",
        statement("silo", "DROP TRIGGER notices_no_delete", "DELETE FROM notices"),
    ),
    "a late request": (
        "7.2",
        statement(
            "silo", "UPDATE privacy_requests SET due_at = '2020-01-01T00:00:00.000000+00:00'"
        ),
    ),
    "an erasure that was forgotten": ("7.3", statement("silo", "DELETE FROM tombstones")),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_was_broken_is_found_by_its_clause(live: tuple[Server, TenantId], what: str) -> None:
    clause, break_it = BROKEN[what]
    break_it(*live)
    result = found(live[0])[clause]
    assert result.state is State.BROKEN, result.line()
    assert "cannot be checked" not in result.said


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
    assert lines[0].startswith("holds     1.1")
    monkeypatch.setenv("INPERSON_LOCATION", "")
    again = CliRunner().invoke(app, ["policy", "check", "--json"])
    assert again.exit_code == Exit.NO
    assert '"clause": "4.1"' in again.stdout


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda each: each.number)
def test_every_clause_names_tests_that_exist(clause: object) -> None:
    assert isinstance(clause, type(CLAUSES[0]))
    for name in clause.tests:
        assert (ROOT / name).is_file(), name
