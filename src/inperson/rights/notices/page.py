"""A notice as a page: made of the document alone, so that it shows what the hash is of."""

import json
from functools import cache

from jinja2 import Template

from inperson.rights.notices.editions import Notice
from inperson.rights.notices.words import phrases
from inperson.rights.pages import templates

STYLE = "/assets/pages.css"


def page(notice: Notice, links: dict[str, str], newer: str | None = None) -> str:
    """Return a notice as an HTML document without script, for any screen.

    Args:
        notice: what to show.
        links: where the other languages of it are, by language; all that there are.
        newer: where the current version is, if this one is not.

    """
    words = phrases(notice.language)
    return _template().render(
        notice=notice,
        said=json.loads(notice.document),
        words=words,
        page=words.tables["page"],
        links=[(each, phrases(each).name, url) for each, url in links.items()],
        newer=newer,
        style=STYLE,
    )


@cache
def _template() -> Template:
    return templates("inperson.rights.notices", "").get_template("page.html")
