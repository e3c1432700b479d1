"""Pages for people: the front, the API's reference, the web SDK's files, and a demo to try it with.

Promises: a page loads nothing but its own server's files, runs no inline script and no inline
style, may use the camera and nothing else, and is never stored. The demo exists only where a
developer token was given for it in so many words::

    app = create_app(services, max_body_bytes=32 * 2**20)
    add_demo(app, developer_token)  # `inperson demo` does; `inperson serve` never does
"""

from inperson.http.pages.back_end import add_routes, own_client, passed_on
from inperson.http.pages.demo import add_demo
from inperson.http.pages.errors import DemoBusy, NeedsDeveloperToken, PagesMissing
from inperson.http.pages.files import StaticFile, form_page, page, rendered, require_pages
from inperson.http.pages.front import languages, lost
from inperson.http.pages.reference import Reference
from inperson.http.pages.routes import router

__all__ = [
    "DemoBusy",
    "NeedsDeveloperToken",
    "PagesMissing",
    "Reference",
    "StaticFile",
    "add_demo",
    "add_routes",
    "form_page",
    "languages",
    "lost",
    "own_client",
    "page",
    "passed_on",
    "rendered",
    "require_pages",
    "router",
]
