"""What left of a person with exports: to whom, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inperson.core import SubjectId
from inperson.desks import Desk


@dataclass(frozen=True, slots=True)
class HeldExport:
    """Pictures of a person that left with an export, and are not recalled."""

    number: int
    exported_at: datetime
    recipient: str
    why: str
    names: tuple[str, ...]


def held_exports(desk: Desk, subject_id: SubjectId) -> Sequence[HeldExport]:
    """Return the exports that a subject's pictures are in, in order."""
    held = []
    for each in desk.subjects.keeper.exported(subject_id):
        about = desk.open(each.export_id, each.details)
        to, why = about["recipient"]["name"], about["why"]
        held.append(HeldExport(each.number, each.exported_at, to, why, each.names))
    return held
