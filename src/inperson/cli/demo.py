"""`demo`: the main job from end to end, on real photographs, against a real server."""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from inperson.app import Deployment, build_app, model_store, open_deployment
from inperson.cli.exits import Exit
from inperson.cli.output import fail, failing
from inperson.cli.server import listen, make_server
from inperson.client import Client, ProblemError, SessionResult
from inperson.config import Settings
from inperson.http.pages import add_demo
from inperson.tenants import TokenKind

app = typer.Typer()

_REFERENCE = "demo-subject"


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
    """Enrol a face, authenticate it, refuse another; then leave the server up."""
    began = time.perf_counter()
    settings = _settings(state)
    with failing():
        casts = [(folder, _cast(folder)) for folder in photos or [] if folder.is_dir()]
        if not casts:
            fail("no_photos", "Give --photos FOLDER with two people, one of them twice.")
        _say("models", "checking digests")
        for report in model_store(settings).fetch():
            _say("models", f"{report.role} ok")
        with open_deployment(settings) as deployment:
            tokens = _tokens(deployment, state / "credentials.json")
            with _serving(settings, deployment, tokens["developer"]) as url:
                _say("server", f"ready on {url} after {time.perf_counter() - began:.1f} s")
                passed = [_run(url, tokens["developer"], cast, at.name) for at, cast in casts]
                passed.append(_refuses_production(url, tokens["production"]))
                if not once:
                    _wait(url, state)
    raise typer.Exit(Exit.OK if all(passed) else Exit.NO)


def _settings(state: Path) -> Settings:
    return Settings(
        data=f"sqlite:///{state / 'data'}",
        keys=f"sqlite:///{state / 'keys'}",
        kek_dir=state / "kek",
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


def _tokens(deployment: Deployment, path: Path) -> dict[str, str]:
    """Return the demo tenant's tokens; make the tenant and issue them on the first run."""
    if path.exists():
        known: dict[str, str] = json.loads(path.read_text())
        _say("tenant", "reusing the demo tenant and its tokens")
        return known
    tenant = deployment.add_tenant(f"Demo {int(time.time())}")
    tokens = {
        kind.value: deployment.tenants.issue_token(tenant.id, kind, "demo").secret
        for kind in TokenKind
    }
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w") as handle:
        json.dump(tokens, handle)
    _say("tenant", f"{tenant.id} with a developer and a production token")
    return tokens


@contextmanager
def _serving(settings: Settings, deployment: Deployment, token: str) -> Iterator[str]:
    application = build_app(deployment)
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


def _run(url: str, token: str, cast: Cast, source: str) -> bool:
    """Play the main job with one cast; tell whether everything went as it should."""
    print(f"\nPhotographs from {source}")
    with Client(url, token) as client:
        try:
            client.erase(_REFERENCE)  # from an earlier run
        except ProblemError as problem:
            if problem.code != "subject_not_enrolled":
                raise
        passed = [
            _step(client, "enroll", cast.enrolment, expect="enrolled"),
            _step(client, "authenticate", cast.same, expect="match"),
            _step(client, "authenticate", cast.other, expect="no_match"),
        ]
        client.erase(_REFERENCE)
        _say("erase", "the subject's key, template and sessions are gone")
    return all(passed)


def _step(client: Client, kind: str, photo: Path, *, expect: str) -> bool:
    began = time.perf_counter()
    call = client.enroll if kind == "enroll" else client.authenticate
    result = call(_REFERENCE, [photo], unsafe_no_liveness=True)
    took_ms = (time.perf_counter() - began) * 1e3
    mark = "ok" if result.decision == expect else f"UNEXPECTED, {expect} was due"
    _say(kind, f"{photo.name:32} -> {_outcome(result):34} {took_ms:5.0f} ms  {mark}")
    return result.decision == expect


def _outcome(result: SessionResult) -> str:
    reasons = f" ({', '.join(result.reasons)})" if result.reasons else ""
    if result.level is None:
        return f"{result.decision}{reasons}"
    return f"{result.decision}, level {result.level} of 4{reasons}"


def _refuses_production(url: str, token: str) -> bool:
    """Show that a production token cannot skip liveness."""
    print()
    with Client(url, token) as client:
        try:
            client.create_session("enroll", _REFERENCE, unsafe_no_liveness=True)
        except ProblemError as problem:
            _say("production", f"refused without liveness: {problem.code}")
            return problem.code == "liveness_required"
    _say("production", "NOT REFUSED without liveness")
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
