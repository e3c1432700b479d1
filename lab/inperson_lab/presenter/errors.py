"""Why something cannot be presented."""

from inperson.core import InpersonError


class HeadUnusable(InpersonError):
    """A head cannot be made: the scan's folder or the portrait's landmarks hold too little."""

    code = "head_unusable"


class VideoUnusable(InpersonError):
    """A video file cannot be opened, or has no more frames at the time that was asked for."""

    code = "video_unusable"


class SpeciesUnknown(InpersonError):
    """The presenter plays no species of this name."""

    code = "species_unknown"
