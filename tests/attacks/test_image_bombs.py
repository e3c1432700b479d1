"""Who uploads a small file of many pixels costs this server nothing that it did not allow."""

import json
import struct
import zlib
from dataclasses import replace
from functools import cache
from http.client import HTTPConnection
from urllib.parse import urlsplit

import cv2
import numpy as np
import pytest

from inperson.core import SessionId
from inperson.sessions.errors import SessionNotFound
from inperson.tenants import TokenKind
from inperson.vision import ImageRefused, apart, decode_image, inspect_image
from inperson.vision.errors import ImageCorrupt, ImageTruncated
from inperson.workers import Workers
from tests.http.conftest import Api, code
from tests.scene import png
from tests.serving import PATIENCE_S


@cache
def bomb(width: int = 8000, height: int = 5000) -> bytes:
    """Return a PNG of 40 million black pixels in 120 kB."""
    packing = zlib.compressobj(9)
    row = bytes(1 + 3 * width)
    rows = b"".join(packing.compress(row) for _ in range(height)) + packing.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )


def decoded(api: Api) -> bool:
    """Tell whether anything was decoded, or tried to be."""
    return "decode" in api.scene.server.workers.figures()


@pytest.fixture(autouse=True)
def nothing_is_decoded_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no image of an upload be decoded in the server's own process."""

    def refuse(*_: object) -> None:
        raise AssertionError("decoded in the server")

    monkeypatch.setattr("inperson.vision.decode.cv2.imdecode", refuse)


def test_nothing_is_decoded_for_a_session_that_there_is_not(api: Api) -> None:
    assert code(api.submit("ses_nonexistent", *[bomb()] * 7), 404) == "session_not_found"
    assert not decoded(api)


def test_no_image_is_asked_for_before_the_session_was_found(api: Api) -> None:
    mine = api.scene.sessions.of(api.scene.caller(api.tenant))

    def images():  # type: ignore[no-untyped-def]
        raise AssertionError("an image was asked for")
        yield

    with pytest.raises(SessionNotFound):
        mine.submit(SessionId("ses_nonexistent"), images())


def told_early(api: Api, session: str) -> tuple[int, str]:
    """Return what a session's samples are answered while their body does not come."""
    line = HTTPConnection(urlsplit(api.url).netloc, timeout=PATIENCE_S)
    line.putrequest("POST", f"/v1/sessions/{session}/samples")
    line.putheader("Authorization", f"Bearer {api.token}")
    line.putheader("Content-Type", "multipart/form-data; boundary=x")
    line.putheader("Content-Length", "900000")
    line.endheaders(b"--x\r\n")  # and no byte more
    answer = line.getresponse()
    said = answer.status, str(json.load(answer)["code"])
    line.close()
    assert not decoded(api)
    return said


def test_a_production_token_is_refused_before_its_body_is_read(api: Api) -> None:
    live = api.by(TokenKind.PRODUCTION)
    assert told_early(live, live.open()["id"]) == (403, "liveness_required")


def test_a_session_that_takes_no_images_is_refused_before_the_body_is_read(api: Api) -> None:
    assert told_early(api, "ses_nonexistent") == (404, "session_not_found")
    assert told_early(api, api.open()["id"]) == (403, "liveness_required")
    late = api.create().json()["id"]
    api.scene.clock.advance(3600)
    assert told_early(api, late) == (409, "session_expired")


def test_a_request_has_a_budget_of_pixels(api: Api) -> None:
    session = api.create().json()["id"]
    assert code(api.submit(session, *[bomb()] * 3), 400) == "image_too_many_pixels"
    assert not decoded(api)
    assert api.submit(session, png(1)).json()["decision"] == "enrolled"


@cache
def photograph() -> bytes:
    """Return a JPEG of 48 million black pixels."""
    black, flags = np.zeros((6000, 8000), np.uint8), [cv2.IMWRITE_JPEG_OPTIMIZE, 1]
    return cv2.imencode(".jpg", black, flags)[1].tobytes()


def test_of_photographs_the_budget_counts_what_is_decoded(api: Api) -> None:
    session = api.create().json()["id"]
    files = [("image", ("a.jpg", photograph(), "image/jpeg"))] * 3
    answer = api.call("POST", f"/v1/sessions/{session}/samples", files=files)
    assert answer.status_code == 200, answer.text
    assert decoded(api)


def test_large_images_are_decoded_apart_and_come_back_small(api: Api) -> None:
    answer = api.submit(api.create().json()["id"], bomb())
    assert answer.status_code == 200, answer.text
    assert decoded(api)


def test_a_tenant_has_a_budget_and_leaves_to_others_what_they_need(api: Api) -> None:
    stills, session = api.scene.services.stills, api.create().json()["id"]
    other = api.by(TokenKind.DEVELOPER, api.scene.add_tenant("two"))
    theirs = other.create().json()["id"]
    with stills._pixels.hold(api.tenant, stills._pixels._each):
        answer = api.submit(session, png(1))
        assert code(answer, 503) == "workers_busy"
        assert answer.headers["retry-after"]
        assert other.submit(theirs, png(1)).json()["decision"] == "enrolled"
    assert api.submit(session, png(1)).json()["decision"] == "enrolled"


def test_a_worker_that_dies_of_an_image_is_a_refusal(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = api.create().json()["id"]
    with monkeypatch.context() as patch:
        patch.setattr(apart, "DECODING", replace(apart.DECODING, name="late", deadline_s=0))
        assert code(api.submit(session, png(1)), 422) == "image_undecodable"
    assert api.submit(session, png(1)).json()["decision"] == "enrolled"


@pytest.mark.parametrize("memory_mib", [1, 768])
def test_an_image_that_needs_more_memory_than_a_worker_has_is_refused(
    memory_mib: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = replace(apart.DECODING, memory_bytes=memory_mib * 2**20)
    monkeypatch.setattr(apart, "DECODING", small)
    workers = Workers(1)
    file = inspect_image(bomb())
    try:
        if memory_mib > 1:
            assert apart.decode_apart(file, workers, owner="one").pixels.shape == (1250, 2000, 3)
        else:
            with pytest.raises(ImageRefused):
                apart.decode_apart(file, workers, owner="one")
    finally:
        workers.close()


def test_what_libjpeg_says_of_a_file_goes_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    workers = Workers(1)
    pixels = np.random.default_rng(5).integers(0, 255, (96, 96, 3)).astype(np.uint8)
    jpeg = bytearray(cv2.imencode(".jpg", pixels)[1].tobytes())
    jpeg[len(jpeg) // 2 : len(jpeg) // 2 + 9] = bytes(9)  # "Corrupt JPEG data", it would print
    try:
        apart.decode_apart(inspect_image(bytes(jpeg)), workers, owner="one")
    finally:
        workers.close()
    assert capfd.readouterr() == ("", "")


def test_a_file_of_fill_bytes_is_read_once() -> None:
    """Not once more from each: 20 kB took a server ten seconds, 256 kB of a frame half an hour."""
    jpeg = cv2.imencode(".jpg", np.full((96, 96, 3), 99, np.uint8))[1].tobytes()
    with pytest.raises(ImageTruncated):
        inspect_image(jpeg[:-2] + b"\xff" * 2**20)


def test_a_jpeg_has_few_scans() -> None:
    """Each scan of a progressive JPEG goes over the whole image, and takes twenty bytes."""
    pixels = np.full((96, 96, 3), 99, np.uint8)
    flags = [cv2.IMWRITE_JPEG_PROGRESSIVE, 1]
    jpeg = cv2.imencode(".jpg", pixels, flags)[1].tobytes()
    last = jpeg.rindex(b"\xff\xda")
    assert inspect_image(jpeg)
    with pytest.raises(ImageCorrupt, match="scans"):
        decode_image(jpeg[:last] + 100 * jpeg[last:-2] + jpeg[-2:])
