"""`enroll` and `authenticate` through a server, `verify` with no server at all."""

import os
import time
from pathlib import Path
from typing import Annotated

import typer

from inperson.app.models import open_pipeline
from inperson.cli.exits import Exit
from inperson.cli.output import JSON_OPTION, fail, show
from inperson.cli.settled import chosen_settings
from inperson.client import Age as ClientAge
from inperson.client import Client, SessionResult
from inperson.client import Guardian as ClientGuardian
from inperson.matching import Template, build_template, compare, load_calibration
from inperson.vision import FacePipeline, decode_image

enrolling, authenticating, verifying = typer.Typer(), typer.Typer(), typer.Typer()

Photos = Annotated[list[Path], typer.Argument(help="Photographs of the subject (1 to 8).")]
Reference = Annotated[str, typer.Argument(help="Your own opaque id of the subject.")]
Url = Annotated[str, typer.Option(envvar="INPERSON_URL", help="The server's address.")]
Unsafe = Annotated[
    bool,
    typer.Option(
        "--unsafe-no-liveness",
        help="Skip liveness: a printed photograph passes. Developer tokens only.",
    ),
]
Consent = Annotated[
    bool,
    typer.Option(
        "--consent",
        help="The subject has read the current notice and agrees; it is recorded. Needed until a "
        "consent is on record.",
    ),
]
Age = Annotated[
    ClientAge | None,
    typer.Option(help="On which side of the notice's minimum age the subject is, if it has one."),
]
Guardian = Annotated[
    ClientGuardian | None,
    typer.Option(help="What showed you who agrees for a subject that is `below`."),
]
Json = Annotated[bool, JSON_OPTION]

_URL = "http://127.0.0.1:8018"


@enrolling.command()
def enroll(
    subject_ref: Reference,
    photos: Photos,
    url: Url = _URL,
    unsafe_no_liveness: Unsafe = False,
    consent: Consent = False,
    age: Age = None,
    guardian: Guardian = None,
    as_json: Json = False,
) -> None:
    """Enrol a subject from photographs. The app token is read from INPERSON_TOKEN."""
    with Client(url, token(as_json)) as client:
        agreed = client.notice().document() if consent else None
        done = client.enroll(
            subject_ref,
            photos,
            unsafe_no_liveness=unsafe_no_liveness,
            consent=agreed,
            age=age,
            guardian=guardian,
        )
        finish(done, as_json)


@authenticating.command()
def authenticate(
    subject_ref: Reference,
    photos: Photos,
    url: Url = _URL,
    unsafe_no_liveness: Unsafe = False,
    consent: Consent = False,
    age: Age = None,
    guardian: Guardian = None,
    as_json: Json = False,
) -> None:
    """Compare photographs with an enrolled subject. The app token is read from INPERSON_TOKEN."""
    with Client(url, token(as_json)) as client:
        agreed = client.notice().document() if consent else None
        done = client.authenticate(
            subject_ref,
            photos,
            unsafe_no_liveness=unsafe_no_liveness,
            consent=agreed,
            age=age,
            guardian=guardian,
        )
        finish(done, as_json)


@verifying.command()
def verify(
    first: Annotated[Path, typer.Argument(help="A photograph.")],
    second: Annotated[Path, typer.Argument(help="Another photograph.")],
    as_json: Json = False,
) -> None:
    """Compare two photographs here, with no server. Nothing is stored."""
    settings = chosen_settings()
    pipeline = open_pipeline(settings)
    calibration = load_calibration(pipeline.model_digest)
    started = time.perf_counter()
    templates = [_template(pipeline, path, as_json) for path in (first, second)]
    similarity = compare(*templates)
    took_ms = (time.perf_counter() - started) * 1e3
    level = calibration.level(similarity)
    matched = level >= settings.required_level
    decision = "match" if matched else "no_match"
    facts = {
        "decision": decision,
        "level": level,
        "level_required": settings.required_level,
        "similarity": round(similarity, 4),
        "took_ms": round(took_ms, 1),
    }
    show(
        f"{decision}: level {level} of 4, {settings.required_level} required "
        f"(similarity {similarity:.3f}, {took_ms:.0f} ms)",
        facts,
        as_json=as_json,
    )
    raise typer.Exit(Exit.OK if matched else Exit.NO)


def _template(pipeline: FacePipeline, path: Path, as_json: bool) -> Template:
    (found,) = pipeline.examine([decode_image(path.read_bytes())])
    if found.embedding is None:
        reasons = [issue.value for issue in found.quality.issues]
        hidden = [region.value for region in found.quality.hidden]
        over = f" ({', '.join(hidden)})" if hidden else ""
        show(
            f"refused: {path}: {', '.join(reasons)}{over}",
            {"decision": "refused", "file": str(path), "reasons": reasons, "hidden": hidden},
            as_json=as_json,
        )
        raise typer.Exit(Exit.REFUSED)
    return build_template([found], pipeline.model_digest)


def token(as_json: bool) -> str:
    """Return the app token of the environment."""
    text = os.environ.get("INPERSON_TOKEN", "")
    if not text:
        # never an option: a command line is visible to every user of the machine
        fail("token_missing", "Set INPERSON_TOKEN to an app token.", as_json=as_json)
    return text


def finish(result: SessionResult, as_json: bool) -> None:
    """Print a session's decision, and exit with what it means."""
    facts = {
        "session": result.id,
        "decision": result.decision,
        "reasons": list(result.reasons),
        "level": result.level,
        "level_required": result.level_required,
        "liveness": result.liveness,
        "samples": result.samples,
    }
    level = (
        "" if result.level is None else f": level {result.level}, {result.level_required} required"
    )
    reasons = f" ({', '.join(result.reasons)})" if result.reasons else ""
    few = result.decision == "enrolled" and result.samples == 1
    hint = "\nof one picture; with two it is recognised far more often" if few else ""
    show(f"{result.decision}{level}{reasons}{hint}", facts, as_json=as_json)
    if result.decision == "refused":
        raise typer.Exit(Exit.REFUSED)
    raise typer.Exit(Exit.OK if result.accepted else Exit.NO)
