"""A shop in Flask that leads people to a check on Inperson's own page, and lets them in after it.

It leaves out what every shop has anyway: the password before the face.
"""

import hmac
import secrets

from flask import Flask, abort, redirect, request, session
from werkzeug.wrappers import Response

from inperson.client import Client, Link


def make_shop(own_url: str, face: Client) -> Flask:
    """Return the shop.

    Args:
        own_url: where browsers reach it. The app token lists `{own_url}/done` as a return.
        face: a client with that token.

    """
    shop = Flask(__name__)
    shop.secret_key = secrets.token_bytes(32)
    # Lax, or the browser that comes back would have no session
    shop.config.update(SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_HTTPONLY=True)

    @shop.get("/")
    def home() -> str:
        if session.get("let_in"):
            return "<h1>Hello</h1><p>It was you.</p>"
        return '<h1>Shop</h1><form action="/check" method="post"><button>Check me</button></form>'

    # [inperson
    @shop.post("/check")
    def check() -> Response:
        state = secrets.token_urlsafe(16)  # bound to this browser
        link = Link(f"{own_url}/done", state)
        opened = face.create_session("liveness", None, link=link)
        session["check"] = {"id": opened.id, "state": state}
        return redirect(str(opened.link))

    @shop.get("/done")
    def done() -> Response:
        begun = session.pop("check", None)  # once
        if begun is None or not hmac.compare_digest(begun["state"], request.args.get("state", "")):
            abort(403)  # a check that this browser did not begin
        if not face.session(begun["id"]).accepted:  # of the id that was kept
            return redirect("/")
        session["let_in"] = True
        return redirect("/")

    # inperson]
    return shop
