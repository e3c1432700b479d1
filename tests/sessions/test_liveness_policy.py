import pytest

from inperson.core import TenantId
from inperson.sessions import LivenessDemand, SessionKind, TenantSessions, UnsafeNoLiveness
from inperson.sessions.errors import LivenessRequired
from inperson.tenants import TokenKind
from tests.scene import Scene


@pytest.mark.parametrize("demand", [None, LivenessDemand.UNSAFE_NO_LIVENESS])
def test_a_production_token_never_skips_liveness(
    scene: Scene, tenant: TenantId, demand: LivenessDemand | None
) -> None:
    live = scene.sessions.of(scene.caller(tenant, TokenKind.PRODUCTION))
    for kind in SessionKind:
        with pytest.raises(LivenessRequired):
            live.create(kind, "subject-1", demand)


def test_a_developer_token_must_ask_for_it_in_so_many_words(mine: TenantSessions) -> None:
    with pytest.raises(LivenessRequired, match="unsafe_no_liveness"):
        mine.create(SessionKind.ENROLL, "subject-1", None)


def test_what_is_not_a_developer_token_is_refused() -> None:
    with pytest.raises(LivenessRequired):
        UnsafeNoLiveness().admit("something new")  # type: ignore[arg-type]
