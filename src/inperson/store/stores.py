"""All SQL stores of a server, opened from two URLs."""

from collections.abc import Sequence
from dataclasses import dataclass

from inperson.core import ProcessId, TenantId
from inperson.store.across_rows import SqlAcrossLedger
from inperson.store.audit import SqlLogStores
from inperson.store.breaches import SqlBreachRegister
from inperson.store.databases import Database, open_database
from inperson.store.deployment_rows import SqlPrivateDeploymentStore
from inperson.store.directory import SqlDirectory
from inperson.store.errors import LogPresent, StoreLost, StoreMissing, StoreOutdated
from inperson.store.improvement import SqlImprovementStores
from inperson.store.keyrings import SqlKeyrings
from inperson.store.migrations import upgrade as bring_up
from inperson.store.names import DIRECTORY, SERVER_LOG, StoreKind
from inperson.store.people import SqlPeople
from inperson.store.processes import SqlProcesses, serves
from inperson.store.recovery import refuse_unfinished
from inperson.store.silos import SqlSilos
from inperson.store.versions import Upgrade, require_current, version_of


@dataclass(frozen=True, slots=True)
class Stores:
    """The directory, and every tenant's silo, keyring, improvement set and audit log."""

    directory: SqlDirectory
    silos: SqlSilos
    keyrings: SqlKeyrings
    improvement: SqlImprovementStores
    audit: SqlLogStores
    breaches: SqlBreachRegister
    clients: SqlPrivateDeploymentStore
    across: SqlAcrossLedger
    people: SqlPeople
    databases: tuple[Database, Database, Database]
    """Of data, keys and audit logs."""
    upgrade: Upgrade = Upgrade.ALWAYS
    """Who opened them."""

    def ready(self, tenant_id: TenantId) -> None:
        """See to it that a tenant's stores are there, and of this program's version.

        Raises:
            StoreMissing: if one is not there, and whoever opened them only reads.
            StoreLost: if the data is there, and its keyring or its audit log is not.
            StoreOutdated: if one is older, and is not brought up to date: see `Upgrade`.
            StoreTooNew: if one is newer than this program.

        """
        data, keys, audit = self.databases
        places = (
            (data, StoreKind.SILO),
            (data, StoreKind.IMPROVEMENT),
            (keys, StoreKind.KEYRING),
            (audit, StoreKind.AUDIT),
        )
        stores = [(place, kind.of(tenant_id), kind) for place, kind in places]
        if _behind(self.upgrade, stores, data):
            self._refuse_lost(tenant_id)
            for each in (self.keyrings, self.audit, self.silos, self.improvement):
                each.create(tenant_id)

    def ready_server(self) -> None:
        """See to the server's own log in the same way; raises what `ready` raises."""
        data, _, audit = self.databases
        if _behind(self.upgrade, ((audit, SERVER_LOG, StoreKind.AUDIT),), data):
            if version_of(audit, SERVER_LOG) is None and self.directory.tenants():
                raise StoreLost("The server's audit log is gone: restore it.")
            self.audit.create_server()

    def refuse_log(self, tenant_id: TenantId | None) -> None:
        """Refuse to begin a tenant's log, or the server's, where it is not lost.

        Raises:
            LogPresent: if it is there, and not empty.

        """
        name = SERVER_LOG if tenant_id is None else StoreKind.AUDIT.of(tenant_id)
        if version_of(self.databases[2], name) is None:
            return
        log = self.audit.open_server() if tenant_id is None else self.audit.open(tenant_id)
        if log.size():
            raise LogPresent("The audit log is there.")

    def _refuse_lost(self, tenant_id: TenantId) -> None:
        """Make nothing new for data that is there: a silo is made last, so it was lost."""
        data, keys, audit = self.databases
        if version_of(data, StoreKind.SILO.of(tenant_id)) is None:
            return
        if version_of(keys, StoreKind.KEYRING.of(tenant_id)) is None:
            raise StoreLost("A tenant's keyring is gone, and its data is not: restore its keys.")
        if version_of(audit, StoreKind.AUDIT.of(tenant_id)) is None:
            raise StoreLost("A tenant's audit log is gone, and its data is not: restore it.")

    def processes(self, me: ProcessId) -> SqlProcesses:
        """Return the register of processes, for one of them."""
        return SqlProcesses(self.databases[0].engine(DIRECTORY), me)

    def try_room(self) -> None:
        """Write in each place where they are, once, and take it back.

        Raises:
            StoreUnavailable: if there is no room, or nothing may be written.

        """
        for each in {each.place: each for each in self.databases}.values():
            each.try_room()

    def close(self) -> None:
        """Close all connections."""
        for database in self.databases:
            database.close()


def open_stores(
    *,
    data: str,
    keys: str,
    audit: str | None = None,
    upgrade: Upgrade = Upgrade.ALWAYS,
    notes: bool = False,
) -> Stores:
    """Open the stores and bring the directory up to date.

    Args:
        data: where the directory and the silos are, `sqlite:///FOLDER` or
            `postgresql+psycopg://...`.
        keys: where the keyrings are: a place with another backup than `data`.
        audit: where the audit logs are; None for the place of `data`.
        upgrade: whether what is older is brought up to date.
        notes: whether the audit logs take leaves where nothing else is changed.

    Raises:
        StoreUnavailable: if a URL is malformed or a database cannot be reached.
        RestoreUnfinished: if a restore was cut short in one of them.
        StoreMissing: if there is no directory, and nothing may be made.
        StoreOutdated: if it is older, and may not be changed.
        StoreTooNew: if it is newer than this program.

    """
    read_only = upgrade is Upgrade.NEVER
    # a pool of its own for the audit: leaves are written while a transaction on a silo is open
    data_db, keys_db, audit_db = (
        open_database(data, read_only=read_only),
        open_database(keys, read_only=read_only),
        open_database(audit or data, read_only=read_only and not notes),
    )
    refuse_unfinished(data_db, keys_db, audit_db)
    if _behind(upgrade, ((data_db, DIRECTORY, StoreKind.DIRECTORY),), data_db):
        data_db.create(DIRECTORY)
        bring_up(data_db, DIRECTORY, StoreKind.DIRECTORY)
    return Stores(
        directory=SqlDirectory(data_db.engine(DIRECTORY)),
        silos=SqlSilos(data_db),
        keyrings=SqlKeyrings(keys_db),
        improvement=SqlImprovementStores(data_db),
        audit=SqlLogStores(audit_db),
        breaches=SqlBreachRegister(data_db.engine(DIRECTORY)),
        clients=SqlPrivateDeploymentStore(data_db.engine(DIRECTORY)),
        across=SqlAcrossLedger(data_db.engine(DIRECTORY)),
        people=SqlPeople(data_db.engine(DIRECTORY)),
        databases=(data_db, keys_db, audit_db),
        upgrade=upgrade,
    )


def _behind(upgrade: Upgrade, places: Sequence[tuple[Database, str, str]], data: Database) -> bool:
    """Tell whether stores are to be made or brought up to date, or refuse them."""
    if upgrade is Upgrade.ALWAYS:
        return True  # it asks by itself, in the transaction that changes it
    try:
        for database, store, kind in places:
            require_current(database, store, kind)
    except StoreMissing:
        if upgrade is Upgrade.NEVER:
            raise
        return True
    except StoreOutdated:
        if upgrade is Upgrade.NEVER or serves(data.engine(DIRECTORY)):
            raise
        return True
    return False
