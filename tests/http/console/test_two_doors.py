"""Four eyes over two doors: one person in the console, the other at the shell or with a token."""

import json
from datetime import UTC, datetime
from typing import Any

import pyrage
import pytest
from typer.testing import CliRunner

from inperson.cli.main import app
from inperson.rights.disclosures.errors import SecondPersonRequired
from inperson.rights.disclosures.service import Disclosures
from inperson.rights.exports import Exports
from inperson.tenants import Role, Scope, TokenKind, TokenLimits, of_server
from tests.http.conftest import code
from tests.http.console.conftest import Browser, Office
from tests.rights.disclosing import Office as Disclosing
from tests.rights.disclosing import extent, request

KEY = str(pyrage.x25519.Identity.generate().to_public())
TO = {"name": "Lab", "address": "lab@lab.example", "key": KEY, "why": "To find errors."}


@pytest.fixture
def ann(office: Office, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """An administrator in the console of a server that the shell has as well, in real time."""
    office.scene.clock.advance((datetime.now(UTC) - office.scene.clock.now()).total_seconds())
    data, keys = office.scene.urls
    monkeypatch.setenv("INPERSON_DATA", data)
    monkeypatch.setenv("INPERSON_KEYS", keys)
    monkeypatch.setenv("INPERSON_KEK_DIR", str(office.scene.folder / "kek"))
    return office.enter(Role.TENANT_ADMIN, name="Ann")


def shell(*words: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, ["improvement", *words, "--json"])
    assert done.exit_code == 0, (done.output, done.exception)
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def test_what_is_proposed_in_the_console_is_approved_at_the_shell(
    office: Office, ann: Browser
) -> None:
    assert ann.post(f"/console/tenants/{office.tenant}/exports", **TO).status_code == 303
    desk = office.scene.services.desks.of(of_server(office.tenant))
    (made,) = Exports(desk, office.scene.improvement(office.tenant)).proposals()
    assert ann.entered is not None
    assert made.proposed_by == ann.entered.person.actor
    alone = ann.ask(f"/console/tenants/{office.tenant}/exports/{made.id}/approve")
    assert code(alone, 403) == "second_person_required"
    approved = shell("approve", office.tenant, made.id, "--as", "ben")
    assert approved["approved_by"] == "operator:ben"


def test_what_is_proposed_at_the_shell_is_approved_in_the_console(
    office: Office, ann: Browser
) -> None:
    words = ("--recipient", KEY, "--to", "Lab", "--address", "a", "--why", "b", "--as", "ben")
    made = shell("propose", office.tenant, *words)
    done = ann.post(f"/console/tenants/{office.tenant}/exports/{made['id']}/approve")
    assert done.headers.get("location", "").endswith("said=export_approved"), done.text


def test_a_token_and_a_person_approve_for_one_another(office: Office, ann: Browser) -> None:
    scene, tenant = office.scene, office.tenant
    office.scene.clock.advance(-1)  # a token is somebody before the proposal
    limits, kind = TokenLimits(frozenset({Scope.DISCLOSURE})), TokenKind.DEVELOPER
    shop, namesake = (
        scene.tenants.issue_token(tenant, kind, label, None, limits).token
        for label in ("Shop", "ann")
    )
    office.scene.clock.advance(1)
    assert ann.entered is not None
    by = {each: Disclosures(scene.desk(tenant, kind, each)) for each in (shop.id, namesake.id)}
    person = Disclosures(scene.desk(tenant, kind, ann.entered.person.actor))
    of, to = request(extent(scene)), Disclosing(scene, tenant).recipient
    made = person.propose_legal("subject-1", of, to)
    with pytest.raises(SecondPersonRequired):
        by[namesake.id].approve(made.id)
    assert by[shop.id].approve(made.id).approved_by == shop.id
