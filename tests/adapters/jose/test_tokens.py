from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inperson.adapters.jose import FileSessionTokens, FileStatementSigner
from inperson.core import InpersonError, SystemEntropy
from inperson.core.ids import new_session_id, new_tenant_id, new_token_id
from inperson.sessions import SessionTicket
from inperson.sessions.errors import SessionTokenExpired, SessionTokenInvalid
from inperson.tenants import TokenKind

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
ENDS = NOW + timedelta(minutes=3)
TICKET = SessionTicket(
    new_session_id(SystemEntropy()),
    new_tenant_id(SystemEntropy()),
    TokenKind.PRODUCTION,
    NOW,
    ENDS,
    new_token_id(SystemEntropy()),
    ("https://shop.example",),
    app=True,
    alternative="Call +49 30 123456",
)


@pytest.fixture
def tokens(tmp_path: Path) -> FileSessionTokens:
    return FileSessionTokens(tmp_path / "tokens.jwk", "test")


def test_a_token_says_what_its_ticket_says(tokens: FileSessionTokens) -> None:
    assert tokens.read(tokens.issue(TICKET), NOW) == TICKET


def test_a_token_has_no_leeway(tokens: FileSessionTokens) -> None:
    token = tokens.issue(TICKET)
    tokens.read(token, ENDS - timedelta(microseconds=1))
    with pytest.raises(SessionTokenExpired):
        tokens.read(token, ENDS)


def test_another_key_another_issuer_and_a_statement_are_refused(
    tmp_path: Path, tokens: FileSessionTokens
) -> None:
    other_key = FileSessionTokens(tmp_path / "other.jwk", "test")
    other_name = FileSessionTokens(tmp_path / "tokens.jwk", "another")
    same_key = FileStatementSigner(tmp_path / "tokens.jwk", "test")
    claims = {"aud": "inperson-capture", "sub": TICKET.session_id, "tid": TICKET.tenant_id}
    claims |= {"knd": "production", "iat": 1, "exp": int(ENDS.timestamp())}
    for token in (other_key.issue(TICKET), other_name.issue(TICKET), same_key.sign(claims)):
        with pytest.raises(SessionTokenInvalid):
            tokens.read(token, NOW)


def test_the_largest_token_fits_a_hello(tokens: FileSessionTokens) -> None:
    from dataclasses import replace

    pages = tuple(f"https://{'x' * 80}{number:02}.example" for number in range(20))
    token = tokens.issue(replace(TICKET, pages=pages, alternative="你" * 200))
    assert tokens.read(token, NOW).pages == pages
    assert len(token) < 3800


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_change_of_a_token_is_refused(tokens: FileSessionTokens, data: st.DataObject) -> None:
    token = tokens.issue(TICKET)
    at = data.draw(st.integers(0, len(token) - 2))  # the last character has unused bits
    sign = data.draw(st.characters(codec="utf-8"))
    changed = token[:at] + sign + token[at + 1 :]
    if changed != token:
        with pytest.raises(SessionTokenInvalid):
            tokens.read(changed, NOW)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200))
def test_any_text_is_refused_by_our_own_error(tokens: FileSessionTokens, text: str) -> None:
    with pytest.raises(InpersonError):
        tokens.read(text, NOW)
