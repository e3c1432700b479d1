"""The README's picture, taken from the page with a drawn person in front of its camera.

It is written to reports/web/; whoever changes the screen copies it to docs/pictures/.
"""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from inperson_lab.browser import PHONE
from tests.web.conftest import HERE, SHOTS, Visit
from tests.web.script import FAILED, TARGET, WELCOME, Script, guidance

NEAR = TARGET | {"index": 1, "x": 0.02, "y": -0.09, "size": 0.29}


def test_the_readme_shows_the_page_as_it_is(visit: Callable[..., Visit]) -> None:
    shots = []
    for colours, language, messages in (
        ("light", "en", ()),
        ("light", "en", (WELCOME, TARGET, guidance("move_closer"))),
        ("dark", "ar", (WELCOME, NEAR, guidance("hold_still", 0.6))),
        ("dark", "en", (WELCOME, FAILED)),
    ):
        page = visit(**PHONE | {"viewport": {"width": 390, "height": 700}}, color_scheme=colours)
        page.page.add_init_script(path=HERE / "drawn.js")
        page.page.reload()
        page.page.select_option("#language", language)
        Script(page.page, *messages)
        if messages:
            page.press("begin")
            page.reaches("refused" if FAILED in messages else "capturing")
            page.page.wait_for_timeout(1200)
        shots.append(
            page.page.locator("section:has(inperson-capture)").screenshot(animations="disabled")
        )
    picture = _side_by_side(shots)
    assert picture.shape[1] == 4 * 390 + 5 * 20
    SHOTS.mkdir(parents=True, exist_ok=True)
    target = SHOTS / "picture.png"
    cv2.imwrite(str(target), picture, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    kept = Path("docs/pictures/web.png")
    assert kept.stat().st_size < 200_000
    assert cv2.imread(str(kept)).shape[1] == picture.shape[1]


def _side_by_side(shots: list[bytes]) -> np.ndarray:
    """Put pictures beside each other on grey, each 390 wide."""
    images = [cv2.imdecode(np.frombuffer(each, np.uint8), cv2.IMREAD_COLOR) for each in shots]
    scaled = [
        cv2.resize(each, (390, each.shape[0] * 390 // each.shape[1]), interpolation=cv2.INTER_AREA)
        for each in images
    ]
    height = max(each.shape[0] for each in scaled) + 40
    picture = np.full((height, 4 * 390 + 5 * 20, 3), 128, np.uint8)
    for at, each in enumerate(scaled):
        left = 20 + at * 410
        picture[20 : 20 + each.shape[0], left : left + 390] = each
    return picture
