"""The server of these tests, in a process of its own: `python -m tests.web.server FOLDER`.

Says its address, a developer token, one that proposes disclosures, an app's, and one of another
tenant.
"""

import sys
from pathlib import Path

from inperson.app import Server
from inperson.tenants import Scope, TokenKind, TokenLimits
from inperson_lab.browser.server import serve

PACKAGE = "org.example.shop"
WEB_VIEWS = ("https://localhost", "https://appassets.androidplatform.net", "http://localhost")
"""Origins at which WebViews serve the pages that an app carries."""


def stock(opened: Server, url: str) -> dict[str, str]:
    tenant = opened.add_tenant("Browser tests")
    issue = opened.tenants.issue_token
    limits = TokenLimits(returns=(f"{url}/integrate", "org.example.shop:/done"))
    token = issue(tenant.id, TokenKind.DEVELOPER, "web", None, limits).secret
    limits = TokenLimits(frozenset({Scope.DISCLOSURE}))
    officer = issue(tenant.id, TokenKind.DEVELOPER, "officer", None, limits).secret
    limits = TokenLimits(origins=WEB_VIEWS, packages=(PACKAGE,))
    app = issue(tenant.id, TokenKind.DEVELOPER, "app", None, limits).secret
    other = opened.add_tenant("Somebody else")
    other_token = issue(other.id, TokenKind.DEVELOPER, "web").secret
    return {"token": token, "officer": officer, "app": app, "other_token": other_token}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    serve(folder, lambda opened, url: stock(opened, url) | {"folder": str(folder)})
