"""Each invariant holds of a deployment that was used, and is told when it is broken by hand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copytree

import pytest
from fuzz.invariants import INVARIANTS, broken
from sqlalchemy import delete, insert, select, text, update

from inperson.core import TenantId
from inperson.policy.looking import Look
from inperson.store import WHOLE, StoreKind, tables
from inperson.store.privacy_tables import consents
from tests.http.conftest import serve
from tests.scene import Scene, open_scene, png


@dataclass(frozen=True)
class Used:
    scene: Scene
    tenant: TenantId


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A deployment with two tenants; somebody enrolled, was recognised, and was erased."""
    folder = tmp_path_factory.mktemp("used")
    with serve(open_scene(folder)) as api:
        other = api.scene.add_tenant("two")
        for each in (api, replace(api, tenant=other, token=api.scene.token(other).secret)):
            for ref, person in (("subject-1", 1), ("subject-2", 2)):
                assert each.run("enroll", png(person), ref)["decision"] == "enrolled"
            assert each.run("authenticate", png(1))["decision"] == "match"
            found = each.call("POST", "/v1/subjects/lookup", json={"subject_ref": "subject-2"})
            gone = each.call("DELETE", f"/v1/subjects/{found.json()['id']}")
            assert gone.status_code == 200, gone.text
        assert api.capture("enroll", ref="subject-3")["decision"] == "enrolled"
    return folder


@pytest.fixture
def used(folder: Path, tmp_path: Path) -> Iterator[Used]:
    copied = copytree(folder, tmp_path / "copy")
    scene = open_scene(copied)
    yield Used(scene, next(each.id for each in scene.tenants.tenants() if each.name == "one"))
    scene.server.close()


def silo(api: Used, tenant: TenantId | None = None) -> Look:
    return Look(api.scene.server, tenant or api.tenant)


def change(api: Used, statement: object) -> None:
    with silo(api).silo.begin() as connection:
        connection.execute(statement)  # type: ignore[call-overload]


def told(api: Used) -> set[str]:
    return {each.partition(":")[0] for each in broken(api.scene.server)}


def subject(api: Used) -> str:
    return str(next(silo(api).rows(select(tables.subjects.c.id)))[0])


def lose_a_key(api: Used) -> None:
    api.scene.server.keyring(api.tenant).destroy(f"subject/{subject(api)}", None)


def forget_a_subject(api: Used) -> None:
    change(api, delete(tables.templates).where(tables.templates.c.subject_id == subject(api)))
    change(api, delete(tables.subjects).where(tables.subjects.c.id == subject(api)))


def erase_in_one_store(api: Used) -> None:
    row = {"subject_id": subject(api), "reference": bytes(32), "erased_at": api.scene.clock.now()}
    change(api, insert(tables.tombstones).values(row))


def enrol_without_looking(api: Used) -> None:
    row = tables.sessions.c
    enrolled = (row.decision == "enrolled") & (row.liveness == "required")
    with silo(api).silo.begin() as connection:  # the database would refuse it
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        connection.execute(update(tables.sessions).values(liveness_verdict=None).where(enrolled))
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")


def enrol_without_consent(api: Used) -> None:
    change(api, delete(consents))


def bring_a_foreign_row(api: Used) -> None:
    other = next(each.id for each in api.scene.tenants.tenants() if each.id != api.tenant)
    theirs = next(silo(api, other).rows(select(tables.templates.c.sealed)))[0]
    change(api, update(tables.templates).values(sealed=theirs))


def decide_before_the_log(api: Used) -> None:
    change(
        api,
        update(tables.sessions)
        .values(ended_at=api.scene.clock.now().replace(year=2020))
        .where(tables.sessions.c.decision == "match"),
    )


def cut_the_log(api: Used) -> None:
    engine = api.scene.stores.databases[2].engine(StoreKind.AUDIT.of(api.tenant), WHOLE)
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER leaves_no_delete"))
        connection.execute(text("DELETE FROM leaves WHERE number = 1"))


BREAKS: dict[str, Callable[[Used], None]] = {
    "no_decision_without_a_leaf": decide_before_the_log,
    "the_log_holds": cut_the_log,
    "no_key_without_an_owner": forget_a_subject,
    "no_record_without_a_key": lose_a_key,
    "no_template_after_an_erasure": erase_in_one_store,
    "no_enrolment_without_liveness": enrol_without_looking,
    "no_row_of_another_tenant": bring_a_foreign_row,
    "the_policy_holds": enrol_without_consent,
}


def test_each_invariant_can_be_broken() -> None:
    assert set(BREAKS) == {each.__name__ for each in INVARIANTS}


@pytest.mark.parametrize("name", BREAKS)
def test_a_used_deployment_holds_until_it_is_broken(used: Used, name: str) -> None:
    assert broken(used.scene.server) == []
    BREAKS[name](used)
    assert name in told(used)
