"""Runs the checks: every clause gets a line, whatever happens to another."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from inperson.app import Server
from inperson.core import InpersonError
from inperson.policy.clauses import CLAUSES, Clause
from inperson.policy.looking import Broken


class State(StrEnum):
    """What was found out about a clause."""

    HOLDS = "holds"
    BROKEN = "broken"
    UNPROVEN = "unproven"
    """No program can prove it here; the clause names who must."""


@dataclass(frozen=True, slots=True)
class Result:
    """What was found out about one clause."""

    clause: Clause
    state: State
    said: str

    def line(self) -> str:
        """Return the result as a line for people."""
        return f"{self.state.value:8}  {self.clause.number:4}  {self.clause.sentence}: {self.said}"


def check(deployment: Server) -> Iterator[Result]:
    """Prove each clause on a live server.

    A check that cannot be made counts as broken: the policy is not known to hold.
    """
    for clause in CLAUSES:
        if clause.prove is None:
            yield Result(clause, State.UNPROVEN, clause.where)
            continue
        try:
            yield Result(clause, State.HOLDS, clause.prove(deployment))
        except Broken as broken:
            yield Result(clause, State.BROKEN, str(broken))
        except InpersonError as error:
            yield Result(clause, State.BROKEN, f"cannot be checked: {error.code}")
