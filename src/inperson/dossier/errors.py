"""What can go wrong when a dossier is made or read."""

from inperson.core import InpersonError


class DossierContradicts(InpersonError):
    """Notice, retention and location contradict each other; it names what."""

    code = "dossier_contradicts"


class DossierPlaceTaken(InpersonError):
    """The folder for a dossier is there and not empty."""

    code = "dossier_place_taken"


class DossierMalformed(InpersonError):
    """A folder holds no dossier, or a file in it is not the one that its manifest names."""

    code = "dossier_malformed"


class DossierUnsigned(InpersonError):
    """No key that was given signed this dossier's manifest."""

    code = "dossier_unsigned"
