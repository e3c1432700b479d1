"""A trial from end to end: command line, page in Chromium, rendered volunteers, a replay."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from inperson_lab.browser import PHONE
from inperson_lab.presenting import presented
from inperson_lab.trial import Book
from tests.cli.test_commands import facts, run, state
from tests.lab.trial.conftest import Visitor
from tests.serving import TRIES, client
from tests.web.conftest import Visit
from tests.web.studio import ALICE, BOB, head, living
from tests.web.test_screen import axe

__all__ = ["state"]
pytestmark = pytest.mark.needs_models
WHO = ("--controller", "Lab Ltd", "--contact", "lab@example.org", "--country", "DE")
PHONE_DAY, PHONE_NIGHT, LAPTOP = (
    f"{each}, glasses off" for each in ("phone, daylight", "phone, evening", "laptop, daylight")
)


@contextmanager
def running(folder: Path) -> Iterator[tuple[str, str]]:
    """The trial's server as an operator starts it: its address, and the operator's code."""
    with subprocess.Popen(
        [sys.executable, "-m", "inperson", "trial", "run", str(folder)],
        env=os.environ | {"INPERSON_PORT": "0"},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            link, url = (process.stdout.readline().split()[-1] for _ in range(2))
            yield url, link.partition("#code=")[2]
        finally:
            process.terminate()


@contextmanager
def visiting(url: str, code: str) -> Iterator[Visitor]:
    with client(url) as http:
        visitor = Visitor(http, url, [0])
        answer = visitor.ask("enter", {"code": code})
        assert answer.status_code == 200, answer.text
        yield visitor


def comes(visitor: Visitor, presentation: str, photo: str, seed: int, **more: Any) -> None:
    shown = presented("live", head(photo), seed)
    assert visitor.capture(presentation, shown=shown, **more).status_code == 200


def tab_to(page: Visit, selector: str) -> None:
    """Reach a control as who has no mouse does."""
    for _ in range(60):
        page.page.keyboard.press("Tab")
        if page.page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"no way to {selector} by the keyboard")


def fits(page: Visit) -> None:
    """Look at what is shown in both schemes, and 320 px wide."""
    for scheme in ("dark", "light"):
        page.page.emulate_media(color_scheme=scheme)
        assert axe(page) == []
    page.page.set_viewport_size({"width": 320, "height": 640})
    assert not page.is_wide()
    page.page.set_viewport_size(PHONE["viewport"])


def enrols_in_the_browser(visit: Callable[..., Visit], url: str, code: str) -> None:
    page = visit(living(ALICE, 1), path=f"/trial#code={code}", url=url, **PHONE)
    page.page.wait_for_selector("#agreeing:not([hidden])")
    assert urlsplit(page.page.url).fragment == ""
    fits(page)
    page.shot("trial-01-agree")
    expect(page.page.locator("#aged")).to_have_text("I am 18 years old or older.")
    for each in ("of-age", "identity", "improvement"):
        tab_to(page, f"#{each}")
        page.page.keyboard.press("Space")
    tab_to(page, "#agree button")
    page.page.keyboard.press("Enter")
    page.page.select_option("#group-age", "25 to 44")
    fits(page)
    page.shot("trial-02-list")
    tab_to(page, "#leave")
    page.page.keyboard.press("Enter")
    expect(page.page.locator("#leave-now")).to_be_focused()
    fits(page)
    page.starts()
    for _ in range(TRIES):
        if page.reaches("passed", "refused", "failed") == "passed":
            break
        page.press("again")
        page.reaches("camera", "connecting", "capturing")
    expect(page.page.locator("#said")).to_have_text("The capture is kept.")
    page.shot("trial-03-kept")
    page.page.click("#next")
    expect(page.page.locator("#now")).to_contain_text("your own phone")
    page.page.select_option("#language", "de")
    expect(page.page.locator("#now")).to_contain_text("mit Brille")
    assert [text for text in page.said if "Security" in text or "Error" in text] == []


def test_a_trial_is_made_replayed_and_left(
    state: Path, visit: Callable[..., Visit], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = state / "pilot"
    run("trial", "new", folder, *WHO)
    lines = run("trial", "invite", folder, "--count", 2, "--json").stdout.splitlines()
    first, second = (json.loads(each)["link"].partition("#code=")[2] for each in lines)
    with running(folder) as (url, operator):
        enrols_in_the_browser(visit, url, first)
        with visiting(url, first) as alice, visiting(url, second) as bob:
            bob.agree(of_age=True)
            making = threading.Thread(target=comes, args=(alice, PHONE_NIGHT, ALICE, 4))
            making.start()
            for seed in range(TRIES):  # until he is enrolled
                comes(bob, PHONE_DAY, BOB, seed, answers={"age": "65 or more"})
                if bob.state()["done"].get(PHONE_DAY) and not waiting(folder, 2):
                    break
            making.join()
            comes(bob, LAPTOP, BOB, 9)
        with visiting(url, operator) as attacker:
            shown = presented("print_flat", head(ALICE), 5)
            assert attacker.capture("print", shown=shown, volunteer=1).status_code == 200
    decided = facts("trial", "report", folder)["figures"]
    assert decided["people"] == 2
    assert [each["apcer"]["errors"] for each in decided["attacks"]] == [0]
    said = decided["slices"][0]["origin"]  # of whose camera a file stands for, or none at all
    assert said["refused"]["errors"] == said["by"]["named"] == decided["slices"][0]["captures"]
    again = facts("trial", "replay", folder)
    assert again["before"] == decided
    assert same(again["figures"]) == same(decided)
    assert again["figures"]["left_out"] == ["age 25 to 44", "age 65 or more"]
    shown_page = (folder / "replay" / "report.html").read_text()
    assert "APCER" in shown_page
    assert "Where frames seem to come from" in shown_page
    label_of_the_print(folder)
    with running(folder) as (url, _), visiting(url, first) as alice:
        assert alice.ask("leave", {}).json() == {"left": 1}
    left = facts("trial", "replay", folder)["figures"]
    assert (left["people"], left["attacks"]) == (1, [])
    assert "print" not in (folder / "replay" / "report.html").read_text()


def waiting(folder: Path, number: int) -> int:
    volunteer = Book(folder).read().volunteer(number)
    return 0 if volunteer is None else volunteer.waiting


def same(figures: dict[str, Any]) -> list[object]:
    """What an engine that has not changed says again of the same footage."""
    counts = [
        ("all", figures["slices"][0]["bpcer"]),
        *(("attack", each["apcer"]) for each in figures["attacks"]),
    ]
    return [(name, each["errors"], each["comparisons"]) for name, each in counts]


def label_of_the_print(folder: Path) -> None:
    every = [
        json.loads(each) for each in run("trial", "label", folder, "--json").stdout.splitlines()
    ]
    (one,) = (each for each in every if each["label"]["species"] == "print")
    assert one["frames"] > 5
    changed = facts("trial", "label", folder, one["session_id"], "light=evening")
    assert changed["label"] == {**one["label"], "light": "evening"}
    for wrong in ("volunteer=2", "colour=red"):
        said = run("trial", "label", folder, one["session_id"], wrong, code=4).stderr
        assert "trial_not_planned" in said
