"""A shop in Flask that asks for the face after the password.

It leaves out what every shop has anyway: a store for its users, and a limit on passwords tried.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, abort, redirect, request, session
from werkzeug.security import check_password_hash, generate_password_hash
from werkzeug.wrappers import Response

from inperson.client import Client

PAGE = Path(__file__).parent.parent / "page"
LOGIN = """<!doctype html><html lang="en"><title>Shop</title><main><h1>Sign in</h1>
<form method="post"><p><label>Name <input name="name" autocomplete="username"></label></p>
<p><label>Password <input name="password" type="password" autocomplete="current-password"></label>
</p><p><button>Sign in</button></p></form></main></html>"""


@dataclass
class User:
    """What the shop keeps of a user: never anything of the face itself."""

    ref: str
    password: str
    face: bool = False


def make_shop(inperson_url: str, face: Client) -> Flask:
    """Return the shop, with one user whose face is not enrolled yet."""
    shop = Flask(__name__)
    shop.secret_key = secrets.token_bytes(32)
    shop.config.update(SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_HTTPONLY=True)
    users = {"mia": User("customer-17", generate_password_hash("correct horse"))}

    @shop.get("/")
    def home() -> str | Response:
        name = session.get("name")
        return f"<h1>Hello, {name}</h1>" if name in users else redirect("/login")

    @shop.route("/login", methods=["GET", "POST"])
    def login() -> str | Response:
        if request.method == "GET":
            return LOGIN
        user = users.get(request.form["name"])
        if user is None or not check_password_hash(user.password, request.form["password"]):
            abort(401)
        session.clear()
        session["pending"] = request.form["name"]
        return redirect("/second-step")

    @shop.get("/second-step")
    def second_step() -> str:
        purpose = "authenticate" if users[session["pending"]].face else "enroll"
        page = (PAGE / "face.html").read_text().replace("https://face.example", inperson_url)
        return page.replace('purpose="authenticate"', f'purpose="{purpose}"')

    @shop.get("/face.js")
    def script() -> Response:
        return shop.response_class((PAGE / "face.js").read_text(), mimetype="text/javascript")

    @shop.get("/privacy")
    def privacy() -> str:
        return "<h1>What happens with your face</h1><p>It is used to sign in, and for nothing else."

    @shop.get("/code")
    def code() -> str:
        return "<h1>We have sent you a code</h1>"

    add_face(shop, users, face)
    return shop


# [inperson
def add_face(shop: Flask, users: dict[str, User], face: Client) -> None:
    """Add the second step: the face of whoever gave the right password."""

    @shop.post("/face")
    def open_session() -> dict[str, str | None]:
        user = users[session["pending"]]
        opened = face.create_session("authenticate" if user.face else "enroll", user.ref)
        session["face"] = opened.id  # what is decided counts for this user alone
        return {"session_token": opened.session_token}

    @shop.get("/face/done")
    def done() -> Response:
        name, result = session["pending"], face.session(session.pop("face"))
        if not result.accepted:
            return redirect("/second-step")
        users[name].face = True
        session.clear()
        session["name"] = name
        return redirect("/")


# inperson]
