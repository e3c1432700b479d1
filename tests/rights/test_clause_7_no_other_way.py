"""Clause 7: there is no other code path by which a record leaves.

Every route and every command is listed here, each with what its answer can carry and by which rule.
A new one fails until somebody has thought about it.
"""

import ast
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from fastapi.routing import APIRoute, APIWebSocketRoute

import inperson
from inperson.http import capture, server
from tests.cli.commands import every_command

ROOT = Path(inperson.__file__).parent


class Rule(Enum):
    """By what a record of a subject may be in an answer."""

    NONE = "none can be in it"
    CONTROLLER = "to the tenant, the controller, whose own it is: by its token, or its operator"
    SUBJECT = "to the subject, who proved to be it"
    DISCLOSURE = "a disclosure that was approved is delivered"
    IMPROVEMENT = "frames of developer sessions, under a consent to improvement, as two approved"


NONE, CONTROLLER, SUBJECT = Rule.NONE, Rule.CONTROLLER, Rule.SUBJECT

ROUTES = {
    "POST /v1/sessions": CONTROLLER,
    "POST /v1/sessions/{session_id}/samples": CONTROLLER,
    "GET /v1/sessions/{session_id}": CONTROLLER,
    # to who holds the camera: passed or not, and what to do better
    "WS /v1/sessions/{session_id}/capture": SUBJECT,
    "POST /v1/subjects/lookup": CONTROLLER,
    "POST /v1/subjects/{subject_id}/enable": CONTROLLER,
    "DELETE /v1/subjects/{subject_id}": CONTROLLER,
    "DELETE /v1/subjects/{subject_id}/improvement": NONE,
    "GET /v1/jwks": NONE,
    "GET /v1/tokens": NONE,
    "POST /v1/tokens": NONE,
    "POST /v1/tokens/{token_id}/rotate": NONE,
    "DELETE /v1/tokens/{token_id}": NONE,
    # what is proposed, without any record, and without saying about whom
    "POST /v1/disclosures": CONTROLLER,
    "GET /v1/disclosures": CONTROLLER,
    "GET /v1/disclosures/{disclosure_id}": CONTROLLER,
    "POST /v1/disclosures/{disclosure_id}/approve": CONTROLLER,
    "POST /v1/disclosures/{disclosure_id}/refuse": CONTROLLER,
    "POST /v1/disclosures/{disclosure_id}/deliver": Rule.DISCLOSURE,
    "GET /v1/usage": NONE,  # counts by month
    "POST /v1/usage-reports": NONE,
    # whether a process is well, and figures without anybody in them
    "GET /healthz": NONE,
    "GET /readyz": NONE,
    "GET /metrics": NONE,
    "GET /v1/audit/checkpoint": NONE,
    "GET /v1/audit/leaves": NONE,  # who did what; its tags name nobody without the subject's key
    "GET /v1/audit/leaves/{number}/proof": NONE,
    "GET /v1/audit/witnesses": NONE,
    "PUT /v1/audit/witnesses": NONE,
    "DELETE /v1/audit/witnesses": NONE,
    "POST /v1/audit/witnesses/seen": NONE,
    "GET /v1/notices/current": NONE,
    "PUT /v1/notices": NONE,
    "POST /v1/consents": CONTROLLER,
    "POST /v1/consents/lookup": CONTROLLER,
    "GET /v1/retention": NONE,
    "PUT /v1/retention": NONE,
    "GET /v1/retention/plan": NONE,
    "GET /v1/breaches": NONE,
    "POST /v1/holds": CONTROLLER,
    "GET /v1/holds": CONTROLLER,
    "DELETE /v1/holds/{hold_id}": CONTROLLER,
    "PUT /v1/webhook": NONE,
    "GET /v1/webhook": NONE,
    "DELETE /v1/webhook": NONE,
    "POST /v1/webhook/test": NONE,
    "POST /v1/privacy-requests": CONTROLLER,
    "GET /v1/privacy-requests": CONTROLLER,
    "GET /v1/privacy-requests/{request_id}": CONTROLLER,
    "POST /v1/privacy-requests/{request_id}/extend": CONTROLLER,
    "POST /v1/privacy-requests/{request_id}/refuse": CONTROLLER,
    "POST /v1/privacy-requests/{request_id}/answer": CONTROLLER,
    "GET /v1/privacy-requests/{request_id}/evidence": CONTROLLER,
    # an age file for the key or passphrase that the subject chose
    "POST /v1/privacy-requests/{request_id}/copy": SUBJECT,
    "POST /v1/privacy-centre/invitations": NONE,
    "GET /privacy/{tenant_id}": NONE,  # the page itself, the same for everybody
    "GET /privacy/{tenant_id}/notice": NONE,
    "GET /privacy/{tenant_id}/notices/{version}/{language}": NONE,
    "GET /privacy/{tenant_id}/notices/{version}/{language}.jsonld": NONE,
    "POST /privacy/{tenant_id}/api/enter": SUBJECT,
    "POST /privacy/{tenant_id}/api/acts": NONE,  # a text, and a token for its capture
    "GET /privacy/{tenant_id}/api/me": SUBJECT,
    "GET /privacy/{tenant_id}/api/requests": SUBJECT,
    "GET /privacy/{tenant_id}/api/requests/{request_id}": SUBJECT,
    "POST /privacy/{tenant_id}/api/requests": SUBJECT,
    "POST /privacy/{tenant_id}/api/copy": SUBJECT,
    "GET /privacy/{tenant_id}/api/disclosures": SUBJECT,
    "POST /privacy/{tenant_id}/api/disclosures/{disclosure_id}/approve": SUBJECT,
    "POST /privacy/{tenant_id}/api/disclosures/{disclosure_id}/refuse": SUBJECT,
    "POST /privacy/{tenant_id}/api/leave": NONE,
    "GET /assets/{name}": NONE,
    "GET /": NONE,
    "GET /docs": NONE,
    "GET /privacy": NONE,
    "GET /integrate": NONE,
    # a hosted check: its page is told how far it is, and never what was decided
    "GET /v1/appearance": NONE,
    "PUT /v1/appearance": NONE,
    "GET /check/{tenant_id}": NONE,
    "GET /check/{tenant_id}/api/look": NONE,
    "POST /check/{tenant_id}/api/enter": NONE,
    "GET /check/{tenant_id}/api/progress": NONE,
    "POST /check/{tenant_id}/api/begin": NONE,
    "POST /check/{tenant_id}/api/hand-off": NONE,
    "POST /check/{tenant_id}/api/cancel": NONE,
    # the OpenID provider: an ID token has a pairwise pseudonym and a level, for the tenant's own
    "GET /.well-known/openid-configuration": NONE,
    "GET /.well-known/oauth-authorization-server": NONE,
    "GET /openid/jwks": NONE,
    "POST /openid/par": NONE,
    "GET /openid/authorize": NONE,
    "POST /openid/authorize": NONE,
    "GET /openid/return": NONE,
    "POST /openid/backchannel": NONE,
    "POST /openid/token": CONTROLLER,
    "GET /openid/userinfo": CONTROLLER,
    "POST /openid/userinfo": CONTROLLER,
    # the consoles: counts, tokens, keys, logs; to a tenant's own staff what is asked and proposed
    "GET /console": NONE,
    "GET /console/sign-in": NONE,
    "GET /console/join": NONE,
    "GET /console/recover": NONE,
    "POST /console/api/sign-in/begin": NONE,
    "POST /console/api/sign-in/finish": NONE,
    "POST /console/api/join/begin": NONE,
    "POST /console/api/join/finish": NONE,
    "POST /console/api/recover/begin": NONE,
    "POST /console/api/recover/finish": NONE,
    "POST /console/api/passkeys/begin": NONE,
    "POST /console/api/passkeys/finish": NONE,
    "POST /console/api/step-up/begin": NONE,
    "POST /console/api/step-up/finish": NONE,
    "POST /console/sign-out": NONE,
    "GET /console/account": NONE,
    "POST /console/account/codes": NONE,
    "POST /console/account/passkeys/remove": NONE,
    "GET /console/tenants": NONE,
    "POST /console/tenants": NONE,
    "GET /console/people": NONE,
    "POST /console/people": NONE,
    "POST /console/people/{person_id}/invite": NONE,
    "POST /console/people/{person_id}/disable": NONE,
    "GET /console/audit": NONE,
    "POST /console/audit/verify": NONE,
    "GET /console/usage": NONE,
    "GET /console/usage.csv": NONE,
    "GET /console/tenants/{tenant_id}": NONE,
    "GET /console/tenants/{tenant_id}/tokens": NONE,
    "POST /console/tenants/{tenant_id}/tokens": NONE,
    "POST /console/tenants/{tenant_id}/tokens/{token_id}/rotate": NONE,
    "POST /console/tenants/{tenant_id}/tokens/{token_id}/revoke": NONE,
    "GET /console/tenants/{tenant_id}/keys": NONE,
    "POST /console/tenants/{tenant_id}/keys/rotate": NONE,
    "POST /console/tenants/{tenant_id}/keys/rewrap": NONE,
    "POST /console/tenants/{tenant_id}/keys/retire": NONE,
    "GET /console/tenants/{tenant_id}/people": NONE,
    "POST /console/tenants/{tenant_id}/people": NONE,
    "POST /console/tenants/{tenant_id}/people/{person_id}/invite": NONE,
    "POST /console/tenants/{tenant_id}/people/{person_id}/disable": NONE,
    "GET /console/tenants/{tenant_id}/subjects": CONTROLLER,
    "POST /console/tenants/{tenant_id}/subjects": CONTROLLER,
    "GET /console/tenants/{tenant_id}/subjects/{subject_id}": CONTROLLER,
    "POST /console/tenants/{tenant_id}/subjects/{subject_id}/enable": CONTROLLER,
    "POST /console/tenants/{tenant_id}/subjects/{subject_id}/restrict": CONTROLLER,
    "POST /console/tenants/{tenant_id}/subjects/{subject_id}/erase": CONTROLLER,
    "POST /console/tenants/{tenant_id}/sessions": CONTROLLER,
    "GET /console/tenants/{tenant_id}/sessions/{session_id}": CONTROLLER,
    "GET /console/tenants/{tenant_id}/notices": NONE,
    "GET /console/tenants/{tenant_id}/notices/compare": NONE,
    "POST /console/tenants/{tenant_id}/notices/draft": NONE,
    "POST /console/tenants/{tenant_id}/notices/publish": NONE,
    "GET /console/tenants/{tenant_id}/retention": NONE,
    "POST /console/tenants/{tenant_id}/retention/preview": NONE,
    "POST /console/tenants/{tenant_id}/retention/set": NONE,
    "GET /console/tenants/{tenant_id}/holds": CONTROLLER,
    "POST /console/tenants/{tenant_id}/holds": CONTROLLER,
    "POST /console/tenants/{tenant_id}/holds/{hold_id}/release": CONTROLLER,
    "GET /console/tenants/{tenant_id}/exports": CONTROLLER,
    "POST /console/tenants/{tenant_id}/exports": CONTROLLER,
    "POST /console/tenants/{tenant_id}/exports/{export_id}/approve": CONTROLLER,
    "GET /console/tenants/{tenant_id}/webhook": NONE,
    "POST /console/tenants/{tenant_id}/webhook": NONE,
    "POST /console/tenants/{tenant_id}/webhook/test": NONE,
    "POST /console/tenants/{tenant_id}/webhook/retry": NONE,
    "POST /console/tenants/{tenant_id}/webhook/remove": NONE,
    "GET /console/tenants/{tenant_id}/requests": CONTROLLER,
    "GET /console/tenants/{tenant_id}/requests/{request_id}": CONTROLLER,
    "GET /console/tenants/{tenant_id}/requests/{request_id}/evidence": CONTROLLER,
    "POST /console/tenants/{tenant_id}/requests/{request_id}/answer": CONTROLLER,
    "POST /console/tenants/{tenant_id}/requests/{request_id}/extend": CONTROLLER,
    "POST /console/tenants/{tenant_id}/requests/{request_id}/refuse": CONTROLLER,
    "GET /console/tenants/{tenant_id}/disclosures": CONTROLLER,
    "GET /console/tenants/{tenant_id}/disclosures/propose": NONE,
    "POST /console/tenants/{tenant_id}/disclosures": CONTROLLER,
    "GET /console/tenants/{tenant_id}/disclosures/{disclosure_id}": CONTROLLER,
    "POST /console/tenants/{tenant_id}/disclosures/{disclosure_id}/deliver": Rule.DISCLOSURE,
    "GET /console/tenants/{tenant_id}/breaches": NONE,
    "POST /console/tenants/{tenant_id}/disclosures/{disclosure_id}/approve": CONTROLLER,
    "POST /console/tenants/{tenant_id}/disclosures/{disclosure_id}/refuse": CONTROLLER,
    "GET /console/tenants/{tenant_id}/audit": NONE,
    "POST /console/tenants/{tenant_id}/audit/verify": NONE,
    "GET /console/tenants/{tenant_id}/proofs": NONE,
    "GET /console/tenants/{tenant_id}/proofs.tlog-proof": NONE,
    "GET /console/tenants/{tenant_id}/transparency": NONE,
    "GET /console/tenants/{tenant_id}/usage": NONE,
    "GET /console/tenants/{tenant_id}/usage.csv": NONE,
}
COMMANDS = {
    # these speak to a server with an app token, and are told what its routes tell
    "authenticate": CONTROLLER,
    "capture": CONTROLLER,
    "demo": CONTROLLER,
    "enroll": CONTROLLER,
    "audit ask": NONE,
    "audit begin": NONE,
    "audit check-proof": NONE,
    "audit checkpoint": NONE,
    "audit cosign": NONE,
    "audit key": NONE,
    "audit log-key": NONE,
    "audit prove": NONE,
    "audit prove-growth": NONE,
    "audit receipt": NONE,
    "audit submission": NONE,
    "audit tail": NONE,
    "audit verify": NONE,
    "audit witnesses remove": NONE,
    "audit witnesses set": NONE,
    "audit witnesses show": NONE,
    "audit witnesses take": NONE,
    "breaches close": NONE,
    "breaches list": NONE,
    "breaches notify": NONE,
    "breaches record": NONE,
    # to the tenant's own other server, and whose data it is, is known there
    "cascade bundle settle": NONE,
    "cascade bundle take": NONE,
    "cascade bundle write": CONTROLLER,
    "cascade card": NONE,
    "cascade remove": NONE,
    "cascade set": NONE,
    "cascade show": NONE,
    "cascade trust": NONE,
    "disclosures approve": CONTROLLER,
    "disclosures deliver": Rule.DISCLOSURE,
    "disclosures list": CONTROLLER,
    "disclosures propose": CONTROLLER,
    "disclosures refuse": CONTROLLER,
    "disclosures run-due": NONE,
    "doctor": NONE,
    "dossier compare": NONE,
    "dossier verify": NONE,
    "dossier write": NONE,  # what is done with data, and no data
    "evaluate calibrate": NONE,
    "evaluate covering": NONE,
    "evaluate envelope": NONE,
    "evaluate liveness": NONE,
    "evaluate sessions": NONE,
    "evaluate people": NONE,
    "evaluate turns": NONE,
    "evaluate verification": NONE,
    "holds list": CONTROLLER,
    "holds place": CONTROLLER,
    "holds release": CONTROLLER,
    "improvement approve": NONE,
    "improvement export": Rule.IMPROVEMENT,
    "improvement list": NONE,
    "improvement propose": NONE,
    "improvement recall": NONE,  # names of files, to be deleted
    "improvement purge": NONE,
    "keys retire": NONE,
    "keys rewrap": NONE,
    "check": NONE,
    "keys rotate": NONE,
    "keys rotate-openid": NONE,
    "keys rotate-pseudonyms": NONE,
    "models fetch": NONE,
    "models list": NONE,
    "models verify": NONE,
    "notices list": NONE,
    "notices publish": NONE,
    "notices show": NONE,
    "people disable": NONE,
    "people invite": NONE,
    "people invite-again": NONE,
    "people list": NONE,
    "policy check": NONE,
    "backup identity": NONE,
    "backup make": NONE,  # for the operator alone: records as they are stored, sealed again
    "backup verify": NONE,
    "restore": NONE,
    "requests answer": CONTROLLER,
    "requests evidence": CONTROLLER,
    "requests extend": CONTROLLER,
    "requests list": CONTROLLER,
    "requests open": CONTROLLER,
    "requests refuse": CONTROLLER,
    "requests run": NONE,
    "requests show": CONTROLLER,
    "retention plan": NONE,
    "retention set": NONE,
    "retention show": NONE,
    "retention sweep": NONE,
    "serve": NONE,
    "statistics across": NONE,  # sums over clients, with noise for one client
    "statistics exact": NONE,  # counts, for the tenant alone
    "statistics ledger": NONE,
    "statistics release": NONE,  # counts with noise for one person
    "tenants create": NONE,
    "tenants list": NONE,
    "tokens issue": NONE,
    "tokens list": NONE,
    "tokens revoke": NONE,
    "tokens rotate": NONE,
    "transparency": NONE,
    # captures of developer sessions under the improvement purpose, and labels; no face leaves
    "trial invite": NONE,
    "trial label": NONE,
    "trial new": NONE,
    "trial replay": NONE,
    "trial report": NONE,
    "trial run": CONTROLLER,
    "upkeep": NONE,
    "usage clients add": NONE,
    "usage clients list": NONE,
    "usage close": NONE,
    "usage overview": NONE,
    "usage push": NONE,
    "usage reconcile": NONE,
    "usage report": NONE,
    "usage show": NONE,
    "usage verify": NONE,
    "verify": NONE,  # two photographs of whoever runs it
    "webhooks retry": NONE,
    "webhooks set": NONE,
    "webhooks show": NONE,
    "webhooks test": NONE,
    "witness init": NONE,
    "witness key": NONE,
    "witness latest": NONE,
    "witness logs": NONE,
    "witness serve": NONE,
    "witness sign": NONE,
    "witness trust": NONE,
}
ENCRYPTS = {"rights/copies/service.py", "rights/disclosures/package.py"}
"""Who makes a file that leaves. Of the two, one is for the subject, the other for a third party."""
OPENS_TEMPLATES = {
    "policy/sealed.py",  # to see that it is one; nothing of it is said
    "sessions/decisions.py",  # to compare; nothing of it is in an answer
    "rights/copies/collect.py",
    "rights/disclosures/package.py",
}
CONNECTS = {
    "adapters/kms/aws.py",
    "adapters/kms/choosing.py",
    "adapters/kms/transit.py",  # wrapped keys, and never a record
    "adapters/outgoing/network.py",  # events; an erasure; a client's own `sub`
    "cli/public.py",  # to the server's own public address, by `doctor --public`
    "cli/server.py",  # listens
    "client/capture.py",
    "client/client.py",  # runs at the tenant's
    "client/steps.py",  # names an answer's type
    "http/pages/back_end.py",  # to its own server, without a wire
    "http/pages/demo.py",  # to the demo's own server
    "vision/store.py",  # fetches models
    "workers/process.py",  # starts processes: pipes alone
    "observing/tracing.py",  # spans, to the collector that the settings name
}
"""Who can open a connection at all."""
_NETWORK = {"httpx", "socket", "urllib.request", "http.client", "smtplib", "ftplib", "aiohttp"} | {
    "boto3",
    "botocore",
    "requests",
    "websockets",
    "subprocess",
}


def routes() -> Iterator[str]:
    for router in (*server._ROUTERS, capture.router):
        for route in router.routes:
            if isinstance(route, APIWebSocketRoute):
                yield f"WS {route.path}"
            else:
                assert isinstance(route, APIRoute)
                # HEAD sends what GET would, without it
                yield from (f"{each} {route.path}" for each in route.methods - {"HEAD"})


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


def imported(tree: ast.Module) -> set[str]:
    """Return every module that a module imports, and every name that it imports from one."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    return found


def attributes(tree: ast.Module) -> set[str]:
    """Return everything that is written behind a dot, with the name before it."""
    return {
        f"{node.value.id}.{node.attr}" if isinstance(node.value, ast.Name) else f".{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
    }


def test_every_route_is_known_with_its_rule() -> None:
    assert set(routes()) == set(ROUTES)


def test_every_command_is_known_with_its_rule() -> None:
    assert set(every_command()) == set(COMMANDS)


def test_the_one_way_to_third_parties_is_a_delivered_disclosure() -> None:
    every = {**ROUTES, **COMMANDS}
    assert {name for name, rule in every.items() if rule is Rule.DISCLOSURE} == {
        "POST /v1/disclosures/{disclosure_id}/deliver",
        "POST /console/tenants/{tenant_id}/disclosures/{disclosure_id}/deliver",
        "disclosures deliver",
    }
    assert {name for name, rule in every.items() if rule is Rule.IMPROVEMENT} == {
        "improvement export"
    }


def test_only_copies_and_disclosures_make_a_file_that_leaves() -> None:
    found, raw, seals = set(), set(), set()
    for name, tree in modules():
        if "inperson.rights.packages.encrypt" in imported(tree):
            found.add(name)
        if "inperson.rights.packages.sealing" in imported(tree):
            seals.add(name)
        if "packages.encrypt" in attributes(tree):
            found.add(name)
        if any(each.split(".")[0] == "pyrage" for each in imported(tree)):
            raw.add(name)
    assert found == ENCRYPTS
    # developers' samples, as two people agreed; erasures, for the tenant's own other server
    assert seals == {"rights/exports/service.py", "rights/letters.py"}
    # backups are for the operator alone, and hold records as they are stored: sealed
    # the third is the work of a process that encrypts what `packages` gives it
    assert raw == {"rights/packages.py", "backup/sealing.py", "vault/passphrase.py"}


def test_only_decisions_copies_and_disclosures_open_a_template() -> None:
    found, spelled = set(), set()
    for name, tree in modules():
        if any(each.endswith(".REFERENCE_TEMPLATE") for each in attributes(tree)):
            found.add(name)
        texts = (each.value for each in ast.walk(tree) if isinstance(each, ast.Constant))
        if "identity/reference-template" in texts:
            spelled.add(name)
    assert found == OPENS_TEMPLATES
    assert spelled == {"vault/sealing.py", "rights/copies/words.py"}  # there as words for people


def test_few_modules_can_open_a_connection() -> None:
    found = {
        name
        for name, tree in modules()
        if any(
            each == net or each.startswith(f"{net}.") for each in imported(tree) for net in _NETWORK
        )
    }
    assert found == CONNECTS
