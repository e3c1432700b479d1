"""Runs the checks: every clause gets a line, whatever happens to another."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from inperson.app import Server
from inperson.core import InpersonError
from inperson.policy.clauses import CLAUSES, Clause, Proof
from inperson.policy.looking import Broken


class State(StrEnum):
    """What was found out about a clause."""

    HOLDS = "holds"
    VACUOUS = "vacuous"
    """There is nothing yet that it is about: it was neither kept nor broken."""
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
        yield prove(clause, deployment)


def prove(clause: Clause, deployment: Server) -> Result:
    """Prove one clause."""
    if clause.prove is None:
        return Result(clause, State.UNPROVEN, clause.where)
    return Result(clause, *_proved(clause.prove, deployment))


def _proved(prove: Proof, deployment: Server) -> tuple[State, str]:
    try:
        seen = prove(deployment)
    except Broken as broken:
        return State.BROKEN, str(broken)
    except InpersonError as error:
        return State.BROKEN, f"cannot be checked: {error.code}"
    except Exception as error:  # a value that no code of ours wrote; its text may quote it
        return State.BROKEN, f"cannot be checked: {type(error).__name__}"
    return (State.HOLDS if seen.count else State.VACUOUS), seen.said
