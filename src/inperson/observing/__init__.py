"""Watching a server: what is counted, timed and logged, and what never is.

A figure names what happened and never to whom. Label names are a closed list, and so are the
values of each; whatever else is given becomes `other`, so no id, reference or address can reach a
metric, a span or a label by mistake. Every line of the log passes one redaction, whoever wrote it.

    registry = MetricRegistry(Labels({"stage": ("judge", "decide")}), METRICS)
    with registry.timing("inperson_stage_seconds", stage="judge"):
        ...
"""

from inperson.observing.labels import OTHER, LabelRefused, Labels
from inperson.observing.logs import configure_logs
from inperson.observing.metrics import CONTENT_TYPE, Metric, MetricRegistry, Shape
from inperson.observing.redaction import REDACTED, Redaction
from inperson.observing.standard_error import own_standard_error
from inperson.observing.tracing import NoTracing, Tracing, open_tracing

__all__ = [
    "CONTENT_TYPE",
    "OTHER",
    "REDACTED",
    "LabelRefused",
    "Labels",
    "Metric",
    "MetricRegistry",
    "NoTracing",
    "Redaction",
    "Shape",
    "Tracing",
    "configure_logs",
    "open_tracing",
    "own_standard_error",
]
