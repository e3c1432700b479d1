"""Alert rules and the dashboard ask for figures that a server has, by labels that those have."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from inperson.http.server_metrics import CHORES, EVERY, JOBS, STAGES, STATUSES, ReasonClass
from inperson.observing import Metric, Shape

DEPLOY = Path(__file__).parents[1] / "deploy"
RULES = yaml.safe_load((DEPLOY / "alerts.yaml").read_text("utf-8"))["groups"][0]["rules"]
PANELS = json.loads((DEPLOY / "grafana.json").read_text("utf-8"))["panels"]
VALUES = {
    "status": set(STATUSES),
    "chore": set(CHORES),
    "stage": set(STAGES),
    "job": set(JOBS) | {"inperson"},
    "reason": {each.value for each in ReasonClass},
    "result": {"ok", "failed"},
}
OF_PROMETHEUS = {"le", "instance", "job"}


def shown() -> dict[str, Metric]:
    """Every series by its name: a histogram has three."""
    ends = {Shape.HISTOGRAM: ("_bucket", "_sum", "_count")}
    return {each.name + end: each for each in EVERY for end in ends.get(each.shape, ("",))}


def asked() -> Iterator[str]:
    yield from (rule["expr"] for rule in RULES)
    yield from (target["expr"] for panel in PANELS for target in panel["targets"])


EXPRESSIONS = sorted(set(asked()))


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_what_is_asked_for_is_there(expression: str) -> None:
    series, known = shown(), set(OF_PROMETHEUS)
    named = re.findall(r"\binperson_\w+", expression)
    assert named or "up{" in expression
    for name in named:
        known |= set(series[name].labels)
    for labels in re.findall(r"\bby \(([^)]*)\)", expression):
        assert set(re.split(r", *", labels)) <= known
    for label, value in re.findall(r'(\w+)!?="([^"]*)"', expression):
        assert label in known
        assert value in VALUES[label]
    assert expression.count("(") == expression.count(")")


def test_every_figure_is_on_the_dashboard() -> None:
    whole = " ".join(target["expr"] for panel in PANELS for target in panel["targets"])
    assert [each.name for each in EVERY if each.name not in whole] == []


def test_every_alert_says_what_to_do() -> None:
    assert len({rule["alert"] for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule["annotations"].keys() == {"summary", "do"}
        assert rule["labels"]["severity"] in {"page", "ticket"}


def test_no_two_panels_lie_over_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in PANELS:
        at = panel["gridPos"]
        cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert not cells & taken
        taken |= cells
