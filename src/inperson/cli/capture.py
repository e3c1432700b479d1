"""`capture`: a live capture from a camera, a video or a presenter, through a server."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated, Literal

import typer

from inperson.cli.faces import Age, Consent, Guardian, Json, Url, finish, token
from inperson.cli.output import fail
from inperson.client import Assurance, Client, FrameSource, Guidance
from inperson.client import camera as open_camera
from inperson.client import video as open_video

app = typer.Typer()
_URL = "http://127.0.0.1:8018"
_BAR = 10


class CaptureKind(StrEnum):
    """What the session is for."""

    ENROLL = "enroll"
    AUTHENTICATE = "authenticate"
    LIVENESS = "liveness"


@app.command()
def capture(
    subject_ref: Annotated[
        str | None, typer.Argument(help="Your own opaque id of the subject.")
    ] = None,
    kind: Annotated[
        CaptureKind, typer.Option(help="What the session is for.")
    ] = CaptureKind.LIVENESS,
    camera: Annotated[int | None, typer.Option(min=0, max=9999, help="Number of a camera.")] = None,
    video: Annotated[Path | None, typer.Option(help="A video file.")] = None,
    present: Annotated[
        str | None,
        typer.Option(
            help="SPECIES:HEAD, rendered: `live:me.jpg`, `print_flat:me.jpg`. HEAD is a portrait "
            "or the folder of a scan."
        ),
    ] = None,
    gentle: Annotated[bool, typer.Option("--gentle", help="Take more time.")] = False,
    light: Annotated[bool, typer.Option("--light", help="It is lit as told.")] = False,
    seed: Annotated[int, typer.Option(help="Draws what --present renders.")] = 1,
    url: Url = _URL,
    consent: Consent = False,
    age: Age = None,
    guardian: Guardian = None,
    as_json: Json = False,
) -> None:
    """Make a live capture and print its decision. The app token is read from INPERSON_TOKEN."""
    profile: Literal["standard", "gentle"] = "gentle" if gentle else "standard"
    source_of = _source(camera, video, present, seed)
    with source_of as source, Client(url, token(as_json)) as client:
        agreed = client.notice().document() if consent else None
        asks: Assurance = "perspective+light" if light else "perspective"
        session = client.create_session(
            kind.value, subject_ref, consent=agreed, assurance=asks, age=age, guardian=guardian
        )
        told = None if as_json else show_guidance
        outcome = client.capture(session, source, told, profile=profile, light=light)
        if not as_json:
            print(f"\n{outcome.frames} frames in {outcome.took_s:.1f} s", file=sys.stderr)
            if words := ", ".join(each.replace("_", " ") for each in outcome.improve):
                print(f"improve: {words}", file=sys.stderr)
        finish(client.session(session.id), as_json)


@contextmanager
def _source(
    camera: int | None, video: Path | None, present: str | None, seed: int
) -> Iterator[FrameSource]:
    if sum(each is not None for each in (camera, video, present)) != 1:
        fail("source_missing", "Give one of --camera, --video and --present.")
    if video is not None:
        with open_video(video) as source:
            yield source
    elif present is not None:
        species, colon, head = present.partition(":")
        if not colon or not Path(head).exists():
            fail("head_missing", "Give --present as SPECIES:HEAD, HEAD a portrait or a scan.")
        yield _rendered(species, Path(head), seed)
    else:
        with open_camera(camera or 0) as source:
            yield source


def _rendered(species: str, head: Path, seed: int) -> FrameSource:
    found = next(iter(entry_points(group="inperson.sources", name="present")), None)
    if found is None:
        fail("lab_missing", "Install inperson-lab: it renders what --present shows.")
    source: FrameSource = found.load()(species, head, seed)
    return source


def show_guidance(now: Guidance) -> None:
    """Keep one line with the target and the hint on a terminal."""
    if not sys.stderr.isatty():
        return
    target = "" if now.target is None else f"target {now.target.index + 1} of {now.target.of}"
    bar = "#" * round(now.progress * _BAR)
    text = f"\r{target}  [{bar:<{_BAR}}]  {now.hint.replace('_', ' '):<24}"
    print(text, end="", file=sys.stderr, flush=True)
