"""Every cookie is what `cookies.py` says, whoever sets it and whatever a proxy says."""

import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from inperson.core import TenantId
from inperson.http import create_app
from inperson.http.pages.demo import add_demo
from inperson.tenants import Role
from tests.http.conftest import MAX_BODY
from tests.http.console.conftest import JSON, console_of
from tests.people.authenticator import Authenticator
from tests.people.conftest import House, house_of
from tests.scene import open_scene
from tests.serving import client, serving

FORM = re.compile(r"([\w-]+)=\S*; HttpOnly; (?:Max-Age=\d+; )?Path=/; SameSite=strict(; Secure)?")


def kept(http: httpx.Client, house: House, tenant: TenantId, token: str) -> list[str]:
    """Return every cookie that the centre, the console and the demo let a browser keep, or end."""
    bearer = {"Authorization": f"Bearer {token}"}
    asked = {"subject_ref": "subject-1"}
    invited = http.post("/v1/privacy-centre/invitations", headers=bearer, json=asked).json()
    centre = f"/privacy/{tenant}/api"
    device, code = Authenticator(), house.people.invite(Role.OPERATOR, None, "Ann", "test").code
    answer = device.create(house.entrance.begin_join(code))
    answers = [
        http.post(f"{centre}/enter", json={"code": invited["code"]}),
        http.post(f"{centre}/leave"),
        http.post("/console/api/join/finish", json={"code": code, "answer": answer}),
        http.post("/console/sign-out"),
        http.post("/demo/api/privacy"),
    ]
    return [cookie for each in answers for cookie in each.headers.get_list("set-cookie")]


@pytest.mark.parametrize(
    ("public_url", "says", "prefix", "secure"),
    [
        ("https://face.example", "http", "__Host-", "; Secure"),
        ("http://127.0.0.1:8018", "https", "", None),
    ],
)
def test_a_cookie_is_secure_if_browsers_come_by_https_and_no_header_says_otherwise(
    tmp_path: Path, public_url: str, says: str, prefix: str, secure: str | None
) -> None:
    scene = open_scene(tmp_path)
    tenant = scene.add_tenant("one")
    house, token = house_of(scene, tenant), scene.token(tenant).secret
    console = console_of(scene, house)
    app = create_app(
        replace(scene.services, console=console, public_url=public_url), max_body_bytes=MAX_BODY
    )
    add_demo(app, token)
    with serving(app) as url, client(url) as http:
        http.headers.update(JSON | {"X-Forwarded-Proto": says})
        cookies = kept(http, house, tenant, token)
    names = ["inperson_centre", "inperson_centre", "console", "console", "inperson_demo"]
    assert all(len(each.partition(";")[0]) <= 4096 for each in cookies)  # browsers drop longer ones
    found = [FORM.fullmatch(each) for each in cookies]
    assert [each and each.groups() for each in found] == [(prefix + n, secure) for n in names]
    scene.stores.close()
