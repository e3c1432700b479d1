"""What a session keeps of its device for statistics: a class and a known version, and no more."""

from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from inperson.liveness import STANDARD
from inperson.sessions import Device, LivenessDemand, SessionKind, SessionTicket
from inperson.store.guard import WHOLE
from inperson.store.statistics_tables import session_facts
from inperson.tenants import TokenKind, of_server
from inperson.usage.devices import DeviceClass, SessionFacts
from inperson.usage.ports import FactRows
from tests.scene import Scene, open_scene, picture

TOLD = Device(os="Android 16", phone_model="Pixel 10 of Alice", sdk_version="web/0.1.0")


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return open_scene(tmp_path)


@pytest.mark.parametrize("kind", TokenKind)
def test_facts_are_taken_when_a_session_is_opened_and_go_with_it(
    scene: Scene, kind: TokenKind
) -> None:
    tenant = scene.add_tenant("Acme")
    mine = scene.sessions.of(scene.caller(tenant, kind))
    session = mine.create(SessionKind.ENROLL, "subject-1", None, device=TOLD)
    silo = scene.stores.silos.whole(of_server(tenant))
    with silo.begin() as tx:
        assert tx.rows(FactRows).facts_of(session.id) == SessionFacts(
            DeviceClass.ANDROID_PHONE, "web/0.1.0"
        )
    engine = scene.stores.databases[0].engine(f"silo_{tenant}", WHOLE)
    with engine.begin() as connection:
        (row,) = connection.execute(select(session_facts))
    assert "Alice" not in str(row)
    scene.clock.advance(400 * 86_400)
    mine.create(SessionKind.ENROLL, "subject-2", None)
    with silo.begin() as tx:
        assert tx.rows(FactRows).facts_of(session.id) is None  # by cascade


def test_an_erasure_takes_them_with_it(scene: Scene) -> None:
    tenant = scene.add_tenant("Acme")
    mine = scene.sessions.of(scene.caller(tenant))
    unsafe = LivenessDemand.UNSAFE_NO_LIVENESS
    session = mine.create(SessionKind.ENROLL, "subject-1", unsafe, device=TOLD)
    ended = mine.submit(session.id, [picture(1)])
    assert ended.subject_id is not None
    mine.subjects.erase(ended.subject_id)
    with scene.stores.silos.whole(of_server(tenant)).begin() as tx:
        assert tx.rows(FactRows).facts_of(session.id) is None


def test_the_capture_says_which_sdk_it_is_and_only_a_known_one_is_kept(scene: Scene) -> None:
    tenant = scene.add_tenant("Acme")
    caller = scene.caller(tenant, TokenKind.PRODUCTION)
    mine = scene.sessions.of(caller)
    for told, kept in (("python/0.1.0", "python/0.1.0"), ("alice/1.0", "other")):
        session = mine.create(SessionKind.LIVENESS, None, None, device=TOLD)
        ticket = mine.ticket(session)
        assert isinstance(ticket, SessionTicket)
        scene.sessions.captures_of(ticket).open(session.id, STANDARD, {"sdk_version": told})
        with scene.stores.silos.whole(of_server(tenant)).begin() as tx:
            assert tx.rows(FactRows).facts_of(session.id) == SessionFacts(
                DeviceClass.ANDROID_PHONE, kept
            )


def test_the_database_takes_no_other_class_and_no_free_text(scene: Scene) -> None:
    tenant = scene.add_tenant("Acme")
    session = scene.sessions.of(scene.caller(tenant)).create(SessionKind.LIVENESS, None, None)
    engine = scene.stores.databases[0].engine(f"silo_{tenant}", WHOLE)
    for row in ({"device_class": "alices", "sdk": "other"}, {"device_class": "other", "sdk": "a"}):
        with engine.connect() as connection, pytest.raises(IntegrityError, match="CHECK"):
            connection.execute(insert(session_facts).values(session_id=session.id, **row))
