"""Every route of the API, in the name of everybody who may come."""

from typing import Any

import httpx
import pytest
from docs.authority import Row, rows
from sqlalchemy import event

from inperson.tenants import Scope, TokenKind
from tests.authority.asking import never, own, send
from tests.authority.reading import gets_in, refused, route_of, scopes_of
from tests.authority.town import Headers, Town

DEVELOPER, PRODUCTION = TokenKind
VOLATILE = {"id", "subject_ref", "code", "receipt", "statement", "session_token"}
"""What differs from one answer to another that says the same."""


ROWS = [pytest.param(each, id=route_of(each)) for each in rows("The API")]
LISTS = [each for each in ROWS if each.values[0]["names"].startswith("each ")]


def cell(row: Row, kind: TokenKind) -> Any:
    return pytest.param(row, kind, id=f"{route_of(row)} by {kind}")


CELLS = [cell(row, kind) for row in rows("The API") for kind in TokenKind]
NAMING = [
    cell(row, kind)
    for row in rows("The API")
    for kind in TokenKind
    if row["names"].startswith("a ") and gets_in(row, kind)
]


@pytest.fixture(scope="module")
def strangers(town: Town) -> dict[str, Headers]:
    found = town.strangers()
    assert set(found) == {each["who comes"] for each in rows("Callers of the API")}
    return found


@pytest.mark.parametrize("row", ROWS)
def test_who_has_no_token_or_not_the_scope_is_refused_and_changes_nothing(
    town: Town, strangers: dict[str, Headers], row: Row
) -> None:
    route, said = route_of(row), {}
    for each in rows("Callers of the API"):
        said[each["who comes"]] = (strangers[each["who comes"]], each["is answered"])
    for kind in TokenKind:
        for scope in set(Scope) - scopes_of(row):
            said[f"{kind} {scope}"] = (town.bearer(kind, scope), "403 `action_not_allowed`")
        others = set(Scope) - scopes_of(row)
        said[f"{kind} all others"] = (town.bearer(kind, *others), "403 `action_not_allowed`")
    named = {kind: own(town, route, row["names"], kind) for kind in TokenKind}
    with town.unchanged():
        for who, (headers, answer) in said.items():
            kind = PRODUCTION if who.startswith(PRODUCTION) else DEVELOPER
            got = send(town, route, headers, named[kind])
            assert refused(got, answer), (who, got.text)


@pytest.mark.parametrize(("row", "kind"), CELLS)
def test_each_scope_of_a_row_lets_in_and_the_kind_decides(
    town: Town, row: Row, kind: TokenKind
) -> None:
    route = route_of(row)
    for scope in sorted(scopes_of(row)):
        caller, named = town.bearer(kind, scope), own(town, route, row["names"], kind)
        if gets_in(row, kind):
            got = send(town, route, caller, named)
            assert got.status_code < 300, (scope, got.text)
        else:
            with town.unchanged():
                got = send(town, route, caller, named)
            assert refused(got, row["token"]), (scope, got.text)


@pytest.mark.parametrize(("row", "kind"), NAMING)
def test_somebody_elses_id_is_answered_as_one_that_never_existed(
    town: Town, row: Row, kind: TokenKind
) -> None:
    route, noun, mine = route_of(row), row["names"], town.bearer(kind)
    (other,) = set(TokenKind) - {kind}
    named = {"nobody's": never(town, noun)}
    if noun != "a leaf":  # a leaf is named by its number in the caller's own log
        named["the other kind's"] = own(town, route, noun, other)
        named["another tenant's"] = own(town, route, noun, kind, town.two)
        named["another tenant's other kind's"] = own(town, route, noun, other, town.two)
    statements: list[str] = []

    def note(*given: Any) -> None:
        statements.append(given[2])

    engine = town.scene.stores.databases[0].engine(f"silo_{town.one}")
    send(town, route, mine, never(town, noun))  # warms up
    event.listen(engine, "before_cursor_execute", note)
    answers, costs = {}, {}
    try:
        for whose, value in named.items():
            statements.clear()
            answers[whose] = send(town, route, mine, value)
            costs[whose] = list(statements)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    for whose, got in answers.items():
        if row["another's"] != "as nobody's":
            assert refused(got, row["another's"]), (whose, got.text)
        assert said(got) == said(answers["nobody's"]), whose
        # the same work: what does not differ in statements does not differ in time
        assert costs[whose] == costs["nobody's"], whose


@pytest.mark.parametrize("kind", TokenKind)
@pytest.mark.parametrize("row", LISTS)
def test_a_list_holds_the_callers_own_alone(town: Town, row: Row, kind: TokenKind) -> None:
    route, noun = route_of(row), row["names"].replace("each", "a")
    mine = own(town, route, noun, kind)
    (other,) = set(TokenKind) - {kind}
    theirs = {own(town, route, noun, *whose) for whose in ((other,), (kind, town.two))}
    answer = town.ask(f"{route}?limit=100", town.bearer(kind)).json()
    (listed,) = [each for each in answer.values() if isinstance(each, list)]
    seen = {each["id"] for each in listed}
    assert mine in seen
    assert not theirs & seen


def test_a_change_would_be_seen(town: Town) -> None:
    with pytest.raises(AssertionError, match="holds"), town.unchanged():
        own(town, "", "a hold", DEVELOPER)


def said(answer: httpx.Response) -> tuple[int, object]:
    """Return what an answer says, without what differs each time."""
    body = answer.json() if answer.content else None
    return answer.status_code, _said(body)


def _said(body: object) -> object:
    if isinstance(body, dict):
        return {name: _said(each) for name, each in body.items() if name not in VOLATILE}
    return [_said(each) for each in body] if isinstance(body, list) else body
