"""Watching a server: what is counted, timed and logged, and what never is.

A figure names what happened and never to whom. Label names are a closed list, and so are the
values of each; whatever else is given becomes `other`, so no id, reference or address can reach a
metric, a span or a label by mistake. Every line of the log passes one redaction, whoever wrote it.

    meter = Meter(Labels({"stage": ("judge", "decide")}), MEASURES)
    with meter.timing("inperson_stage_seconds", stage="judge"):
        ...
"""

from inperson.observing.labels import OTHER, LabelRefused, Labels
from inperson.observing.logs import configure_logs
from inperson.observing.metrics import CONTENT_TYPE, Meter, Metric, Shape
from inperson.observing.redaction import REDACTED, Redaction
from inperson.observing.tracing import NoTracing, Tracing, open_tracing

__all__ = [
    "CONTENT_TYPE",
    "OTHER",
    "REDACTED",
    "LabelRefused",
    "Labels",
    "Meter",
    "Metric",
    "NoTracing",
    "Redaction",
    "Shape",
    "Tracing",
    "configure_logs",
    "open_tracing",
]
