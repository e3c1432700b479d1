"""The files that pages name are there: nobody is sent after evidence in vain."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
_LINK = re.compile(r"\]\(([^)\s#]+)[^)]*\)")
_MARKED = re.compile(r"`((?:[\w.@*-]+/)+(?![\d.]+`)[\w.@*-]+)/?`")
_MADE = {".cache", ".venv", "build", "reports"}  # by commands: there or not


def lost(page: Path) -> Iterator[str]:
    """Return what a page links to, or names between backticks, and is not there.

    Args:
        page: of Markdown; a name in it is a path from the repository's root, or, of a module of
            the server, from its package.

    """
    text = page.read_text("utf-8")
    folders = {each.name for each in ROOT.iterdir() if each.is_dir()} - _MADE
    for name in _LINK.findall(text):
        if "://" not in name and not (page.parent / name).exists():
            yield name
    for name in _MARKED.findall(text):
        if name.partition("/")[0] in folders:
            root = ROOT
        elif name.endswith(".py"):
            root = ROOT / "src" / "inperson"
        else:
            continue
        if not any(root.glob(name)):
            yield name


def wrong() -> Iterator[str]:
    """Return what is wrong with the pages that are held to it."""
    for page in (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))):
        for name in lost(page):
            yield f"{page.relative_to(ROOT)} names {name}, which is not there"
