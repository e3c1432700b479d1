"""Heads and species for captures that need no camera."""

from pathlib import Path

from inperson.app.models import open_pipeline
from inperson.cli import chosen_settings
from inperson.cli.output import fail
from inperson.client import FrameSource
from inperson.client import Target as Shown
from inperson.liveness import SRGB, Colour, FaceTarget, linear
from inperson.vision import FacePipeline, decode_image
from inperson_lab.presenter import Head, head_from_portrait, load_scan, present


def head_of(path: Path, seed: int, pipeline: FacePipeline | None = None) -> Head:
    """Read a scan's folder, or make a head from a portrait."""
    if path.is_dir():
        return load_scan(path)
    pipeline = pipeline or open_pipeline(chosen_settings())
    image = decode_image(path.read_bytes())
    (found,) = pipeline.examine([image], accept_poor=True)
    if found.face is None:
        fail("no_face", f"{path} shows no face, or several.")
    return head_from_portrait(image, pipeline.landmarks(image, found.face), seed)


def presented(species: str, head: Head, seed: int, attacker: Head | None = None) -> FrameSource:
    """Return the frames of somebody, or something, that follows the targets."""
    presenter = present(species, head, seed, attacker=attacker)

    def source(at_s: float, shown: Shown | None) -> bytes:
        if shown is None:
            return presenter.jpeg(at_s, None)
        target = FaceTarget(shown.x, shown.y, shown.inter_ocular, shown.turn_deg)
        light = None if shown.light is None else linear(SRGB[Colour(shown.light)])
        return presenter.jpeg(at_s, target, light)

    return source


def source(species: str, head: Path, seed: int) -> FrameSource:
    """Return the frames of `inperson capture --present`."""
    return presented(species, head_of(head, seed), seed)
