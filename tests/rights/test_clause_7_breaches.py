"""Clause 7, second half: a breach is on the register, its 72 hours run, and who must know does."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from inperson.audit import Act, AuditLog, AuditUnavailable, commitment
from inperson.cli.main import app
from inperson.core import BreachId, SystemEntropy, TenantId
from inperson.deliveries import EventType, Webhooks
from inperson.rights.breaches.errors import BreachInvalid, BreachNotFound, BreachOutOfOrder
from inperson.rights.breaches.model import Breach, BreachFacts, BreachState
from inperson.rights.breaches.rendering import as_markdown
from inperson.rights.breaches.service import Breaches
from inperson.rights.breaches.telling import telling
from inperson.store.guard import WHOLE
from inperson.store.privacy_tables import deliveries
from inperson.tenants import TokenKind, of_server
from inperson.views.breaches import breach_notice
from tests.http.conftest import Api, code
from tests.scene import START, Scene, open_scene

HOUR = timedelta(hours=1)
FACTS = BreachFacts(
    nature="A backup was left where others could read it.",
    categories="End users; templates, sealed.",
    people=1200,
    records=1200,
    consequences="None that is likely: the keys were elsewhere.",
    measures="The backup was removed, the keys were rotated.",
    contact="privacy@operator.example",
)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = open_scene(tmp_path)
    made.stores.audit.create_server()
    yield made
    made.stores.close()


def log_of(scene: Scene) -> AuditLog:
    store = scene.stores.audit.open_server()
    return AuditLog(store, "test/server", scene.checkpoints, scene.clock)


def register(scene: Scene, tell: Any = None) -> Breaches:
    told = tell or telling(scene.services.desks, "operator")
    return Breaches(
        scene.stores.breaches, log_of(scene), told, scene.clock, SystemEntropy(), "operator"
    )


def later(scene: Scene, by: timedelta) -> None:
    scene.clock.advance(by.total_seconds())


def test_a_breach_goes_from_state_to_state_and_each_has_its_time(scene: Scene) -> None:
    breaches, tenant = register(scene), scene.add_tenant("one")
    breach = breaches.record(FACTS, [tenant], START - 2 * HOUR)
    assert breach.state is BreachState.RECORDED
    assert breach.due_at == START + 70 * HOUR
    later(scene, HOUR)
    breach = breaches.notify_controllers(breach.id)
    assert breach.state is BreachState.CONTROLLERS_NOTIFIED
    assert breach.controllers_notified_at == START + HOUR
    later(scene, HOUR)
    breach = breaches.notify_authority(breach.id)
    assert breach.state is BreachState.AUTHORITY_NOTIFIED
    later(scene, HOUR)
    breach = breaches.close(breach.id)
    assert (breach.state, breach.closed_at) == (BreachState.CLOSED, START + 3 * HOUR)
    assert breaches.list() == [breach] == [breaches.get(breach.id)]


def test_each_step_twice_changes_nothing(scene: Scene) -> None:
    breaches, tenant = register(scene), scene.add_tenant("one")
    breach = breaches.record(FACTS, [tenant])
    for step in (breaches.notify_controllers, breaches.notify_authority, breaches.close):
        first = step(breach.id)
        later(scene, HOUR)
        assert step(breach.id) == first


def test_no_step_is_left_out(scene: Scene) -> None:
    breaches, tenant = register(scene), scene.add_tenant("one")
    breach = breaches.record(FACTS, [tenant])
    for step in (breaches.notify_authority, breaches.close):
        with pytest.raises(BreachOutOfOrder):
            step(breach.id)
    breaches.notify_controllers(breach.id)
    with pytest.raises(BreachInvalid):
        breaches.close(breach.id)  # no authority was told: why?
    with pytest.raises(BreachInvalid):
        breaches.close(breach.id, "x" * 2001)
    closed = breaches.close(breach.id, "The data was sealed, and the keys were elsewhere.")
    assert closed.closed_because is not None
    for step in (breaches.notify_controllers, breaches.notify_authority):
        with pytest.raises(BreachOutOfOrder):
            step(breach.id)


def test_after_72_hours_it_is_overdue_until_somebody_acts(scene: Scene) -> None:
    breaches, tenant = register(scene), scene.add_tenant("one")
    breach = breaches.record(FACTS, [tenant])
    assert not breach.overdue(breach.due_at)
    assert breach.overdue(breach.due_at + timedelta(seconds=1))
    later(scene, 73 * HOUR)
    told = breaches.notify_controllers(breach.id)
    assert told.overdue(scene.clock.now())
    assert not breaches.notify_authority(breach.id).overdue(scene.clock.now())


def test_the_steps_are_on_the_servers_log_before_they_are_taken(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise AuditUnavailable("The log is full.")

    breaches, tenant = register(scene), scene.add_tenant("one")
    breach = breaches.record(FACTS, [tenant])
    with monkeypatch.context() as broken:
        broken.setattr(AuditLog, "append", refuse)
        with pytest.raises(AuditUnavailable):
            breaches.record(FACTS, [tenant])
        with pytest.raises(AuditUnavailable):
            breaches.notify_controllers(breach.id)
    assert breaches.list() == [breach]
    breaches.notify_controllers(breach.id)
    log = log_of(scene)
    recorded, notified = (leaf.entry for leaf in log.tail(2))
    assert (recorded.act, notified.act) == (Act.BREACH_RECORDED, Act.BREACH_NOTIFIED)
    detail = {"breach": breach.id, "step": "recorded", "at": START.isoformat()}
    assert recorded.detail == commitment(breach.salt, detail)


def test_each_affected_tenant_gets_an_event_that_names_nobody(scene: Scene) -> None:
    affected, other = scene.add_tenant("one"), scene.add_tenant("two")
    desks = {each: scene.services.desks.of(of_server(each, "tester")) for each in (affected, other)}
    for desk in desks.values():
        Webhooks(desk).set("https://shop.example/hook", list(EventType))
    breach = register(scene).record(FACTS, [affected])
    register(scene).notify_controllers(breach.id)
    engines = {each: scene.stores.databases[0].engine(f"silo_{each}", WHOLE) for each in desks}
    sent = {}
    for tenant, engine in engines.items():
        with engine.begin() as connection:
            sent[tenant] = connection.execute(select(deliveries)).all()
    assert sent[other] == []
    (row,) = sent[affected]
    payload = desks[affected].open(row.id, bytes(row.payload))
    assert payload["type"] == "breach.notified"
    assert payload["data"] == {
        "breach_id": breach.id,
        "state": "controllers_notified",
        "notified_at": "2026-01-05T12:00:00Z",
    }


def test_a_tenant_reads_the_case_file_of_what_it_was_told_and_of_nothing_else(api: Api) -> None:
    scene, other = api.scene, api.scene.add_tenant("two")
    live = api.by(TokenKind.PRODUCTION)
    breaches = scene.server.breaches()
    mine, both = (breaches.record(FACTS, each) for each in ([api.tenant], [api.tenant, other]))
    breaches.record(FACTS, [other])
    assert live.call("GET", "/v1/breaches").json() == {"breaches": []}  # it is told first
    for breach in (mine, both):
        breaches.notify_controllers(breach.id)
    one, two = live.call("GET", "/v1/breaches").json()["breaches"]
    assert {one["breach_id"], two["breach_id"]} == {mine.id, both.id}
    assert (one["nature"], one["state"]) == (FACTS.nature, "controllers_notified")
    assert other not in str((one, two))
    breaches.close(mine.id, "no risk")
    closed = {
        each["breach_id"]: each for each in live.call("GET", "/v1/breaches").json()["breaches"]
    }
    assert closed[mine.id]["closed_because"] == "no risk"
    assert closed[both.id]["closed_at"] is None
    assert code(api.call("GET", "/v1/breaches"), 403) == "production_authority_required"


def test_each_tenant_is_told_once_even_if_the_server_dies_in_between(scene: Scene) -> None:
    tenants = sorted(scene.add_tenant(name) for name in ("one", "two", "three"))
    told: list[TenantId] = []

    def dies_at_the_third(tenant: TenantId, _: Breach) -> None:
        if len(told) == 2:
            raise SystemExit
        told.append(tenant)

    breach = register(scene).record(FACTS, tenants)
    with pytest.raises(SystemExit):
        register(scene, dies_at_the_third).notify_controllers(breach.id)
    assert register(scene).get(breach.id).state is BreachState.RECORDED
    done = register(scene, lambda tenant, _: told.append(tenant)).notify_controllers(breach.id)
    assert tuple(told) == done.told == tuple(tenants)


def test_a_breach_says_whom_it_is_about_and_was_not_noticed_later(scene: Scene) -> None:
    breaches, tenant = register(scene), scene.add_tenant("one")
    for tenants, at in (
        ([], None),
        ([TenantId("ten_x")], None),
        ([tenant], START + HOUR),
        ([tenant], datetime(2026, 1, 1)),  # noqa: DTZ001 -- that is what is refused
    ):
        with pytest.raises(BreachInvalid):
            breaches.record(FACTS, tenants, at)
    for breach_id in ("brc_x", "brc_" + "a" * 26, ""):
        with pytest.raises(BreachNotFound):
            breaches.get(BreachId(breach_id))


@pytest.mark.parametrize(
    "wrong",
    [
        {"nature": ""},
        {"measures": " \n"},
        {"contact": "x" * 2001},
        {"people": -1},
        {"records": 10**11},
        {"records": 1.5},
        {"records": True},
        {"people": "about 120"},
        {"people": None},
        {"nature": 3},
        {"nature": None},
    ],
)
def test_facts_are_whole(wrong: dict[str, Any]) -> None:
    (name,) = wrong
    with pytest.raises(BreachInvalid, match=f"`{name}`"):
        replace(FACTS, **wrong)


def test_what_somebody_wrote_wrong_is_named() -> None:
    whole = asdict(FACTS)
    assert BreachFacts.of(whole) == FACTS
    with pytest.raises(BreachInvalid, match=r"Missing: people\. Unknown: persons\."):
        BreachFacts.of({name.replace("people", "persons"): each for name, each in whole.items()})
    for content in ([], "x", None, 3):
        with pytest.raises(BreachInvalid, match="JSON object"):
            BreachFacts.of(content)
    with pytest.raises(BreachInvalid, match="such as 120"):
        BreachFacts.of(whole | {"people": "about 120"})


def test_the_notice_has_every_member_of_article_33(scene: Scene) -> None:
    tenants = [scene.add_tenant(name) for name in ("one", "two")]
    breach = register(scene).record(FACTS, tenants)
    text = as_markdown(breach, START)
    facts = breach_notice(breach, START).model_dump(mode="json")
    for member in ("nature", "categories", "consequences", "measures", "contact"):
        assert getattr(FACTS, member) in text
        assert facts[member] == getattr(FACTS, member)
    assert facts["people_approximately"] == 1200
    assert "About 1200 people" in text
    for tenant in tenants:  # neither learns of the other
        assert tenant not in text + json.dumps(facts)
    assert "(over)" in as_markdown(breach, START + 73 * HOUR)
    unknown = replace(breach, facts=replace(FACTS, people=0, records=0))
    assert "an unknown number of people" in as_markdown(unknown, START)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INPERSON_DATA", f"sqlite:///{tmp_path / 'data'}")
    monkeypatch.setenv("INPERSON_KEYS", f"sqlite:///{tmp_path / 'keys'}")
    monkeypatch.setenv("INPERSON_KEK_DIR", str(tmp_path / "kek"))
    return tmp_path


def call(*words: object, code: int = 0) -> str:
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == code, (done.output, done.exception)
    return done.stdout


def test_the_register_is_kept_from_the_command_line(place: Path) -> None:
    tenant = json.loads(call("tenants", "create", "one", "--json"))["id"]
    file = place / "facts.json"
    members = {name: getattr(FACTS, name) for name in FACTS.__slots__}
    file.write_text(json.dumps(members), "utf-8")
    recorded = json.loads(call("breaches", "record", file, "--json"))
    assert recorded["tenants"] == [tenant]
    breach = recorded["breach_id"]
    long_ago = ("--noticed-at", "2026-01-01T00:00:00Z", "--tenant", tenant)
    assert "OVERDUE" in call("breaches", "record", file, *long_ago)
    assert "## Likely consequences" in call("breaches", "notify", breach)
    authority = call("breaches", "notify", breach, "--whom", "authority")
    assert "authority_notified" in authority
    assert "closed" in call("breaches", "close", breach)
    assert len(call("breaches", "list").splitlines()) == 2
    call("breaches", "close", "brc_x", code=4)


def test_retention_and_holds_are_kept_from_the_command_line(place: Path) -> None:
    tenant = json.loads(call("tenants", "create", "one", "--json"))["id"]
    call("retention", "set", tenant, "--jurisdiction", "US-IL", "--days", "template=90")
    assert "1095 days, US-IL" in call("retention", "show", tenant)
    assert "template                90        0  -" in call("retention", "plan", tenant)
    assert "nothing was due" in call("retention", "sweep", tenant)
    for wrong in ("template=x", "template", "mood=1", "template=9999"):
        call("retention", "set", tenant, "--days", wrong, code=4)
    document = place / "order.pdf"
    document.write_bytes(b"an order")
    words = ("--authority", "Court", "--instrument", "1/26", "--basis", "Code 1", "--days", 30)
    placed = json.loads(
        call("holds", "place", tenant, "subject-1", "--document", document, *words, "--json")
    )
    assert placed["authority"] == "Court"
    assert placed["id"] in call("holds", "list", tenant)
    assert "released" in call("holds", "release", tenant, placed["id"])
    assert call("holds", "list", tenant, "--kind", "developer") == ""
