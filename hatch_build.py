"""Refuse to build a wheel that lacks the pages, which `make web` builds out of web/."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PAGES = Path("src/inperson/http/pages/static")
BUILT = ("inperson.js", "integrate.html")


class PagesBuilt(BuildHookInterface):
    """Looks for the pages before a wheel is made; an editable install may come before them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Look.

        Raises:
            FileNotFoundError: if a page was not built.

        """
        if version == "editable":
            return
        if missing := [name for name in BUILT if not Path(self.root, PAGES, name).exists()]:
            raise FileNotFoundError(f"{PAGES} lacks {', '.join(missing)}: run `make web` first.")
