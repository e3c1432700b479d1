"""`keys`: a tenant's key-encryption key, rotated without touching a record."""

import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from inperson.adapters.jose import rotate_id_token_keys
from inperson.app import Mode, open_server
from inperson.audit import Act, Entry
from inperson.cli.actors import at_log, operator
from inperson.cli.output import JSON_OPTION, show
from inperson.cli.settled import chosen_settings
from inperson.core import TenantId

app = typer.Typer(no_args_is_help=True, help="Rotate and retire key-encryption keys.")

Json = Annotated[bool, JSON_OPTION]
Tenant = Annotated[str, typer.Argument(help="The tenant's id, `ten_...`.")]


@app.command("rotate")
def rotate(tenant_id: Tenant, as_json: Json = False) -> None:
    """Make a new version of the KEK and wrap every key under it."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        vault = server.vault(TenantId(tenant_id))
        at_log(server, tenant_id).note(Act.KEK_ROTATED)
        kek_id = vault.keys.rotate()
        count = _rewrap(vault.keys.rewrap())
        show(f"{kek_id} wraps {count} keys", {"kek": kek_id, "rewrapped": count}, as_json=as_json)


@app.command("rewrap")
def rewrap(tenant_id: Tenant, as_json: Json = False) -> None:
    """Go on with a rotation that was cut short."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        vault = server.vault(TenantId(tenant_id))
        at_log(server, tenant_id).note(Act.KEK_REWRAPPED)
        count = _rewrap(vault.keys.rewrap())
        show(f"{count} keys rewrapped", {"rewrapped": count}, as_json=as_json)


@app.command("retire")
def retire(tenant_id: Tenant, as_json: Json = False) -> None:
    """Destroy earlier versions of the KEK; refused while one of them wraps a key."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        vault, record = server.vault(TenantId(tenant_id)), at_log(server, tenant_id)
        count = vault.keys.retire(lambda: record.note(Act.KEK_RETIRED))
        show(f"{count} versions destroyed", {"retired": count}, as_json=as_json)


@app.command("rotate-pseudonyms")
def rotate_pseudonyms(tenant_id: Tenant, as_json: Json = False) -> None:
    """Make a new key for hashed references and device ids; in force in two minutes."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        vault = server.vault(TenantId(tenant_id))
        at_log(server, tenant_id).note(Act.PSEUDONYMS_ROTATED)
        starts = vault.rotate_pseudonyms().isoformat()
        show(f"in force from {starts}", {"starts": starts}, as_json=as_json)


@app.command("rotate-openid")
def rotate_openid(as_json: Json = False) -> None:
    """Sign ID tokens with a new key from the next start on; the one before stays published."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        server.server_audit().append(Entry(Act.OPENID_KEY_ROTATED, operator()))
        key_id = rotate_id_token_keys(server.key_file("openid-keys"))
        show(f"{key_id} signs from the next start on", {"kid": key_id}, as_json=as_json)


def _rewrap(steps: Iterator[int]) -> int:
    count = 0
    for count in steps:
        if count % 1000 == 0:
            print(f"{count} keys rewrapped", file=sys.stderr, flush=True)
    return count
