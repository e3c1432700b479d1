"""`witness`: see other servers' audit logs grow, and sign that they did. It opens no server."""

from pathlib import Path
from typing import Annotated

import typer

from inperson.adapters.jose import FileCheckpointSigner
from inperson.adapters.kms import create_private_file
from inperson.cli.output import JSON_OPTION, show, text_of
from inperson.cli.settled import chosen_settings
from inperson.core import SystemClock, http_address
from inperson.tlog import KeyUse, VerifierKey
from inperson.witness import LogWitness, WitnessBroken, WitnessedLog, WitnessExists, WitnessFolder

app = typer.Typer(no_args_is_help=True, help="See other servers' audit logs grow, and sign it.")

Json = Annotated[bool, JSON_OPTION]
Folder = Annotated[Path, typer.Option(help="Where the witness keeps its key and what it saw.")]
_FOLDER = Path(".inperson/witness")


@app.command("init")
def init(
    name: Annotated[str, typer.Argument(help="The witness's name, such as witness.example.org.")],
    folder: Folder = _FOLDER,
    as_json: Json = False,
) -> None:
    """Make a witness with a key of its own, and print its verifier key for others' policies."""
    if (folder / "vkey").exists() or (folder / "witness.jwk").exists():
        raise WitnessExists("This folder has a witness already.")
    signer = FileCheckpointSigner(folder / "witness.jwk", name)
    text = VerifierKey(signer.name, signer.public_key, KeyUse.WITNESS).text()
    create_private_file(folder / "vkey", f"{text}\n".encode())
    show(text, {"vkey": text}, as_json=as_json)


@app.command("key")
def key(folder: Folder = _FOLDER, as_json: Json = False) -> None:
    """Print the witness's verifier key."""
    text = _open(folder).key.text()
    show(text, {"vkey": text}, as_json=as_json)


@app.command("trust")
def trust(
    vkey: Annotated[str, typer.Argument(help="A log's verifier key, as `audit policy` prints it.")],
    folder: Folder = _FOLDER,
    as_json: Json = False,
) -> None:
    """Trust a log's key. A further key of the same log is trusted beside it."""
    _open(folder)
    log = WitnessFolder(folder).trust(VerifierKey.parse(vkey))
    show(f"trusted: {log.origin}", _facts(log), as_json=as_json)


@app.command("logs")
def logs(folder: Folder = _FOLDER, as_json: Json = False) -> None:
    """List the logs that are trusted, and how far each was seen."""
    _open(folder)
    for log in WitnessFolder(folder).logs():
        facts = _facts(log)
        erasures = f", {facts['erasures']} erasures" if facts["erasures"] is not None else ""
        show(f"{log.origin}  {facts['size']} leaves{erasures}", facts, as_json=as_json)


@app.command("sign")
def sign(
    request: Annotated[Path, typer.Argument(help="What `audit submission` printed.")],
    folder: Folder = _FOLDER,
    as_json: Json = False,
) -> None:
    """Sign a checkpoint that was carried here by hand, as `add-checkpoint` would."""
    text = request.read_bytes().decode("utf-8", "replace")
    line = _open(folder).add_checkpoint(text)
    show(line.removesuffix("\n"), {"cosignature": line}, as_json=as_json)


@app.command("latest")
def latest(
    origin: Annotated[str, typer.Argument(help="The log's origin, such as inperson/ten_...")],
    folder: Folder = _FOLDER,
    as_json: Json = False,
) -> None:
    """Print the largest checkpoint of a log that was signed: what shows a restore of its server."""
    note = _open(folder).latest(origin)
    show(note.removesuffix("\n"), {"checkpoint": note}, as_json=as_json)


@app.command("serve")
def serve(
    host: Annotated[str, typer.Option(help="The address that it listens at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port.")] = 8019,
    folder: Folder = _FOLDER,
) -> None:
    """Serve `add-checkpoint` until stopped. TLS is a proxy's, as the API's is."""
    from inperson.cli.server import begin_logs, listen, make_server, stopping
    from inperson.http import Proxies, make_witness_app

    settings = chosen_settings().model_copy(update={"host": host, "port": port})
    begin_logs(settings)
    application = make_witness_app(
        _open(folder), WitnessFolder(folder), Proxies(settings.trusted_proxies)
    )
    server = make_server(settings, application)
    with listen(settings) as listener, stopping():
        at = http_address(host, listener.getsockname()[1])
        print(f"The witness listens on {at}", flush=True)
        server.run(sockets=[listener])


def _open(folder: Path) -> LogWitness:
    """Return the witness of a folder; it makes no key, so that a lost one is not replaced unseen.

    Raises:
        WitnessBroken: if there is none, or its key is not the one that it gave out.

    """
    vkey, private = folder / "vkey", folder / "witness.jwk"
    if not vkey.is_file() or not private.is_file():
        raise WitnessBroken("There is no witness in this folder: `inperson witness init`.")
    known = VerifierKey.parse(text_of(vkey).strip(), KeyUse.WITNESS)
    witness = LogWitness(
        FileCheckpointSigner(private, known.name), WitnessFolder(folder), SystemClock()
    )
    if witness.key != known:
        raise WitnessBroken("The witness's key is not the one that it gave out.")
    return witness


def _facts(log: WitnessedLog) -> dict[str, object]:
    last = log.last
    return {
        "origin": log.origin,
        "keys": [each.text() for each in log.keys],
        "size": 0 if last is None else last.checkpoint.size,
        "erasures": None if last is None else last.checkpoint.erasures,
    }
