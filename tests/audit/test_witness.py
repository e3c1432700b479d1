"""What cannot be recorded does not happen, and what happens to a key is recorded."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from inperson.audit import Act, AuditUnavailable, Leaf
from inperson.core import StoreUnavailable, SubjectId, SystemEntropy, TenantId
from inperson.core.ids import new_subject_id
from inperson.sessions import (
    Device,
    LivenessDemand,
    SessionKind,
    SessionState,
    TenantSessions,
    TenantSubjects,
)
from inperson.sessions.erasure import replay_erasures
from inperson.sessions.model import Pseudonym
from inperson.sessions.pseudonyms import Pseudonyms
from inperson.sessions.rows import ConsentRows, SessionRows, SubjectRows, TombstoneRows
from inperson.store.audit import SqlOpenLog
from inperson.tenants import Caller
from inperson.vault import Purpose, TenantVault, Tombstone
from inperson.vault.service import CACHE_TTL_S
from tests.scene import Scene, open_scene, picture

UNSAFE = LivenessDemand.UNSAFE_NO_LIVENESS
TEMPLATE = Purpose.REFERENCE_TEMPLATE


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = open_scene(tmp_path)
    yield made
    made.stores.close()


@pytest.fixture
def tenant(scene: Scene) -> TenantId:
    return scene.add_tenant("one")


@pytest.fixture
def caller(scene: Scene, tenant: TenantId) -> Caller:
    return scene.caller(tenant)


@pytest.fixture
def mine(scene: Scene, caller: Caller) -> TenantSessions:
    return scene.sessions.of(caller)


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on no log takes a leaf."""
    return lambda: monkeypatch.setattr(SqlOpenLog, "append", _refuse_after(0))


def leaves(scene: Scene, tenant: TenantId) -> Sequence[Leaf]:
    log = scene.audit(tenant)
    return log.tail(log.size())


def enrol(mine: TenantSessions, reference: str = "subject-1", person: int = 1) -> SubjectId:
    device = Device(phone_model="Pixel 10")
    session = mine.create(SessionKind.ENROLL, reference, UNSAFE, device=device, improvement=True)
    subject_id = mine.submit(session.id, [picture(person)]).subject_id
    assert subject_id is not None
    return subject_id


def test_every_use_of_a_key_names_who_and_what_for(
    scene: Scene, tenant: TenantId, mine: TenantSessions, caller: Caller
) -> None:
    subject_id = enrol(mine)
    session = mine.create(SessionKind.AUTHENTICATE, "subject-1", UNSAFE)
    mine.submit(session.id, [picture(1)])
    tag = scene.vault(tenant).tag(subject_id)
    unwrapped = [
        each.entry for each in leaves(scene, tenant) if each.entry.act is Act.DEK_UNWRAPPED
    ]
    mine_only = [each for each in unwrapped if each.actor == caller.token_id]
    assert {each.subject for each in unwrapped} == {tag}
    purposes = {Purpose.REFERENCE_TEMPLATE, Purpose.SESSION_RECORD}
    assert {each.purpose for each in mine_only} >= {str(each) for each in purposes}
    assert {each.purpose for each in unwrapped} >= {str(Purpose.IMPROVEMENT_SAMPLE)}
    assert list(scene.audit(tenant).verify().findings) == []


def test_a_key_in_memory_is_recorded_once_an_actor_a_purpose_and_a_minute(
    scene: Scene, tenant: TenantId
) -> None:
    vault, subject = scene.vault(tenant), new_subject_id(SystemEntropy())
    vault.create_subject_key(subject)

    def use(user: TenantVault, purpose: Purpose = TEMPLATE) -> int:
        before = scene.audit(tenant).size()
        user.open(subject, purpose, "m", user.seal(subject, purpose, "m", b"x"))
        return scene.audit(tenant).size() - before

    assert [use(vault), use(vault)] == [1, 0]
    assert [use(vault.by("tok_other")), use(vault.by("tok_other"))] == [1, 0]
    assert [use(vault, Purpose.SESSION_RECORD), use(vault)] == [1, 0]
    scene.clock.advance(CACHE_TTL_S)
    assert [use(vault), use(vault)] == [1, 0]
    last = leaves(scene, tenant)[-1].entry
    assert (last.actor, last.purpose) == ("server", "identity/reference-template")


def test_a_key_that_cannot_be_recorded_is_not_used(
    scene: Scene, tenant: TenantId, full_disk: Callable[[], None]
) -> None:
    vault, subject = scene.vault(tenant), new_subject_id(SystemEntropy())
    vault.create_subject_key(subject)
    sealed = vault.seal(subject, TEMPLATE, "m", b"secret")
    full_disk()
    assert vault.open(subject, TEMPLATE, "m", sealed) == b"secret"  # recorded, this minute
    for use in (
        lambda: vault.by("tok_other").open(subject, TEMPLATE, "m", sealed),
        lambda: vault.open(subject, Purpose.SESSION_RECORD, "m", sealed),
        lambda: scene.vault(tenant).seal(subject, TEMPLATE, "m", b""),
        lambda: scene.vault(tenant).tag(subject),
    ):
        for _ in range(2):  # nor is it kept for another time
            with pytest.raises(AuditUnavailable):
                use()


def test_an_erasure_that_cannot_be_recorded_erases_nothing(
    scene: Scene, tenant: TenantId, mine: TenantSessions
) -> None:
    subject_id = enrol(mine)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SqlOpenLog, "append", _refuse_after(0))
        with pytest.raises(AuditUnavailable):
            mine.subjects.erase(subject_id)
    assert mine.subjects.find("subject-1").id == subject_id
    assert scene.stores.keyrings.open(tenant).names("subject/") == [f"subject/{subject_id}"]
    assert len(list(scene.improvement(tenant).samples())) == 1
    assert scene.vault(tenant).tombstones() == []
    with mine.subjects.silo.begin() as tx:
        assert tx.rows(TombstoneRows).tombstones() == []
        assert tx.rows(SubjectRows).template(subject_id) is not None
    tag = scene.vault(tenant).tag(subject_id)
    mine.subjects.erase(subject_id)
    assert Act.SUBJECT_ERASED in {each.entry.act for each in scene.audit(tenant).of_subject(tag)}  # type: ignore[arg-type]


@pytest.mark.parametrize("leaves_written", range(3))
def test_an_enrolment_that_cannot_be_recorded_enrols_nobody(
    mine: TenantSessions, leaves_written: int
) -> None:
    session = mine.create(SessionKind.ENROLL, "subject-1", UNSAFE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SqlOpenLog, "append", _refuse_after(leaves_written))
        try:
            mine.submit(session.id, [picture(1)])
        except AuditUnavailable:
            assert mine.get(session.id).state is SessionState.OPEN
            with mine.subjects.silo.begin() as tx:
                assert tx.rows(SubjectRows).subject_by_reference(session.subject) is None  # type: ignore[arg-type]
    assert mine.get(session.id).state is SessionState.COMPLETED or mine.submit(
        session.id, [picture(1)]
    )


def test_a_session_whose_consent_cannot_be_recorded_is_not_opened(
    mine: TenantSessions, full_disk: Callable[[], None]
) -> None:
    full_disk()
    with pytest.raises(AuditUnavailable):
        mine.create(SessionKind.ENROLL, "subject-1", UNSAFE)
    reference = _reference(mine.subjects)
    with mine.subjects.silo.begin() as tx:
        assert tx.rows(SessionRows).open_sessions(reference) == []
        assert tx.rows(ConsentRows).consents(reference) == []


def test_a_withdrawal_that_cannot_be_recorded_withdraws_nothing(
    mine: TenantSessions, full_disk: Callable[[], None]
) -> None:
    subject_id = enrol(mine)
    reference = mine.subjects.find("subject-1").reference
    full_disk()
    with pytest.raises(AuditUnavailable):
        mine.subjects.withdraw_improvement(subject_id)
    with mine.subjects.silo.begin() as tx:
        assert [each.withdrawn_at for each in tx.rows(ConsentRows).consents(reference)] == [
            None,
            None,
        ]


def test_a_subject_that_cannot_be_recorded_stays_disabled(
    mine: TenantSessions, full_disk: Callable[[], None]
) -> None:
    subject_id = enrol(mine)
    for _ in range(3):
        session = mine.create(SessionKind.AUTHENTICATE, "subject-1", UNSAFE)
        mine.submit(session.id, [picture(2)])
    full_disk()
    with pytest.raises(AuditUnavailable):
        mine.subjects.enable(subject_id)
    assert mine.subjects.attempts(subject_id).failures == 3


def test_a_replay_that_cannot_be_recorded_stops(
    scene: Scene, tenant: TenantId, mine: TenantSessions, full_disk: Callable[[], None]
) -> None:
    subject = mine.subjects.find("subject-1") if enrol(mine) else None
    assert subject is not None
    grave = Tombstone(subject.id, subject.reference, scene.clock.now())
    with mine.subjects.silo.begin() as tx:
        tx.rows(TombstoneRows).erase(grave)  # as the data remembers it and restored keys do not
    full_disk()
    with pytest.raises(AuditUnavailable):
        replay_erasures(
            mine.subjects.silo, scene.vault(tenant), mine.subjects.keeper, mine.subjects.audit
        )
    assert scene.stores.keyrings.open(tenant).names("subject/") == [f"subject/{subject.id}"]


def test_the_tag_of_an_erased_subject_is_never_made_again(
    scene: Scene, tenant: TenantId, mine: TenantSessions
) -> None:
    subject_id = enrol(mine)
    vault = scene.vault(tenant)
    tag = vault.tag(subject_id)
    assert tag is not None
    written = len(scene.audit(tenant).of_subject(tag))
    assert written > 0
    mine.subjects.erase(subject_id)
    for fresh in (mine.subjects.vault, scene.vault(tenant)):
        assert fresh.tag(subject_id) is None
    again = enrol(mine)  # the same person, by the same reference
    assert scene.vault(tenant).tag(again) not in {None, tag}
    size = scene.audit(tenant).size()
    later = [each for each in scene.audit(tenant).of_subject(tag) if each.number >= size]
    assert later == []
    assert len(scene.audit(tenant).of_subject(tag)) > written  # the erasure itself is there
    assert list(scene.audit(tenant).verify().findings) == []


def test_no_leaf_says_who_it_is_about(scene: Scene, tenant: TenantId, mine: TenantSessions) -> None:
    subject_id = enrol(mine)
    reference = mine.subjects.find("subject-1").reference
    mine.subjects.erase(subject_id)
    written = b"".join(each.body for each in leaves(scene, tenant))
    for secret in (b"subject-1", subject_id.encode(), reference.hex().encode(), b"Pixel"):
        assert secret not in written


def _reference(subjects: TenantSubjects) -> Pseudonym:
    return Pseudonyms(subjects.vault, subjects.kind).reference("subject-1")


def _refuse_after(count: int) -> Callable[..., int]:
    append, seen = SqlOpenLog.append, 0

    def refuse(log: SqlOpenLog, body: bytes, subject: bytes | None) -> int:
        nonlocal seen
        seen += 1
        if seen > count:
            raise StoreUnavailable("The disk is full.")
        return append(log, body, subject)

    return refuse
