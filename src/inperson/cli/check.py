"""`check`: a link to the server's own page, to lead a person there."""

from typing import Annotated

import segno
import typer

from inperson.cli.capture import CaptureKind
from inperson.cli.faces import Age, Consent, Guardian, Json, Url, token
from inperson.cli.output import fail, show
from inperson.client import Client, Link

app = typer.Typer()


@app.command()
def check(
    subject_ref: Annotated[
        str | None, typer.Argument(help="Your own opaque id of the subject.")
    ] = None,
    return_to: Annotated[
        str, typer.Option(help="Where the person is sent back to: one of the token's returns.")
    ] = ...,  # type: ignore[assignment]
    state: Annotated[str | None, typer.Option(help="Your own word, which comes back.")] = None,
    kind: Annotated[
        CaptureKind, typer.Option(help="What the session is for.")
    ] = CaptureKind.LIVENESS,
    hand_off: Annotated[
        bool, typer.Option(help="Whether a person at a desk may hand it to a phone.")
    ] = True,
    picture: Annotated[
        bool, typer.Option("--qr", help="Draw the link for a phone's camera, too.")
    ] = False,
    url: Url = "http://127.0.0.1:8018",
    consent: Consent = False,
    age: Age = None,
    guardian: Guardian = None,
    as_json: Json = False,
) -> None:
    """Print a link to a check on the server's page. The app token is read from INPERSON_TOKEN."""
    with Client(url, token(as_json)) as client:
        agreed = client.notice().document() if consent else None
        link = Link(return_to, state, hand_off)
        opened = client.create_session(
            kind.value, subject_ref, consent=agreed, link=link, age=age, guardian=guardian
        )
    if opened.link is None:
        fail("check_link_used", "The server gave no link.", as_json=as_json)
    if picture and not as_json:
        segno.make(opened.link, error="m", micro=False).terminal(compact=True)
    show(opened.link, {"id": opened.id, "link": opened.link}, as_json=as_json)
