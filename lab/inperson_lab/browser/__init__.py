"""A real browser, with somebody rendered in front of its camera, over a wire that can be weak.

The page, its script and the server are those that people use; what is made up is the camera's
picture. An `Actor` sees the oval that the page draws, or hears what it says in its live region, and
moves accordingly; a `Wire` between browser and server is slow, late, loses packets or is cut::

    with sync_playwright() as playwright, wire(port) as cable:
        cable.slow(kbit_s=120, round_trip_ms=600, loss=0.01)
        page = launch(playwright).new_page()
        show(page, Actor(presenter))
        page.goto(f"{cable.url}/demo")
        start(page)

Needs Playwright (`inperson-lab[browser]`) and Chromium.
"""

from inperson_lab.browser.actor import Actor, Word
from inperson_lab.browser.chromium import CHROMIUM, PHONE, launch, show, start
from inperson_lab.browser.wire import Wire, wire

__all__ = ["CHROMIUM", "PHONE", "Actor", "Wire", "Word", "launch", "show", "start", "wire"]
