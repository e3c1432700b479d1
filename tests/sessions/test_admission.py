import pytest

from inperson.core import TenantId
from inperson.sessions import LivenessDemand, SessionKind, TenantSessions, UnsafeNoLiveness
from inperson.sessions.errors import LivenessRequired, LivenessUnavailable, SubjectRefMissing
from inperson.tenants import TokenKind
from tests.scene import Scene, picture


@pytest.mark.parametrize("kind", TokenKind)
def test_liveness_is_required_unless_said_otherwise(
    scene: Scene, tenant: TenantId, kind: TokenKind
) -> None:
    own = scene.sessions.of(scene.caller(tenant, kind))
    for demand in (None, LivenessDemand.REQUIRED):
        session = own.create(SessionKind.ENROLL, "subject-1", demand)
        assert session.liveness is LivenessDemand.REQUIRED
        with pytest.raises(LivenessRequired):
            own.submit(session.id, [picture(1)])


def test_a_production_token_never_skips_liveness(scene: Scene, tenant: TenantId) -> None:
    live = scene.sessions.of(scene.caller(tenant, TokenKind.PRODUCTION))
    for kind in SessionKind:
        with pytest.raises(LivenessRequired):
            live.create(kind, "subject-1", LivenessDemand.UNSAFE_NO_LIVENESS)


def test_a_session_for_liveness_alone_cannot_skip_it_and_needs_no_subject(
    mine: TenantSessions,
) -> None:
    with pytest.raises(LivenessRequired):
        mine.create(SessionKind.LIVENESS, None, LivenessDemand.UNSAFE_NO_LIVENESS)
    session = mine.create(SessionKind.LIVENESS, None, None)
    assert session.subject is None
    assert mine.get(session.id) == session
    for kind in (SessionKind.ENROLL, SessionKind.AUTHENTICATE):
        with pytest.raises(SubjectRefMissing):
            mine.create(kind, None, None)


def test_a_server_that_cannot_check_liveness_opens_nothing_that_needs_it(
    mine: TenantSessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    monkeypatch.setattr(mine, "_engine", replace(mine._engine, liveness=None))
    with pytest.raises(LivenessUnavailable):
        mine.create(SessionKind.ENROLL, "subject-1", None)


def test_what_is_not_a_developer_token_is_refused() -> None:
    with pytest.raises(LivenessRequired):
        UnsafeNoLiveness().admit("something new")  # type: ignore[arg-type]
