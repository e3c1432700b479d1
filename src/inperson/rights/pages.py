"""How every page is filled in: what is put in is escaped, and a missing name is a bug."""

import base64
import hashlib
from collections.abc import Mapping
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


def templates(package: str, folder: str = "templates") -> Environment:
    """Return the templates of a package's folder.

    Args:
        package: such as `inperson.rights.copies`.
        folder: within it.

    """
    return Environment(
        loader=PackageLoader(package, folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def paper_style() -> Mapping[str, str]:
    """Return the style of pages that stand by themselves, on a screen or on paper, and its hash.

    A page's own policy lets it load this style by its `style_hash`, and nothing else.
    """
    style = resources.files("inperson.rights").joinpath("paper.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return {"style": Markup(style), "style_hash": digest}  # noqa: S704 -- our own file
