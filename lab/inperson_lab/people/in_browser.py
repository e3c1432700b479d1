"""The same people before a real page: the SDK, the server and the line are the real ones."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from inperson.client import Client
from inperson.vision import FacePipeline
from inperson_lab.browser import Actor, Wire, launch, show, start, wire
from inperson_lab.browser.server import MODULE, running
from inperson_lab.browser.slower import slow_page, slower
from inperson_lab.pad import HeadMaker, HeadSource, choose_heads
from inperson_lab.people.conditions import Condition
from inperson_lab.people.keeping import Kept
from inperson_lab.people.measure import HEADS, TRIES, PeopleReport, Visit
from inperson_lab.people.persons import Ear, in_its_light
from inperson_lab.photos import Progress, no_progress
from inperson_lab.presenter import living

PATIENCE_S = 240
"""A capture ends by itself after three minutes at most."""
_ENDS = ",".join(f"inperson-capture[data-state={each}]" for each in ("passed", "refused", "failed"))
_WATCH = """addEventListener("DOMContentLoaded", () => {
  const face = document.querySelector("inperson-capture");
  window.seen = { hints: 0, session: null, code: null };
  face.addEventListener("hint", () => (window.seen.hints += 1));
  face.addEventListener("ready", ({ detail }) => (window.seen.session = detail.session));
  face.addEventListener("error", ({ detail }) => (window.seen.code = detail.code));
});"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where people come to."""

    browser: Browser
    url: str
    token: str
    times: float = 1.0
    """How many times slower time passes for everybody there."""

    @property
    def port(self) -> int:
        """Return the server's."""
        return int(self.url.rpartition(":")[2])


@contextmanager
def opened(times: float) -> Iterator[Place]:
    """Run a server of its own and Chromium, slowed by so much, for as long as a block does."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), MODULE, str(times)) as said,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright, "--use-fake-ui-for-media-stream")
        yield Place(browser, said["url"], said["token"], times)
        browser.close()


def evaluate_in_browser(
    folder: Path,
    pipeline: FacePipeline,
    conditions: Sequence[Condition],
    people: int,
    kept: Kept,
    seed: int = 2026,
    times: float = 1.0,
    progress: Progress = no_progress,
) -> PeopleReport:
    """Measure who completes a capture in Chromium, with a server that is started for it.

    Args:
        folder: of portraits; heads are made of the half that no limit was made on.
        pipeline: the models.
        conditions: who comes.
        people: of each condition; heads come again if there are fewer.
        kept: where visits are written as they end, and who needs not come again.
        seed: another one gives other captures.
        times: how many times slower time passes, for a machine that is not fast enough.
        progress: told (done, total).

    Raises:
        DatasetUnusable: if there are too few heads.

    """
    heads = choose_heads(folder, None, pipeline, count=HEADS)
    with opened(times) as place:
        return all_come(place, heads, HeadMaker(pipeline), conditions, people, kept, seed, progress)


def all_come(
    place: Place,
    heads: Sequence[HeadSource],
    maker: HeadMaker,
    conditions: Sequence[Condition],
    people: int,
    kept: Kept,
    seed: int,
    progress: Progress = no_progress,
) -> PeopleReport:
    """Let them come, one of each kind before the second of any: a run that is ended is even."""
    due = [(number, each) for number in range(people) for each in conditions]
    for done, (number, condition) in enumerate(due, 1):
        if not kept.has(condition.name, number):
            source = heads[number % len(heads)]
            kept.add(number, visit(place, condition, source, maker, (seed, number)))
        progress(done, len(due))
    return PeopleReport(len(heads), tuple(kept.visits), in_browser=True)


def visit(
    place: Place,
    condition: Condition,
    source: HeadSource,
    maker: HeadMaker,
    seed: Sequence[int],
) -> Visit:
    """Let one person open the page, try, and press the button to try again."""
    generator = np.random.default_rng((*seed, 1))
    actor = _actor(condition, source, maker, seed, generator)
    actor.clock = slower(place.times)
    with wire(place.port, int(generator.integers(2**31)), place.times) as cable:
        if condition.cable:
            cable.slow(*condition.cable.draw(generator))
        came = _tries(place, condition, actor, cable)
    return replace(came, head=source.name, load=os.getloadavg()[0])


def _actor(
    condition: Condition,
    source: HeadSource,
    maker: HeadMaker,
    seed: Sequence[int],
    generator: np.random.Generator,
) -> Actor:
    head = maker.make(replace(source, wears=condition.wears))
    presenter = living(head, (*seed, 0), condition.manner)
    actor = Actor(presenter)
    if condition.by_ear:
        actor.ear = Ear(generator).hear
    if condition.light < 1:
        actor.develop = lambda jpeg: in_its_light(jpeg, condition.light, generator)
    return actor


def _tries(place: Place, condition: Condition, actor: Actor, cable: Wire) -> Visit:
    context = place.browser.new_context(**condition.screen.context())
    try:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_S * place.times * 1000)
        if place.times > 1:
            slow_page(page, place.times)
        show(page, actor)
        page.add_init_script(_WATCH)
        page.goto(f"{cable.url}/demo")
        start(page)
        missed, figures = list[str](), dict[str, float]()
        for number in range(len(TRIES)):
            if number:
                page.locator("inperson-capture button.again").click()
                page.wait_for_selector(f"inperson-capture:not({_ENDS})", state="attached")
            state = _ends(page)
            figures = _figures(page, actor)
            if state == "passed":
                break
            missed.append(_why(place, page, state))
        return Visit(condition.name, "", tuple(missed), **figures)
    finally:
        context.close()


def _ends(page: Page) -> str:
    page.wait_for_selector(_ENDS, state="attached")
    return str(page.locator("inperson-capture").get_attribute("data-state"))


def _why(place: Place, page: Page, state: str) -> str:
    """Return the page's code, or the reasons that only a back end is told."""
    if state == "failed":
        return str(page.evaluate("window.seen.code"))
    with Client(place.url, place.token) as client:
        return ", ".join(client.session(page.evaluate("window.seen.session")).reasons)


def _figures(page: Page, actor: Actor) -> dict[str, float]:
    """Return how long it took, and how many frames a second were rendered and answered."""
    hints = page.evaluate("window.seen.hints")
    lasted_s = actor.last_s - (actor.began_s or actor.last_s)
    return {
        "took_s": lasted_s,
        "rendered_hz": actor.frames / max(lasted_s, 0.1),
        "answered_hz": hints / max(lasted_s, 0.1),
    }
