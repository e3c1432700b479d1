"""Every species by its name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.interpolate import griddata

from inperson.liveness import load_shape
from inperson_lab.presenter.camera import Camera, Lens, Presenter, draw_camera
from inperson_lab.presenter.errors import SpeciesUnknown
from inperson_lab.presenter.expression import Expression, Talk
from inperson_lab.presenter.head import Head
from inperson_lab.presenter.injected import SCRIPTED, Injection
from inperson_lab.presenter.living import Living
from inperson_lab.presenter.masks import CutPrint, PaperMask
from inperson_lab.presenter.motion import Manner
from inperson_lab.presenter.photo import CLOSE, UPRIGHT, WIDE, Photo, photograph, printed
from inperson_lab.presenter.prints import Handling, Print
from inperson_lab.presenter.recording import Recording, lean_in
from inperson_lab.presenter.screens import ScreenPhoto, ScreenReplay
from inperson_lab.presenter.stage import Act, Staged, Unlit
from inperson_lab.presenter.steered import Steered
from inperson_lab.presenter.swap import Swap
from inperson_lab.presenter.wraps import Shape, Wrap, balloon, cylinder

_LIFE_SIZE = (0.8, 1.3)
_LEAN_FRAMES, _LONG_FRAMES = 36, 150
"""Of one lean-in; of three, so many that none has to be shown twice."""
_DARKER = np.array((1.15, 1.0, 0.8))
"""Dark skin is redder: melanin takes more of the blue."""
_FRONT = 0.9
"""What lies farther behind the eyes, in inter-ocular distances, is no longer the face."""
_TURNED_DEG = (-29.0, -22.0, -15.0, 15.0, 22.0, 29.0)
"""How far the face is turned in the photographs of an album."""
_ALBUM_MM, _IN_ALBUM = (1200.0, 400.0), 6
"""From how far, and how many."""
_MORPHS_S = 0.5
"""That a photograph takes to become the next."""
_ON_PHONE, _ON_TABLET = (0.4, 0.55), (0.7, 1.1)


@dataclass(frozen=True, slots=True)
class _Cast:
    """Who is there."""

    head: Head
    """The living person, or the victim."""
    attacker: Head
    generator: np.random.Generator
    lens: Lens | None = None
    """Before the camera; drawn if left out."""
    wide: bool = False


def present(
    species: str,
    head: Head,
    seed: int,
    *,
    attacker: Head | None = None,
    lens: Lens | None = None,
    wide: bool = False,
) -> Presenter:
    """Put someone, or something, in front of a camera.

    Args:
        species: one of `SPECIES`.
        head: the living person, or the victim.
        seed: the same gives the same frames.
        attacker: who wears the masks and cut prints; without one the victim's twin does.
        lens: before the camera, where there is one; drawn if left out.
        wide: draw cameras and rooms as they may be, and not plain ones (`surroundings`).

    Raises:
        SpeciesUnknown: if there is no such species.

    """
    if species not in SPECIES:
        raise SpeciesUnknown(f"The species are: {', '.join(SPECIES)}.")
    generator = np.random.default_rng((seed, SPECIES.index(species)))
    return _MADE[species](_Cast(head, attacker or head, generator, lens, wide))


def living(head: Head, seed: Sequence[int], manner: Manner) -> Presenter:
    """Put a living person of a manner of their own in front of a camera."""
    generator = np.random.default_rng(seed)
    camera = Camera(generator)
    act = Living(head, camera.lens, generator, manner)
    return Staged(camera, act, generator, held=manner.moves_camera)


def _staged(act: Callable[[_Cast, Camera], Act]) -> Callable[[_Cast], Presenter]:
    def make(cast: _Cast) -> Presenter:
        camera = (draw_camera if cast.wide else Camera)(cast.generator, lens=cast.lens)
        return Staged(camera, act(cast, camera), cast.generator)

    return make


def _live(cast: _Cast, camera: Camera) -> Act:
    return Living(cast.head, camera.lens, cast.generator)


def _live_talking(cast: _Cast, camera: Camera) -> Act:
    return Living(cast.head, camera.lens, cast.generator, talk=Talk(cast.head, cast.generator))


def _live_dark(cast: _Cast, camera: Camera) -> Act:
    """Present skin that gives back a fifth to two fifths of the light that the portrait's does."""
    tone = float(cast.generator.uniform(0.2, 0.4)) * _DARKER
    return Living(cast.head.tinted(tone), camera.lens, cast.generator)


def _print(handling: Handling) -> Callable[[_Cast], Presenter]:
    def act(cast: _Cast, camera: Camera) -> Act:
        photo = printed(photograph(cast.head, cast.generator), cast.generator)
        size_mm = cast.head.inter_ocular_mm * float(cast.generator.uniform(*_LIFE_SIZE))
        return Print(photo, size_mm, camera.lens, cast.generator, handling)

    return _staged(act)


def _screen(cast: _Cast, camera: Camera) -> Act:
    phone = cast.generator.random() < 0.5
    photo = photograph(cast.head, cast.generator, CLOSE if phone else UPRIGHT)
    share = float(cast.generator.uniform(*(_ON_PHONE if phone else _ON_TABLET)))
    size_mm = share * cast.head.inter_ocular_mm
    return ScreenPhoto(photo, size_mm, camera.lens, cast.generator)


def _zoom_replay(cast: _Cast, camera: Camera) -> Act:
    return ScreenReplay(Recording(cast.head, cast.generator), camera.lens, cast.generator)


def _mask(least: float, most: float) -> Callable[[_Cast], Presenter]:
    def act(cast: _Cast, camera: Camera) -> Act:
        depths = (least, most)
        return PaperMask(cast.head, cast.attacker, camera.lens, cast.generator, depths)

    return _staged(act)


def _partial(cast: _Cast, camera: Camera) -> Act:
    photo = printed(photograph(cast.head, cast.generator), cast.generator)
    return CutPrint(photo, cast.attacker, camera.lens, cast.generator)


def _injection(cast: _Cast) -> Presenter:
    camera = Camera(cast.generator, noise=(0.0, 3.0))
    pastes = bool(cast.generator.random() < 0.5)
    photo = photograph(cast.head, cast.generator, replace(WIDE, cut_out=pastes))
    return Injection((photo,), camera, cast.generator, pastes=pastes)


def _tinted_injection(cast: _Cast) -> Presenter:
    """Tint the cut-out photograph by what the page shows, as a script does with one line more."""
    camera = Camera(cast.generator, noise=(0.0, 3.0))
    photo = photograph(cast.head, cast.generator, replace(WIDE, cut_out=True))
    tints = float(cast.generator.uniform(0.1, 0.5))
    return Injection((photo,), camera, cast.generator, pastes=True, tints=tints)


def _two_photos(cast: _Cast) -> Presenter:
    """Show a neutral photograph when far and a smiling one when near: expression, not depth."""
    camera, draw = Camera(cast.generator, noise=(0.0, 3.0)), cast.generator
    smiling = _smiling(cast.head, float(draw.uniform(0.6, 1.2)))
    photos = [photograph(each, draw, WIDE) for each in (cast.head, smiling)]
    return Injection(photos, camera, draw, pastes=False)


def _album(morphs_s: float = 0.0, *, pastes: bool = False) -> Callable[[_Cast], Presenter]:
    """Show a photograph from far away when far, from near by when near, none of them twice.

    And of the turned face, to who asks for a turn. Pasted, all are cut out before one room.
    """

    def make(cast: _Cast) -> Presenter:
        camera, draw = Camera(cast.generator, noise=(0.0, 3.0)), cast.generator
        framing = replace(WIDE, cut_out=pastes)
        straight = [
            photograph(
                _smiling(cast.head, float(draw.uniform(0, 1))), draw, framing, away_mm=(each, each)
            )
            for each in np.geomspace(*_ALBUM_MM, _IN_ALBUM)
        ]
        turned = {
            each: photograph(cast.head, draw, framing, turned_deg=each) for each in _TURNED_DEG
        }
        return Injection(
            straight, camera, draw, pastes=pastes, turned=turned, once=True, morphs_s=morphs_s
        )

    return make


def _smiling(head: Head, smile: float) -> Head:
    return replace(head, vertices_mm=head.vertices_mm + Expression(head).moved_mm(smile))


def inject(photos: Sequence[Photo], seed: int) -> Presenter:
    """Let a script show given photographs: the first at far targets, the last at near ones."""
    generator = np.random.default_rng(seed)
    return Injection(photos, Camera(generator, noise=(0.0, 3.0)), generator, pastes=False)


def _wrap(shape: Shape) -> Callable[[_Cast], Presenter]:
    def act(cast: _Cast, camera: Camera) -> Act:
        photo = printed(photograph(cast.head, cast.generator), cast.generator)
        size_mm = cast.head.inter_ocular_mm * float(cast.generator.uniform(*_LIFE_SIZE))
        return Wrap(photo, size_mm, camera.lens, cast.generator, shape)

    return _staged(act)


def _deep_injection(cast: _Cast) -> Presenter:
    """Render the victim's head in three dimensions: what it guesses is the focal length."""
    return Unlit(_rendered(cast))


def _rendered(cast: _Cast) -> Staged:
    camera = Camera(cast.generator, lens=cast.lens, noise=(0.3, 2.0))
    act = Living(cast.head, camera.lens, cast.generator, replace(SCRIPTED, blinks=True))
    return Staged(camera, act, cast.generator)


def _mesh_injection(cast: _Cast) -> Presenter:
    """Render one photograph of the victim on the relief of the mean face, in no light."""
    return Unlit(_relit_injection(cast))


def _relit_injection(cast: _Cast) -> Staged:
    """Render it, and let the page's light fall on it as on a head."""
    return _rendered(replace(cast, head=_as_deep_as_the_mean(cast.head)))


def _as_deep_as_the_mean(head: Head) -> Head:
    mean, own = load_shape().vertices, head.vertices_mm
    across = own[:, :2] / head.inter_ocular_mm
    deep = griddata(mean[:, :2], mean[:, 2], across) * head.inter_ocular_mm
    # around the face a script has nothing to go by but the head that it has made up
    known = np.isfinite(deep) & (own[:, 2] < _FRONT * head.inter_ocular_mm)
    depth = np.where(known, deep, own[:, 2])
    return replace(head, vertices_mm=np.column_stack([own[:, :2], depth]))


def _scrubbed(frames: int, leans: int, *, once: bool = False) -> Callable[[_Cast], Steered]:
    """Answer the targets with the frames of a recording in which the victim comes nearer."""

    def make(cast: _Cast) -> Steered:
        shots = lean_in(cast.head, cast.generator, frames, leans)
        return Steered(shots, int(cast.generator.integers(2**31)), once=once)

    return make


def _scrubbed_screen(cast: _Cast, camera: Camera) -> Act:
    footage = _scrubbed(_LEAN_FRAMES, 1)(cast)
    return ScreenReplay(footage, camera.lens, cast.generator, follows=True)


def _swap(cast: _Cast, camera: Camera) -> Act:
    living = Living(cast.attacker, camera.lens, cast.generator)
    photo = printed(photograph(cast.head, cast.generator), cast.generator)
    size_mm = cast.head.inter_ocular_mm * float(cast.generator.uniform(*_LIFE_SIZE))
    held_up = Print(photo, size_mm, camera.lens, cast.generator, Handling())
    return Swap(living, held_up, cast.generator)


_MADE: Mapping[str, Callable[[_Cast], Presenter]] = {
    "live": _staged(_live),
    "print_flat": _print(Handling()),
    "print_tilt": _print(Handling(tilts=True)),
    "print_bent": _print(Handling(bends=True)),
    "screen": _staged(_screen),
    "zoom_replay": _staged(_zoom_replay),
    "paper_mask": _mask(0.3, 0.6),
    "partial": _staged(_partial),
    "injection": _injection,
    "deep_injection": _deep_injection,
    "live_talking": _staged(_live_talking),
    "two_photos": _two_photos,
    "cylinder": _wrap(cylinder),
    "balloon": _wrap(balloon),
    "mask_80": _mask(0.8, 0.8),
    "mask_100": _mask(1.0, 1.0),
    "swap": _staged(_swap),
    "mesh_injection": _mesh_injection,
    "scrubbed_injection": _scrubbed(_LEAN_FRAMES, 1),
    "scrubbed_long": _scrubbed(_LONG_FRAMES, 3, once=True),
    "scrubbed_screen": _staged(_scrubbed_screen),
    "tinted_injection": _tinted_injection,
    "relit_injection": _relit_injection,
    "live_dark": _staged(_live_dark),
    "photo_album": _album(),
    "album_pasted": _album(pastes=True),
    "album_morph": _album(_MORPHS_S, pastes=True),
}
SPECIES: tuple[str, ...] = tuple(_MADE)
"""All that can be presented; those that begin with `live` are living people."""
