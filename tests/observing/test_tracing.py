"""Spans are made when a collector is named, and say no more than figures do."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from inperson.http.server_metrics import ServerMetrics, known_labels
from inperson.observing.labels import NAMES
from inperson.observing.tracing import OtelTracing
from tests.http.conftest import serve
from tests.scene import open_scene, png


def test_nothing_of_it_is_imported_unless_it_is_asked_for() -> None:
    code = (
        "import sys; import inperson.app.serving; from inperson.config import Settings;"
        "from inperson.app.health import make_measures; m = make_measures(Settings());\n"
        "with m.stage('judge'): pass\n"
        # FastAPI imports the interface alone, and sends nothing with it
        "found = [n for n in sys.modules if n.startswith(('opentelemetry.sdk', "
        "'opentelemetry.exporter', 'opentelemetry.proto'))]; assert not found, found"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_requests_and_stages_are_spans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exporter, labels = InMemorySpanExporter(), known_labels()
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "host.name=anna-1")
    tracing = OtelTracing(exporter, labels, "1")
    metrics = ServerMetrics(tracing, labels)
    scene = open_scene(tmp_path, metrics=metrics)
    with serve(scene) as api:
        headers = {"traceparent": f"00-{'ab' * 16}-{'cd' * 8}-01"}
        api.call("GET", "/v1/sessions/ses_anna?x=anna", headers=headers)
        opened = api.create(ref="anna-1").json()["id"]
        assert api.submit(opened, png(1)).status_code == 200
        live = api.capture("authenticate", ref="anna-1")
    tracing.close()
    spans = exporter.get_finished_spans()
    names = [each.name for each in spans]
    assert {"examine", "judge", "decide", "/v1/sessions/{session_id}"} <= set(names)
    assert "/v1/sessions/{session_id}/capture" in names
    by_id = {each.context.span_id: each for each in spans}
    for each in spans:
        assert each.context.trace_id != int("ab" * 16, 16)
        assert not each.events
        assert {name.removeprefix("inperson.") for name in each.attributes or {}} <= NAMES
        said = f"{each.name} {dict(each.attributes or {})} {dict(each.resource.attributes)}"
        for secret in ("anna", opened, live["id"], api.tenant, api.token):
            assert secret not in said
        if each.name == "judge":
            assert each.parent is not None
            assert by_id[each.parent.span_id].name == "/v1/sessions/{session_id}/capture"


@pytest.mark.parametrize("deployment", ["managed", "private"])
def test_the_frameworks_own_telemetry_stays_off(deployment: str, tmp_path: Path) -> None:
    """FastAPI would send paths, queries and the text of errors wherever OTEL_* say."""
    with socket.create_server(("127.0.0.1", 0)) as collector:
        collector.setblocking(False)
        url = f"http://127.0.0.1:{collector.getsockname()[1]}"
        variables = {
            "FASTAPI_OTEL_AUTO_CONFIGURE": "true",
            "OTEL_EXPORTER_OTLP_ENDPOINT": url,
            "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
            "OTEL_BSP_SCHEDULE_DELAY": "50",
            "OTEL_BLRP_SCHEDULE_DELAY": "50",
            "OTEL_METRIC_EXPORT_INTERVAL": "50",
            "INPERSON_DEPLOYMENT": deployment,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        done = subprocess.run(
            [sys.executable, "-c", _SERVES, str(tmp_path)],
            env=os.environ | variables,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        with pytest.raises(BlockingIOError):
            collector.accept()


_SERVES = """
import sys, time
from pathlib import Path
import httpx
from tests.http.conftest import serve
from tests.scene import open_scene
with serve(open_scene(Path(sys.argv[1]))) as api:
    assert api.call("GET", "/v1/sessions/ses_anna?x=anna").status_code == 404
    time.sleep(0.3)
assert not [name for name in sys.modules if name.startswith("opentelemetry.exporter")]
"""


def test_an_exception_is_no_part_of_a_span() -> None:
    exporter, labels = InMemorySpanExporter(), known_labels()
    tracing = OtelTracing(exporter, labels, "1")
    with pytest.raises(RuntimeError), ServerMetrics(tracing, labels).stage("decide"):
        raise RuntimeError("anna-1")
    tracing.close()
    (span,) = exporter.get_finished_spans()
    assert not span.events
    assert span.status.description is None
