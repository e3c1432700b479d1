"""Who follows a sign-in with a browser is told in HTML whatever refuses it."""

import asyncio

import pytest

from inperson.http.errors import RateLimited
from inperson.http.lost import BROWSED, Lost
from inperson.http.middleware import Floor, Message, Receive, Scope, Send
from inperson.http.pages import languages, lost
from inperson.http.problems import problem_response

PATH = min(BROWSED)


class Broken:
    """An application that refuses, or breaks."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if isinstance(self.error, RateLimited):
            await problem_response(self.error)(scope, receive, send)
        else:
            raise self.error


def asked(error: Exception, accept: str, path: str = PATH) -> tuple[int, dict[str, str], str]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    headers = [(b"accept", accept.encode()), (b"accept-language", b"xx, tr;q=0.4")]
    scope: Scope = {"type": "http", "method": "GET", "path": path, "headers": headers}
    asyncio.run(Lost(Floor(Broken(error), secure=True))(scope, receive, send))
    start, *rest = sent
    said = {name.decode(): value.decode() for name, value in start["headers"]}
    assert len(said) == len(start["headers"])
    return start["status"], said, b"".join(each["body"] for each in rest).decode()


def test_a_rate_and_a_bug_are_told_in_the_browsers_language() -> None:
    status, headers, page = asked(RateLimited(retry_after_s=7), "text/html")
    assert (status, headers["retry-after"], headers["content-language"]) == (429, "7", "tr")
    assert "Bir dakika" in page
    assert "strict-transport-security" in headers
    status, headers, page = asked(RuntimeError("a secret"), "text/html")
    assert (status, headers["content-type"]) == (500, "text/html; charset=utf-8")
    assert "internal_error" in page
    assert "secret" not in page
    assert int(headers["content-length"]) == len(page.encode())


@pytest.mark.parametrize(("accept", "path"), [("*/*", PATH), ("text/html", "/v1/sessions")])
def test_nobody_else_is(accept: str, path: str) -> None:
    _, headers, _ = asked(RateLimited(), accept, path)
    assert headers["content-type"] == "application/problem+json"


def test_every_language_says_all_of_it() -> None:
    assert len(languages("lost")) == 17
    for language in languages("lost"):
        pages = {lost(status, "code_x", language) for status in (400, 429, 500)}
        assert len(pages) == 3
        assert all(f'lang="{language}"' in page and "code_x" in page for page in pages)
