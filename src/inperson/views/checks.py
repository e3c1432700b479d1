"""Hosted checks and how they look, as the page and the API show them."""

from datetime import datetime

from pydantic import Field

from inperson.checks import Appearance, CheckStage, HandOff, Progress, Seat
from inperson.sessions import SessionKind
from inperson.views.body import Body, view_of


class AppearanceView(Body):
    """How your hosted checks look."""

    accent: str | None = Field(
        default=None,
        pattern=r"^#[0-9a-f]{6}$",
        description="The colour of buttons and links. The page takes the nearest shade that can "
        "be read; null for its own.",
        examples=["#b3261e"],
    )


class CheckLook(Body):
    """What the page shows before anybody opened it."""

    name: str
    accent: str | None


class CheckProgress(Body):
    """How far a check is, as the page may know it."""

    seat: Seat
    stage: CheckStage
    kind: SessionKind
    expires_at: datetime
    hand_off: bool
    code: str | None
    message: str | None
    returns: str | None


class CheckHandOff(Body):
    """What a desk's screen shows: a picture of the address, and the code beside it."""

    url: str
    modules: list[str]
    code: str


class CheckBegun(Body):
    """The right to make the capture."""

    session_token: str


def appearance_view(appearance: Appearance) -> AppearanceView:
    """Render a tenant's appearance."""
    return view_of(AppearanceView, appearance)


def progress_view(progress: Progress) -> CheckProgress:
    """Render how far a check is."""
    return view_of(CheckProgress, progress)


def hand_off_view(handed: HandOff, modules: list[str]) -> CheckHandOff:
    """Render a hand-off with the picture of its address, a text of 0 and 1 for each row."""
    return view_of(CheckHandOff, handed, modules=modules)
