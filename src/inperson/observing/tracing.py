"""Spans, for who runs a collector. Nothing of OpenTelemetry is imported unless one is named."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Protocol

from inperson.core import InpersonError
from inperson.observing.labels import Labels

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter


class TracingUnavailable(InpersonError):
    """Spans are asked for, and OpenTelemetry is not installed."""

    code = "tracing_unavailable"


class Span(Protocol):
    """What goes on."""

    def done(self, name: str, **labels: object) -> None:
        """Give it its name, which is often known at the end only, and its labels."""
        ...


class Tracing(Protocol):
    """Makes spans."""

    def span(self, name: str) -> AbstractContextManager[Span]:
        """Open a span under the one that is open here."""
        ...

    def close(self) -> None:
        """Send what is left."""
        ...


class NoTracing:
    """Makes none."""

    def span(self, name: str) -> AbstractContextManager[Span]:
        """Do nothing."""
        return nullcontext(self)

    def done(self, name: str, **labels: object) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class _Span:
    def __init__(self, span: "object", labels: Labels) -> None:
        self._span, self._labels = span, labels

    def done(self, name: str, **labels: object) -> None:
        """Name the span."""
        self._span.update_name(name)  # type: ignore[attr-defined]
        for key, value in self._labels.clean(labels).items():
            self._span.set_attribute(f"inperson.{key}", value)  # type: ignore[attr-defined]


class OtelTracing:
    """Sends spans to a collector. Names and attributes pass the allow-list of the metrics.

    A client's own `traceparent` is not read: who sends a request does not name our traces. What an
    exception says is not recorded.
    """

    def __init__(self, exporter: "SpanExporter", labels: Labels, version: str) -> None:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        # nothing that is detected: host names, arguments and users are not the collector's business
        resource = Resource({"service.name": "inperson", "service.version": version})
        self._provider = TracerProvider(resource=resource)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("inperson", version)
        self._labels = labels

    @contextmanager
    def span(self, name: str) -> Iterator[Span]:
        """Open a span under the one that is open here."""
        with self._tracer.start_as_current_span(
            name, record_exception=False, set_status_on_exception=False
        ) as span:
            yield _Span(span, self._labels)

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


def open_tracing(endpoint: str | None, labels: Labels, version: str) -> Tracing:
    """Return what makes spans; without an endpoint nothing is imported and nothing is made.

    Args:
        endpoint: where a collector takes OTLP over HTTP.
        labels: the allow-list.
        version: of the server.

    Raises:
        TracingUnavailable: if OpenTelemetry is not installed.

    """
    if endpoint is None:
        return NoTracing()
    try:
        import requests  # the exporter brings it
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError as error:
        raise TracingUnavailable("Install the extra: `pip install inperson[otel]`.") from error
    line = requests.Session()
    line.trust_env = False  # neither proxies nor passwords of the environment
    line.max_redirects = 0
    return OtelTracing(OTLPSpanExporter(endpoint=endpoint, session=line), labels, version)
