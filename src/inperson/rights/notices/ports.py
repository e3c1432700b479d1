"""What this part needs of the silo."""

from collections.abc import Sequence
from typing import Protocol

from inperson.rights.notices.editions import Notice, NoticeEdition


class NoticeRows(Protocol):
    """Published notices of the tenant. A store lets none be changed."""

    def add_notices(self, notices: Sequence[Notice]) -> bool:
        """Store all languages of a version; False, and nothing stored, if the version is taken."""
        ...

    def latest_notices(self) -> Sequence[Notice]:
        """Return the newest version in all its languages, English first; none before the first."""
        ...

    def notice_document(self, version: int, language: str) -> Notice | None:
        """Return a version in a language, or None."""
        ...

    def notice_by_hash(self, sha256: bytes) -> Notice | None:
        """Return the notice that a consent names, or None."""
        ...

    def notice_editions(self) -> Sequence[NoticeEdition]:
        """Return every version in order."""
        ...
