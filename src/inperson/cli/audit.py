"""`audit`: verify the logs of what was done, and prove what is in them."""

import json
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from inperson.adapters.outgoing import HttpSender
from inperson.app import Mode, Server, begin_log, open_server
from inperson.audit import AuditLog, GrowthResult, Leaf, ProofResult, verify_growth, verify_proof
from inperson.cli import witnesses
from inperson.cli.actors import operator
from inperson.cli.exits import Exit
from inperson.cli.output import JSON_OPTION, progress, show
from inperson.cli.settled import chosen_settings
from inperson.core import InpersonError, TenantId
from inperson.deliveries import ANYWHERE, ask_to_sign
from inperson.tlog import SignedCheckpoint, Submission, WitnessTrust, gather
from inperson.views import checkpoint_view, leaf_view, proof_view

app = typer.Typer(no_args_is_help=True, help="Verify audit logs and prove what is in them.")
app.add_typer(witnesses.app, name="witnesses")

Json = Annotated[bool, JSON_OPTION]
Tenant = Annotated[str, typer.Argument(help="The tenant's id, `ten_...`, or `server`.")]
_SERVER = "server"


@app.command("verify")
def verify(
    tenant: Tenant,
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option(help="An earlier checkpoint that was kept elsewhere. May be repeated."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Compute a log anew from its leaves; exit 1 if anything is wrong with it."""
    with open_server(chosen_settings(), Mode.READ) as server:
        files = checkpoint or []
        known = [_read(path) for path in files]
        result = _log(server, tenant).verify(known, progress("leaves"))
        names = {f"checkpoint {number}": str(path) for number, path in enumerate(files, 1)}
        for finding in result.findings:
            where = names.get(finding.where, finding.where)
            facts = {"finding": finding.code.value, "where": where}
            show(f"{finding.code.value}: {where}", facts, as_json=as_json)
        root = None if result.root is None else result.root.hex()
        said = "sound" if result.found == 0 else f"{result.found} findings"
        summary = {"leaves": result.size, "root": root, "findings": result.found}
        show(f"{result.size} leaves, root {root}: {said}", summary, as_json=as_json)
        if result.found:
            raise typer.Exit(Exit.NO)


@app.command("begin")
def begin(tenant: Tenant, as_json: Json = False) -> None:
    """Begin a log that was lost and is in no backup; it says so in its first leaf."""
    begin_log(chosen_settings(), _owner(tenant), operator())
    show(f"begun anew: {tenant}", {"log": tenant}, as_json=as_json)


@app.command("tail")
def tail(
    tenant: Tenant,
    count: Annotated[int, typer.Option("-n", "--count", min=1, help="How many.")] = 20,
    as_json: Json = False,
) -> None:
    """Print the last leaves of a log."""
    with open_server(chosen_settings(), Mode.READ) as server:
        for leaf in _log(server, tenant).tail(count):
            show(_line(leaf), leaf_view(leaf), as_json=as_json)


@app.command("checkpoint")
def checkpoint(tenant: Tenant, as_json: Json = False) -> None:
    """Sign a log's present state. Keep it elsewhere, or give it to somebody."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        log = _log(server, tenant)
        view = checkpoint_view(log)
        show(view.checkpoint.removesuffix("\n"), view, as_json=as_json)


@app.command("key")
def key(tenant: Tenant, as_json: Json = False) -> None:
    """Print the verifier key of a log's checkpoints and proofs."""
    with open_server(chosen_settings(), Mode.READ) as server:
        text = _log(server, tenant).key.text()
        show(text, {"vkey": text}, as_json=as_json)


@app.command("log-key")
def log_key(tenant: Tenant, as_json: Json = False) -> None:
    """Print the key as witnesses and `inperson-verify` know it: its name is the log's origin."""
    with open_server(chosen_settings(), Mode.READ) as server:
        text = _log(server, tenant).log_key.text()
        show(text, {"vkey": text}, as_json=as_json)


@app.command("submission")
def submission(
    tenant: Tenant,
    old: Annotated[int, typer.Option(min=0, help="The size that the witness signed last.")] = 0,
    as_json: Json = False,
) -> None:
    """Print what a witness is asked, to be carried to it: `inperson witness sign`."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        text = _log(server, tenant).submission(old).text()
        show(text.removesuffix("\n"), {"submission": text}, as_json=as_json)


@app.command("cosign")
def cosign(
    request: Annotated[Path, typer.Argument(help="What `submission` printed.")],
    answers: Annotated[list[Path], typer.Argument(help="What witnesses answered.")],
    trust: Annotated[Path, typer.Option(help="Whom you trust: docs/witness.md.")],
    as_json: Json = False,
) -> None:
    """Print the checkpoint with the witnesses' signatures; exit 1 if they are too few."""
    known = WitnessTrust.parse(_read(trust))
    note = Submission.parse(_read(request)).signed.text()
    _show_seen(known, note, [_read(each) for each in answers], {}, as_json=as_json)


@app.command("ask")
def ask(
    tenant: Tenant,
    trust: Annotated[Path, typer.Option(help="Whom you trust, with URLs: docs/witness.md.")],
    as_json: Json = False,
) -> None:
    """Ask the witnesses of a trust file to sign the present state; exit 1 if too few did."""
    known = WitnessTrust.parse(_read(trust))
    sender = HttpSender(ANYWHERE)  # who may give this command decides what it connects to
    with open_server(chosen_settings(), Mode.WRITE) as server:
        log = _log(server, tenant)
        note, answers, silent = log.checkpoint(), [], {}
        for each in known.witnesses:
            try:
                old = partial(log.submission, checkpoint=note)
                answers += [ask_to_sign(sender, each.url, old)] if each.url else []
            except InpersonError as error:  # a witness that fails stops no other
                silent[each.name] = error.code
                fault = f"{each.name}: {error.code}: {error}"
                print(fault, file=sys.stderr)
    _show_seen(known, note, answers, {"silent": silent}, as_json=as_json)


def _show_seen(
    known: WitnessTrust,
    note: str,
    answers: Sequence[str],
    more: Mapping[str, object],
    *,
    as_json: bool,
) -> None:
    """Print a checkpoint with what witnesses answered; exit 1 if too few of them signed it."""
    note = gather(note, answers, [each.key for each in known.witnesses])
    seen = known.seen(SignedCheckpoint.parse(note))
    enough = known.met(seen)
    facts = {"checkpoint": note, "seen": sorted(seen), **more, "enough": enough}
    show(note.removesuffix("\n"), facts, as_json=as_json)
    if not enough:
        raise typer.Exit(Exit.NO)


@app.command("receipt")
def receipt(
    tenant: Tenant,
    number: Annotated[int, typer.Argument(min=0, help="The leaf's number.")],
    checkpoint: Annotated[Path, typer.Option(help="A checkpoint that witnesses signed.")],
    as_json: Json = False,
) -> None:
    """Print a receipt that needs no server: that a leaf is on a log that others saw."""
    with open_server(chosen_settings(), Mode.READ) as server:
        text = _log(server, tenant).receipt(number, _read(checkpoint)).text()
        show(text.removesuffix("\n"), {"receipt": text}, as_json=as_json)


@app.command("prove")
def prove(
    tenant: Tenant,
    number: Annotated[int, typer.Argument(min=0, help="The leaf's number.")],
    as_json: Json = False,
) -> None:
    """Print a proof, as JSON, that a leaf is in the log."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        proof = proof_view(_log(server, tenant).prove(number)).model_dump(mode="json")
        show(json.dumps(proof), proof, as_json=as_json)


@app.command("prove-growth")
def prove_growth(
    tenant: Tenant,
    old: Annotated[Path, typer.Argument(help="A file with an earlier checkpoint.")],
    as_json: Json = False,
) -> None:
    """Print a proof, as JSON, that the log only grew since a checkpoint."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        growth = _log(server, tenant).consistency(_read(old)).to_json()
        show(json.dumps(growth), growth, as_json=as_json)


@app.command("check-proof")
def check_proof(
    file: Annotated[Path, typer.Argument(help="What `prove` or `prove-growth` printed.")],
    vkey: Annotated[str, typer.Option(help="The log's verifier key, as `audit key` prints it.")],
    as_json: Json = False,
) -> None:
    """Check a proof of either kind, without any server; exit 1 if it does not hold."""
    text = _read(file)
    result = verify_growth(text, vkey) if _is_growth(text) else verify_proof(text, vkey)
    facts: dict[str, object] = {"holds": result.reason is None}
    if result.reason is None:
        facts |= _facts(result)
        show(_said(result), facts, as_json=as_json)
        return
    facts["reason"] = result.reason.value
    show(f"it does not hold: {result.reason.value}", facts, as_json=as_json)
    raise typer.Exit(Exit.NO)


def _log(server: Server, tenant: str) -> AuditLog:
    return server.log(_owner(tenant))


def _owner(tenant: str) -> TenantId | None:
    return None if tenant == _SERVER else TenantId(tenant)


def _read(path: Path) -> str:
    # what is no UTF-8 is no checkpoint and no proof; the reader of those says so
    return path.read_bytes().decode("utf-8", "replace")


def _is_growth(text: str) -> bool:
    try:
        members = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(members, dict) and "old" in members


def _facts(result: ProofResult | GrowthResult) -> dict[str, object]:
    if isinstance(result, GrowthResult):
        return {"log": result.new.origin, "old": result.old.size, "new": result.new.size}
    leaf = json.loads(result.leaf.body)
    state = result.checkpoint
    return {"log": state.origin, "size": state.size, "number": result.leaf.number, "leaf": leaf}


def _said(result: ProofResult | GrowthResult) -> str:
    if isinstance(result, GrowthResult):
        sizes = f"from {result.old.size} to {result.new.size} leaves"
        return f"{result.new.origin} grew {sizes}, and nothing before was changed"
    return f"it is in {result.checkpoint.origin}: {_line(result.leaf)}"


def _line(leaf: Leaf) -> str:
    entry = leaf.entry
    about = "" if entry.subject is None else f"  subject {entry.subject.hex()[:16]}"
    purpose = "" if entry.purpose is None else f"  for {entry.purpose}"
    return f"{leaf.number}  {leaf.at.isoformat()}  {entry.act}  by {entry.actor}{about}{purpose}"
