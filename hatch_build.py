"""Refuse to build a package that lacks a page, which `make web` builds out of web/."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PAGES = Path("src/inperson/http/pages/static")
LANGUAGES = (
    *("ar", "de", "es", "fr", "hi", "it", "ja", "ko"),
    *("nl", "pl", "pt", "ru", "tr", "uk", "vi", "zh"),
)
BUILT = (
    *("inperson.js", "encoder.js", "demo.js", "integrate.js", "privacy.js"),
    *("check.js", "parts.js", "console.js", "trial.js"),
    *(f"{of}-{language}.js" for of in ("words", "check") for language in LANGUAGES),
    *("pages.css", "privacy.css", "check.css", "console.css", "icon.svg"),
    *("demo.html", "integrate.html", "privacy.html", "trial.html", "check.html"),
)


class PagesBuilt(BuildHookInterface):
    """Looks for the pages before a package is made; an editable install may come before them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Look.

        Raises:
            FileNotFoundError: if a page was not built.

        """
        if version == "editable":
            return
        if missing := [name for name in BUILT if not Path(self.root, PAGES, name).exists()]:
            raise FileNotFoundError(f"{PAGES} lacks {', '.join(missing)}: run `make web` first.")
