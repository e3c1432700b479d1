import json
import re
import zlib
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import cv2
import numpy as np
import pytest

import inperson
from inperson.core import InpersonError, StoreUnavailable, SystemEntropy
from inperson.http.server_metrics import known_labels
from inperson.tenants import TokenKind
from inperson.tenants.text import new_token_text
from tests.http.conftest import MAX_BODY, Api, code
from tests.scene import png

VECTORS = Path(__file__).parents[1] / "vectors"


def ours() -> Iterator[type[InpersonError]]:
    """Return every error of the rooms; what a test defines is none of them."""
    for module in walk_packages(inperson.__path__, "inperson."):
        if not module.name.endswith("__main__") and "migrations" not in module.name:
            import_module(module.name)
    return (each for each in InpersonError.every() if each.__module__.startswith("inperson."))


def test_every_code_is_used_by_one_error_only() -> None:
    codes = [each.code for each in ours()]
    assert len(codes) == len(set(codes))


def test_what_a_client_is_told_of_a_code_never_changes() -> None:
    told = {
        each.code: {"status": each.status and each.status.value, "title": each.title}
        for each in ours()
        if each.title
    }
    assert told == json.loads((VECTORS / "problems.json").read_text("utf-8"))


def test_the_figure_of_refused_captures_knows_every_code_that_a_client_is_told() -> None:
    labels = known_labels()
    codes = [each.code for each in ours() if each.title]
    assert [labels.clean({"code": each})["code"] for each in codes] == codes


def test_a_request_without_a_token_is_refused(api: Api) -> None:
    answer = api.http.post("/v1/sessions", json={})
    assert code(answer, 401) == "token_missing"
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("token", ["x", "inp_dev_", "inp_live_" + "a" * 38, "inp_dev_\u00e4"])
def test_a_malformed_token_is_refused(api: Api, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}".encode()}
    assert code(api.http.get("/v1/sessions/x", headers=headers), 401) == "token_malformed"


def test_a_foreign_a_revoked_and_an_expired_token_are_refused(api: Api) -> None:
    foreign = new_token_text(TokenKind.DEVELOPER, SystemEntropy())
    headers = {"Authorization": f"Bearer {foreign}"}
    assert code(api.http.get("/v1/sessions/x", headers=headers), 401) == "token_unknown"
    issued = api.scene.token(api.tenant)
    api.scene.tenants.revoke(api.tenant, issued.token.id)
    headers = {"Authorization": f"Bearer {issued.secret}"}
    assert code(api.http.get("/v1/sessions/x", headers=headers), 401) == "token_revoked"
    short = api.scene.tenants.issue_token(
        api.tenant, TokenKind.DEVELOPER, "", timedelta(seconds=60)
    )
    api.scene.clock.advance(60)
    headers = {"Authorization": f"Bearer {short.secret}"}
    assert code(api.http.get("/v1/sessions/x", headers=headers), 401) == "token_expired"


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "enroll"},
        {"kind": "enroll", "subject_ref": "x", "e_mail": "a@example.org"},
        {"kind": "other", "subject_ref": "x"},
        {"kind": "enroll", "subject_ref": ""},
        {"kind": "enroll", "subject_ref": 7},
        {"kind": "enroll", "subject_ref": "x", "liveness": "none"},
        [],
        None,
    ],
)
def test_what_does_not_fit_the_schema_is_refused(api: Api, body: object) -> None:
    answer = api.call("POST", "/v1/sessions", json=body)
    assert code(answer, 422) == "request_invalid"
    assert "a@example.org" not in answer.text


def test_a_body_that_is_not_json_is_refused(api: Api) -> None:
    headers = {"Content-Type": "application/json"}
    answer = api.call("POST", "/v1/sessions", content=b"{", headers=headers)
    assert code(answer, 400) == "request_malformed"


def test_a_path_or_a_method_that_is_not_there_is_refused(api: Api) -> None:
    assert code(api.call("GET", "/v1/nothing"), 404) == "not_found"
    answer = api.call("PUT", "/v1/sessions")
    assert code(answer, 405) == "method_not_allowed"
    assert answer.headers["allow"] == "POST"
    for method in ("TRACE", "OPTIONS", "HEAD", "CONNECTED"):
        assert api.call(method, "/v1/sessions").status_code == 405


def test_a_body_over_the_limit_is_refused_declared_or_streamed(api: Api) -> None:
    big = b"x" * (MAX_BODY + 1)
    assert code(api.call("POST", "/v1/sessions", content=big), 413) == "body_too_large"
    streamed = api.call("POST", "/v1/sessions", content=iter([big]))
    assert code(streamed, 413) == "body_too_large"
    session = api.create().json()["id"]
    assert code(api.submit(session, big), 413) == "body_too_large"
    assert api.call("GET", f"/v1/sessions/{session}").json()["state"] == "open"


def test_samples_must_come_as_files_named_image(api: Api) -> None:
    path = f"/v1/sessions/{api.create().json()['id']}/samples"
    assert code(api.call("POST", path, json={}), 415) == "content_type_unsupported"
    assert code(api.call("POST", path, files={"photo": png(1)}), 422) == "request_invalid"
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = api.call("POST", path, content=b"--y\r\nnonsense", headers=broken)
    assert answer.status_code in {400, 422}
    answer = api.call("POST", path, content=b"", headers={"Content-Type": "multipart/form-data"})
    assert code(answer, 400) == "request_malformed"
    nine = [("image", png(1))] * 9
    assert answer.status_code == 400
    assert code(api.call("POST", path, files=nine), 400) == "request_malformed"
    empty = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = api.call("POST", path, content=b"--x--\r\n", headers=empty)
    assert code(answer, 422) == "no_samples"


def jpeg() -> bytes:
    grey = np.full((64, 64, 3), 90, np.uint8)
    return cv2.imencode(".jpg", grey)[1].tobytes()


def large_png(width: int, height: int) -> bytes:
    """A PNG whose header says more than it holds."""
    data = bytearray(png(1))
    data[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    return bytes(data)


def animated_png() -> bytes:
    data, body = png(1), b"acTL" + bytes(8)
    return (
        data[:33] + (8).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big") + data[33:]
    )


def cmyk_jpeg() -> bytes:
    data = bytearray(jpeg())
    data[data.index(b"\xff\xc0") + 9] = 4
    return bytes(data)


def broken_png() -> bytes:
    data = bytearray(png(1))
    data[40] ^= 1
    return bytes(data)


IMAGES = {
    "image_empty": (400, b"", "image/png"),
    "image_type_unsupported": (415, b"GIF89a" + bytes(60), "image/gif"),
    "image_type_mismatch": (400, jpeg(), "image/png"),
    "image_truncated": (400, png(1)[:-20], "image/png"),
    "image_corrupt": (400, broken_png(), "image/png"),
    "image_animated": (400, animated_png(), "image/png"),
    "image_polyglot": (400, png(1) + b"PK\x03\x04", "image/png"),
    "image_too_small": (400, large_png(1, 1), "image/png"),
    "image_too_many_pixels": (400, large_png(10_000, 5_000), "image/png"),
    "image_colour_unsupported": (400, cmyk_jpeg(), "image/jpeg"),
}


@pytest.mark.parametrize("expected", IMAGES)
def test_each_bad_image_has_its_code_and_leaves_the_session_open(api: Api, expected: str) -> None:
    status, data, media_type = IMAGES[expected]
    session = api.create().json()["id"]
    files = {"image": ("a", data, media_type)}
    answer = api.call("POST", f"/v1/sessions/{session}/samples", files=files)
    assert code(answer, status) == expected
    assert api.call("GET", f"/v1/sessions/{session}").json()["state"] == "open"


def refused(caplog: pytest.LogCaptureFixture) -> list[type[BaseException] | None]:
    """Return what the log says that was refused: by its type, the redaction takes the rest out."""
    return [each.exc_info[0] for each in caplog.records if each.exc_info]


def test_a_store_that_fails_is_a_503_and_a_bug_a_plain_500(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: object) -> None:
        raise StoreUnavailable("a secret detail")

    monkeypatch.setattr(api.scene.sessions, "of", fail)
    answer = api.create()
    assert code(answer, 503) == "store_unavailable"
    assert answer.headers["retry-after"]
    assert "secret" not in answer.text
    assert refused(caplog) == [StoreUnavailable]

    def break_(_: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(api.scene.sessions, "of", break_)
    answer = api.create()
    assert code(answer, 500) == "internal_error"
    assert "secret" not in answer.text


def test_no_answer_may_be_cached_or_framed(api: Api) -> None:
    for answer in (api.create(), api.http.get("/v1/nothing"), api.http.get("/v1/jwks")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        policy = answer.headers["content-security-policy"].split("; ")
        assert "default-src 'none'" in policy  # `object-src` among them; not the three that follow
        for rule in ("base-uri", "form-action", "frame-ancestors"):
            assert f"{rule} 'none'" in policy


def test_the_description_is_openapi_3_1_and_tells_every_refusal_as_a_problem(api: Api) -> None:
    description = api.http.get("/v1/openapi.json").json()
    assert re.fullmatch(r"3\.1\.\d", description["openapi"])
    for path in description["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                if status[0] in "45":
                    assert list(answer["content"]) == ["application/problem+json"]
