"""What stands in front of the browser's camera."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from inperson.app.models import model_store, open_pipeline
from inperson.config import Settings
from inperson.core import SystemEntropy
from inperson.liveness import FaceTarget, draw_challenge
from inperson.vision import decode_image
from inperson_lab.browser import Actor
from inperson_lab.presenter import Head, Lens, Presenter, head_from_portrait, present

PHOTOS = Path(".cache/photos")
ALICE, BOB = "barack_obama/obama.jpg", "joe_biden/biden.jpg"


@cache
def head(photo: str, seed: int = 7) -> Head:
    """Return the head of one of the demo's two portraits."""
    settings = Settings()
    model_store(settings).fetch()
    pipeline = open_pipeline(settings)
    image = decode_image((PHOTOS / photo).read_bytes(), content_type="image/jpeg")
    face = pipeline.examine([image])[0].face
    assert face is not None
    return head_from_portrait(image, pipeline.landmarks(image, face), seed=seed)


def living(photo: str, seed: int, lens: Lens | None = None, depth: float = 1.0) -> Actor:
    person = head(photo)
    person = person.sized(person.inter_ocular_mm, depth)
    return Actor(present("live", person, seed, lens=lens))


def _film(path: Path, presenter: Presenter, at: Callable[[float], FaceTarget | None]) -> Path:
    """Write the frames of some seconds as Chromium's fake camera plays them: 30 a second."""
    with path.open("wb") as file:
        for index in range(120):
            at_s = index / 10
            file.write(presenter.jpeg(at_s, at(at_s)) * 3)
    return path


def film_of_photo(path: Path) -> Path:
    """Film a print that is held still."""
    return _film(path, present("print_flat", head(ALICE), 3), lambda _: FaceTarget(0.0, 0.0, 0.2))


def film_of_earlier_session(path: Path) -> Path:
    """Film the living person who follows the targets of another session."""
    targets = draw_challenge(SystemEntropy())
    return _film(
        path, present("live", head(ALICE), 5), lambda at_s: targets[int(at_s / 3) % len(targets)]
    )
