"""The pages, their headers, and the demo's back end."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest
from typer.testing import CliRunner

from inperson.app.health import make_readiness
from inperson.cli.exits import Exit
from inperson.cli.main import app as commands
from inperson.http import ReadinessPart, create_app
from inperson.http.pages import NeedsDeveloperToken, add_demo
from inperson.http.pages.files import ASSETS, _load
from inperson.http.pages.front import languages
from inperson.rights.notices import LANGUAGES
from inperson.tenants import TokenKind
from tests.http.conftest import MAX_BODY, code
from tests.scene import ColourExaminer, Scene, open_scene
from tests.serving import PATIENCE_S, client, serving

SAME = {"Sec-Fetch-Site": "same-origin"}
PAGES = ("demo.html", "integrate.html", "privacy.html", "trial.html", "check.html")
ANY_TENANT = f"/privacy/ten_{'a' * 26}"
STATIC = Path("src/inperson/http/pages/static")
built = pytest.mark.skipif(not STATIC.exists(), reason="the pages are not built: make web")


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    opened = open_scene(tmp_path)
    yield opened
    opened.stores.close()


@pytest.fixture
def http(scene: Scene) -> Iterator[httpx.Client]:
    app = create_app(scene.services, max_body_bytes=MAX_BODY)
    tenant = scene.add_tenant("demo")
    add_demo(app, scene.token(tenant).secret, clock=lambda: 0.0)
    with serving(app) as url, client(url) as made:
        yield made


@built
@pytest.mark.parametrize("path", ["/", "/docs", "/privacy", "/demo", "/integrate", ANY_TENANT])
def test_a_page_runs_nothing_inline_and_loads_from_nowhere_else(
    http: httpx.Client, path: str
) -> None:
    answer = http.get(path)
    assert answer.status_code == 200
    policy = answer.headers.get_list("content-security-policy")
    assert len(policy) == 1
    assert "default-src 'none'" in policy[0]
    assert "unsafe" not in policy[0]
    assert "http" not in policy[0]
    assert answer.headers["permissions-policy"].startswith("camera=(self), microphone=()")
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    body = re.sub(r"<pre.*?</pre>", "", answer.text, flags=re.S)
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", body)
    assert re.findall(r'(?:src|href)="(?![/#])[^"]*"', body) == []


def test_the_front_page_leads_to_everything(http: httpx.Client) -> None:
    page = http.get("/").text
    links = set(re.findall(r'<a href="(/[^"]*)"', page))
    assert links >= {"/privacy", "/integrate", "/docs", "/v1/openapi.json", "/console/sign-in"}
    assert {http.get(each).status_code for each in links} == {200}
    assert "Test operator" in page


def test_the_reference_has_every_operation_and_every_schema(http: httpx.Client) -> None:
    page, said = http.get("/docs").text, http.get("/v1/openapi.json").json()
    there = re.findall(r'\sid="([^"]+)"', page)
    assert len(there) == len(set(there))
    named = {
        each["operationId"]
        for part in ("paths", "webhooks")
        for item in said[part].values()
        for each in item.values()
    }
    assert named | set(said["components"]["schemas"]) <= set(there)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(there)
    assert "None" not in page


def test_people_are_told_how_to_reach_their_centre_in_their_language(http: httpx.Client) -> None:
    asked = http.get("/privacy", headers={"Accept-Language": "fr-CH, de;q=0.8"})
    assert asked.headers["content-language"] == "fr"
    assert '<html lang="fr" dir="ltr">' in asked.text
    named = http.get("/privacy?lang=ar", headers={"Accept-Language": "fr"})
    assert '<html lang="ar" dir="rtl">' in named.text
    assert 'lang="en"' in http.get("/privacy?lang=xx").text
    assert languages("centres") == LANGUAGES
    assert len({http.get(f"/privacy?lang={each}").text for each in LANGUAGES}) == len(LANGUAGES)


@pytest.mark.parametrize("deployment", ["managed", "private"])
def test_only_a_private_servers_one_centre_is_told_to_strangers(
    scene: Scene, deployment: str
) -> None:
    tenant = scene.add_tenant("Shop")
    desks = scene.services.desks
    desks.facts = replace(desks.facts, deployment=deployment)
    with serving(create_app(scene.services, max_body_bytes=MAX_BODY)) as url:
        page = httpx.get(f"{url}/privacy", timeout=PATIENCE_S).text
    assert (tenant in page) == (deployment == "private")
    assert "Shop" not in page


@pytest.mark.parametrize("tenant", ["ten_x", "demo", "ses_" + "a" * 26, "..%2Fdemo"])
def test_a_privacy_centre_is_of_a_tenant(http: httpx.Client, tenant: str) -> None:
    assert code(http.get(f"/privacy/{tenant}"), 404) == "not_found"


@built
def test_the_privacy_centre_tells_no_other_site_where_it_is(http: httpx.Client) -> None:
    assert http.get(ANY_TENANT).headers.get_list("referrer-policy") == ["no-referrer"]


def test_the_demo_leads_a_browser_to_its_own_data(http: httpx.Client) -> None:
    answer = http.post("/demo/api/privacy", headers=SAME)
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == {"code", "url"}
    assert {"HttpOnly", "SameSite=strict"} <= set(answer.headers["set-cookie"].split("; "))
    path = httpx.URL(answer.json()["url"]).path
    assert re.fullmatch(r"/privacy/ten_[a-z0-9]{26}", path)
    entered = http.post(f"{path}/api/enter", json={"code": answer.json()["code"]}, headers=SAME)
    assert entered.json()["expires_at"]


@built
@pytest.mark.parametrize("name", ASSETS)
def test_the_sdk_is_for_every_origin(http: httpx.Client, name: str) -> None:
    answer = http.get(f"/assets/{name}")
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.parametrize("name", ["demo.html", "..%2Ffiles.py", "x.js"])
def test_no_other_file_is_sent(http: httpx.Client, name: str) -> None:
    code(http.get(f"/assets/{name}"), 404)


@built
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/docs",
        "/privacy",
        "/healthz",
        "/readyz",
        "/integrate",
        ANY_TENANT,
        "/assets/inperson.js",
        "/v1/jwks",
    ],
)
def test_what_is_open_to_anybody_tells_its_headers_alone(http: httpx.Client, path: str) -> None:
    whole, head = http.get(path), http.head(path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "content-length"):
        assert head.headers[name] == whole.headers[name]


@built
@pytest.mark.parametrize("name", ASSETS)
def test_a_text_says_how_it_is_written(name: str) -> None:
    said = _load(name).media_type
    assert (not said.startswith("text/") and "+xml" not in said) or said.endswith("; charset=utf-8")


@pytest.fixture
def unbuilt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """An installation without built pages."""
    _load.cache_clear()
    monkeypatch.setattr("inperson.http.pages.files.files", lambda _: tmp_path)
    yield
    _load.cache_clear()


@pytest.mark.usefixtures("unbuilt")
def test_an_installation_without_built_pages_says_so(http: httpx.Client) -> None:
    answer = http.get("/integrate")
    assert code(answer, 503) == "pages_missing"
    assert answer.json()["title"] == "This installation lacks its pages"


@pytest.mark.usefixtures("unbuilt")
def test_an_installation_without_built_pages_is_not_ready(scene: Scene) -> None:
    scene.stores.audit.create_server()
    readiness = make_readiness(scene.stores, scene.tenants, scene.provider, ColourExaminer())
    assert asyncio.run(readiness.missing()) == (ReadinessPart.PAGES,)


@pytest.mark.usefixtures("unbuilt")
def test_doctor_names_pages_that_are_missing() -> None:
    said = CliRunner().invoke(commands, ["doctor"])
    assert said.exit_code == Exit.NO
    assert "WRONG pages        pages_missing: inperson.js is not there" in said.stdout


def test_a_server_that_was_given_no_demo_has_none(scene: Scene) -> None:
    app = create_app(scene.services, max_body_bytes=MAX_BODY)
    with serving(app) as url:
        assert httpx.get(f"{url}/demo", timeout=PATIENCE_S).status_code == 404
        refused = httpx.post(f"{url}/demo/api/sessions", headers=SAME, timeout=PATIENCE_S)
        assert refused.status_code == 404


def test_a_production_token_makes_no_demo(scene: Scene) -> None:
    app = create_app(scene.services, max_body_bytes=MAX_BODY)
    tenant = scene.add_tenant("demo")
    with pytest.raises(NeedsDeveloperToken):
        add_demo(app, scene.token(tenant, TokenKind.PRODUCTION).secret)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", None])
def test_no_other_site_reaches_the_demos_back_end(http: httpx.Client, site: str | None) -> None:
    headers = {} if site is None else {"Sec-Fetch-Site": site}
    for method, path in (
        ("GET", "me"),
        ("DELETE", "me"),
        ("POST", "sessions"),
        ("POST", "privacy"),
    ):
        answer = http.request(method, f"/demo/api/{path}", headers=headers)
        assert code(answer, 403) == "origin_not_allowed"


def test_each_browser_has_a_subject_of_its_own(http: httpx.Client) -> None:
    assert http.get("/demo/api/me", headers=SAME).json() == {"enrolled_at": None}
    assert http.delete("/demo/api/me", headers=SAME).status_code == 404
    answer = http.post("/demo/api/sessions", json={"kind": "enroll"}, headers=SAME)
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == {"id", "session_token"}
    cookie = answer.headers["set-cookie"]
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))
    mine = f"/demo/api/sessions/{answer.json()['id']}"
    assert http.get(mine, headers=SAME).json()["state"] == "open"
    http.cookies.clear()
    assert code(http.get(mine, headers=SAME), 404) == "session_not_found"


def test_the_demo_opens_a_bounded_number_of_sessions(http: httpx.Client) -> None:
    answers = [
        http.post("/demo/api/sessions", json={"kind": "enroll"}, headers=SAME) for _ in range(31)
    ]
    assert {each.status_code for each in answers[:30]} == {200}
    assert code(answers[-1], 429) == "demo_busy"


def test_a_body_that_does_not_fit_is_refused(http: httpx.Client) -> None:
    body = {"kind": "enroll", "subject_ref": "somebody"}
    assert http.post("/demo/api/sessions", json=body, headers=SAME).status_code == 422


@built
def test_the_wheel_carries_the_built_pages(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, check=True, capture_output=True)
    with ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    packed = {f"inperson/http/pages/static/{name}" for name in (*ASSETS, *PAGES)}
    assert packed <= names
