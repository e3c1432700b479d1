"""What somebody may touch is a value, made where a credential is checked."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from inperson.core import TenantId
from inperson.tenants import (
    Action,
    Authority,
    GoverningAuthority,
    TokenKind,
    governing,
    of_server,
)
from inperson.tenants.errors import ActionNotAllowed, ProductionAuthorityRequired

ROOT = Path(__file__).parents[2]
TENANT = TenantId("ten_" + "a" * 26)
MADE_IN = {
    "cli/actors.py": "whoever sits at the server's own shell",
    "http/centre_visitor.py": "a person in the privacy centre, by its ticket",
    "http/check.py": "a person at the page of a check, by the key that its browser keeps",
    "openid/model.py": "who carries an authorization, which was sealed here",
    "people/visits.py": "a tenant's staff and the operator, who signed in",
    "sessions/tickets.py": "the device of one session, by its token",
    "tenants/authority.py": "the value itself, an app token's, and the server's own",
}
SERVERS_OWN = {
    "app/server.py": "its start, its chores, and figures that it shows",
    "cli/doctor.py": "what witnesses of each log signed, as `doctor` says it",
    "http/notices.py": "the public page of a notice, which anybody may read",
    "policy/looking.py": "the check of the policy on a live server",
    "policy/statistics.py": "the check of the policy on a live server",
    "rights/breaches/telling.py": "an event in each tenant's outbox",
    "rights/upkeep.py": "what has to be done although nobody asks",
}


def calls(*names: str) -> set[str]:
    """Return the modules of the server that call any of these."""
    found = set()
    for path in (ROOT / "src" / "inperson").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func
                name = called.attr if isinstance(called, ast.Attribute) else None
                name = called.id if isinstance(called, ast.Name) else name
                if name in names:
                    found.add(path.relative_to(ROOT / "src" / "inperson").as_posix())
    return found


def test_an_authority_is_made_where_a_credential_is_checked() -> None:
    assert calls("Authority", "GoverningAuthority") == set(MADE_IN)


def test_the_server_acts_for_itself_in_few_places() -> None:
    assert calls("of_server") == set(SERVERS_OWN)


def test_a_developers_authority_is_never_a_governing_one() -> None:
    with pytest.raises(ProductionAuthorityRequired):
        GoverningAuthority(TENANT, TokenKind.DEVELOPER, "tok_1", frozenset(Action))
    developer = of_server(TENANT).over(TokenKind.DEVELOPER)
    assert type(developer) is Authority
    with pytest.raises(ProductionAuthorityRequired):
        governing(developer)


def test_who_governs_does_so_over_its_own_tenant() -> None:
    whole = of_server(TENANT, "operator:ann")
    assert governing(whole) is whole
    assert whole.over(TokenKind.PRODUCTION) is whole
    assert whole.over(TokenKind.DEVELOPER).tenant_id == TENANT
    assert whole.over(TokenKind.DEVELOPER).actor == "operator:ann"


def test_an_authority_does_what_it_was_let_in_for() -> None:
    reader = Authority(TENANT, TokenKind.PRODUCTION, "subject", frozenset({Action.READ_NOTICE}))
    reader.require(Action.READ_NOTICE)
    with pytest.raises(ActionNotAllowed):
        reader.require(Action.PUBLISH_NOTICE)


ACTS = """
from inperson.deliveries import Webhooks
from inperson.desks import Desks
from inperson.rights.billing import usage_book
from inperson.rights.notices import NoticeTerms
from inperson.rights.notices.service import Notices
from inperson.rights.requests.cascade import Cascade
from inperson.rights.retention.service import Retention
from inperson.tenants import Authority, GoverningAuthority

def act(desks: Desks, authority: {authority}, terms: NoticeTerms) -> None:
    desk = desks.of(authority)
    Notices(desk).current()
    Notices(desk).publish(terms)
    Retention(desk)
    Webhooks(desk)
    Cascade(desk)
    usage_book(desk)
    with desk.silo.begin() as tx:
        desk.keep_setting(tx, "terms", {{}})
"""


def test_governing_with_any_other_authority_does_not_type_check(tmp_path: Path) -> None:
    found = {}
    for each in ("Authority", "GoverningAuthority"):
        path = tmp_path / f"{each.lower()}.py"
        path.write_text(ACTS.format(authority=each))
        done = subprocess.run(
            [sys.executable, "-m", "mypy", "--strict", str(path)],
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
        found[each] = (done.returncode, done.stdout)
    assert found["GoverningAuthority"][0] == 0, found
    refused = [line for line in found["Authority"][1].splitlines() if "error:" in line]
    assert len(refused) == 6, refused
