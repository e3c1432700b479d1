"""What a row of docs/authority.md expects."""

import httpx
from docs.authority import Row, marked

from inperson.tenants import Scope, TokenKind


def route_of(row: Row) -> str:
    """Return a row's route, with what tells it from another row of the same."""
    return row["route"].replace("`", "")


def scopes_of(row: Row) -> set[Scope]:
    return {Scope(each) for each in row["scopes"].split(", ")}


def gets_in(row: Row, kind: TokenKind) -> bool:
    return row["token"] == "either" or row["token"].startswith(kind.value)


def refused(answer: httpx.Response, said: str) -> bool:
    """Tell whether an answer is the refusal that a cell of the table names."""
    status = int(said.rpartition("`")[0].partition(" `")[0].split()[-1])
    return (answer.status_code, answer.json()["code"]) == (status, marked(said))
