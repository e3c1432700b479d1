"""The test presenter: capture sessions as a camera would see them, by anyone and anything.

The liveness protocol is interactive (a target is only known when the one before was met), so what
it makes of living people and of attacks cannot be measured on files alone. A `Presenter` sees the
targets and renders the frames of somebody who follows them: a scanned head or one made from a
portrait (of its own mesh, or of another model's shape), under true perspective, through a webcam
with noise, blur and JPEG; or an attacker who follows them with a print, a screen, a mask or a
script::

    head = head_from_portrait(image, pipeline.landmarks(image, face), seed=7)
    presenter = present("print_bent", head, seed=7)
    jpeg = presenter.jpeg(at_s=0.1, target=None)

Promises: the same seed gives the same frames; no file is written and none is fetched; what a
presenter knows is what it was shown. It is a simulation: its rates are reported as such, beside
those of real recordings (`play_video`).
"""

from inperson_lab.presenter.camera import Lens, Presenter
from inperson_lab.presenter.cast import SPECIES, inject, living, present
from inperson_lab.presenter.errors import HeadUnusable, SpeciesUnknown, VideoUnusable
from inperson_lab.presenter.head import Head
from inperson_lab.presenter.motion import Manner
from inperson_lab.presenter.photo import Photo, photograph
from inperson_lab.presenter.portrait import eyes_apart, head_from_portrait
from inperson_lab.presenter.recording import Shot
from inperson_lab.presenter.scan import load_scan
from inperson_lab.presenter.shapes import FaceShapes, depth_share, open_shapes
from inperson_lab.presenter.stage import Staged
from inperson_lab.presenter.steered import Steered
from inperson_lab.presenter.video import play_video

__all__ = [
    "SPECIES",
    "FaceShapes",
    "Head",
    "HeadUnusable",
    "Lens",
    "Manner",
    "Photo",
    "Presenter",
    "Shot",
    "SpeciesUnknown",
    "Staged",
    "Steered",
    "VideoUnusable",
    "depth_share",
    "eyes_apart",
    "head_from_portrait",
    "inject",
    "living",
    "load_scan",
    "open_shapes",
    "photograph",
    "play_video",
    "present",
]
