"""The names that a figure may be told apart by, and the closed list of values of each."""

from collections.abc import Iterable, Mapping

from inperson.core import InpersonError

OTHER = "other"
"""What a value becomes that is not on its list."""

NAMES = frozenset(
    {
        "chore",
        "code",
        "decision",
        "job",
        "kind",
        "limit",
        "method",
        "reason",
        "result",
        "route",
        "source",
        "stage",
        "status",
        "version",
    }
)
"""Every label name there is. None of them can tell a tenant, a person, a session or an address."""

_MOST_VALUES = 500
_LONGEST_VALUE = 120


class LabelRefused(InpersonError):
    """A figure may not be told apart by this name, or not by so many values."""

    code = "label_refused"


class Labels:
    """Lets only declared names and values pass.

    Args:
        values: what each name may have as a value: constants of the code, never what was received.

    Raises:
        LabelRefused: if a name is not on the list.

    """

    def __init__(self, values: Mapping[str, Iterable[str]]) -> None:
        self._values: dict[str, frozenset[str]] = {}
        for name, known in values.items():
            self.admit(name, known)

    def admit(self, name: str, values: Iterable[str]) -> None:
        """Declare further values of a name: the wiring does, once, with constants.

        Raises:
            LabelRefused: if the name is not on the list, or has more values than a constant has.

        """
        if name not in NAMES:
            raise LabelRefused(f"A figure has no label {name!r}.")
        known = self._values.get(name, frozenset()) | frozenset(values)
        if len(known) > _MOST_VALUES or any(len(each) > _LONGEST_VALUE for each in known):
            raise LabelRefused(f"The label {name!r} has too many values, or too long ones.")
        self._values[name] = known

    def clean(self, given: Mapping[str, object]) -> dict[str, str]:
        """Return labels with every value that is not declared turned into `other`.

        Raises:
            LabelRefused: if a name is not on the list.

        """
        if not NAMES.issuperset(given):
            raise LabelRefused("A figure has no such label.")
        return {
            name: str(value) if str(value) in self._values.get(name, ()) else OTHER
            for name, value in given.items()
        }
