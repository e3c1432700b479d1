"""`demo`: the main job from end to end, over the capture protocol, against a real server.

Nobody need be there: the test presenter makes heads of real photographs, and renders living people
and a print that follow the server's targets.
"""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import typer
import uvicorn
from fastapi import FastAPI

from inperson.app import Mode, Server, open_server
from inperson.app.models import model_store, open_pipeline
from inperson.app.serving import build_app
from inperson.cli.exits import Exit
from inperson.cli.output import fail
from inperson.cli.server import listen, make_server
from inperson.client import Client, ProblemError, SessionResult
from inperson.config import Settings, read_settings
from inperson.core import SessionId
from inperson.http import Services
from inperson.http.pages import add_demo
from inperson.rights.notices import Notices, NoticeTerms
from inperson.sessions import RecordSealing
from inperson.tenants import TokenKind, of_server
from inperson.vision import FacePipeline
from inperson_lab.presenting import head_of, presented

app = typer.Typer()

_REFERENCE = "demo-subject"
_SEED = 7
_TRIES = 3
Kind = Literal["enroll", "authenticate"]


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of the demo: two photographs of one person, one of another."""

    enrolment: Path
    same: Path
    other: Path


@app.command()
def demo(
    photos: Annotated[
        list[Path] | None,
        typer.Option(
            help="A folder with a folder of photographs for each person; may be repeated."
        ),
    ] = None,
    state: Annotated[Path, typer.Option(help="Where the demo keeps its server's state.")] = Path(
        ".inperson/demo"
    ),
    once: Annotated[bool, typer.Option("--once", help="End after the run.")] = False,
) -> None:
    """Enrol a living face, know it again, refuse another one and a print; leave the server up."""
    began = time.perf_counter()
    settings = _settings(state)
    casts = [(folder, _cast(folder)) for folder in photos or [] if folder.is_dir()]
    if not casts:
        fail("no_photos", "Give --photos FOLDER with two people, one of them twice.")
    _say("models", "checking digests")
    for report in model_store(settings).fetch():
        _say("models", f"{report.role} ok")
    with open_server(settings, Mode.SERVE) as opened:
        tokens = _tokens(opened, state / "credentials.json")
        application = build_app(opened)
        with _serving(settings, application, tokens["developer"]) as url:
            _say("server", f"ready on {url} after {time.perf_counter() - began:.1f} s")
            stage = Stage(url, application.state.services, open_pipeline(settings))
            passed = [_run(stage, tokens["developer"], cast, at.name) for at, cast in casts]
            passed.append(_runs_production(stage, tokens["production"], casts[0][1]))
            if not once:
                _wait(url, state)
    raise typer.Exit(Exit.OK if all(passed) else Exit.NO)


def _settings(state: Path) -> Settings:
    return read_settings(
        data=f"sqlite:///{state / 'data'}",
        keys=f"sqlite:///{state / 'keys'}",
        kek_dir=state / "kek",
        deployment="private",
        operator="The demo of this machine",
        operator_contact="demo@localhost",
        location="This machine",
    )


def _cast(folder: Path) -> Cast:
    """Choose the first person with two photographs, and the first other person."""
    people = [
        sorted(path for path in person.iterdir() if path.suffix.lower() in {".jpg", ".png"})
        for person in sorted(folder.iterdir())
        if person.is_dir()
    ]
    twice = next((shots for shots in people if len(shots) > 1), None)
    other = next((shots for shots in people if shots and shots is not twice), None)
    if twice is None or other is None:
        fail("no_photos", f"{folder} needs two people, one of them with two photographs.")
    return Cast(twice[0], twice[1], other[0])


def _tokens(opened: Server, path: Path) -> dict[str, str]:
    """Return the demo tenant's tokens; make the tenant and issue them on the first run."""
    if path.exists():
        known: dict[str, str] = json.loads(path.read_text())
        _say("tenant", "reusing the demo tenant and its tokens")
        return known
    tenant = opened.add_tenant(f"Demo {int(time.time())}")
    desk = opened.desks.of(of_server(tenant.id))
    # an example: whoever serves real people says who and where they are
    example = NoticeTerms(tenant.name, "demo@localhost", "DE", alternative="Ask whoever shows this")
    Notices(desk).publish(example)
    tokens = {
        kind.value: opened.tenants.issue_token(tenant.id, kind, "demo").secret for kind in TokenKind
    }
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w") as handle:
        json.dump(tokens, handle)
    _say("tenant", f"{tenant.id} with a developer and a production token")
    return tokens


@contextmanager
def _serving(settings: Settings, application: FastAPI, token: str) -> Iterator[str]:
    add_demo(application, token)
    server = make_server(settings, application)
    with listen(settings) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        _await_start(server, thread)
        try:
            yield f"http://{settings.host}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=10)


def _await_start(server: uvicorn.Server, thread: threading.Thread) -> None:
    while not server.started:
        if not thread.is_alive():
            fail("server_failed", "The server did not start.")
        time.sleep(0.01)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the captures are made."""

    url: str
    services: Services
    pipeline: FacePipeline


def _run(stage: Stage, token: str, cast: Cast, source: str) -> bool:
    """Play the main job with one cast; tell whether everything went as it should."""
    print(f"\nPhotographs from {source}, made into heads that move")
    with Client(stage.url, token) as client:
        _forget(client)
        passed = [
            _step(stage, token, "enroll", "live", cast.enrolment, expect="enrolled"),
            _step(stage, token, "authenticate", "live", cast.same, expect="match"),
            _step(stage, token, "authenticate", "live", cast.other, expect="no_match"),
            _step(stage, token, "authenticate", "print_flat", cast.same, expect="refused"),
        ]
        _forget(client)
        _say("erase", "the subject's key, template and sessions are gone")
    return all(passed)


def _forget(client: Client) -> None:
    """Erase the demo's subject, if it is enrolled."""
    try:
        client.erase(_REFERENCE)
    except ProblemError as problem:
        if problem.code != "subject_not_enrolled":
            raise


def _step(stage: Stage, token: str, kind: Kind, species: str, photo: Path, *, expect: str) -> bool:
    """Make a capture; a living person who is refused tries again, as people do."""
    head = head_of(photo, _SEED, stage.pipeline)
    for attempt in range(1, _TRIES + 1):
        source = presented(species, head, _SEED + attempt)
        began = time.perf_counter()
        with Client(stage.url, token) as client:
            opened = client.create_session(kind, _REFERENCE, consent=client.notice().document())
            client.capture(opened, source)
            took_s = time.perf_counter() - began
            result = client.session(opened.id)
        again = species == "live" and result.liveness == "not_live" and attempt < _TRIES
        due = "tries again" if again else f"UNEXPECTED, {expect} was due"
        mark = "ok" if result.decision == expect else due
        who = f"{species} {photo.name}"
        _say(kind, f"{who:28} -> {_outcome(result):34} {took_s:4.1f} s  {mark}")
        if result.liveness == "not_live":
            _say("", f"{'':28}    {_evidence(stage, token, result)}")
        if not again:
            break
    return result.decision == expect


def _evidence(stage: Stage, token: str, result: SessionResult) -> str:
    """Return what an operator can read and no client: the numbers of the cues that refused."""
    mine = stage.services.sessions.of(stage.services.tenants.authenticate(token))
    session = mine.get(SessionId(result.id))
    measured = RecordSealing(mine.subjects.vault).open(session).evidence
    against = [each.removeprefix("liveness_") for each in result.reasons]
    return ", ".join(
        f"{name} {value:.4g}" for name, value in measured.items() if name.split(".")[0] in against
    )


def _outcome(result: SessionResult) -> str:
    reasons = f" ({', '.join(result.reasons)})" if result.reasons else ""
    if result.level is None:
        return f"{result.decision}{reasons}"
    level = "" if result.level is None else f", level {result.level} of 4"
    return f"{result.decision}{level}{reasons}"


def _runs_production(stage: Stage, token: str, cast: Cast) -> bool:
    """Show that a production token works, and cannot skip liveness."""
    print("\nWith a production token")
    with Client(stage.url, token) as client:
        _forget(client)
        passed = [
            _step(stage, token, "enroll", "live", cast.enrolment, expect="enrolled"),
            _step(stage, token, "authenticate", "live", cast.same, expect="match"),
            _refuses_stills(client),
        ]
        _forget(client)
    return all(passed)


def _refuses_stills(client: Client) -> bool:
    try:
        client.create_session("authenticate", _REFERENCE, unsafe_no_liveness=True)
    except ProblemError as problem:
        _say("authenticate", f"{'without liveness':28} -> {problem.code:34}         ok")
        return problem.code == "liveness_required"
    _say("authenticate", "NOT REFUSED without liveness")
    return False


def _wait(url: str, state: Path) -> None:
    print(f"\nInperson is up: {url}")
    print(f"  try it            {url}/demo")
    print(f"  build it in       {url}/integrate")
    print(f"  API description   {url}/v1/openapi.json")
    print(f"  tokens            {state / 'credentials.json'}")
    print("Stop it with Ctrl-C.", flush=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        print("\nstopped")


def _say(topic: str, text: str) -> None:
    print(f"{topic:12} {text}", flush=True)
