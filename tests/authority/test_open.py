"""What is open to anybody does not look at who comes, and a capture opens to its own token."""

import pytest
from docs.authority import marked, rows

from inperson.core import SystemEntropy
from inperson.core.ids import new_session_id
from inperson.tenants import Role, TokenKind
from tests.authority.town import Town
from tests.capturing import wire

OPEN = [marked(each["route"]) for each in rows("Open to anybody")]
REPORT = {"report": "a.b.c"}


def filled(town: Town, route: str) -> str:
    known = {"{tenant_id}": town.one, "{name}": "inperson.js"}
    known |= {"{version}": "1", "{language}": "en"}
    for name, value in known.items():
        route = route.replace(name, value)
    return route


@pytest.mark.parametrize("route", OPEN)
def test_it_answers_everybody_alike_and_changes_nothing(town: Town, route: str) -> None:
    asked = {"json": REPORT} if route.startswith("POST") else {}
    callers = town.strangers() | {kind: town.bearer(kind) for kind in TokenKind}
    path = filled(town, route)
    with town.unchanged():
        answers = {who: town.ask(path, headers, **asked) for who, headers in callers.items()}
    expected = answers.pop("nobody")
    for who, answer in answers.items():
        if route != "GET /metrics":
            assert answer.status_code == expected.status_code, who
            assert answer.content == expected.content, who
        else:
            assert answer.status_code == 401, who


def test_the_figures_are_for_who_holds_their_secret(town: Town) -> None:
    headers = {"Authorization": "Bearer the secret of the figures"}
    assert town.ask("GET /metrics", headers).status_code == 200


def test_a_capture_opens_to_its_sessions_own_token_alone(town: Town) -> None:
    (row,) = rows("A capture")
    url = str(town.http.base_url).rstrip("/")
    dev, live = (town.session(kind) for kind in TokenKind)
    theirs = town.session(TokenKind.PRODUCTION, town.two)
    tokens = {
        "the other kind's": live["session_token"],
        "another tenant's": theirs["session_token"],
        "an app token": town.bearer(TokenKind.DEVELOPER)["Authorization"].removeprefix("Bearer "),
        "a ticket of the centre": town.ticket(TokenKind.DEVELOPER, town.new_ref()),
        "a console": town.staff(Role.TENANT_ADMIN).cookie,
        "nothing": "x",
    }
    never = new_session_id(SystemEntropy())
    with town.unchanged():
        for who, token in tokens.items():
            for session in (dev["id"], never):
                with wire(url, session) as line:
                    assert line.hello(token)["code"] == marked(row["another's"]), who
    with wire(url, dev["id"]) as line:
        assert line.hello(dev["session_token"])["type"] == "welcome"
