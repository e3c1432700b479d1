"""The use cases: propose, approve, export.

1. One person proposes: for whom, and what for.
2. A second one approves (`disclosures.require_second`: the same model as for a legal request).
3. The export is made, once, sealed to that recipient; whose each file is goes on the ledger in the
   transaction that numbers it.

A proposal of which nothing is made within thirty days ends.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from inperson.audit import Act
from inperson.core import ExportId, new_export_id
from inperson.desks import GoverningDesk
from inperson.improvement import (
    Export,
    ExportClosed,
    ExportNotApproved,
    ExportNotFound,
    ExportProposal,
    ImprovementSet,
)
from inperson.rights.disclosures import LONG, DisclosureRecipient, require_lines, require_second
from inperson.rights.packages import AgeRecipient, sealing


@dataclass(frozen=True, slots=True)
class ExportPurpose:
    """For whom an export is, and what for.

    Raises:
        DisclosureInvalid: if the reason is missing or too long.

    """

    recipient: DisclosureRecipient
    why: str

    def __post_init__(self) -> None:
        require_lines(LONG, why=self.why)


@dataclass(frozen=True, slots=True)
class Exports:
    """The exports of one tenant's improvement set, in the name of one actor."""

    desk: GoverningDesk
    improvement: ImprovementSet

    def propose(self, purpose: ExportPurpose) -> ExportProposal:
        """Propose an export for somebody else to approve.

        Raises:
            AuditUnavailable: if it cannot be recorded; nothing was proposed then.

        """
        desk = self.desk
        export_id = new_export_id(desk.entropy)
        details = desk.seal(export_id, asdict(purpose))
        made = ExportProposal(export_id, desk.clock.now(), desk.actor, details)
        desk.note(Act.EXPORT_PROPOSED, purpose=export_id)
        self.improvement.ledger.add_proposal(made)
        return made

    def approve(self, export_id: ExportId) -> ExportProposal:
        """Approve an export as a second person; doing it again changes nothing.

        Raises:
            ExportNotFound: if there is none.
            SecondPersonRequired: if the actor may be who proposed it.
            ExportClosed: if it was made, or its thirty days are over.

        """
        desk, found = self.desk, self._open(export_id)
        now = desk.clock.now()
        require_second(found, desk.actor, desk.roster(), now)
        if found.approved_by is not None:
            return found
        said = desk.open(export_id, found.details) | {"approved_by": desk.actor}
        approved = replace(
            found, approved_at=now, approved_by=desk.actor, details=desk.seal(export_id, said)
        )
        desk.note(Act.EXPORT_APPROVED, purpose=export_id)
        return approved if self.improvement.ledger.approve(approved) else self._open(export_id)

    def export(self, export_id: ExportId, out: Path) -> Export:
        """Make the export that was approved, in a new folder, sealed to its recipient.

        Raises:
            ExportNotFound: if there is none.
            ExportClosed: if it was made, or its thirty days are over.
            ExportNotApproved: if nobody approved it.
            ExportFolderTaken: if `out` exists.
            ExportOvertaken: if another export was made at the same time.

        """
        found = self._open(export_id)
        said = self.desk.open(export_id, found.details)
        if said.get("approved_by") != found.approved_by:  # a writer to the database approves none
            raise ExportNotApproved("A second person has to approve the export first.")
        found.require_approved()
        seal = sealing(AgeRecipient(self.purpose(found).recipient.key))
        self.desk.note(Act.IMPROVEMENT_EXPORTED, purpose=export_id)
        return self.improvement.export(out, seal, found)

    def proposals(self) -> Sequence[ExportProposal]:
        """Return every proposal in order."""
        return self.improvement.ledger.proposals()

    def purpose(self, proposal: ExportProposal) -> ExportPurpose:
        """Return for whom an export is, and what for."""
        kept = self.desk.open(proposal.id, proposal.details)
        return ExportPurpose(DisclosureRecipient(**kept["recipient"]), kept["why"])

    def _open(self, export_id: ExportId) -> ExportProposal:
        found = next((each for each in self.proposals() if each.id == export_id), None)
        if found is None:
            raise ExportNotFound("There is no such export.")
        if not found.open_at(self.desk.clock.now()):
            raise ExportClosed("The export was made, or its thirty days are over.")
        return found
