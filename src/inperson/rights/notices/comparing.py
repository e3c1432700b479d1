"""What changes from one version of a notice to another, in the words that people read.

The page of each is taken apart into its lines, each below its heading, and what is not on both is
told: so nothing that a reader sees can change unseen, and nothing else is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser

from inperson.rights.notices.editions import Notice
from inperson.rights.notices.page import page

_HEADINGS = frozenset({"h1", "h2", "h3", "summary"})
_LINES = _HEADINGS | {"p", "li", "dt", "dd", "td", "th", "tr", "caption", "section", "dl", "ul"}


@dataclass(frozen=True, slots=True)
class Rewording:
    """What is said otherwise in one place."""

    heading: str
    """The one above it."""
    gone: tuple[str, ...]
    """Lines of the earlier version."""
    new: tuple[str, ...]
    """Lines in their place."""


def changes_between(old: Notice, new: Notice) -> Sequence[Rewording]:
    """Return what changes from a version to another one of the same language, in order."""
    before, after = _lines(old), _lines(new)
    changes = []
    # the longest runs that both have; what is between them was changed
    for kind, at, until, start, end in SequenceMatcher(None, before, after, False).get_opcodes():
        if kind != "equal":
            heading = (after[start:end] or before[at:until])[0][0]
            gone = tuple(text for _, text in before[at:until])
            changes.append(Rewording(heading, gone, tuple(text for _, text in after[start:end])))
    return changes


def _lines(notice: Notice) -> list[tuple[str, str]]:
    reader = _Reader()
    reader.feed(page(notice, {notice.language: ""}))
    reader.close()
    return reader.lines


class _Reader(HTMLParser):
    """Reads the lines of a page, each with the heading above it."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[str, str]] = []
        self._heading, self._text, self._within = "", "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line where the page does."""
        self._within = self._within or tag == "main"
        if tag in _LINES:
            self._end()

    def handle_endtag(self, tag: str) -> None:
        """End a line where the page does; what a heading says is above what follows."""
        if tag in _HEADINGS:
            self._heading = " ".join(self._text.split()) or self._heading
        if tag in _LINES or tag == "main":
            self._end()
        self._within = self._within and tag != "main"

    def handle_data(self, data: str) -> None:
        """Take in text within the page's own part."""
        if self._within:
            self._text += data

    def _end(self) -> None:
        if text := " ".join(self._text.split()):
            self.lines.append((self._heading, text))
        self._text = ""
