"""`improvement`: what developer sessions gave to make the software better."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from inperson.app import Mode, open_server
from inperson.audit import Act
from inperson.cli.actors import at_log, at_shell, operator
from inperson.cli.output import JSON_OPTION, show
from inperson.cli.settled import chosen_settings
from inperson.core import TenantId
from inperson.rights import AgeRecipient, sealing
from inperson.rights.retention import RetentionRows

app = typer.Typer(no_args_is_help=True, help="List, export and purge improvement sets.")

Json = Annotated[bool, JSON_OPTION]
Tenant = Annotated[str, typer.Argument(help="The tenant's id, `ten_...`.")]


@app.command("list")
def list_set(tenant_id: Tenant, as_json: Json = False) -> None:
    """Count a tenant's samples and list the exports that were made."""
    with open_server(chosen_settings(), Mode.READ) as server:
        improvement = server.improvement(TenantId(tenant_id))
        subjects = [sample.subject_id for sample in improvement.samples()]
        facts = {"samples": len(subjects), "subjects": len(set(subjects))}
        show(f"{len(subjects)} samples of {len(set(subjects))} subjects", facts, as_json=as_json)
        for each in improvement.exports():
            row = {
                "export": each.number,
                "exported_at": each.exported_at.isoformat(),
                "samples": each.samples,
                "chain_sha256": each.chain_sha256.hex(),
            }
            text = f"export {each.number}  {each.exported_at.isoformat()}  {each.samples} samples"
            show(text, row, as_json=as_json)


@app.command("export")
def export(
    tenant_id: Tenant,
    out: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
    recipient: Annotated[
        str, typer.Option(help="Who alone can open it: an age recipient, `age1...`.")
    ],
    as_json: Json = False,
) -> None:
    """Write a tenant's set to a folder, each file sealed, with manifest and datasheet."""
    seal = sealing(AgeRecipient(recipient))
    with open_server(chosen_settings(), Mode.WRITE) as server:
        tenant, actor = TenantId(tenant_id), operator()
        improvement = server.improvement(tenant, actor)
        at_log(server, tenant).note(Act.IMPROVEMENT_EXPORTED)
        made = improvement.export(out, seal)
        facts = {"export": made.number, "samples": made.samples, "folder": str(out)}
        show(f"export {made.number}: {made.samples} samples in {out}", facts, as_json=as_json)


@app.command("purge")
def purge(
    tenant_id: Tenant,
    days: Annotated[int, typer.Option(min=0, help="Keep the samples of so many days.")],
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
