import pytest

from inperson.liveness import AllOf, AnyOf, Need, Requirement, RequirementEmpty, Veto
from tests.camera import found


def judge(requirement: Requirement, **cues: bool) -> tuple[bool, tuple[str, ...]]:
    outcome = requirement.judge({cue: found(cue, live, least=1.0) for cue, live in cues.items()})
    return outcome.live, outcome.against


BOTH = AllOf(Need("depth"), Need("range"), Veto("texture"))


def test_all_that_is_needed_must_be_there_and_speak_for_it() -> None:
    assert judge(BOTH, depth=True, range=True) == (True, ())
    assert judge(BOTH, depth=True, range=True, texture=True) == (True, ())
    assert judge(BOTH, depth=True) == (False, ("range",))
    assert judge(BOTH, depth=False, range=False) == (False, ("depth", "range"))
    assert judge(BOTH) == (False, ("depth", "range"))


def test_a_veto_stops_what_everything_else_lets_pass() -> None:
    assert judge(BOTH, depth=True, range=True, texture=False) == (False, ("texture",))


def test_one_of_several_is_enough_where_that_is_said() -> None:
    either = AllOf(Need("depth"), AnyOf(Need("blink"), Need("exposure")))
    assert judge(either, depth=True, exposure=True) == (True, ())
    assert judge(either, depth=True, blink=False) == (False, ("blink", "exposure"))
    assert judge(either, blink=True, exposure=True) == (False, ("depth",))


def test_a_cue_that_stands_against_it_twice_is_named_once() -> None:
    assert judge(AllOf(Need("depth"), AllOf(Need("depth")))) == (False, ("depth",))


@pytest.mark.parametrize("kind", [AllOf, AnyOf])
@pytest.mark.parametrize("requirements", [(), (Veto("texture"),)])
def test_a_policy_that_needs_nothing_cannot_be_made(
    kind: type[AllOf], requirements: tuple[Requirement, ...]
) -> None:
    with pytest.raises(RequirementEmpty):
        kind(*requirements)


def test_a_veto_that_others_make_up_for_cannot_be_made() -> None:
    with pytest.raises(RequirementEmpty):
        AnyOf(Need("depth"), Veto("texture"))
