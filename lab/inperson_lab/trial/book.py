"""The folder of a trial: its plan, its token, and who was invited, under numbers.

Nobody's name or face is in it. A volunteer is a number, a random reference that the server knows
it by, and the digest of the code in its link; what a volunteer said of itself lies sealed with its
captures. One file is changed by one process at a time.
"""

import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from inperson.core import TenantId
from inperson_lab.trial.errors import CodeUnknown, TrialMissing
from inperson_lab.trial.plan import Plan, read_plan, write_plan

_BOOK, _PLAN, _LOCK = "book.json", "plan.toml", ".lock"


@dataclass(frozen=True, slots=True)
class Volunteer:
    """Somebody who was invited."""

    number: int
    reference: str
    """The `subject_ref` of all its sessions."""
    code_sha256: str
    done: Mapping[str, int] = field(default_factory=dict, hash=False)
    """How many captures of each presentation are kept."""
    waiting: int = 0
    """Captures that were judged before there was a key to seal them under."""

    def counted(self, presentation: str) -> "Volunteer":
        """Return the same with one more capture."""
        count = self.done.get(presentation, 0) + 1
        return replace(self, done={**self.done, presentation: count})


@dataclass(frozen=True, slots=True)
class Entries:
    """What the book says just now."""

    tenant_id: TenantId
    token: str = field(repr=False)
    operator_sha256: str
    trial: str
    """Tells its captures from those of the tenant's other trials."""
    volunteers: tuple[Volunteer, ...] = ()

    def holder(self, code: str) -> Volunteer | None:
        """Return whose code it is; None for the operator's.

        Raises:
            CodeUnknown: if it is nobody's.

        """
        digest = _digest(code)
        if secrets.compare_digest(digest, self.operator_sha256):
            return None
        for each in self.volunteers:
            if secrets.compare_digest(digest, each.code_sha256):
                return each
        raise CodeUnknown("Open the link that you were given.")

    def volunteer(self, number: int) -> Volunteer | None:
        """Return a volunteer by its number."""
        return next((each for each in self.volunteers if each.number == number), None)

    def put(self, volunteer: Volunteer) -> "Entries":
        """Return the same with a volunteer as it is now."""
        rest = [each for each in self.volunteers if each.number != volunteer.number]
        return replace(self, volunteers=_sorted([*rest, volunteer]))

    def without(self, number: int) -> "Entries":
        """Return the same without a volunteer; its number is not given again."""
        rest = [each for each in self.volunteers if each.number != number]
        return replace(self, volunteers=_sorted(rest))


class Book:
    """The folder of one trial."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def plan(self) -> Plan:
        """Return the plan; raises what `read_plan` raises."""
        self._require()
        return read_plan(self.folder / _PLAN)

    def begin(self, plan: Plan, tenant_id: TenantId, token: str) -> str:
        """Write a new trial and return the operator's code, which is not kept.

        Raises:
            TrialMissing: if the folder holds a trial already.

        """
        self.check_new()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        code = _new_code()
        write_plan(plan, self.folder / _PLAN)
        self._write(Entries(tenant_id, token, _digest(code), str(uuid4())))
        return code

    def check_new(self) -> None:
        """Let a trial begin here; raises what `begin` raises."""
        if (self.folder / _BOOK).exists():
            raise TrialMissing(f"{self.folder} holds a trial already; name a new folder.")

    def invite(self, count: int) -> Sequence[tuple[int, str]]:
        """Add volunteers, and return each one's number and code, which is not kept."""
        with self._locked():
            entries = self.read()
            first = 1 + max((each.number for each in entries.volunteers), default=0)
            invited = [(number, _new_code()) for number in range(first, first + count)]
            for number, code in invited:
                entries = entries.put(Volunteer(number, str(uuid4()), _digest(code)))
            self._write(entries)
        return invited

    def new_operator_code(self) -> str:
        """Return a code for the operator; earlier ones end."""
        code = _new_code()
        with self._locked():
            self._write(replace(self.read(), operator_sha256=_digest(code)))
        return code

    def read(self) -> Entries:
        """Return what the book says.

        Raises:
            TrialMissing: if the folder holds no trial.

        """
        self._require()
        try:
            read: dict[str, Any] = json.loads((self.folder / _BOOK).read_text("utf-8"))
            people = tuple(Volunteer(**each) for each in read.pop("volunteers"))
            return Entries(**read, volunteers=people)
        except (KeyError, TypeError, ValueError) as error:
            raise TrialMissing(f"{self.folder / _BOOK} is damaged.") from error

    def count(self, number: int, presentations: Sequence[str], *, waiting: int = 0) -> None:
        """Count captures of a volunteer that are kept, and set how many wait."""
        with self._locked():
            entries = self.read()
            volunteer = entries.volunteer(number)
            if volunteer is None:
                return
            for each in presentations:
                volunteer = volunteer.counted(each)
            self._write(entries.put(replace(volunteer, waiting=waiting)))

    def forget(self, number: int) -> None:
        """Strike a volunteer out; its link opens nothing any more."""
        with self._locked():
            self._write(self.read().without(number))

    def _require(self) -> None:
        if not (self.folder / _BOOK).exists():
            raise TrialMissing(f"{self.folder} holds no trial; `inperson trial new` makes one.")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._require()
        with (self.folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _write(self, entries: Entries) -> None:
        unfinished = self.folder / f".{_BOOK}"
        unfinished.unlink(missing_ok=True)
        file = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "w") as handle:
            json.dump(asdict(entries), handle, indent=1)
        unfinished.rename(self.folder / _BOOK)


def _sorted(volunteers: Sequence[Volunteer]) -> tuple[Volunteer, ...]:
    return tuple(sorted(volunteers, key=lambda each: each.number))


def _new_code() -> str:
    return secrets.token_urlsafe(16)


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
