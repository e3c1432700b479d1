"""A whole server in a process of its own: `python -m tests.web.server FOLDER`.

Frames are rendered and looked at side by side, so they must not share one interpreter. Prints one
line of JSON, the address, a developer token, one that proposes disclosures, and one of another
tenant, and serves until it is ended.
"""

import json
import sys
from pathlib import Path
from socket import socket

from inperson.app import Mode, open_server
from inperson.app.serving import build_app
from inperson.cli.server import listen, make_server
from inperson.config import Settings
from inperson.http.pages import add_demo
from inperson.tenants import Scope, TokenKind, TokenLimits


def main(folder: Path) -> None:
    asked = Settings(
        data=f"sqlite:///{folder / 'data'}",
        keys=f"sqlite:///{folder / 'keys'}",
        kek_dir=folder / "kek",
        port=0,
    )
    with listen(asked) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        serve(asked.model_copy(update={"public_url": url}), listener)


def serve(settings: Settings, listener: socket) -> None:
    url = settings.public_url
    with open_server(settings, Mode.SERVE) as deployment:
        tenant = deployment.add_tenant("Browser tests")
        token = deployment.tenants.issue_token(tenant.id, TokenKind.DEVELOPER, "web").secret
        limits = TokenLimits(frozenset({Scope.DISCLOSURE}))
        issue = deployment.tenants.issue_token
        officer = issue(tenant.id, TokenKind.DEVELOPER, "officer", None, limits).secret
        other = deployment.add_tenant("Somebody else")
        other_token = issue(other.id, TokenKind.DEVELOPER, "web").secret
        app = build_app(deployment)
        add_demo(app, token)
        said = {"url": url, "token": token, "officer": officer, "other_token": other_token}
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
        make_server(settings, app).run(sockets=[listener])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
