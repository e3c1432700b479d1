"""Every clause is broken behind the code's back, by SQL, files and time, and its check finds it."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from inperson.app import Mode, Server, open_server
from inperson.core import TenantId
from inperson.deliveries import Webhooks
from inperson.policy import CLAUSES
from inperson.policy.checking import State
from inperson.rights.breaches.model import BreachFacts
from inperson.rights.notices.service import Notices
from inperson.sessions import TombstoneRows
from inperson.tenants import of_server
from inperson.usage import Period
from inperson.usage.statistics import Parameters
from inperson.usage.statistics.service import Mechanisms
from inperson.usage.statistics.tally import Tally
from inperson.vault import Purpose
from tests.policy.deployments import Sabotage, found, settings, statement

_LONG_AGO, _NEVER = "2019-01-01T00:00:00.000000+00:00", "2999-01-01T00:00:00.000000+00:00"
_NAME = "Anna Example, anna@example.com, born 1 April 1980, Main Street 1"
_HEX = _NAME.encode().hex()
_FACTS = BreachFacts("a lost laptop", "staff", 3, 3, "none", "wiped", "dpo@one.example")
_PRODUCTION = "token_kind = 'production', liveness = 'required', liveness_verdict = 'live'"


def mode(place: int, name: str) -> Sabotage:
    """Return what lets others read a store."""

    def open_it(deployment: Server, tenant: TenantId) -> None:
        database = deployment.stores.databases[place]
        database.path(name.format(tenant)).chmod(0o644)  # type: ignore[attr-defined]

    return open_it


def unrecalled(deployment: Server, tenant: TenantId) -> None:
    """Have a picture of an erased subject in an export, as if nobody had recalled it."""
    with deployment.own(tenant).read() as tx:
        (grave,) = tx.rows(TombstoneRows).tombstones()
    statement(
        "improve",
        "INSERT INTO improvement_exports VALUES (1, '2026-01-01T00:00:00+00:00', 1, X'00', X'00')",
        "INSERT INTO exported_files (number, file, subject_id) "
        f"VALUES (1, 'frames/000001.jpg', '{grave.subject_id}')",
    )(deployment, tenant)


def kek_mode(deployment: Server, _: TenantId) -> None:
    next(deployment.settings.kek_dir.iterdir()).chmod(0o644)


def late_breach(deployment: Server, tenant: TenantId) -> None:
    noticed = deployment.clock.now() - timedelta(hours=73)
    deployment.breaches().record(_FACTS, [tenant], noticed)


def breach_that_stayed(deployment: Server, tenant: TenantId) -> None:
    """Tell a tenant by a message, whose webhook ends before it left."""
    noticed, register = deployment.clock.now() - timedelta(days=8), deployment.breaches()
    breach = register.record(_FACTS, [tenant], noticed)
    register.notify_controllers(breach.id)
    register.notify_authority(breach.id)
    webhook_that_ended(deployment, tenant)


def no_other_way(deployment: Server, tenant: TenantId) -> None:
    """Go on asking for consent, and say no longer what else one could do."""
    desk = deployment.desks.of(of_server(tenant, "tester"))
    terms = Notices(desk).terms()
    assert terms is not None
    Notices(desk).publish(replace(terms, alternative=None))


def webhook_that_ended(deployment: Server, tenant: TenantId) -> None:
    assert Webhooks(deployment.desks.of(of_server(tenant))).remove() > 0


def released(month: int, spent: int = 1) -> str:
    """Return the statement that puts a release of nobody into the ledger, with its true text."""
    nothing = Mechanisms(Parameters()).release(Period(f"2026-{month:02}"), Tally())
    said = json.dumps(nothing.to_json(), separators=(",", ":"), sort_keys=True)
    said = said.replace(":", "\\:")  # which would begin a parameter
    row = f"('2026-{month:02}', {spent}, '{said}')"
    return f"INSERT INTO epsilon_ledger (period, epsilon_micro, release) VALUES {row}"


def silo(*statements: str) -> Sabotage:
    return statement("silo", *statements)


def recorded(content: dict[str, object]) -> Sabotage:
    """Return what gives every session a record of this content, sealed well."""

    def seal(deployment: Server, tenant: TenantId) -> None:
        engine = deployment.stores.databases[0].owner(f"silo_{tenant}")
        data, vault = json.dumps(content).encode(), deployment.vault(tenant)
        with engine.begin() as connection:
            connection.execute(text("UPDATE sessions SET subject_id = NULL"))
            for id_ in connection.execute(text("SELECT id FROM sessions")).scalars().all():
                sealed = vault.seal_unowned(id_, Purpose.SESSION_RECORD, data)
                change = text("UPDATE sessions SET record = :sealed WHERE id = :id")
                connection.execute(change, {"sealed": sealed, "id": id_})

    return seal


_DISCLOSED = (
    "INSERT INTO disclosures (id, basis, token_kind, state, reference, proposed_at, proposed_by, "
    "approved_at, approved_by, package_sha256, details, salt) SELECT 'dsc_x', 'legal_request', "
    "token_kind, 'delivered', reference, enrolled_at, {}, enrolled_at, {}, reference, "
    "X'00', X'00' FROM subjects LIMIT 1"
)
_DIGEST = "UPDATE templates SET model_digest = 'anna@a.example'"
_OTHERS = "(SELECT {0} FROM {1} AS other WHERE other.{2} <> {1}.{2} AND {0} IS NOT NULL)"

BROKEN: dict[str, tuple[str, Sabotage]] = {
    "a sample of a production session": ("1.1", silo(f"UPDATE sessions SET {_PRODUCTION}")),
    "a sample that says it is production's": (
        "1.3",
        statement("improve", "UPDATE improvement_samples SET token_kind = 'production'"),
    ),
    "a sample whose consent was withdrawn": (
        "1.2",
        silo("UPDATE consents SET withdrawn_at = given_at WHERE purpose = 'improvement'"),
    ),
    "a template in the clear": ("2.1", silo(f"UPDATE templates SET sealed = X'{_HEX}'")),
    "a name behind a record's magic": (
        "2.1",
        silo(f"UPDATE templates SET sealed = X'494e505301{_HEX}'"),
    ),
    "bytes behind a record's magic": (
        "2.1",
        silo("UPDATE templates SET sealed = CAST(X'494e505301' || sealed AS BLOB)"),
    ),
    "somebody else's template": (
        "2.1",
        silo(
            "UPDATE templates SET sealed = " + _OTHERS.format("sealed", "templates", "subject_id")
        ),
    ),
    "another session's device": (
        "2.1",
        silo(f"UPDATE sessions SET record = {_OTHERS.format('record', 'sessions', 'id')}"),
    ),
    "a sample in the clear": (
        "2.1",
        statement("improve", f"UPDATE improvement_samples SET sealed = X'ffd8ff{_HEX}'"),
    ),
    "a complaint in the clear": (
        "2.1",
        silo(f"UPDATE privacy_requests SET details = X'494e505301{_HEX}'"),
    ),
    "a key of another name": (
        "2.1",
        statement("keys", "UPDATE wrapped_keys SET name = name || 'x' WHERE name LIKE 'subject/%'"),
    ),
    "a key file that others can read": ("2.2", kek_mode),
    "a silo that others can read": ("2.3", mode(0, "silo_{}")),
    "a keyring that others can read": ("2.3", mode(1, "keys_{}")),
    "a log that others can read": ("2.3", mode(2, "audit_{}")),
    "a column for names": ("2.4", silo("ALTER TABLE subjects ADD full_name TEXT")),
    "a measurement that is a name": ("2.1", recorded({"evidence": {"depth.it": _NAME}})),
    "a cue that is a name": ("2.1", recorded({"evidence": {"Anna Example": 1.0}})),
    "a camera with its owner's name": ("2.1", recorded({"camera": "Annas iPhone 15"})),
    "a phone with its owner's name": ("2.1", recorded({"phone_model": "Annas iPhone 15"})),
    "a reason that is a name": ("2.4", silo("UPDATE sessions SET reasons = 'anna example'")),
    "a digest that is a name": (
        "2.4",
        silo(_DIGEST),
    ),
    "a reference that is an address": (
        "2.4",
        silo(f"UPDATE sessions SET subject = X'{b'anna@example.com'.ljust(32).hex()}'"),
    ),
    "a whole address": (
        "2.5",
        # a developer session's record, which keeps what was received, made a production one
        silo(f"UPDATE sessions SET {_PRODUCTION}"),
    ),
    "a record kept too long": ("3.1", silo(f"UPDATE sessions SET record_due_at = '{_LONG_AGO}'")),
    "a session of long ago that is due never": (
        "3.1",
        silo(f"UPDATE sessions SET created_at = '{_LONG_AGO}', record_due_at = '{_NEVER}'"),
    ),
    "a record that is due never": ("3.1", silo(f"UPDATE sessions SET record_due_at = '{_NEVER}'")),
    "an old session without a record": (
        "3.1",
        silo(f"UPDATE sessions SET created_at = '{_LONG_AGO}', record = NULL"),
    ),
    "a template nobody came back to": (
        "3.1",
        silo(f"UPDATE subjects SET enrolled_at = '{_LONG_AGO}', last_seen_at = '{_LONG_AGO}'"),
    ),
    "a template of somebody who is to come": (
        "3.1",
        silo(f"UPDATE subjects SET last_seen_at = '{_NEVER}'"),
    ),
    "a session without consent": ("3.2", silo("DELETE FROM consents")),
    "a consent after the fact": ("3.2", silo(f"UPDATE consents SET given_at = '{_NEVER}'")),
    "a consent to what nobody was shown": (
        "3.2",
        silo("UPDATE consents SET notice_sha256 = randomblob(32)"),
    ),
    "a template nobody agreed to": (
        "3.2",
        silo("DELETE FROM sessions", "DELETE FROM consents"),
    ),
    "a template of somebody too young": (
        "3.2",
        silo("UPDATE consents SET age = 'below', minimum_age = 16, guardian = NULL"),
    ),
    "a report that was written anew": (
        "4.2",
        silo(
            "INSERT INTO usage_periods (period, closed, number, report) "
            "VALUES ('2026-01', 1, 1, 'e30.e30.e30')",
        ),
    ),
    "a year that is overspent": ("5.1", silo(released(1, 4_000_000), released(2, 4_000_000))),
    "a release that says nothing": (
        "5.1",
        silo(
            "INSERT INTO epsilon_ledger (period, epsilon_micro, release) "
            "VALUES ('2026-01', 1, '{}')",
        ),
    ),
    "a disclosure that is on no log": ("6.1", silo(_DISCLOSED.format("'one'", "'two'"))),
    "a disclosure of one person's": ("6.1", silo(_DISCLOSED.format("'one'", "'one'"))),
    "a rewritten log": (
        "6.2",
        statement(
            "audit",
            "DROP TRIGGER leaves_no_update",
            "UPDATE leaves SET body = '{}' WHERE number = 1",
        ),
    ),
    "a breach that nobody was told of": ("6.3", late_breach),
    "a breach whose notice never left": ("6.3", breach_that_stayed),
    "no notice": ("7.1", silo("DROP TRIGGER notices_no_delete", "DELETE FROM notices")),
    "a consent without another way": ("7.1", no_other_way),
    "a late request": ("7.2", silo(f"UPDATE privacy_requests SET received_at = '{_LONG_AGO}'")),
    "a late request that is due never": (
        "7.2",
        silo(f"UPDATE privacy_requests SET received_at = '{_LONG_AGO}', due_at = '{_NEVER}'"),
    ),
    "an erasure that was forgotten": ("7.3", silo("DELETE FROM tombstones")),
    "an erased subject in an export": ("7.3", unrecalled),
    "messages without a webhook": (
        "7.4",
        silo("DELETE FROM tenant_documents WHERE name = 'webhook'"),
    ),
    "a webhook that ended before its messages": ("7.4", webhook_that_ended),
    "messages that were given up": ("7.4", silo("UPDATE deliveries SET attempts = 1000")),
    "messages that leave never": ("7.4", silo(f"UPDATE deliveries SET next_at = '{_NEVER}'")),
    "a template without consent": ("7.6", silo("UPDATE consents SET withdrawn_at = given_at")),
    "an attempt that is set aside for nobody": (
        "7.7",
        silo(
            "INSERT INTO attempts (subject_id, failures, set_aside) "
            "SELECT id, 0, 'ses_a' FROM subjects WHERE true LIMIT 1 "
            "ON CONFLICT (subject_id) DO UPDATE SET set_aside = 'ses_a'"
        ),
    ),
    "samples without consent": (
        "7.6",
        silo("UPDATE consents SET withdrawn_at = given_at WHERE purpose = 'improvement'"),
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_was_broken_is_found_by_its_clause(live: tuple[Server, TenantId], what: str) -> None:
    clause, break_it = BROKEN[what]
    assert found(live[0])[clause].state in {State.HOLDS, State.VACUOUS}
    break_it(*live)
    results = found(live[0])
    assert list(results) == [each.number for each in CLAUSES]
    result = results[clause]
    assert result.state is State.BROKEN, result.line()
    assert "cannot be checked" not in result.said
    assert "nna" not in "".join(each.said for each in results.values())


def test_every_clause_that_is_proved_is_broken_here() -> None:
    elsewhere = {"4.1"}  # test_check.py: it is about settings
    proved = {each.number for each in CLAUSES if each.prove is not None}
    assert {clause for clause, _ in BROKEN.values()} == proved - elsewhere


def test_a_value_that_no_code_wrote_ends_no_other_clause(live: tuple[Server, TenantId]) -> None:
    silo("UPDATE sessions SET reasons = 'so', kind = 'so', created_at = 'so'")(*live)
    results = found(live[0])
    assert list(results) == [each.number for each in CLAUSES]
    assert results["3.1"].said == "cannot be checked: ValueError"
    assert results["6.2"].state is State.HOLDS


def test_stores_from_before_an_erasure_are_found_by_the_log(place: Path) -> None:
    for store in ("data", "keys"):
        shutil.rmtree(place / store)
        shutil.copytree(place / "before" / store, place / store)
    with open_server(settings(place), Mode.INSPECT) as deployment:
        result = found(deployment)["7.3"]
        assert result.state is State.BROKEN, result.line()
        assert "restored" in result.said


SPELT: dict[str, Callable[[Path], str]] = {
    "within": lambda place: f"{place}/data/keys",
    "by a detour": lambda place: f"{place}/kek/../data",
    "by a link": lambda place: f"{place}/link",
}


@pytest.mark.parametrize("how", SPELT)
def test_keys_within_the_data_are_found_however_they_are_spelt(tmp_path: Path, how: str) -> None:
    plain = settings(tmp_path)
    with open_server(plain, Mode.SERVE):
        pass
    os.symlink(tmp_path / "data", tmp_path / "link")
    spelt = plain.model_copy(update={"keys": f"sqlite:///{SPELT[how](tmp_path)}"})
    with open_server(spelt, Mode.SERVE) as deployment:
        assert found(deployment)["2.2"].state is State.BROKEN


def test_key_encryption_keys_within_the_data_are_found(tmp_path: Path) -> None:
    inside = settings(tmp_path).model_copy(update={"kek_dir": tmp_path / "data" / "kek"})
    with open_server(inside, Mode.SERVE) as deployment:
        assert found(deployment)["2.2"].state is State.BROKEN
