"""A figure names what happened, never to whom."""

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inperson.core import SystemEntropy
from inperson.core.ids import new_session_id, new_subject_id, new_tenant_id
from inperson.http.server_metrics import (
    EVERY,
    ReasonClass,
    ServerMetrics,
    known_labels,
    reason_class,
)
from inperson.http.traffic import Traffic
from inperson.observing import OTHER, LabelRefused, Labels, Metric, MetricRegistry, NoTracing, Shape
from inperson.observing.labels import NAMES
from inperson.sessions.reasons import Reason

IDS = [make(SystemEntropy()) for make in (new_tenant_id, new_subject_id, new_session_id)]


def fresh() -> ServerMetrics:
    return ServerMetrics(NoTracing(), known_labels())


def smuggle(metrics: ServerMetrics, what: str) -> None:
    """Put a text wherever a figure takes a label."""
    metrics.request(what, what, what, 0.1)
    metrics.refused(what)
    metrics.chore(what, 1, 0, 0.1)
    metrics.frame(0.1)
    with metrics.deciding(what), metrics.stage(what):
        pass


WHATS = [*IDS, "203.0.113.9", "inp_live_abc", "/v1/sessions/ses_x"]


@pytest.mark.parametrize("what", WHATS, ids=map(str, range(len(WHATS))))
def test_what_is_smuggled_becomes_other(what: str) -> None:
    metrics = fresh()
    smuggle(metrics, what)
    text = metrics.registry.text().decode()
    assert what not in text
    assert text.count(f'"{OTHER}"') >= 6


@given(st.text(min_size=1))
def test_no_value_passes_that_is_not_declared(text: str) -> None:
    labels = known_labels()
    for name, value in labels.clean(dict.fromkeys(NAMES, text)).items():
        assert value == OTHER or value in labels._values[name]


@pytest.mark.parametrize("name", ["tenant", "subject", "session", "ip", "token", "user", "path"])
def test_no_name_passes_that_is_not_declared(name: str) -> None:
    assert name not in NAMES
    with pytest.raises(LabelRefused):
        Labels({name: ["a"]})
    with pytest.raises(LabelRefused):
        known_labels().clean({name: "a"})
    with pytest.raises(LabelRefused):
        MetricRegistry(known_labels(), [Metric("a_total", Shape.COUNTER, "A.", (name,))])
    with pytest.raises(LabelRefused):
        fresh().registry.count("inperson_capture_refusals_total", **{name: "a"})


def test_a_list_of_values_is_as_short_as_constants_are() -> None:
    with pytest.raises(LabelRefused):
        Labels({"route": [str(number) for number in range(501)]})
    with pytest.raises(LabelRefused):
        Labels({"route": ["x" * 121]})


def test_applications_in_one_process_count_apart() -> None:
    one, two = fresh(), fresh()
    one.refused("server_full")
    line = b'inperson_capture_refusals_total{code="server_full"} 1.0'
    assert line in one.registry.text()
    assert line not in two.registry.text()


def test_no_series_tells_when_it_began() -> None:
    metrics = fresh()
    smuggle(metrics, "judge")
    assert b"_created" not in metrics.registry.text()
    assert b"inperson_stage_seconds_count" in metrics.registry.text()


def test_every_figure_has_its_words_and_its_own_name() -> None:
    assert len({each.name for each in EVERY}) == len(EVERY)
    for each in EVERY:
        assert re.fullmatch(r"inperson_[a-z_]+", each.name)
        assert each.says.endswith(".")
        assert (each.shape is Shape.COUNTER) == each.name.endswith("_total")
        assert NAMES.issuperset(each.labels)


def test_every_reason_has_a_class() -> None:
    classes = {reason: reason_class([reason]) for reason in Reason}
    assert set(classes.values()) == set(ReasonClass) - {ReasonClass.NONE}
    assert classes[Reason.NOT_LIVE] is ReasonClass.LIVENESS
    assert classes[Reason.BLURRED] is ReasonClass.CAMERA
    assert reason_class([]) is ReasonClass.NONE


def test_nothing_is_put_into_the_registry_of_the_process() -> None:
    code = (
        "import prometheus_client as p; before = set(p.REGISTRY._names_to_collectors);"
        "from inperson.http.server_metrics import ServerMetrics, known_labels;"
        "from inperson.observing import NoTracing;"
        "two = [ServerMetrics(NoTracing(), known_labels()) for _ in range(2)];"
        "assert set(p.REGISTRY._names_to_collectors) == before"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_routes_are_declared_by_the_application_alone() -> None:
    async def nothing(*_: object) -> None: ...

    metrics = fresh()
    Traffic(nothing, metrics, ["/v1/sessions/{session_id}"])
    metrics.request("/v1/sessions/{session_id}", "GET", "2xx", 0.1)
    text = metrics.registry.text().decode()
    assert 'route="/v1/sessions/{session_id}"' in text
