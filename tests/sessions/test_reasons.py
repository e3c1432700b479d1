from collections.abc import Iterator

from inperson.liveness.requirements import LIVE
from inperson.sessions import Reason
from inperson.sessions.reasons import reasons_against


def cues(policy: object) -> Iterator[str]:
    for each in getattr(policy, "policies", ()):
        yield from cues(each)
    if hasattr(policy, "cue"):
        yield policy.cue


def test_every_cue_of_the_policy_has_a_reason() -> None:
    for cue in cues(LIVE):
        assert reasons_against([cue]) == (Reason.NOT_LIVE, Reason(f"liveness_{cue}"))


def test_all_reasons_together_fit_their_column() -> None:
    every = [each.value for each in Reason if each.value.startswith(("liveness_", "not_live"))]
    assert len(" ".join(every)) <= 400


def test_a_cue_without_a_reason_still_refuses() -> None:
    assert reasons_against(["something new", "depth", "depth"]) == (
        Reason.NOT_LIVE,
        Reason.LIVENESS_DEPTH,
    )
