"""Opens a server, and brings up to date what it is opened for."""

from collections.abc import Sequence
from datetime import timedelta

from inperson.app.modes import Mode, Outside
from inperson.app.server import Server
from inperson.audit import Act, Entry
from inperson.backup import ArchivePart, Obedience, RestoreUnfinished
from inperson.config import Settings
from inperson.core import TenantId
from inperson.sessions import TombstoneRows, replay_erasures
from inperson.store import (
    Restored,
    Upgrade,
    forget_restores,
    open_stores,
    refuse_without_keys,
    restored,
)

_UPGRADES = {
    Mode.READ: Upgrade.NEVER,
    Mode.INSPECT: Upgrade.NEVER,
    Mode.WRITE: Upgrade.ALONE,
    Mode.SERVE: Upgrade.ALWAYS,
}
_REAL = Outside()


def open_server(settings: Settings, mode: Mode, outside: Outside = _REAL) -> Server:
    """Open a server; it is closed at the end of its block.

    1. The directory is opened, or refused, as the mode says.
    2. What was restored is obeyed before anything else is done: by who serves, and by who changes
       something. Who only reads is refused until then.
    3. Who serves has every tenant brought up to date; who changes something, those that it
       touches, when it touches them.

    Raises:
        StoreUnavailable: if a store cannot be reached.
        StoreMissing: if there is none, and the mode makes none.
        StoreOutdated: if one is older, and the mode or a server that runs forbids to change it.
        StoreTooNew: if one is newer than this program.
        RestoreUnfinished: if a restore was cut short, or is not obeyed yet.
        OneTenantOnly: if the deployment is private and has several tenants.

    """
    stores = open_stores(
        data=settings.data,
        keys=settings.keys,
        audit=settings.audit,
        upgrade=_UPGRADES[mode],
        notes=mode is Mode.INSPECT,
    )
    server = Server(settings, mode, stores, outside, _READY[mode])
    try:
        _begin(server, restored(*stores.databases))
    except BaseException:
        server.close()
        raise
    return server


def begin_log(settings: Settings, tenant_id: TenantId | None, actor: str) -> None:
    """Begin the log of a tenant, or the server's own, that was lost; its first leaf says so.

    What was restored is obeyed afterwards: that needs the logs.

    Raises:
        LogPresent: if it is there.
        TenantNotFound: if there is no such tenant.
        AuditUnavailable: if the server's own log, on which a tenant's loss is noted, is lost too.

    """
    stores = open_stores(
        data=settings.data, keys=settings.keys, audit=settings.audit, upgrade=Upgrade.ALONE
    )
    with Server(settings, Mode.WRITE, stores, _REAL, lambda *_: None) as server:
        if tenant_id is not None:
            server.tenants.tenant(tenant_id)
        stores.refuse_log(tenant_id)
        lost = Entry(Act.LOG_BEGUN, actor, purpose=tenant_id or "server")
        if tenant_id is None:
            stores.audit.create_server()
        else:
            server.server_audit().append(lost)
            stores.audit.create(tenant_id)
        server.log(tenant_id).append(lost)


def _begin(server: Server, restores: Sequence[Restored]) -> None:
    if server.mode.looks and restores:
        raise RestoreUnfinished("Start the server once: it forgets again who was erased.")
    if server.mode is Mode.SERVE or restores:
        _prepare(server, restores)


def _look(server: Server, tenant_id: TenantId | None) -> None:
    """Let a tenant's stores be read if they are what this program knows."""
    if tenant_id is None:
        server.stores.ready_server()
        return
    server.tenants.tenant(tenant_id)
    server.stores.ready(tenant_id)


def _bring_up(server: Server, tenant_id: TenantId | None) -> None:
    """Bring up to date what a tenant owns, and forget again who was erased from it."""
    _look(server, tenant_id)
    if tenant_id is None:
        return
    server.provider.create(tenant_id)
    vault = server.vault(tenant_id)
    vault.check()
    replay_erasures(
        server.own(tenant_id),
        vault,
        server.improvement(tenant_id),
        server.audit(tenant_id),
        server.events(tenant_id),
    )


_READY = {
    Mode.READ: _look,
    Mode.INSPECT: _look,
    Mode.WRITE: _bring_up,
    Mode.SERVE: _bring_up,
}


def _prepare(server: Server, restores: Sequence[Restored]) -> None:
    """Bring every tenant up to date, and make restored backups forget who was erased.

    Whatever goes wrong in it stops the start.
    """
    server.at_most(1)
    server.make_keys()
    _note(server, restores)
    oldest = server.clock.now() - timedelta(days=server.settings.key_backup_days)
    for tenant in server.tenants.tenants():
        server.ready(tenant.id)
        silo, keyring = server.own(tenant.id), server.keyring(tenant.id)
        if restores:
            Obedience(
                silo,
                keyring,
                server.vault(tenant.id),
                server.improvement(tenant.id),
                server.audit(tenant.id),
                server.events(tenant.id),
                server.clock,
            ).obey()
        with silo.begin() as tx:
            tx.rows(TombstoneRows).forget_tombstones(oldest)
        keyring.forget_tombstones(oldest)
        server.notices(tenant.id).refresh()
    if restores:
        forget_restores(*server.stores.databases)


def _note(server: Server, restores: Sequence[Restored]) -> None:
    """Put each restore since the last start on the server's log, which is made if it is not there.

    Raises:
        RestoreUnfinished: if data was restored, and its keys were not.

    """
    if any(each.part is ArchivePart.DATA for each in restores):
        data, keys, _ = server.stores.databases
        refuse_without_keys(data, keys, [each.id for each in server.tenants.tenants()])
    log = server.server_audit()
    for each in restores:
        purpose = f"{each.part.value} of {each.made_at:%Y-%m-%dT%H:%M:%SZ}"
        log.append(Entry(Act.BACKUP_RESTORED, each.actor, purpose=purpose))
