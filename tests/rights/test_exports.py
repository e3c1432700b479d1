"""Exports of the improvement set: two people, a ledger, and a recall of who withdraws."""

import json
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from joserfc import jws
from joserfc.jwk import KeySet

from inperson.core import ExportId
from inperson.deliveries import EventType
from inperson.improvement import ExportClosed, ExportNotApproved, ExportNotFound
from inperson.improvement.model import PROPOSAL_LIVES
from inperson.rights.disclosures.errors import DisclosureInvalid, SecondPersonRequired
from inperson.rights.exports import ExportPurpose, recall, tell_recalls
from inperson.rights.requests import holdings
from inperson.rights.requests.model import RequestKind
from inperson.sessions import SessionKind
from inperson.sessions.consents import ConsentPurpose
from tests.rights.copying import Person
from tests.rights.exporting import KEY, PURPOSE, TO, approved, exports
from tests.rights.requesting import REF, UNSAFE, House, open_house
from tests.scene import picture

OTHER = "subject-2"
GIVEN = {"purpose": ConsentPurpose.IMPROVEMENT}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    """Two subjects, each with a picture in the set; the second one with two."""
    made = open_house(tmp_path / "server")
    for person, (ref, shots) in enumerate({REF: 1, OTHER: 2}.items(), start=1):
        session = made.mine.create(SessionKind.ENROLL, ref, UNSAFE, improvement=True)
        made.mine.submit(session.id, [picture(person, shot) for shot in range(shots)])
        made.scene.clock.advance(1)
    yield made
    made.scene.server.close()


def export(home: House, out: Path) -> int:
    proposal = approved(home.scene, home.tenant)
    return exports(home.scene, home.tenant).export(proposal.id, out).number


def recalled(home: House, number: int = 1) -> list[str]:
    """Check a recall as its recipient does, and return the files that it has to delete."""
    mine = exports(home.scene, home.tenant)
    keys = KeySet.import_key_set(home.scene.services.signer.jwks())  # type: ignore[arg-type]
    text = recall(mine.desk, mine.improvement, number)
    read = jws.deserialize_compact(text, keys, algorithms=["Ed25519"])
    assert read.headers()["typ"] == "inperson-export-recall+jwt"
    claims = json.loads(read.payload)
    (made,) = [each for each in mine.improvement.exports() if each.number == number]
    assert claims["manifest_sha256"] == made.manifest_sha256.hex()
    return list(claims["delete"])


def where(home: House) -> list[tuple[str, int]]:
    """Return to whom the first subject sees its pictures gone, and how many."""
    held = holdings(home.desk, home.desk.pseudonyms.reference(REF))
    return [(each.recipient, len(each.names)) for each in held.exports]


def told(home: House) -> int:
    """Run the chore, and return of how many exports the controller will be told."""
    mine = exports(home.scene, home.tenant, "server")
    return tell_recalls(mine.desk, mine.improvement)


def test_nothing_leaves_before_a_second_person_approved_it(home: House, tmp_path: Path) -> None:
    ann = exports(home.scene, home.tenant)
    proposed = ann.propose(PURPOSE)
    assert ann.purpose(proposed) == PURPOSE
    with pytest.raises(ExportNotApproved):
        ann.export(proposed.id, tmp_path / "out")
    with pytest.raises(SecondPersonRequired):
        ann.approve(proposed.id)
    ben = exports(home.scene, home.tenant, "operator:ben")
    assert ben.approve(proposed.id).approved_by == "operator:ben"
    assert ben.approve(proposed.id).approved_by == "operator:ben"
    assert ann.export(proposed.id, tmp_path / "out").samples == 3
    with pytest.raises(ExportClosed):
        ann.export(proposed.id, tmp_path / "b")
    with pytest.raises(ExportClosed):
        ben.approve(proposed.id)
    acts = [each for each in home.acts() if "export" in each]
    assert acts == ["export_proposed", "export_approved", "improvement_exported"]
    assert b"data@lab" not in proposed.details
    late = ann.propose(PURPOSE)
    home.scene.clock.advance(PROPOSAL_LIVES.total_seconds())
    with pytest.raises(ExportClosed):
        ben.approve(late.id)
    with pytest.raises(ExportNotFound):
        ben.approve(ExportId("exp_" + "a" * 26))
    with pytest.raises(DisclosureInvalid):
        ExportPurpose(TO, "two\nlines")
    assert not (tmp_path / "b").exists()


def test_who_withdraws_is_recalled_and_the_recipient_knows_which_files(
    home: House, tmp_path: Path
) -> None:
    home.listen()
    for name in ("a", "b"):
        export(home, tmp_path / name)
    assert recalled(home) == []
    assert told(home) == 0
    done = home.open(RequestKind.WITHDRAWAL, OTHER, **GIVEN)
    names = recalled(home)
    lines = pyrage.decrypt((tmp_path / "a" / "metadata.jsonl.age").read_bytes(), [KEY]).splitlines()
    about = {each["file"]: each["subject"] for each in map(json.loads, lines)}
    assert {name: about[name] for name in names} == dict.fromkeys(names, 2)
    assert len(names) == 2
    assert told(home) == 2
    assert told(home) == 0
    events = [each for each in home.events() if each["type"] == EventType.EXPORT_RECALLED]
    assert sorted(each["data"]["number"] for each in events) == [1, 2]
    assert export(home, tmp_path / "c") == 3
    claims = home.claims(home.details(done).certificate, "certificate")
    assert claims["exports_recalled"] == [{"export": 1, "files": 2}, {"export": 2, "files": 2}]
    assert home.acts().count("export_recalled") == 2


def test_an_erasure_is_certified_with_what_left_and_leaves_no_link(
    home: House, tmp_path: Path
) -> None:
    export(home, tmp_path / "out")
    subject = home.mine.subjects.find(REF).id
    assert where(home) == [("Laboratory", 1)]
    assert [each.names for each in home.mine.subjects.keeper.exported(subject)] == [
        ("frames/000001.jpg",)
    ]
    done = home.open(RequestKind.ERASURE)
    claims = home.claims(home.details(done).certificate, "certificate")
    assert claims["exports_recalled"] == [{"export": 1, "files": 1}]
    assert where(home) == []
    nobody = home.claims(
        home.details(home.open(RequestKind.ERASURE, "subject-9")).certificate, "certificate"
    )
    assert nobody.keys() == claims.keys()
    assert nobody["exports_recalled"] == []
    ledger = home.scene.improvement(home.tenant).ledger
    assert subject not in ledger.exported_subjects()
    assert recalled(home) == ["frames/000001.jpg"]
    direct = home.mine.subjects.find(OTHER)
    home.mine.subjects.erase(direct.id)  # the other way to erase is seen as well
    assert len(recalled(home)) == 3
    assert ledger.exported_subjects() == []


def test_who_withdrew_while_an_export_was_made_is_found_and_who_is_held_is_left(
    home: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = type(home.mine.subjects.keeper)
    with monkeypatch.context() as before:  # as if it was not there yet when the samples went
        before.setattr(keeper, "remove", lambda *_: 0)
        home.open(RequestKind.WITHDRAWAL, REF, **GIVEN)
    home.hold(OTHER)
    home.open(RequestKind.WITHDRAWAL, OTHER, **GIVEN)
    export(home, tmp_path / "out")
    assert recalled(home) == []
    assert told(home) == 1
    assert recalled(home) == ["frames/000001.jpg"]
    assert home.scene.improvement(home.tenant).count(home.mine.subjects.find(OTHER).id) == 2


def test_a_copy_says_what_left_and_to_whom(home: House, tmp_path: Path) -> None:
    export(home, tmp_path / "out")
    person = Person(home.scene, home.tenant, OTHER)
    copy = person.opened()
    (left,) = copy.json("images.json")["exports"]
    assert (left["number"], left["recipient"], left["why"]) == (1, TO.name, PURPOSE.why)
    assert left["names"] == ["frames/000002.jpg", "frames/000003.jpg"]
    assert "2 pictures to Laboratory" in copy.page
    home.open(RequestKind.WITHDRAWAL, OTHER, **GIVEN)
    assert person.opened().json("images.json")["exports"] == []
