"""Every command that changes something: on whose log, and about whose things."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pyrage
import pytest
from docs.authority import Row, marked, rows
from typer.testing import CliRunner, Result

from inperson.adapters.jose import FileStatementSigner
from inperson.app import Mode, open_server
from inperson.audit import Act, Leaf
from inperson.cli.actors import operator
from inperson.cli.exits import Exit
from inperson.cli.main import app
from inperson.config import Settings
from inperson.core import SystemClock, SystemEntropy, TenantId
from inperson.core.ids import (
    new_breach_id,
    new_disclosure_id,
    new_export_id,
    new_hold_id,
    new_person_id,
    new_request_id,
    new_tenant_id,
    new_token_id,
)
from inperson.rights.notices.model import NoticeTerms
from inperson.rights.notices.service import Notices
from inperson.rights.requests.model import RequestKind
from inperson.rights.requests.service import Requests
from inperson.tenants import TokenKind, of_server
from inperson.tlog import KeyUse, VerifierKey
from tests.authority.asking import FOR_SUBJECT, LEGAL, TERMS, reviewed
from tests.authority.town import unchanged
from tests.cli.commands import every_command
from tests.conftest import ROOT
from tests.scene import open_scene
from tests.usage.months import LAST

DEVELOPER, PRODUCTION = TokenKind
CHANGING = rows("The command line")
BREACH = {
    "nature": "a laptop was lost",
    "categories": "decisions",
    "people": 1,
    "records": 1,
    "consequences": "none is likely",
    "measures": "its token was revoked",
    "contact": "privacy@operator.example",
}
HOOK = "http://127.0.0.1:9/hooks"
WITNESS = VerifierKey("w.example", bytes(32), KeyUse.WITNESS).text()
SPARES = {
    "a token": new_token_id,
    "a person": new_person_id,
    "a request": new_request_id,
    "a review": new_request_id,
    "a hold": new_hold_id,
    "a disclosure": new_disclosure_id,
    "a breach": new_breach_id,
    "an export": new_export_id,
    "a tenant": new_tenant_id,
}
KINDLESS = {"a token", "a person", "a breach", "an export", "a tenant"}
"""What a command finds whatever the kind of token it is of."""


def run(*words: object, exits: int = Exit.OK) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == exits, (words, result.output, result.exception)
    return result


def facts(*words: object) -> dict[str, Any]:
    return dict(json.loads(run(*words, "--json").stdout.strip().splitlines()[-1]))


@dataclass(frozen=True)
class Desk:
    """A server's folder, two tenants, and the files that commands ask for."""

    folder: Path
    one: str
    two: str
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def file(self, name: str, content: object) -> Path:
        path = self.folder / "files" / f"{next(self.numbers)}-{name}"
        path.parent.mkdir(exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    def new(self, name: str) -> Path:
        return self.folder / "files" / f"{next(self.numbers)}-{name}"

    def make(self, noun: str, tenant: str, kind: TokenKind, command: str) -> str:
        """Make something of a tenant's, of a kind of token."""
        if noun == "a tenant":
            return tenant
        if noun == "a token":
            return str(facts("tokens", "issue", tenant, kind)["token"]["id"])
        if noun == "a person":
            return invited(tenant)
        if noun == "a breach":
            named = facts("breaches", "record", self.file("breach", BREACH), "--tenant", tenant)
            if command.endswith("close"):  # its controllers are told before it is closed
                run("breaches", "notify", named["breach_id"])
            return str(named["breach_id"])
        if noun == "a hold":
            return str(facts(*self.hold(tenant), "--kind", kind)["id"])
        if noun == "an export":
            return proposed(tenant, approved=command.endswith("export"))
        if noun == "a request":
            return asked(tenant, kind)
        if noun == "a review":
            return contested(self.folder, TenantId(tenant), kind, f"subject-{next(self.numbers)}")
        return self.disclosed(tenant, kind, command)

    def disclosed(self, tenant: str, kind: TokenKind, command: str) -> str:
        words = ("disclosures", "propose", tenant, self.proposal(kind))
        made = str(facts(*words, "--kind", kind, "--as", "ann")["id"])
        if command.endswith("deliver") and kind is PRODUCTION:
            run("disclosures", "approve", tenant, made, "--as", "ben")
        return made

    def proposal(self, kind: TokenKind = PRODUCTION) -> Path:
        ref = f"subject-{next(self.numbers)}"  # one that is proposed again is the one before
        return self.file(
            "proposal", {**(LEGAL if kind is PRODUCTION else FOR_SUBJECT), "subject_ref": ref}
        )

    def hold(self, tenant: str) -> Sequence[object]:
        document = self.file("order", "an order")
        order = ("--authority", "Court", "--instrument", "1/26", "--basis", "Code 1")
        place = ("holds", "place", tenant, f"subject-{next(self.numbers)}")
        return (*place, "--document", document, *order, "--days", 100)

    def card(self, tenant: str) -> Path:
        return self.file("card", str(facts("cascade", "card", tenant)["card"]))

    def carried(self, step: str) -> Sequence[object]:
        """Bring a bundle of one tenant to the other up to a step that tenant one has to take."""
        asks, does = (self.two, self.one) if step == "take" else (self.one, self.two)
        run("cascade", "remove", does)
        run("cascade", "set", asks, "--card", self.card(does))
        run("cascade", "trust", does, "--card", self.card(asks))
        run("requests", "open", asks, "erasure", f"subject-{next(self.numbers)}")
        bundle, answer = self.new("bundle"), self.new("answer")
        if step == "write":
            return ("--out", bundle)
        run("cascade", "bundle", "write", asks, "--out", bundle)
        if step == "take":
            return (bundle, "--out", answer)
        run("cascade", "bundle", "take", does, bundle, "--out", answer)
        return (answer,)


def invited(tenant: str) -> str:
    run("people", "invite", "--role", "tenant_auditor", "--tenant", tenant, "--name", "Dan")
    lines = run("people", "list", "--json").stdout.strip().splitlines()
    return str([json.loads(each) for each in lines][-1]["id"])


def proposed(tenant: str, *, approved: bool) -> str:
    made = str(facts("improvement", "propose", tenant, *TO, "--as", "ann")["id"])
    if approved:
        run("improvement", "approve", tenant, made, "--as", "ben")
    return made


def asked(tenant: str, kind: TokenKind) -> str:
    with open_server(Settings(), Mode.SERVE) as deployment:
        desk = deployment.desks.of(of_server(TenantId(tenant), "tester").over(kind))
        return str(Requests(desk).open(RequestKind.OBJECTION, "subject-1").id)


def contested(folder: Path, tenant: TenantId, kind: TokenKind, ref: str) -> str:
    scene = open_scene(folder)
    scene.clock.advance((SystemClock().now() - scene.clock.now()).total_seconds())
    try:
        desk = scene.services.desks.of(of_server(tenant, "tester"))
        Notices(desk).publish(NoticeTerms("One", contact="dpo@one.example", country="DE"))
        return reviewed(scene, tenant, kind, ref)
    finally:
        scene.server.close()


def words_of(desk: Desk, row: Row, tenant: str, named: str) -> list[object]:
    """Return a row's command, about something of a tenant's."""
    command = marked(row["command"])
    return [*command.split(), *_arguments(desk, command, tenant, named)]


TO = (
    *("--recipient", str(pyrage.x25519.Identity.generate().to_public())),
    *("--to", "Laboratory", "--address", "data@lab.example", "--why", "To find errors."),
)


def _arguments(desk: Desk, command: str, tenant: str, named: str) -> Sequence[object]:
    words = desk.file("words", "we looked into it")
    terms = "\n".join(f'{name} = "{value}"' for name, value in TERMS.items())
    made: dict[str, Callable[[], Sequence[object]]] = {
        "tenants create": lambda: (f"three-{next(desk.numbers)}",),
        "keys rotate-openid": tuple,
        "tokens issue": lambda: (tenant, "developer"),
        "improvement propose": lambda: (tenant, *TO),
        "improvement export": lambda: (tenant, named, desk.new("export")),
        "improvement purge": lambda: (tenant, "--days", 1),
        "notices publish": lambda: (tenant, "--terms", desk.file("terms.toml", terms)),
        "disclosures propose": lambda: (tenant, desk.proposal()),
        "disclosures refuse": lambda: (tenant, named, "--reason", "no jurisdiction"),
        "disclosures deliver": lambda: (tenant, named, desk.new("package")),
        "people invite": lambda: ("--role", "tenant_auditor", "--tenant", tenant, "--name", "Eve"),
        "people invite-again": lambda: (named,),
        "people disable": lambda: (named,),
        "requests open": lambda: (tenant, "objection", "subject-1"),
        "requests extend": lambda: (tenant, named, "--reason-file", words),
        "requests refuse": lambda: (
            *(tenant, named, "--reason-file", words),
            *("--justification", "justifications:ProcessExcessive"),
        ),
        "requests answer": lambda: (tenant, named, "--text-file", words),
        "cascade set": lambda: (tenant, "--card", desk.card(desk.two)),
        "cascade trust": lambda: (tenant, "--card", desk.card(desk.two)),
        "cascade bundle write": lambda: (tenant, *desk.carried("write")),
        "cascade bundle take": lambda: (tenant, *desk.carried("take")),
        "cascade bundle settle": lambda: (tenant, *desk.carried("settle")),
        "retention set": lambda: (tenant, "--jurisdiction", "EU", "--days", "template=90"),
        "holds place": lambda: desk.hold(tenant)[2:],
        "usage close": lambda: (LAST, "--tenant", tenant),
        "usage clients add": lambda: (f"Bank {next(desk.numbers)}", "--jwks", jwks(desk)),
        "breaches record": lambda: (desk.file("breach", BREACH), "--tenant", tenant),
        "breaches notify": lambda: (named,),
        "breaches close": lambda: (named, "--because", "nobody is at risk"),
        "statistics release": lambda: ("2026-01", "--tenant", tenant),
        "webhooks set": lambda: (tenant, HOOK),
        "dossier write": lambda: (tenant, "--out", desk.new("dossier")),
        "audit witnesses set": lambda: (tenant, "--witness", f"w {WITNESS}"),
    }
    if command in made:
        return made[command]()
    return (tenant, named) if named else (tenant,)


def jwks(desk: Desk) -> Path:
    signer = FileStatementSigner(desk.new("key.jwk"), "bank")
    return desk.file("jwks.json", signer.jwks())


def leaves(tenant: str | None) -> list[Leaf]:
    with open_server(Settings(), Mode.SERVE) as deployment:
        log = deployment.server_audit() if tenant is None else deployment.audit(TenantId(tenant))
        return list(log.tail(log.size()))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INPERSON_DATA", f"sqlite:///{folder / 'data'}")
        patch.setenv("INPERSON_KEYS", f"sqlite:///{folder / 'keys'}")
        patch.setenv("INPERSON_KEK_DIR", str(folder / "kek"))
        patch.setenv("INPERSON_DELIVERY_NETWORKS", "127.0.0.0/8")
        patch.setenv("INPERSON_OPERATOR", "Test operator")
        patch.setenv("INPERSON_OPERATOR_CONTACT", "privacy@operator.example")
        patch.setenv("INPERSON_LOCATION", "Here")
        one, two = (str(facts("tenants", "create", name)["id"]) for name in ("one", "two"))
        use(folder / "data" / f"silo_{one}.db")
        yield Desk(folder, one, two)


def use(silo: Path) -> None:
    """Write down a session of last month that has not ended, so that there is a month to close."""
    at = LAST.begins_at.isoformat(timespec="microseconds")
    statement = (
        "INSERT INTO sessions (id, kind, token_kind, liveness, subject, created_at, expires_at, "
        "state) VALUES ('ses_a', 'enroll', 'developer', 'unsafe_no_liveness', X'00', ?, ?, 'open')"
    )
    with closing(sqlite3.connect(silo)) as store, store:
        store.execute(statement, (at, at))


def test_every_command_has_a_row_and_every_row_a_command() -> None:
    sections = ("The command line", "Commands for the whole server", "Commands that change nothing")
    every = [marked(row["command"]) for section in sections for row in rows(section)]
    assert sorted(every) == sorted(every_command())


PARAMS = [pytest.param(each, id=marked(each["command"])) for each in CHANGING]
NAMING = [each for each in PARAMS if each.values[0]["names"]]


@pytest.mark.parametrize("row", PARAMS)
def test_what_an_operator_changes_is_on_the_log(desk: Desk, row: Row) -> None:
    command = marked(row["command"])
    if command.startswith("webhooks"):
        run("webhooks", "set", desk.one, HOOK)
    if command == "dossier write":
        run("notices", "publish", desk.one, "--terms", ROOT / "examples/terms.toml")
    if command == "audit witnesses remove":
        run("audit", "witnesses", "set", desk.one, "--witness", f"w {WITNESS}")
    named = desk.make(row["names"], desk.one, PRODUCTION, command) if row["names"] else ""
    log = None if row["on the log"].startswith("the server's") else desk.one
    before = len(leaves(log))
    words = words_of(desk, row, desk.one, "" if row["names"] == "a tenant" else named)
    # nothing listens there: a message that does not arrive is on its way all the same
    run(*words, exits=Exit.NO if command == "webhooks test" else Exit.OK)
    acts = {(each.entry.act, each.entry.actor) for each in leaves(log)[before:]}
    assert (Act(marked(row["on the log"])), operator()) in acts
    assert {actor for _, actor in acts} <= {operator(), "server"}


@pytest.mark.parametrize("row", NAMING)
def test_somebody_elses_id_is_answered_as_one_that_never_existed(desk: Desk, row: Row) -> None:
    command, noun, never = marked(row["command"]), row["names"], SPARES[row["names"]]
    code, nobody = marked(row["another's"]), new_tenant_id(SystemEntropy())
    named = {"nobody's": str(never(SystemEntropy()))}
    if noun not in KINDLESS:
        named["the other kind's"] = desk.make(noun, desk.one, DEVELOPER, command)
        named["another tenant's other kind's"] = desk.make(noun, desk.two, DEVELOPER, command)
    if noun not in {"a tenant", "a person", "a breach"}:  # those are the server's, and found
        named["another tenant's"] = desk.make(noun, desk.two, PRODUCTION, command)
    for whose, value in named.items():
        if noun == "a tenant":
            words = words_of(desk, row, value, "")
        else:
            words = words_of(desk, row, desk.one, value)
        with unchanged(desk.folder):
            refused = run(*words, exits=Exit.FAILED)
        assert refused.stderr.startswith(f"{code}: "), (whose, refused.stderr)
    if noun not in {"a tenant", "a person", "a breach"}:
        own = desk.make(noun, desk.one, PRODUCTION, command)
        words = words_of(desk, row, nobody, own)
        with unchanged(desk.folder):
            refused = run(*words, exits=Exit.FAILED)
        assert refused.stderr.startswith("tenant_not_found: "), refused.stderr
