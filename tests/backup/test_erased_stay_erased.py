"""Whoever was erased, or withdrew, since the backup stays so, whatever is restored."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from inperson.app import Mode, open_server
from inperson.audit import Act
from inperson.backup import ArchivePart
from inperson.core import SubjectId, TenantId
from inperson.rights.requests.model import RequestKind
from inperson.rights.requests.service import Requests
from inperson.sessions.consents import ConsentPurpose
from inperson.sessions.errors import SubjectNotEnrolled
from inperson.sessions.rows import ConsentRows, SubjectRows
from inperson.store.errors import StoreLost
from inperson.tenants import TokenKind, of_server
from tests.backup.making import Home, enrol, furnish, matches, run, sessions_of


@dataclass
class Past:
    """A server, a backup of all its parts, and what was done since."""

    home: Home
    tenant: TenantId
    people: dict[str, SubjectId]
    parts: dict[ArchivePart, Path]


@pytest.fixture
def past(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Past:
    home = Home(tmp_path, monkeypatch)
    with open_server(home.settings, Mode.SERVE) as deployment:
        tenant, people = furnish(deployment)
    parts = {
        part: home.backup(part) for part in (ArchivePart.DATA, ArchivePart.KEYS, ArchivePart.AUDIT)
    }
    with open_server(home.settings, Mode.SERVE) as deployment:
        mine = sessions_of(deployment, tenant)
        mine.subjects.erase(people["ann"])
        desk = deployment.desks.of(of_server(tenant, "tester").over(TokenKind.DEVELOPER))
        Requests(desk).open(RequestKind.WITHDRAWAL, "cy", purpose=ConsentPurpose.IMPROVEMENT)
        people["ann again"] = enrol(mine, "ann", 9)
    return Past(home, tenant, people, parts)


@pytest.mark.parametrize(
    "what",
    [
        (ArchivePart.DATA,),
        (ArchivePart.KEYS,),
        (ArchivePart.DATA, ArchivePart.KEYS),
        (ArchivePart.KEYS, ArchivePart.DATA),
    ],
    ids=lambda parts: "+".join(parts),
)
def test_an_erased_subject_does_not_come_back(past: Past, what: tuple[ArchivePart, ...]) -> None:
    for part in what:
        past.home.restore(part, past.parts[part], "--replace")
    with open_server(past.home.settings, Mode.SERVE) as deployment:
        mine, erased = sessions_of(deployment, past.tenant), past.people["ann"]
        with deployment.stores.silos.whole(of_server(past.tenant)).begin() as tx:
            assert tx.rows(SubjectRows).subject(erased) is None
            assert tx.rows(SubjectRows).template(erased) is None
        keyring = deployment.stores.keyrings.open(past.tenant)
        assert keyring.get(f"subject/{erased}") is None
        assert erased not in {
            each.subject_id for each in deployment.improvement(past.tenant).samples()
        }
        assert matches(mine, "bo", 2)
        if ArchivePart.DATA in what:
            with pytest.raises(SubjectNotEnrolled):
                mine.subjects.find("ann")
            enrol(mine, "ann", 9)
        elif (
            ArchivePart.KEYS in what
        ):  # its key is younger than the backup: lost, and nothing opens it
            assert keyring.get(f"subject/{past.people['ann again']}") is None
        leaves = deployment.audit(past.tenant).tail(200)
        assert Act.BACKUP_REPLAYED in {each.entry.act for each in leaves}
    with open_server(past.home.settings, Mode.SERVE) as deployment:
        if ArchivePart.DATA in what:
            assert matches(sessions_of(deployment, past.tenant), "ann", 9)


def test_a_withdrawn_consent_does_not_come_back(past: Past) -> None:
    for part in (ArchivePart.DATA, ArchivePart.KEYS):
        past.home.restore(part, past.parts[part], "--replace")
    with open_server(past.home.settings, Mode.SERVE) as deployment:
        subject = sessions_of(deployment, past.tenant).subjects.find("cy")
        with deployment.stores.silos.whole(of_server(past.tenant)).begin() as tx:
            consent = tx.rows(ConsentRows).consent(subject.reference, ConsentPurpose.IMPROVEMENT)
            identity = tx.rows(ConsentRows).consent(subject.reference, ConsentPurpose.IDENTITY)
        assert consent is not None
        assert consent.withdrawn_at is not None
        assert identity is not None
        assert identity.withdrawn_at is None
        kept = {each.subject_id for each in deployment.improvement(past.tenant).samples()}
        assert kept == {past.people["bo"]}


def test_of_old_backups_a_newer_one_of_the_audit_log_is_enough(
    past: Past,
) -> None:
    newer = past.home.backup(ArchivePart.AUDIT, "newer.age")
    for part, path in {**past.parts, ArchivePart.AUDIT: newer}.items():
        past.home.restore(part, path, "--replace")
    with (
        open_server(past.home.settings, Mode.SERVE) as deployment,
        pytest.raises(SubjectNotEnrolled),
    ):
        sessions_of(deployment, past.tenant).subjects.find("ann")


def test_nothing_starts_on_data_whose_keys_are_still_to_be_restored(
    past: Past, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inperson.backup import RestoreUnfinished

    (tmp_path / "new").mkdir()
    new = Home(tmp_path / "new", monkeypatch, kek=past.home.kek)
    new.restore(ArchivePart.DATA, past.parts[ArchivePart.DATA])
    for _ in range(2):
        with pytest.raises(RestoreUnfinished), open_server(new.settings, Mode.SERVE):
            pytest.fail("it started")
    new.restore(ArchivePart.KEYS, past.parts[ArchivePart.KEYS])
    for lost in ("server", past.tenant):  # the logs tell who was erased since
        with pytest.raises(StoreLost), open_server(new.settings, Mode.SERVE):
            pytest.fail("it started")
        run("audit", "begin", lost)
    with open_server(new.settings, Mode.SERVE) as deployment:
        assert matches(sessions_of(deployment, past.tenant), "bo", 2)
