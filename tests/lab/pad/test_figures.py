import pytest

from inperson.liveness import AllOf, AnyOf, Need, Veto
from inperson_lab.pad.figures import QUANTILES, Rate, count_species, without
from inperson_lab.pad.trials import Trial
from inperson_lab.scores import exact_interval
from tests.camera import found

POLICY = AllOf(Need("depth"), AnyOf(Need("exposure"), Need("blink")), Veto("surface"))


def trial(species: str, index: int = 0, *failing: str, reached: int = 3, **more: object) -> Trial:
    names = ("depth", "exposure", "blink", "surface")
    findings = tuple(found(name, index, least=9999.0 if name in failing else 0.0) for name in names)
    outcome = POLICY.judge({each.cue: each for each in findings})
    live = outcome.live and reached == 3
    return Trial(
        species=species,
        index=index,
        head=f"head {index % 2}",
        live=live,
        targets=3,
        reached=reached,
        duration_s=float(index),
        decision_ms=10.0 * index,
        findings=findings,
        against=outcome.against,
        **more,  # type: ignore[arg-type]
    )


def test_an_attack_is_an_error_when_it_is_accepted() -> None:
    trials = [trial("screen", 0), *(trial("screen", k, "depth") for k in range(1, 10))]
    figures = count_species("screen", trials, POLICY)
    assert figures.error == Rate(1, 10, 0.1, exact_interval(1, 10))
    assert figures.error.interval == pytest.approx((0.00253, 0.44502), abs=1e-5)
    assert not figures.bona_fide
    assert figures.heads == 2


def test_a_living_person_is_an_error_when_refused() -> None:
    trials = [trial("live", 0, "depth"), *(trial("live", k) for k in range(1, 4))]
    figures = count_species("live", trials, POLICY)
    assert (figures.error.count, figures.error.of, figures.bona_fide) == (1, 4, True)


def test_what_was_given_up_counts_as_refused_and_is_reported_apart() -> None:
    living = [trial("live", 0, reached=1), trial("live", 1), trial("live", 2, "depth")]
    figures = count_species("live", living, POLICY)
    assert (figures.error.count, figures.error.of) == (2, 3)
    assert (figures.error_of_responses.count, figures.error_of_responses.of) == (1, 2)
    assert (figures.non_response.count, figures.non_response.of) == (1, 3)
    attacks = [trial("screen", 0, reached=0), trial("screen", 1)]
    figures = count_species("screen", attacks, POLICY)
    assert (figures.error.count, figures.error.of) == (1, 2)
    assert (figures.error_of_responses.count, figures.error_of_responses.of) == (1, 1)


def test_a_trial_without_outcome_is_in_no_rate_and_is_told() -> None:
    trials = [trial("screen", 0, "depth"), Trial("screen", 1, "head 1", error="head_unusable: x")]
    figures = count_species("screen", trials, POLICY)
    assert (figures.trials, figures.error.of) == (1, 1)
    assert figures.failures == ("head_unusable: x",)


def test_other_species_are_not_counted() -> None:
    figures = count_species("screen", [trial("live"), trial("screen", 1, "depth")], POLICY)
    assert figures.trials == 1


def test_nothing_measured_is_anything_between_none_and_all() -> None:
    figures = count_species("screen", [], POLICY)
    assert figures.error.interval == (0.0, 1.0)
    assert figures.duration_s == (0.0, 0.0)


def test_cues_are_counted_and_those_that_decided_alone() -> None:
    trials = [
        trial("screen", 0, "depth", "surface"),
        trial("screen", 1, "depth"),
        trial("screen", 2, "exposure"),
        trial("screen", 3, "exposure", "blink"),
    ]
    counted = {
        each.cue: (each.refused, each.alone)
        for each in count_species("screen", trials, POLICY).cues
    }
    # either of the two that can stand in for each other would have let the last one pass
    assert counted == {
        "depth": (2, 1),
        "surface": (1, 0),
        "exposure": (1, 1),
        "blink": (1, 1),
    }


def test_a_missing_cue_can_have_decided_alone() -> None:
    findings = {name: found(name, 1.0, least=0.0) for name in ("depth", "blink")}
    assert without("depth", findings, POLICY)
    assert not without("blink", {"blink": findings["blink"]}, POLICY)


def test_evidence_and_times_are_summed_up() -> None:
    figures = count_species("live", [trial("live", k) for k in range(1, 101)], POLICY)
    (depth,) = (each for each in figures.evidence if each.measure == "depth.it")
    assert depth.trials == 100
    assert depth.values[QUANTILES.index(0.5)] == 50.5
    assert figures.duration_s == (50.5, 96.0)
    assert figures.decision_ms == (505.0, 960.0)
