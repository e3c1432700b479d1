"""Counters, gauges and histograms behind the allow-list, in a registry of their own."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.registry import Collector

from inperson.observing.labels import NAMES, LabelRefused, Labels

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

BUCKETS_S = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""From an answer without a model to a client that waits for a decision on a busy server."""


class Shape(StrEnum):
    """How a figure moves."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure."""

    name: str
    shape: Shape
    says: str
    labels: tuple[str, ...] = ()


class MetricRegistry:
    """Holds the figures of one application. Safe to share between threads.

    Args:
        labels: what may tell figures apart.
        metrics: every figure there is.

    Raises:
        LabelRefused: if a figure asks for a label that is not on the list.

    """

    def __init__(self, labels: Labels, metrics: Sequence[Metric]) -> None:
        self.labels = labels
        self._registry = CollectorRegistry()  # never the process-wide one
        self._kinds = {each.name: each for each in metrics}
        self._counters: dict[str, Counter] = {}
        self._gauges: dict[str, Gauge] = {}
        self._histograms: dict[str, Histogram] = {}
        for each in metrics:
            if not NAMES.issuperset(each.labels):
                raise LabelRefused(f"{each.name} has a label that is not on the list.")
            self._make(each)
        ProcessCollector(registry=self._registry)

    def _make(self, each: Metric) -> None:
        named = (each.name, each.says, each.labels)
        if each.shape is Shape.COUNTER:
            self._counters[each.name] = Counter(*named, registry=self._registry)
        elif each.shape is Shape.GAUGE:
            self._gauges[each.name] = Gauge(*named, registry=self._registry)
        else:
            self._histograms[each.name] = Histogram(
                *named, registry=self._registry, buckets=BUCKETS_S
            )

    def count(self, name: str, by: float = 1, **labels: object) -> None:
        """Add to a counter."""
        found = self._counters[name]
        (found.labels(**self.labels.clean(labels)) if labels else found).inc(by)

    def observe(self, name: str, value: float, **labels: object) -> None:
        """Put one value into a histogram."""
        found = self._histograms[name]
        (found.labels(**self.labels.clean(labels)) if labels else found).observe(value)

    def put(self, name: str, value: float, **labels: object) -> None:
        """Set a gauge."""
        found = self._gauges[name]
        (found.labels(**self.labels.clean(labels)) if labels else found).set(value)

    @contextmanager
    def timing(self, name: str, **labels: object) -> Iterator[None]:
        """Put how long a block takes into a histogram, whatever ends it."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.observe(name, time.perf_counter() - began, **labels)

    def ask(self, measure: Metric, read: Callable[[], float | Mapping[str, float]]) -> None:
        """Let a figure be asked for whenever somebody reads them.

        Args:
            measure: a counter or a gauge that is not among the constructor's.
            read: cheap, and without an effect; returns the figure, or one for each value of the
                one label that it has.

        """
        self._registry.register(_Asked(measure, read, self.labels))

    def text(self) -> bytes:
        """Return all figures in Prometheus' text format, version 0.0.4."""
        return generate_latest(_WithoutBirths(self._registry))


class _Asked(Collector):
    def __init__(
        self, measure: Metric, read: Callable[[], float | Mapping[str, float]], labels: Labels
    ) -> None:
        self._measure, self._read, self._labels = measure, read, labels

    def collect(self) -> Iterator[Family]:
        kind = CounterMetricFamily if self._measure.shape is Shape.COUNTER else GaugeMetricFamily
        family = kind(self._measure.name, self._measure.says, labels=self._measure.labels)
        found = self._read()
        for value, figure in found.items() if isinstance(found, Mapping) else (("", found),):
            named = dict.fromkeys(self._measure.labels, value)
            family.add_metric(list(self._labels.clean(named).values()), figure)
        yield family


class _WithoutBirths:
    """Leaves out when each series began: the time of the first refusal is nobody's business."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterator[Family]:
        for metric in self._registry.collect():
            metric.samples = [each for each in metric.samples if not _is_birth(each.name)]
            yield metric


def _is_birth(name: str) -> bool:
    return name.endswith("_created")
