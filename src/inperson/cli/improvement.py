"""`improvement`: what developer sessions gave to make the software better."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from inperson.app import Mode, Server, open_server
from inperson.audit import Act
from inperson.cli.actors import As, at_log, at_shell, named
from inperson.cli.output import JSON_OPTION, show
from inperson.cli.settled import chosen_settings
from inperson.core import ExportId, TenantId
from inperson.improvement import ExportProposal
from inperson.rights.disclosures import DisclosureRecipient
from inperson.rights.exports import ExportPurpose, Exports, recall
from inperson.rights.retention import RetentionRows

app = typer.Typer(no_args_is_help=True, help="Export, recall and purge improvement sets.")

Json = Annotated[bool, JSON_OPTION]
Tenant = Annotated[str, typer.Argument(help="The tenant's id, `ten_...`.")]
Id = Annotated[str, typer.Argument(help="The export's id, `exp_...`.")]


@contextmanager
def _exports(
    tenant_id: str, name: str | None = None, mode: Mode = Mode.WRITE
) -> Iterator[tuple[Server, Exports]]:
    with open_server(chosen_settings(), mode) as server:
        actor = named(name)
        desk = server.desks.of(at_shell(tenant_id, actor))
        yield server, Exports(desk, server.improvement(TenantId(tenant_id), actor))


@app.command("list")
def list_set(tenant_id: Tenant, as_json: Json = False) -> None:
    """Count a tenant's samples, and list what is proposed, what was exported and what recalled."""
    with _exports(tenant_id, mode=Mode.READ) as (_, mine):
        improvement = mine.improvement
        subjects = [sample.subject_id for sample in improvement.samples()]
        facts = {"samples": len(subjects), "subjects": len(set(subjects))}
        show(f"{len(subjects)} samples of {len(set(subjects))} subjects", facts, as_json=as_json)
        for proposal in mine.proposals():
            _print(mine, proposal, as_json=as_json)
        for each in improvement.exports():
            recalled = len(improvement.ledger.recalled(each.number))
            row = {
                "export": each.number,
                "exported_at": each.exported_at.isoformat(),
                "samples": each.samples,
                "recalled": recalled,
                "chain_sha256": each.chain_sha256.hex(),
            }
            counts = f"{each.samples} samples, {recalled} recalled"
            text = f"export {each.number}  {each.exported_at.isoformat()}  {counts}"
            show(text, row, as_json=as_json)


@app.command("propose")
def propose(
    tenant_id: Tenant,
    recipient: Annotated[
        str, typer.Option(help="Who alone can open it: an age recipient, `age1...`.")
    ],
    to: Annotated[str, typer.Option(help="The recipient's name.")],
    address: Annotated[str, typer.Option(help="Where it is reached, also for a recall.")],
    why: Annotated[str, typer.Option(help="What for.")],
    name: As = None,
    as_json: Json = False,
) -> None:
    """Propose that a tenant's set is exported, for another person to approve."""
    purpose = ExportPurpose(DisclosureRecipient(to, address, recipient), why)
    with _exports(tenant_id, name) as (_, mine):
        _print(mine, mine.propose(purpose), as_json=as_json)


@app.command("approve")
def approve(tenant_id: Tenant, export_id: Id, name: As = None, as_json: Json = False) -> None:
    """Approve an export, as another person than who proposed it."""
    with _exports(tenant_id, name) as (_, mine):
        _print(mine, mine.approve(ExportId(export_id)), as_json=as_json)


@app.command("export")
def export(
    tenant_id: Tenant,
    export_id: Id,
    out: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
    name: As = None,
    as_json: Json = False,
) -> None:
    """Write the set to a folder as was approved, each file sealed, with manifest and datasheet."""
    with _exports(tenant_id, name) as (_, mine):
        made = mine.export(ExportId(export_id), out)
        facts = {"export": made.number, "samples": made.samples, "folder": str(out)}
        show(f"export {made.number}: {made.samples} samples in {out}", facts, as_json=as_json)


@app.command("recall")
def recall_export(
    tenant_id: Tenant,
    number: Annotated[int, typer.Argument(min=1, help="Of the export.")],
    out: Annotated[Path, typer.Argument(help="A file that does not exist yet.")],
    as_json: Json = False,
) -> None:
    """Write the signed recall of an export: the files that its recipient has to delete."""
    with _exports(tenant_id) as (_, mine):
        signed = recall(mine.desk, mine.improvement, number)
        with out.open("x", encoding="ascii") as file:
            file.write(f"{signed}\n")
        files = [each.name for each in mine.improvement.ledger.recalled(number)]
        facts = {"export": number, "recalled": files, "file": str(out)}
        show(f"export {number}: {len(files)} files recalled in {out}", facts, as_json=as_json)


@app.command("purge")
def purge(
    tenant_id: Tenant,
    days: Annotated[int, typer.Option(min=0, max=36_500, help="Keep the samples of so many days.")],
    as_json: Json = False,
) -> None:
    """Delete the samples that are older, but those that a legal order holds."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        now = datetime.now(UTC)
        with server.whole(at_shell(tenant_id)).read() as tx:
            spared = tx.rows(RetentionRows).spared_subjects(now)
        before = now - timedelta(days=days)
        at_log(server, tenant_id).note(Act.SAMPLES_REMOVED)
        count = server.improvement(TenantId(tenant_id)).purge(before, spared)
        show(f"{count} samples deleted", {"deleted": count}, as_json=as_json)


def _print(mine: Exports, proposal: ExportProposal, *, as_json: bool) -> None:
    purpose = mine.purpose(proposal)
    facts = {
        "id": proposal.id,
        "recipient": {"name": purpose.recipient.name, "address": purpose.recipient.address},
        "why": purpose.why,
        "proposed_at": proposal.proposed_at.isoformat(),
        "proposed_by": proposal.proposed_by,
        "approved_by": proposal.approved_by,
        "export": proposal.number,
    }
    state = "exported" if proposal.number else "approved" if proposal.approved_by else "proposed"
    show(f"{proposal.id}  {state}  {purpose.recipient.name}: {purpose.why}", facts, as_json=as_json)
