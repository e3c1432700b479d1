"""Whole captures in the improvement set: every frame as it came, whatever was decided."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from inperson.core import SessionId, SystemEntropy, TenantId
from inperson.improvement import KeptFootage
from inperson.liveness import STANDARD
from inperson.sessions import (
    AnySession,
    Consent,
    DeveloperSession,
    Footage,
    SessionKind,
    TenantSessions,
)
from inperson.tenants import TokenKind
from tests.camera import ColourLiveness, frame, look
from tests.improvement.test_set import SEAL, approved, opened
from tests.scene import Scene, open_scene

LABEL = {"volunteer": "17", "species": "", "light": "evening"}


@dataclass
class Films:
    """Keeps whatever it is given, as a trial does."""

    scene: list[Scene] = field(default_factory=list)
    tenant: list[TenantId] = field(default_factory=list)
    asked: list[SessionId] = field(default_factory=list)

    def wants(self, session_id: SessionId) -> bool:
        self.asked.append(session_id)
        return True

    def keep(
        self,
        session: DeveloperSession,
        consent: Consent,
        device: Mapping[str, str],
        footage: Footage,
    ) -> None:
        if session.subject_id is not None and footage.whole:
            kept = self.scene[0].improvement(self.tenant[0])
            kept.keep_footage(session, consent, device, footage, LABEL)


@pytest.fixture(params=["sqlite", "postgresql"])
def films(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Films]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    made = Films()
    scene = open_scene(tmp_path, data=url, keys=url, footage=made)
    made.scene.append(scene)
    made.tenant.append(scene.add_tenant("one"))
    yield made
    scene.stores.close()


def capture(
    films: Films, mine: TenantSessions, kind: SessionKind, wrong: str, start: int
) -> AnySession:
    films.scene[0].clock.advance(1)
    improves = mine.subjects.kind is TokenKind.DEVELOPER
    session = mine.create(kind, "subject-1", None, improvement=improves)
    ticket = mine.ticket(session)
    assert ticket is not None
    taken = films.scene[0].sessions.captures_of(ticket).open(session.id, STANDARD)
    for number in range(start, start + 6):
        taken.see(look(1, wrong, number), 5.0 + number / 10, frame(1, wrong, number))
    taken.finish()
    return mine.get(session.id)


def kept(films: Films) -> list[KeptFootage]:
    return list(films.scene[0].improvement(films.tenant[0]).footage())


def test_every_frame_is_kept_as_it_came_of_who_passed_and_of_who_was_refused(
    films: Films,
) -> None:
    scene, tenant = films.scene[0], films.tenant[0]
    mine = scene.sessions.of(scene.caller(tenant))
    enrolled = capture(films, mine, SessionKind.ENROLL, "", 0)
    refused = capture(films, mine, SessionKind.AUTHENTICATE, "print", 6)
    first, second = kept(films)
    assert (first.session_id, second.session_id) == (enrolled.id, refused.id)
    assert [each.jpeg for each in first.frames] == [frame(1, "", each) for each in range(6)]
    assert [each.index for each in first.frames] == [0, 0, 1, 1, 2, 2]
    assert [round(each.at_s, 3) for each in first.frames] == [0, 0.1, 0.2, 0.3, 0.4, 0.5]
    assert all(each.target is not None for each in first.frames)
    assert (first.label, first.liveness, first.profile) == (LABEL, "live", "standard")
    assert (second.liveness, second.about["decision"]) == ("not_live", "refused")
    assert second.reasons
    other = {**LABEL, "species": "print"}
    assert scene.improvement(tenant).relabel(refused.id, other) == 6
    assert [each.label for each in kept(films)] == [LABEL, other]
    assert kept(films)[1].frames == second.frames
    assert enrolled.subject_id is not None
    assert mine.subjects.withdraw_improvement(enrolled.subject_id) == 12
    capture(films, mine, SessionKind.AUTHENTICATE, "", 12)  # agrees again
    assert len(kept(films)) == 1
    mine.subjects.erase(enrolled.subject_id)
    assert kept(films) == []


def test_an_export_tells_the_light_and_not_which_volunteer(films: Films, tmp_path: Path) -> None:
    scene, tenant = films.scene[0], films.tenant[0]
    capture(films, scene.sessions.of(scene.caller(tenant)), SessionKind.ENROLL, "", 0)
    scene.improvement(tenant).export(tmp_path / "out", SEAL, approved(scene, tenant))
    told = opened(tmp_path / "out" / "metadata.jsonl").decode()
    assert '"evening"' in told
    assert "volunteer" not in told


def test_a_production_session_is_never_filmed(films: Films) -> None:
    scene, tenant = films.scene[0], films.tenant[0]
    mine = scene.sessions.of(scene.caller(tenant, TokenKind.PRODUCTION))
    capture(films, mine, SessionKind.ENROLL, "", 0)
    assert films.asked == []
    assert kept(films) == []


def test_a_frame_that_cannot_be_kept_as_it_came_ends_the_footage() -> None:
    seen, footage = ColourLiveness().open(SystemEntropy(), STANDARD, 0.0), Footage("standard")
    footage.add(0.0, seen, frame())
    assert len(footage.frames) == 1
    footage.add(0.1, seen, b"\x89PNG\r\n\x1a\n")
    footage.add(0.2, seen, frame())
    assert (footage.whole, footage.frames) == (False, [])
