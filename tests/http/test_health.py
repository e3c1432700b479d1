"""What a load balancer and a figure collector ask, and what they are not told."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from inperson.adapters.kms import FileKeyProvider
from inperson.app.health import (
    MetricsTokenInvalid,
    make_readiness,
    make_scrape_key,
    show_live,
)
from inperson.config import Settings
from inperson.core import SystemEntropy
from inperson.http import create_app
from inperson.http.readiness import Check, Readiness, ReadinessPart, ScrapeKey
from inperson.tenants import TokenKind
from inperson.vault import KeyFilePermissions
from inperson.vision import FacePipeline
from tests.http.conftest import MAX_BODY, Api, code
from tests.scene import Scene, open_scene, png
from tests.serving import PATIENCE_S, client, serving, until

SECRET = "s" * 40


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Api]:
    """The API with a key for its figures."""
    scene = open_scene(tmp_path)
    tenant = scene.add_tenant("one")
    services = replace(scene.services, scrape_key=ScrapeKey.of(SECRET.encode()))
    vault = scene.sessions.subjects_of(scene.caller(tenant)).vault
    show_live(services, lambda: vault.uses, scene.server.workers)
    app = create_app(services, max_body_bytes=MAX_BODY)
    with serving(app) as url, client(url) as http:
        yield Api(scene, tenant, http, scene.token(tenant).secret, app)
    scene.stores.close()


def figures(api: Api) -> str:
    answer = api.http.get("/metrics", headers={"Authorization": f"Bearer {SECRET}"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return answer.text


def figures_with(api: Api, *lines: str) -> str:
    """Return the figures once they hold these lines: a connection is noted when it is over."""
    ends = time.monotonic() + PATIENCE_S
    while True:
        text = figures(api)
        missing = [each for each in lines if each not in text]
        if not missing:
            return text
        assert time.monotonic() < ends, (missing, text)
        time.sleep(0.05)


def test_a_process_that_answers_is_healthy_without_its_stores(api: Api) -> None:
    api.scene.stores.close()
    answer = api.http.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_a_server_that_drains_is_not_ready_and_is_healthy(api: Api) -> None:
    assert api.http.get("/readyz").json() == {"status": "ready"}
    api.scene.services.draining.begin()
    answer = api.http.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unready", "missing": ["draining"]}
    assert answer.headers["retry-after"] == "5"
    assert api.http.get("/healthz").status_code == 200


def ask(readiness: Readiness) -> tuple[ReadinessPart, ...]:
    return asyncio.run(readiness.missing())


@pytest.mark.needs_models
def test_each_part_that_goes_is_missed_by_its_name(
    tmp_path: Path, pipeline: FacePipeline, caplog: pytest.LogCaptureFixture
) -> None:
    scene = open_scene(tmp_path)

    def now(tenants: object = scene.tenants) -> tuple[ReadinessPart, ...]:
        return ask(make_readiness(scene.stores, tenants, scene.provider, pipeline))  # type: ignore[arg-type]

    scene.stores.audit.create_server()
    assert until(lambda: now() == ())
    tenant = scene.add_tenant("one")
    assert until(lambda: now() == ())
    kek = next((tmp_path / "kek").glob(f"{tenant}.*.kek"))
    kek.rename(tmp_path / "gone")
    assert until(lambda: now() == (ReadinessPart.KEYS,))
    (tmp_path / "gone").rename(kek)
    scene.stores.close()
    for part in ("keys", "data"):
        (tmp_path / part).rename(tmp_path / f"{part}-gone")
        assert ReadinessPart.STORES in now()
        (tmp_path / f"{part}-gone").rename(tmp_path / part)
    assert tenant not in caplog.text


def test_who_asks_often_costs_as_much_as_who_asks_once() -> None:
    looks = []
    readiness = Readiness([Check(ReadinessPart.STORES, lambda: looks.append(1), every_s=60)])

    async def many() -> None:
        await asyncio.gather(*(readiness.missing() for _ in range(200)))

    asyncio.run(many())
    assert ask(readiness) == ()
    assert len(looks) == 1


def test_an_answer_holds_for_its_time_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    answers, now_s = iter([True, False, True]), [100.0]
    clock = SimpleNamespace(monotonic=lambda: now_s[0])
    monkeypatch.setattr("inperson.http.readiness.time", clock)

    def look() -> None:
        if not next(answers):
            raise OSError

    readiness = Readiness([Check(ReadinessPart.KEYS, look, every_s=5)], wait_s=PATIENCE_S)
    assert ask(readiness) == ()
    now_s[0] += 5
    assert ask(readiness) == (ReadinessPart.KEYS,)
    now_s[0] += 4.9
    assert ask(readiness) == (ReadinessPart.KEYS,)
    now_s[0] += 0.1
    assert ask(readiness) == ()


def test_a_store_that_hangs_keeps_nobody_waiting() -> None:
    hanging, looks = threading.Event(), []

    def look() -> None:
        looks.append(1)
        hanging.wait(120)

    readiness = Readiness([Check(ReadinessPart.STORES, look)], wait_s=0.1)
    assert ask(readiness) == (ReadinessPart.STORES,)
    for _ in range(50):
        assert ask(readiness) == (ReadinessPart.STORES,)
    assert len(looks) == 1
    hanging.set()
    assert until(lambda: ask(readiness) == ())


def test_figures_are_not_there_unless_they_have_a_key(api: Api) -> None:
    for headers in ({}, {"Authorization": f"Bearer {SECRET}"}):
        assert code(api.http.get("/metrics", headers=headers), 404) == "not_found"


def test_figures_are_for_their_own_secret_alone(watched: Api) -> None:
    assert code(watched.http.get("/metrics"), 401) == "token_missing"
    for wrong in (watched.token, SECRET[:-1], SECRET + "s", "ß"):
        headers = {"Authorization": f"Bearer {wrong}".encode()}
        assert code(watched.http.get("/metrics", headers=headers), 401) in {
            "token_unknown",
            "token_missing",
        }
    assert SECRET not in repr(watched.scene.services) + repr(ScrapeKey.of(SECRET.encode()))


def test_what_happens_is_counted(watched: Api) -> None:
    watched.run("enroll", png(1))
    watched.capture("authenticate")
    watched.capture("authenticate", 2, start=100)
    watched.by(TokenKind.PRODUCTION).create()
    watched.http.get("/no/such/path")
    text = figures_with(
        watched,
        'inperson_requests_total{method="POST",route="/v1/sessions",status="2xx"} 3.0',
        'inperson_requests_total{method="POST",route="/v1/sessions",status="4xx"} 1.0',
        'inperson_requests_total{method="GET",route="other",status="4xx"} 1.0',
        'inperson_requests_total{method="WEBSOCKET",'
        'route="/v1/sessions/{session_id}/capture",status="1xx"} 2.0',
        'inperson_request_seconds_count{route="/v1/sessions/{session_id}"} 2.0',
        'inperson_decisions_total{decision="enrolled",kind="enroll",reason="none",'
        'source="stills"} 1.0',
        'inperson_decisions_total{decision="match",kind="authenticate",reason="none",'
        'source="capture"} 1.0',
        'inperson_decisions_total{decision="no_match",kind="authenticate",reason="comparison",'
        'source="capture"} 1.0',
        'inperson_decision_seconds_count{source="capture"} 2.0',
        'inperson_stage_seconds_count{stage="judge"} 2.0',
        'inperson_stage_seconds_count{stage="decide"} 3.0',
        'inperson_stage_seconds_count{stage="examine"} 1.0',
        "inperson_captures_open 0.0",
        "inperson_draining 0.0",
    )
    assert "inperson_frame_seconds_count" in text
    assert "process_resident_memory_bytes" in text


def test_no_figure_names_anybody(watched: Api) -> None:
    enrolled = watched.run("enroll", png(1), ref="anna-1")
    watched.http.get(f"/v1/subjects/{enrolled['subject_id']}/x?subject_ref=anna-1")
    watched.http.request("BREW", f"/{watched.token}")
    text = figures(watched)
    named = [watched.tenant, enrolled["subject_id"], enrolled["id"], watched.token, "anna-1"]
    for secret in [*named, "127.0.0.1", "BREW"]:
        assert secret not in text


def test_a_capture_that_is_refused_is_counted_by_its_code(watched: Api) -> None:
    from tests.capturing import wire

    opened = watched.open("enroll")
    with wire(watched.url, opened["id"]) as line:
        assert line.hello("nonsense")["code"] == "session_token_invalid"
    with wire(watched.url, opened["id"]) as line:
        line.hello(opened["session_token"])
        line.tell({"type": "cancel"})
        line.ended()
    figures_with(
        watched,
        'inperson_capture_refusals_total{code="session_token_invalid"} 1.0',
        'decision="refused",kind="enroll",reason="given_up",source="capture"} 1.0',
    )


def test_every_request_has_an_id_that_says_nothing(api: Api) -> None:
    given = {"X-Request-Id": "anna-1"}
    ids = [api.http.get(path, headers=given).headers["x-request-id"] for path in ("/v1/jwks", "/x")]
    assert len({*ids, "anna-1"}) == 3
    assert all(len(each) == 16 and each.isalnum() for each in ids)


def test_the_secret_of_the_figures_is_long_and_private(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    settings = Settings(metrics_token_file=path)
    assert make_scrape_key(Settings()) is None
    path.write_text("s" * 32 + "\n")
    path.chmod(0o640)
    with pytest.raises(KeyFilePermissions):
        make_scrape_key(settings)
    path.chmod(0o600)
    key = make_scrape_key(settings)
    assert key is not None
    assert key.opens("s" * 32)
    for short in ("s" * 31, "s" * 31 + " s", "ß" * 40):
        path.write_text(short)
        with pytest.raises(MetricsTokenInvalid):
            make_scrape_key(settings)


def test_keys_found_in_memory_are_counted(tmp_path: Path) -> None:
    scene: Scene = open_scene(tmp_path)
    tenant = scene.add_tenant("one")
    vault = scene.vault(tenant)
    from inperson.core.ids import new_subject_id
    from inperson.vault import Purpose

    subject = new_subject_id(SystemEntropy())
    vault.create_subject_key(subject)
    assert isinstance(scene.provider, FileKeyProvider)
    for _ in range(3):
        vault.by("somebody").seal(subject, Purpose.REFERENCE_TEMPLATE, "", b"x")
    assert vault.uses == (2, 1)
    scene.stores.close()


def test_the_log_has_one_line_for_a_request(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "inperson")
    api.call("GET", "/v1/sessions/ses_anna?x=anna")
    api.http.get("/healthz")
    (line,) = [each for each in caplog.records if each.message == "request"]
    assert (line.route, line.method, line.status) == ("/v1/sessions/{session_id}", "GET", "4xx")  # type: ignore[attr-defined]
    assert "anna" not in json.dumps(vars(line), default=str)
