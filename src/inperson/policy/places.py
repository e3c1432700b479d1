"""What is proved of where things are, and who can reach them (clauses 2.2, 2.3 and 4.1)."""

import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url

from inperson.app import Server
from inperson.policy.looking import Broken, Seen, looks
from inperson.store import SqliteFolder, StoreKind

_LOGS = ("", "-wal", "-shm")


def keys_are_apart(deployment: Server) -> Seen:
    """Prove that data, wrapped keys and key-encryption keys are in three places, and closed."""
    settings, count = deployment.settings, 0
    data, keys = _place(settings.data), _place(settings.keys)
    if data == keys:
        raise Broken("data and keys are in one place: a thief of one has both")
    folders = [each for each in (data, keys) if isinstance(each, Path)]
    if settings.kek_dir.exists():  # of every provider: it has the signing keys
        folders.append(settings.kek_dir.resolve())
        _demand_closed(settings.kek_dir, *settings.kek_dir.iterdir())
    for one in folders:
        for other in folders:
            if one is not other and _within(one, other):
                raise Broken("one of data, keys and key-encryption keys is inside another")
    for look in looks(deployment):
        deployment.vault(look.tenant_id).check()
        count += 1
    apart = f"data, keys and {settings.kek_provider} are apart"
    return Seen(count, f"{apart}; the keys of {count} tenants open")


def silos_are_apart(deployment: Server) -> Seen:
    """Prove that each tenant has stores of its own, which others cannot read."""
    count = 0
    for database in deployment.stores.databases:
        if isinstance(database, SqliteFolder):
            _demand_closed(*_files(database))
    data = deployment.stores.databases[0]
    for look in looks(deployment):
        count += 1
        silo = StoreKind.SILO.of(look.tenant_id)
        if not isinstance(data, SqliteFolder):
            with look.silo.begin() as connection:
                role = connection.exec_driver_sql("SELECT current_user").scalar()
            if role != silo:
                raise Broken("a silo is not read under a role of its own")
    return Seen(count, f"{count} silos, each by itself")


def deployment_is_what_it_says(deployment: Server) -> Seen:
    """Prove that a private deployment has one tenant, and that people are told who runs it."""
    settings, count = deployment.settings, len(deployment.tenants.tenants())
    if settings.deployment == "private" and count > 1:
        raise Broken(f"a private deployment has {count} tenants")
    missing = [
        each for each in ("operator", "operator_contact", "location") if not getattr(settings, each)
    ]
    if missing:
        raise Broken(f"people are not told who and where: set {', '.join(missing)}")
    return Seen(count, f"{settings.deployment}, {count} tenants, run by {settings.operator}")


def _place(url: str) -> Path | tuple[str, int, str]:
    """Return where a URL leads to, however it is spelt: the folder itself, or a database."""
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite":
        return Path(rest.removeprefix("/")).resolve()
    named = make_url(url)
    host = {"localhost": "127.0.0.1", None: "127.0.0.1"}.get(named.host, named.host)
    return str(host).lower(), named.port or 5432, str(named.database)


def _within(one: Path, other: Path) -> bool:
    """Tell whether a folder is another one or lies in it, by whatever name it is mounted."""
    if not other.exists():
        return False
    return any(each.exists() and each.samefile(other) for each in (one, *one.parents))


def _files(folder: SqliteFolder) -> Iterator[Path]:
    for store in folder.stores():
        path = folder.path(store)
        yield path.parent
        yield from (path.with_name(path.name + end) for end in _LOGS)


def _demand_closed(*paths: Path) -> None:
    for path in paths:
        try:
            mode = path.stat().st_mode
        except FileNotFoundError:  # a log that was emptied meanwhile
            continue
        if stat.S_IMODE(mode) & 0o077:
            raise Broken(f"{path.name} is open to others than the server")
