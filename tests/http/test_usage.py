"""`/v1/usage` and `/v1/usage-reports` at the door."""

from pathlib import Path
from typing import Any

import httpx

from inperson.tenants import Scope, TokenKind
from tests.http.conftest import Api, code
from tests.scene import png
from tests.usage.test_private_deployments import Private


def send(api: Api, text: Any) -> httpx.Response:
    return api.http.post("/v1/usage-reports", json={"report": text})


def test_a_tenant_reads_its_own_exact_counts(api: Api) -> None:
    api.run("enroll", png(1))
    api.run("authenticate", png(1, 1))
    other = api.by(TokenKind.PRODUCTION, api.scene.add_tenant("two"), *Scope)
    reader = api.by(TokenKind.PRODUCTION, None, Scope.USAGE)
    line = {"outcome": "accepted", "token_kind": "developer", "count": 1}
    assert reader.call("GET", "/v1/usage").json() == {
        "periods": [
            {
                "period": "2026-01",
                "closed": False,
                "counts": [{"kind": "authenticate", **line}, {"kind": "enroll", **line}],
                "active_subjects": {"developer": 1, "production": 0},
            }
        ]
    }
    assert other.call("GET", "/v1/usage").json() == {"periods": []}


def test_a_report_is_taken_by_its_signature_alone(api: Api, tmp_path: Path) -> None:
    theirs = Private(tmp_path)
    client = theirs.register(api.scene.services.clients)
    text = theirs.next()
    first = send(api, text)
    assert first.status_code == 201, first.text
    assert first.json()["client_id"] == client.id
    assert (first.json()["number"], first.json()["period"]) == (1, "2026-01")
    again = send(api, text)
    assert (again.status_code, again.json()) == (200, first.json())


def test_each_refusal_has_its_code(api: Api, tmp_path: Path) -> None:
    theirs = Private(tmp_path)
    text, other = theirs.next(1), None
    assert code(send(api, text), 401) == "usage_client_unknown"
    theirs.register(api.scene.services.clients)
    header, payload, _ = text.split(".")
    forged = f"{header}.{payload}.{'A' * 86}"
    assert code(send(api, forged), 401) == "usage_report_signature_invalid"
    second = theirs.next()
    gap = send(api, second)
    assert code(gap, 409) == "usage_report_gap"
    assert "Report 1 is due" in gap.json()["detail"]
    assert send(api, text).status_code == 201
    theirs.texts.clear()
    other = theirs.make(5)
    assert code(send(api, other), 409) == "usage_report_fork"
    assert code(send(api, "a.b.c"), 422) == "usage_report_malformed"
    for body in ({}, {"report": 1}, {"report": text, "tenant": "x"}, {"report": "a" * 66_000}):
        assert code(api.http.post("/v1/usage-reports", json=body), 422) == "request_invalid"
