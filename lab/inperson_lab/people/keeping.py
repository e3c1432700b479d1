"""Visits on disk, one a line as they end: a run that was ended goes on where it was."""

import json
from dataclasses import asdict
from pathlib import Path

from inperson_lab.people.measure import Visit


class Kept:
    """The visits of one seed.

    Args:
        path: a file of JSON lines.
        seed: visits of another one do not count.
        resume: whether to go on with what is there; or else it is begun anew.

    """

    def __init__(self, path: Path, seed: int, *, resume: bool) -> None:
        self._path, self._seed = path, seed
        self._known: dict[tuple[str, int], Visit] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        if not resume:
            path.unlink(missing_ok=True)
        if path.exists():
            for line in path.read_text("utf-8").splitlines():
                each = json.loads(line)
                if each.pop("seed") == seed:
                    number = each.pop("number")
                    came = Visit(**each | {"missed": tuple(each["missed"])})
                    self._known[came.condition, number] = came

    @property
    def visits(self) -> list[Visit]:
        """Return all of them, in the order in which they ended."""
        return list(self._known.values())

    def has(self, condition: str, number: int) -> bool:
        """Tell whether this person came already."""
        return (condition, number) in self._known

    def add(self, number: int, came: Visit) -> None:
        """Keep a visit, at once."""
        self._known[came.condition, number] = came
        line = json.dumps({"seed": self._seed, "number": number, **asdict(came)})
        with self._path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
