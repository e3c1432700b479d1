"""Secrets of every kind are fed into the log, and none comes out."""

import base64
import io
import json
import logging
import secrets
import sys
import threading
import uuid
import warnings
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyrage
import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from inperson.adapters.jose import FileSessionTokens
from inperson.app.health import known_secrets
from inperson.config import Settings
from inperson.core import InpersonError, StoreUnavailable, SystemEntropy
from inperson.core.ids import new_session_id, new_subject_id, new_tenant_id, new_token_id
from inperson.http.server import _templates
from inperson.matching import Template
from inperson.observing import REDACTED, Redaction, configure_logs
from inperson.observing.logs import OURS, RedactingFormatter
from inperson.sessions import SessionTicket
from inperson.tenants import TokenKind
from tests.scene import MODEL, START, open_scene, png

OURS_LOG, FOREIGN = f"{OURS}.somewhere", "sqlalchemy.engine"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """The log as a server sets it up; what the process had before comes back."""
    root, stream = logging.getLogger(), io.StringIO()
    before = root.handlers[:], root.level, logging.raiseExceptions, logging.getLogger(OURS).level
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    shown = warnings.showwarning
    configure_logs("json", "debug", literals=["a long passphrase"], stream=stream)
    yield stream
    warnings.showwarning = shown
    root.handlers[:], root.level, logging.raiseExceptions = before[:3]
    logging.getLogger(OURS).setLevel(before[3])
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    structlog.reset_defaults()


def made(folder: Path) -> dict[str, list[Any]]:
    """Real secrets, each made by the code that makes it in service."""
    scene = open_scene(folder)
    tenant = scene.add_tenant("one")
    entropy = SystemEntropy()
    subject, session = new_subject_id(entropy), new_session_id(entropy)
    own = new_token_id(entropy)
    tokens = FileSessionTokens(folder / "kek" / "session-tokens.jwk", "test")
    ticket = SessionTicket(session, tenant, TokenKind.PRODUCTION, START, START + timedelta(1), own)
    identity = pyrage.x25519.Identity.generate()
    vector = np.random.default_rng(1).normal(size=128).astype(np.float32)
    template = Template(vector / np.linalg.norm(vector), MODEL, 1)
    sealed = secrets.token_bytes(120)
    found = {
        "app token": [scene.token(tenant, kind).secret for kind in TokenKind],
        "session token": [tokens.issue(ticket)],
        "signed": [scene.services.signer.sign({"sub": subject})],
        "age": [str(identity), str(identity.to_public())],
        "bytes": [template.to_bytes(), png(1), sealed],
        "array": [vector, np.full((4, 4, 3), 7, np.uint8)],
        "text of bytes": [
            base64.b64encode(sealed).decode(),
            base64.urlsafe_b64encode(sealed).decode(),
            sealed.hex(),
            repr(sealed),
            repr(vector.tolist()),
            str(vector.tolist()[:9]),
        ],
        "id": [subject, session],
        "reference": [str(uuid.uuid4()), "anna@example.org"],
        "address": ["203.0.113.77", "2001:db8::77", "198.51.100.7:4431"],
        "url": [
            "postgresql+psycopg://inperson:hunter22@db/x",
            "https://shop.example/hooks/e5?key=sesame",
        ],
        "header": ["Bearer opensesame99", "Cookie: sid=opensesame99"],
        "query": ["?subject_ref=anna-1"],
        "named": ["passphrase=correct horse", "otp: 123456"],
        "literal": ["a long passphrase"],
    }
    scene.stores.close()
    return found


SAID = {"app token": "inp_", "url": "sesame"}


def needles(value: Any) -> list[str]:
    """Return texts of a secret that must not be in the log."""
    if isinstance(value, np.ndarray):
        return [str(float(value.flat[0]))] if value.dtype == np.float32 else ["7, 7", "7 7"]
    if isinstance(value, bytes):
        return [repr(value)[2:40], value.hex()[:40], base64.b64encode(value).decode()[:40]]
    text = str(value)
    words = [word for word in text.replace("=", " ").replace(":", " ").split() if len(word) > 5]
    return [text, text[-12:], *[word for word in words if word.lower() not in KEYWORDS]]


KEYWORDS = {"cookie", "bearer", "passphrase", "?subject_ref"}


def write_everywhere(log: logging.Logger, value: Any) -> None:
    """Log a secret in every way that code finds."""
    log.error("it was %s", value)
    log.error("it was %r at %d", value, 3)
    log.error("it was %(what)s", {"what": value})
    log.error(f"it was {value}")
    log.error(value)
    log.error("extra", extra={"what": value, "code": value, "route": value})
    log.error("deep", extra={"count": {"a": [value, (value,)], "code": {"b": {"c": value}}}})
    log.error("badly filled %s %s", value)
    try:
        try:
            raise ValueError(f"inside {value}")  # noqa: TRY301
        except ValueError as error:
            raise StoreUnavailable(f"outside {value}") from error
    except StoreUnavailable as error:
        log.exception("failed")
        log.error("failed with %s", error)  # noqa: TRY400
        log.error("failed", exc_info=error, stack_info=True)  # noqa: TRY400


def test_no_secret_comes_out(lines: io.StringIO, tmp_path: Path) -> None:
    for kind, values in made(tmp_path).items():
        for value in values:
            lines.truncate(0)
            lines.seek(0)
            write_everywhere(logging.getLogger(OURS_LOG), value)
            structlog.get_logger(OURS_LOG).error("bound", code=value, what=value)
            with structlog.contextvars.bound_contextvars(what=value):
                logging.getLogger(OURS_LOG).error("in context")
            text = lines.getvalue()
            assert text.count("\n") == 13, text
            for line in text.splitlines():
                assert json.loads(line)["level"] == "error"
            for needle in needles(value):
                assert needle not in text, (kind, needle, text)


def test_another_librarys_text_is_believed_least(lines: io.StringIO, tmp_path: Path) -> None:
    for kind, values in made(tmp_path).items():
        for value in values:
            lines.truncate(0)
            lines.seek(0)
            write_everywhere(logging.getLogger(FOREIGN), value)
            for needle in needles(value):
                assert needle not in lines.getvalue(), (kind, needle)
    lines.truncate(0)
    lines.seek(0)
    log = logging.getLogger("asyncio")
    log.error("Task exception was never retrieved\nfuture: <Task exception=ValueError(anna-1)>")
    log.error("SELECT %s FROM 'anna-2' WHERE \"anna-3\"", "anna-4")
    text = lines.getvalue()
    assert "Task exception was never retrieved" in text
    assert "anna" not in text


def test_other_libraries_do_not_speak_of_each_request(lines: io.StringIO) -> None:
    for name in ("httpx", "uvicorn.access", "sqlalchemy.engine.Engine", "asyncio"):
        logging.getLogger(name).info("GET /v1/privacy/anna-1")
        logging.getLogger(name).debug("GET /v1/privacy/anna-1")
    assert lines.getvalue() == ""


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300), st.integers(0, 300))
def test_a_known_secret_is_found_in_any_text(around: str, at: int) -> None:
    secret = "correct horse battery"
    clean = Redaction([secret]).text(around[:at] + secret + around[at:])
    assert secret not in clean


@given(st.binary(min_size=48, max_size=400), st.sampled_from(["b64", "url", "hex", "repr"]))
def test_no_blob_comes_through(data: bytes, form: str) -> None:
    text = {
        "b64": base64.b64encode(data).decode(),
        "url": base64.urlsafe_b64encode(data).decode(),
        "hex": data.hex(),
        "repr": repr(data),
    }[form]
    clean = Redaction().text(f"kept {text} here")
    assert text not in clean
    assert len(clean) < 60, clean


@given(st.ip_addresses())
def test_no_address_comes_through(address: Any) -> None:
    assert str(address) not in Redaction().text(f"from {address}, port 3")


@given(st.text(max_size=6000))
@settings(deadline=500)
def test_any_text_is_cleaned_soon_and_stays_one_line(text: str) -> None:
    clean = Redaction(["secret"]).text(text)
    assert not set(clean) & set(map(chr, range(32)))
    Redaction().foreign(text)


def test_what_the_operator_needs_stays() -> None:
    clean = Redaction().text
    tenant = new_tenant_id(SystemEntropy())
    assert clean("chore deliveries failed: store_unavailable") == (
        "chore deliveries failed: store_unavailable"
    )
    assert clean(f"at {tenant}") == f"at {tenant[:10]}.."
    assert clean("at 12:30:59 of 2026-11-27") == "at 12:30:59 of 2026-11-27"
    codes = [each.code for each in InpersonError.every() if each.status]
    for word in (*_templates(), *codes, "inperson.http.capture_connection:212"):
        assert clean(word) == word


def test_the_terminals_form_says_the_same() -> None:
    formatter = RedactingFormatter("text", Redaction())
    record = logging.LogRecord(OURS_LOG, logging.INFO, "", 1, "a\nb %s", (b"x",), None)
    record.route, record.what = "/v1/jwks", "anna"
    line = formatter.format(record)
    assert "\n" not in line
    assert f"info     {OURS_LOG}: a b {REDACTED} route=/v1/jwks" in line
    assert "anna" not in line


def test_what_nothing_caught_is_logged_by_its_type(
    lines: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    def fails() -> None:
        raise RuntimeError("anna-1")

    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()
    try:
        fails()
    except RuntimeError as error:
        sys.excepthook(RuntimeError, error, error.__traceback__)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("anna-1 of b'anna-1'", stacklevel=1)
    said = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [each.get("error") for each in said[:2]] == ["RuntimeError", "RuntimeError"]
    assert said[0]["at"][-1].startswith(f"{__name__}:")
    assert "anna" not in lines.getvalue() + "".join(capfd.readouterr())


def test_the_secrets_of_the_settings_are_known_by_heart(tmp_path: Path) -> None:
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("open sesame now\n")
    passphrase.chmod(0o600)
    found = known_secrets(
        Settings(
            data="postgresql+psycopg://u:p%40ssword1@db/x",
            kek_secret_file=passphrase,
            metrics_token_file=tmp_path / "missing",
        )
    )
    assert set(found) == {"p%40ssword1", "p@ssword1", "open sesame now"}
