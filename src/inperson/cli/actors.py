"""Who sits at the command line, as the audit log calls it."""

import os
import pwd
import re
from typing import Annotated

import typer

from inperson.app import Server
from inperson.audit import AdministrationLog
from inperson.core import TenantId
from inperson.rights.disclosures import DisclosureInvalid
from inperson.tenants import ROLES, GoverningAuthority, Role, TokenKind

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_OTHER = re.compile(r"[^a-z0-9._-]")
_LONGEST = 40

As = Annotated[
    str | None,
    typer.Option("--as", help="Another name than your user's. It is believed, not checked."),
]


def at_shell(tenant_id: str, actor: str | None = None) -> GoverningAuthority:
    """Return the operator's authority over a tenant: who is at the shell can do anything.

    Args:
        tenant_id: whose data.
        actor: what the operator is called; None for the name of the operating system's user.

    """
    kind, actions = TokenKind.PRODUCTION, ROLES[Role.OPERATOR] | ROLES[Role.TENANT_ADMIN]
    return GoverningAuthority(TenantId(tenant_id), kind, actor or operator(), actions)


def at_log(server: Server, tenant_id: str) -> AdministrationLog:
    """Return a tenant's log, written in the name of who is at the shell."""
    return AdministrationLog(server.audit(TenantId(tenant_id)), operator())


def operator() -> str:
    """Return `operator:<name>`, by the operating system's user.

    The name is asked of the system: an environment variable could say anything. A user without a
    name, as in a container, is called by its number.
    """
    number = os.getuid()
    try:
        name = pwd.getpwuid(number).pw_name
    except KeyError:
        name = f"uid-{number}"
    return f"operator:{_OTHER.sub('_', name.lower())[:_LONGEST]}"


def named(name: str | None) -> str:
    """Return the actor of who sits at the command line.

    Args:
        name: what the operator is called; None for the name of the operating system's user. That
            is asked of the system: an environment variable could say anything.

    Raises:
        DisclosureInvalid: if it is no name.

    """
    if name is None:
        return operator()
    said = name
    if _NAME.fullmatch(said.lower()) is None:
        raise DisclosureInvalid(
            "A name has up to 40 letters, digits, dots, dashes and underscores."
        )
    return f"operator:{said.lower()}"
