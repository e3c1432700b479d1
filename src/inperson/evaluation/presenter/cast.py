"""Every species by its name."""

import numpy as np

from inperson.evaluation.presenter.camera import Camera, Presenter
from inperson.evaluation.presenter.errors import SpeciesUnknown
from inperson.evaluation.presenter.head import Head
from inperson.evaluation.presenter.living import Living
from inperson.evaluation.presenter.photo import photograph, printed
from inperson.evaluation.presenter.prints import Handling, Print
from inperson.evaluation.presenter.stage import Act, Staged

_PRINTS = {
    "print_flat": Handling(),
    "print_tilt": Handling(tilts=True),
    "print_bent": Handling(bends=True),
}
SPECIES: tuple[str, ...] = ("live", *_PRINTS)


def present(species: str, head: Head, seed: int) -> Presenter:
    """Put someone, or something, in front of a camera.

    Args:
        species: one of `SPECIES`.
        head: the living person, or the victim.
        seed: the same gives the same frames.

    Raises:
        SpeciesUnknown: if there is no such species.

    """
    if species not in SPECIES:
        raise SpeciesUnknown(f"The species are: {', '.join(SPECIES)}.")
    generator = np.random.default_rng((seed, SPECIES.index(species)))
    camera = Camera(generator)
    return Staged(camera, _act(species, head, camera, generator), generator)


def _act(species: str, head: Head, camera: Camera, generator: np.random.Generator) -> Act:
    if species in _PRINTS:
        photo = printed(photograph(head, generator), generator)
        size_mm = head.inter_ocular_mm * float(generator.uniform(0.8, 1.3))
        return Print(photo, size_mm, camera.lens, generator, _PRINTS[species])
    return Living(head, camera.lens, generator)
