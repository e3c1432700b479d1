"""Notices over HTTP: for tenants with a token, and for everybody without one."""

import hashlib
import json
import re

import pytest

from inperson.core import SystemEntropy
from inperson.core.ids import new_tenant_id
from inperson.http.languages import preferred
from inperson.rights.notices.model import LANGUAGES
from inperson.tenants import Scope, TokenKind
from tests.http.conftest import Api, code

TERMS = {
    "controller": "Shop Ltd",
    "contact": "privacy@shop.example",
    "country": "DE",
    "purposes": {"identity": "explicit_consent", "improvement": "explicit_consent"},
}


def admin(api: Api) -> Api:
    return api.by(TokenKind.PRODUCTION, None, Scope.ADMIN)


def publish(api: Api, **more: object) -> dict[str, object]:
    answer = admin(api).call("PUT", "/v1/notices", json=TERMS | more)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def test_a_tenant_publishes_terms_and_everybody_reads_the_notice(api: Api) -> None:
    made = publish(api)
    assert made == api.call("GET", "/v1/notices/current").json()
    assert set(made) == {
        "version",
        "draft",
        "consents_since",
        "published_at",
        "minimum_age",
        "documents",
    }
    assert (made["version"], made["draft"], made["consents_since"]) == (3, False, 3)
    documents = made["documents"]
    assert isinstance(documents, list)
    assert [each["language"] for each in documents] == list(LANGUAGES)
    for each in documents:
        assert set(each) == {"language", "sha256", "url"}
        data = api.http.get(path(each["url"]) + ".jsonld")
        assert hashlib.sha256(data.content).hexdigest() == each["sha256"]
        assert data.headers["etag"] == f'"{each["sha256"]}"'
        assert data.headers["content-type"] == "application/ld+json"
        assert "immutable" in data.headers["cache-control"]
        assert json.loads(data.text)["@id"] == each["url"] + ".jsonld"
        page = api.http.get(path(each["url"]))
        assert page.status_code == 200
        assert each["sha256"] in page.text


def test_a_document_that_is_known_is_not_sent_again(api: Api) -> None:
    publish(api)
    where = f"/privacy/{api.tenant}/notices/3/en.jsonld"
    tag = api.http.get(where).headers["etag"]
    again = api.http.get(where, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert api.http.get(where, headers={"If-None-Match": '"x"'}).status_code == 200


@pytest.mark.parametrize("route", ["notice", "notices/3/de"])
def test_a_page_runs_nothing_and_loads_from_nowhere_else(api: Api, route: str) -> None:
    publish(api)
    answer = api.http.get(f"/privacy/{api.tenant}/{route}")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|<img|<form", answer.text)


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [
        ("", "", "en"),
        ("?lang=de", "fr", "de"),
        ("?lang=de-AT", "", "de"),
        ("?lang=la", "zh-Hans, en;q=0.5", "zh"),
        ("?lang=<script>", "ar", "ar"),
        ("", "fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", "fr"),
        ("", "nl, es;q=0.4, de;q=0.7", "de"),
        ("", "de;q=0, ;;;, es;q=9", "en"),
        ("", "," * 5000 + "de", "en"),
    ],
)
def test_the_current_notice_comes_in_the_language_that_one_reads(
    api: Api, query: str, header: str, language: str
) -> None:
    publish(api)
    where = f"/privacy/{api.tenant}/notice{query}"
    answer = api.http.get(where, headers={"Accept-Language": header})
    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}"' in answer.text


def test_a_language_that_was_not_published_falls_back_to_english(api: Api) -> None:
    publish(api, languages=["ar"])
    where = f"/privacy/{api.tenant}/notice?lang=de"
    assert api.http.get(where).headers["content-language"] == "en"
    assert preferred("de, ar;q=0.1", ("en", "ar")) == "ar"


def test_an_old_version_stays_where_it_was_and_leads_to_the_newer_one(api: Api) -> None:
    publish(api)
    before = api.http.get(f"/privacy/{api.tenant}/notices/3/en.jsonld").content
    assert "newer version" not in api.http.get(f"/privacy/{api.tenant}/notices/3/en").text
    publish(api, controller="Other Ltd")
    old = api.http.get(f"/privacy/{api.tenant}/notices/3/en")
    assert "There is a newer version." in old.text
    assert f"/privacy/{api.tenant}/notice?lang=en" in old.text
    assert api.http.get(f"/privacy/{api.tenant}/notices/3/en.jsonld").content == before


def test_whatever_is_not_there_gets_the_same_answer(api: Api) -> None:
    publish(api)
    unknown = new_tenant_id(SystemEntropy())
    answers = [
        api.http.get(f"/privacy/{where}")
        for where in (
            f"{unknown}/notice",
            "ten_x/notice",
            "%2e%2e/notice",
            f"{api.tenant.upper()}/notice",
            f"{unknown}/notices/1/en",
            f"{unknown}/notices/1/en.jsonld",
            f"{api.tenant}/notices/9/en",
            f"{api.tenant}/notices/9/en.jsonld",
            f"{api.tenant}/notices/0/en",
            f"{api.tenant}/notices/-1/en",
            f"{api.tenant}/notices/03/en",
            f"{api.tenant}/notices/1e1/en",
            f"{api.tenant}/notices/{'9' * 40}/en",
            f"{api.tenant}/notices/3/la",
            f"{api.tenant}/notices/3/la.jsonld",
        )
    ]
    for answer in answers:
        assert code(answer, 404) == "not_found"
    assert {answer.content for answer in answers} == {answers[0].content}


def test_another_tenants_notice_is_the_other_tenants(api: Api) -> None:
    other = api.scene.add_tenant("other")
    publish(api)
    theirs = api.by(TokenKind.DEVELOPER, other).call("GET", "/v1/notices/current").json()
    assert theirs["version"] == 2
    assert code(api.http.get(f"/privacy/{other}/notices/3/en"), 404) == "not_found"


def test_who_may_read_and_who_may_publish(api: Api) -> None:
    assert code(api.http.get("/v1/notices/current"), 401) == "token_missing"
    assert code(api.call("PUT", "/v1/notices", json=TERMS), 403) == "action_not_allowed"
    usage = api.by(TokenKind.DEVELOPER, None, Scope.USAGE)
    assert code(usage.call("GET", "/v1/notices/current"), 403) == "action_not_allowed"
    assert admin(api).call("GET", "/v1/notices/current").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"controller": ""},
        {"controller": "x" * 201},
        {"country": "Germany"},
        {"purposes": {"marketing": "explicit_consent"}},
        {"languages": ["la"]},
        {"recipients": [{"name": "A"}]},
        {"unknown": 1},
    ],
)
def test_terms_that_do_not_fit_the_schema_are_refused(api: Api, wrong: dict[str, object]) -> None:
    answer = admin(api).call("PUT", "/v1/notices", json=TERMS | wrong)
    assert code(answer, 422) == "request_invalid"


@pytest.mark.parametrize(
    "wrong",
    [
        {"contact": "two\nlines"},
        {"purposes": {}},
        {"purposes": {"identity": "explicit_consent", "improvement": "vital_interests"}},
    ],
)
def test_terms_that_no_schema_can_refuse_are_refused_too(
    api: Api, wrong: dict[str, object]
) -> None:
    answer = admin(api).call("PUT", "/v1/notices", json=TERMS | wrong)
    assert code(answer, 422) == "notice_terms_invalid"
    assert api.call("GET", "/v1/notices/current").json()["version"] == 2


def test_a_new_session_is_asked_for_the_new_notice(asking_api: Api) -> None:
    made = publish(asking_api)
    documents = made["documents"]
    assert isinstance(documents, list)
    given = {"notice_sha256": documents[3]["sha256"], "method": "form"}
    body = {"kind": "enroll", "subject_ref": "s", "liveness": "unsafe_no_liveness"}
    opened = asking_api.call("POST", "/v1/sessions", json=body | {"consent": given})
    assert opened.status_code == 201
    publish(asking_api, controller="Other Ltd")
    again = asking_api.call("POST", "/v1/sessions", json=body)
    assert code(again, 409) == "notice_changed"
