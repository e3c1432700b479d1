"""`inperson evaluate people --browser`, with a person of two kinds."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from inperson.vision import FacePipeline
from inperson_lab.browser.slower import slow_page, slower
from inperson_lab.pad import HeadMaker, HeadSource
from inperson_lab.people import CONDITIONS, OF_THE_PAGE, Kept, write_people_report
from inperson_lab.people.in_browser import Place, all_come
from tests.serving import TRIES
from tests.web.conftest import Running, Window
from tests.web.studio import ALICE, PHOTOS

pytestmark = pytest.mark.needs_models
ASKED = [each for each in (*CONDITIONS, *OF_THE_PAGE) if each.name in {"by ear", "400 % zoom"}]


def test_people_come_are_counted_and_are_not_asked_to_come_again(
    server: Running, browser: Browser, window: Window, pipeline: FacePipeline, tmp_path: Path
) -> None:
    place = Place(browser, server.url, server.token)
    heads = [HeadSource("somebody", PHOTOS / ALICE)]
    file = tmp_path / "visits.jsonl"
    rest = (HeadMaker(pipeline), ASKED)
    report = all_come(place, heads, *rest, 1, Kept(file, 1, resume=False), 1)
    assert sorted(report.conditions) == ["400 % zoom", "by ear"]
    assert all(each.answered_hz > 0 for each in report.visits), report.visits
    assert all(len(each.missed) <= 2 and all(each.missed) for each in report.visits)

    again = all_come(place, [], *rest, 1, Kept(file, 1, resume=True), 1)
    assert again.visits == report.visits, "who came is not asked to come again"

    write_people_report(report, tmp_path)
    page, _said = window()
    page.goto(f"file://{tmp_path / 'report.html'}")
    assert page.get_by_role("row").count() == 1 + len(ASKED)
    zoomed = report.completed("400 % zoom")
    row = page.get_by_role("row").filter(has_text="400 % zoom")
    assert f"{zoomed.count} of 1" in str(row.text_content())
    assert page.get_by_role("img").count() == 1
    page.screenshot(path="reports/web/50-people.png", full_page=True)


def test_time_passes_slower_for_a_page_that_is_slowed(window: Window) -> None:
    page, _said = window()
    slow_page(page, 4)
    page.goto("about:blank")
    began_s, clock = time.monotonic(), slower(4)
    felt_s, felt_at_s = clock(), time.monotonic()
    felt_ms = page.evaluate(
        """async () => {
          const began = performance.now();
          await new Promise((done) => setTimeout(done, 100));
          return performance.now() - began;
        }"""
    )
    took_s = time.monotonic() - began_s
    assert 99 <= felt_ms <= 1000 * took_s / 3.5, "about a quarter of what it took"
    assert took_s >= 0.39
    least_s = (time.monotonic() - felt_at_s) / 4
    assert least_s <= clock() - felt_s <= (time.monotonic() - began_s) / 4


def test_whoever_sees_the_oval_at_400_per_cent_gets_through(
    server: Running, browser: Browser, pipeline: FacePipeline, tmp_path: Path
) -> None:
    place = Place(browser, server.url, server.token)
    zoomed = [each for each in ASKED if each.name == "400 % zoom"]
    heads = [HeadSource("somebody", PHOTOS / ALICE)]
    kept, maker = Kept(tmp_path / "visits.jsonl", 2, resume=False), HeadMaker(pipeline)
    for people in range(1, TRIES // 2 + 1):
        report = all_come(place, heads, maker, zoomed, people, kept, 2)
        if any(each.completed for each in report.visits):
            return
    pytest.fail(report.summary())
