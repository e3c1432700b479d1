"""The desk that a command works at, in the name of who is at the shell."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from inperson.app import Mode, open_server
from inperson.audit import Act
from inperson.cli.actors import at_shell
from inperson.cli.settled import chosen_settings
from inperson.desks import Desk, GoverningDesk
from inperson.tenants import TokenKind


@contextmanager
def tenant_desk(tenant_id: str, mode: Mode = Mode.WRITE) -> Iterator[GoverningDesk]:
    """Open the server at a tenant's desk."""
    with open_server(chosen_settings(), mode) as server:
        yield server.desks.of(at_shell(tenant_id))


@contextmanager
def kind_desk(tenant_id: str, kind: TokenKind, mode: Mode = Mode.WRITE) -> Iterator[Desk]:
    """Open the server at a tenant's desk for the subjects of one kind of token."""
    with open_server(chosen_settings(), mode) as server:
        yield server.desks.of(at_shell(tenant_id).over(kind))


@contextmanager
def chore_desks(tenant_id: str, chore: str) -> Iterator[Sequence[Desk]]:
    """Open the server at the desks of both kinds, for a chore that is put on the log first."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        server.desks.of(at_shell(tenant_id)).note(Act.CHORE_RUN, purpose=chore)
        yield [server.desks.of(at_shell(tenant_id).over(kind)) for kind in TokenKind]
