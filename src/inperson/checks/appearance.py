"""How a tenant's hosted checks look."""

import re
from dataclasses import dataclass

from inperson.audit import Act
from inperson.checks.errors import AppearanceInvalid
from inperson.desks import Desk, GoverningDesk

_SETTING = "appearance"
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Appearance:
    """A tenant's colours.

    The page corrects them where text could not be read on them (WCAG 2.2, 1.4.3).

    Raises:
        AppearanceInvalid: unless the accent is #rrggbb.

    """

    accent: str | None = None
    """Of buttons and links; None for the server's own."""

    def __post_init__(self) -> None:
        if self.accent is not None and _COLOUR.fullmatch(self.accent) is None:
            raise AppearanceInvalid("An accent is a colour as #rrggbb, in small letters.")


PLAIN = Appearance()


@dataclass(frozen=True, slots=True)
class Looks:
    """One tenant's appearance, to be read."""

    desk: Desk

    def current(self) -> Appearance:
        """Return what was set last."""
        with self.desk.silo.read() as tx:
            kept = self.desk.setting(tx, _SETTING)
        return PLAIN if kept is None else Appearance(**kept)

    @staticmethod
    def put(desk: GoverningDesk, appearance: Appearance) -> Appearance:
        """Set it.

        Raises:
            AuditUnavailable: if it cannot be recorded; then nothing changed.

        """
        with desk.silo.begin() as tx:
            desk.keep_setting(tx, _SETTING, {"accent": appearance.accent})
            desk.note(Act.SETTINGS_CHANGED, purpose=_SETTING)
        return appearance
