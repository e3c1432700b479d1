"""The policy, sentence by sentence, and what a program can prove of each on a live server.

`CLAUSES` is the one list: `inperson policy check` proves it, docs/policy.md is written from it. A
sentence that no program can prove says so and names who must::

    for result in check(deployment):
        print(result.line())                # "holds  2.1  ...: 2 tenants, 40 sealed records"

A check reads; it changes nothing but the audit log, which notes the records that it opened.
"""

from inperson.policy.checking import Result, State, check, prove
from inperson.policy.clauses import CLAUSES, Clause
from inperson.policy.older import Lack, lacks

__all__ = [
    "CLAUSES",
    "Clause",
    "Lack",
    "Result",
    "State",
    "check",
    "lacks",
    "prove",
]
