"""`backup` and `restore`: sealed archives of a server's parts, each apart from the others."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from inperson import __version__
from inperson.adapters.jose import FileStatementSigner, read_backup_statement
from inperson.adapters.kms import KekFiles, KekPlace, create_private_file, read_private_file
from inperson.app import Mode, Server, open_server
from inperson.backup import (
    ArchivePart,
    BackupExists,
    BackupUnsigned,
    Check,
    Checked,
    Head,
    Source,
    check_backup,
    make_backup,
    new_identity,
    note_backup,
    read_identities,
    restore_backup,
)
from inperson.cli.actors import operator
from inperson.cli.output import JSON_OPTION, show
from inperson.cli.settled import chosen_settings
from inperson.config import Settings
from inperson.store import Database, SqlPlace, open_database, sources

app = typer.Typer(no_args_is_help=True, help="Make and verify backups: docs/backup.md.")
restores = typer.Typer()

_EVERY = 10_000

Json = Annotated[bool, JSON_OPTION]
WhichPart = Annotated[ArchivePart, typer.Option("--part", help="What it holds.")]
Identity = Annotated[Path, typer.Option(help="File of mode 0600 with the age identity.")]
AnySigner = Annotated[
    bool,
    typer.Option(
        "--unsafe-any-signer",
        help="Believe a backup that this server's key did not sign: whoever knows the recipient "
        "could have made it.",
    ),
]


@app.command("identity")
def identity(
    to: Annotated[Path, typer.Argument(help="A file that does not exist yet.")],
    as_json: Json = False,
) -> None:
    """Make an age identity in a file, and print the recipient that belongs to it."""
    secret, recipient = new_identity()
    if not create_private_file(to, f"# recipient: {recipient}\n{secret}\n".encode()):
        raise BackupExists(f"{to.name} exists.")
    show(recipient, {"recipient": recipient, "identity": str(to)}, as_json=as_json)


@app.command("make")
def make(
    part: WhichPart,
    to: Annotated[Path, typer.Option(help="A file that does not exist yet.")],
    recipient: Annotated[list[str], typer.Option(help="Who opens it, `age1...`. Repeatable.")],
    as_json: Json = False,
) -> None:
    """Write one part of the server into a sealed file, while the server goes on."""
    settings = chosen_settings()
    with open_server(settings, Mode.WRITE) as server:
        apart = note_backup(server.server_audit(), operator(), part, recipient)
        if not apart:
            _warn("one recipient opens backups of data and of keys; better have two")
        if part is ArchivePart.KEK:
            _warn("who opens this file, and has the others, can open every record")
        head = Head(part, server.clock.now(), __version__)
        signer, tell = server.signer, _Telling(part)
        made = make_backup(
            to,
            head,
            _sources(server, part),
            recipient,
            lambda claims: signer.sign(claims, "backup"),
            tell,
        )
        facts = {"file": str(to), "sha256": made.sha256, "stores": made.stores, "rows": made.rows}
        text = f"{part.value}: {made.stores} stores, {made.rows} rows in {to}"
        show(text, {"part": part.value, **facts}, as_json=as_json)


@app.command("verify")
def verify(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    identity: Identity,
    part: Annotated[ArchivePart | None, typer.Option("--part", help="What it must hold.")] = None,
    any_signer: AnySigner = False,
    as_json: Json = False,
) -> None:
    """Read a backup to its last byte, restoring nothing."""
    settings = chosen_settings()
    check = None if any_signer else _check(settings)
    tell = _Telling("backup")
    _say("sound", check_backup(file, _identities(identity), part, check, tell), as_json=as_json)


@restores.command("restore")
def restore(
    part: WhichPart,
    source: Annotated[Path, typer.Option("--from", help="The backup.")],
    identity: Identity,
    replace: Annotated[
        bool, typer.Option("--replace", help="Give up what is there; never for `kek`.")
    ] = False,
    any_signer: AnySigner = False,
    as_json: Json = False,
) -> None:
    """Restore one part of the server. Stop the server first; docs/backup.md has the drill."""
    settings = chosen_settings()
    # the key that signed them is in the very backup of the part `kek`
    check = None if any_signer or part is ArchivePart.KEK else _check(settings)
    identities, tell = _identities(identity), _Telling(part)
    if part is ArchivePart.KEK:
        folder = KekPlace(settings.kek_dir)
        done = restore_backup(source, identities, part, folder, operator(), check, tell)
    else:
        database = _database(settings, part)
        try:
            place = SqlPlace(database, part)
            done = restore_backup(
                source, identities, part, place, operator(), check, tell, replace=replace
            )
        finally:
            database.close()
    _say("restored", done, as_json=as_json)


class _Telling:
    """Says on standard error which store is at work, and how far."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._store, self._next = "", 0

    def __call__(self, store: str, rows: int) -> None:
        """Say it for every new store, and every ten thousand rows."""
        if store != self._store or rows >= self._next:
            print(f"{self._what}: {store}, {rows} rows", file=sys.stderr, flush=True)
            self._store, self._next = store, rows + _EVERY


def _say(word: str, checked: Checked, *, as_json: bool) -> None:
    head, tail = checked.head, checked.tail
    facts: dict[str, Any] = {
        "part": head.part.value,
        "made_at": head.made_at.isoformat(),
        "stores": tail.stores,
        "rows": tail.rows,
        "sha256": tail.sha256,
    }
    made = head.made_at.isoformat(timespec="seconds")
    text = f"{word}: {head.part.value} of {made}, {tail.stores} stores, {tail.rows} rows"
    show(text, facts, as_json=as_json)


def _warn(text: str) -> None:
    print(f"warning: {text}", file=sys.stderr, flush=True)


def _identities(path: Path) -> tuple[str, ...]:
    return read_identities(read_private_file(path).decode("ascii", "replace"))


def _sources(server: Server, part: ArchivePart) -> Iterable[Source]:
    if part is ArchivePart.KEK:
        return [KekFiles(server.settings.kek_dir)]
    tenants = [each.id for each in server.tenants.tenants()]
    data, keys, audit = server.stores.databases
    database = {ArchivePart.DATA: data, ArchivePart.KEYS: keys, ArchivePart.AUDIT: audit}[part]
    return sources(database, part, tenants)


def _database(settings: Settings, part: ArchivePart) -> Database:
    audit = settings.audit or settings.data
    return open_database(
        {
            ArchivePart.DATA: settings.data,
            ArchivePart.KEYS: settings.keys,
            ArchivePart.AUDIT: audit,
        }[part]
    )


def _check(settings: Settings) -> Check:
    path = settings.kek_dir / "signing.jwk"
    if not path.exists():
        raise BackupUnsigned("The server's signing key is not there: restore the part `kek` first.")
    signer = FileStatementSigner(path, settings.issuer)
    return lambda statement: read_backup_statement(statement, signer)
