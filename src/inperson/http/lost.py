"""ASGI middleware: who follows a sign-in with a browser is told in HTML why it cannot go on.

Whatever refuses, from a rate to a bug, answers a problem detail (RFC 9457). At the addresses to
which a relying party and the hosted check send browsers a person reads the answer: there it becomes
a page where a browser asks for one (RFC 9110, 12.5.1). An answer that leads on is left as it is.
"""

import json

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response

from inperson.http.languages import preferred
from inperson.http.middleware import AsgiApp, Message, Receive, Scope, Send
from inperson.http.pages import languages, lost, rendered
from inperson.http.problems import MEDIA_TYPE

BROWSED = frozenset({"/openid/authorize", "/openid/return"})


class Lost:
    """Puts a page in the place of a problem.

    Args:
        app: the application.

    """

    def __init__(self, app: AsgiApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back."""
        asked = Headers(scope=scope) if scope["type"] == "http" else Headers()
        if scope.get("path") not in BROWSED or "text/html" not in asked.get("accept", ""):
            await self._app(scope, receive, send)
            return
        held: Message | None = None
        problem = b""

        async def in_html(message: Message) -> None:
            nonlocal held, problem
            if message["type"] == "http.response.start" and _is_problem(message):
                held = message
                return
            if held is None:
                await send(message)
                return
            problem += message.get("body", b"")
            if not message.get("more_body", False):
                language = preferred(asked.get("accept-language", ""), languages("lost"))
                await _page(held, json.loads(problem)["code"], language)(scope, receive, send)

        await self._app(scope, receive, in_html)


def _is_problem(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type") == MEDIA_TYPE


def _page(held: Message, code: str, language: str) -> Response:
    """Return the page, with what the problem's headers say beside its form."""
    page = rendered(lost(held["status"], code, language), held["status"])
    page.headers["Content-Language"] = language
    said = MutableHeaders(raw=list(held["headers"]))
    for name in ("content-type", "content-length", "www-authenticate"):
        del said[name]
    for name, value in said.items():
        page.headers.setdefault(name, value)
    return page
