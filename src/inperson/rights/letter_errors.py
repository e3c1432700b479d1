"""Why a letter from another server is not taken."""

from inperson.core import InpersonError


class LetterUnreadable(InpersonError):
    """The letter is for another key, was cut short, or was changed."""

    code = "letter_unreadable"


class LetterForeign(InpersonError):
    """The letter is of another server, or to or from another tenant."""

    code = "letter_foreign"


class LetterChanged(InpersonError):
    """The letter is not what its sender signed."""

    code = "letter_changed"


class LetterMalformed(InpersonError):
    """The letter is of a form that is not known here."""

    code = "letter_malformed"


class LetterExpired(InpersonError):
    """The letter was on its way for more than thirty days."""

    code = "letter_expired"


class LetterReplayed(InpersonError):
    """The letter was taken before. Nothing was done a second time."""

    code = "letter_replayed"
