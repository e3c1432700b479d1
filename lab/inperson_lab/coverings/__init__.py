"""Coverings of eyes, nose and mouth that nobody has to wear, in two kinds that share nothing.

`PAINTED` ones are what the rules of `inperson.vision` are fitted to (`fit_covering`), `LAID` ones
what they are measured on. Both are drawn on a `Canvas`, the plane of a face, which also tells which
regions they hide::

    canvas = lay_canvas(image, pipeline.landmarks(image, face))
    colours, alpha = PAINTED["mask"](canvas, np.random.default_rng(1))
    canvas.blend(colours, alpha), canvas.hidden(alpha)
"""

from inperson_lab.coverings.canvas import HIDDEN, SHOWN, Canvas, lay_canvas
from inperson_lab.coverings.laid import LAID, Cloth
from inperson_lab.coverings.noise import camera_noise
from inperson_lab.coverings.painted import PAINTED

__all__ = ["HIDDEN", "LAID", "PAINTED", "SHOWN", "Canvas", "Cloth", "camera_noise", "lay_canvas"]
