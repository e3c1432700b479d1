import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from inperson.liveness.requirements import LIVE
from inperson.sessions import Reason
from inperson.sessions.reasons import reasons_against

_CUES = [each.removeprefix("liveness_") for each in Reason if each.startswith("liveness_")]


def cues(policy: object) -> Iterator[str]:
    for each in getattr(policy, "policies", ()):
        yield from cues(each)
    if hasattr(policy, "cue"):
        yield policy.cue


DOCUMENTED = dict(
    re.findall(
        r"^\| `(\w+)` \| (counts|does not count) \|", Path("docs/security.md").read_text(), re.M
    )
)


@pytest.mark.parametrize("reason", Reason)
def test_what_counts_towards_the_lockout_is_documented(reason: Reason) -> None:
    """A new reason is put there by somebody who thought of it."""
    assert reason.counts == (DOCUMENTED[reason] == "counts")


def test_nothing_else_is_documented_as_counting() -> None:
    assert set(DOCUMENTED) == {each.value for each in Reason}


def test_only_a_judgement_against_somebody_counts() -> None:
    judged = {Reason.BELOW_LEVEL, Reason.SAMPLES_DISAGREE, *reasons_against(_CUES)}
    assert {each for each in Reason if each.counts} == judged


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
