"""A server with consoles and no models: `python -m tests.web.console_server FOLDER`.

Prints one line of JSON: its address, by a name, for browsers make no passkeys for an IP address;
the codes of invitations, and a disclosure that waits. Serves until it is ended.
"""

import json
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from inperson.adapters.jose import FileSignInChallenges
from inperson.adapters.passkeys import WebAuthnAuthenticators
from inperson.cli.server import listen, make_server
from inperson.config import Settings
from inperson.core import SystemClock, SystemEntropy, TenantId
from inperson.core.ids import new_session_id
from inperson.deliveries import Witnessing
from inperson.desks import GoverningDesk
from inperson.http import create_app
from inperson.people import staff_of
from inperson.rights.breaches.model import BreachFacts
from inperson.rights.notices import Notices
from inperson.rights.requests import Capacity, EvidenceKind, OnBehalf
from inperson.rights.requests.model import RequestKind
from inperson.rights.requests.service import Requests
from inperson.sessions import Decision, LivenessVerdict, SessionKind
from inperson.sessions.model import LivenessDemand, ProductionSession, SessionState, Verdict
from inperson.sessions.reasons import Reason
from inperson.sessions.rows import SessionRows
from inperson.tenants import Role, TokenKind, of_server
from inperson.tlog import KeyUse, SignedCheckpoint, VerifierKey, cosign
from tests.http.console.conftest import CountedUsage, console_of
from tests.people.conftest import house_of
from tests.rights.disclosing import disclosed
from tests.rights.noticing import BOTH
from tests.rights.requesting import House
from tests.scene import Scene, open_scene
from tests.tlog.test_note import Signer


def main(folder: Path) -> None:
    settings = Settings(port=0)
    scene = open_scene(folder)
    # real time, for a browser's own clock counts as well
    scene.clock.advance((SystemClock().now() - scene.clock.now()).total_seconds())
    tenant, other = scene.add_tenant("Harbour Bank"), scene.add_tenant("Somebody else")
    Notices(scene.desk(tenant)).publish(BOTH)
    fill(scene, tenant)
    subjects = enrolled(scene, tenant, other)
    with listen(settings) as listener:
        url = f"http://localhost:{listener.getsockname()[1]}"
        house = house_of(scene, tenant)
        clock = SystemClock()
        authenticators = WebAuthnAuthenticators(url)
        challenges = FileSignInChallenges(scene.server.key_file("sign-in"), "test")
        parts = (scene.stores.people, authenticators, challenges)
        staff = staff_of(*parts, house.log, clock, SystemEntropy())
        usage = CountedUsage({tenant: "Harbour Bank", other: "Somebody else"})
        console = console_of(scene, house, usage=usage, staff=staff, clock=clock)
        people = staff.people
        codes = {
            name: people.invite(role, whose, name, "operator:root").code
            for name, role, whose in (
                ("Olga", Role.OPERATOR, None),
                ("Ada", Role.TENANT_ADMIN, tenant),
                ("Ben", Role.TENANT_ADMIN, tenant),
                ("Cy", Role.TENANT_AUDITOR, tenant),
                ("Kim", Role.TENANT_ADMIN, tenant),
                ("Zoe", Role.TENANT_ADMIN, other),
            )
        }
        scene.clock.advance(60)
        said = {
            "url": url,
            "codes": codes,
            "tenant": tenant,
            "other": other,
            "disclosure": disclosed(scene, tenant, approved=False),
            "subjects": subjects,
        }
        app = create_app(
            replace(scene.services, console=console, public_url=url), max_body_bytes=1 << 20
        )
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
        make_server(settings, app).run(sockets=[listener])


def enrolled(scene: Scene, tenant: TenantId, other: TenantId) -> dict[str, str]:
    """Enrol two subjects of a tenant, of whom one failed once, and one of another tenant."""
    developer = TokenKind.DEVELOPER
    ours, theirs = (House(scene, each, scene.caller(each, developer)) for each in (tenant, other))
    made = {name: str(ours.enrol(name, person)) for name, person in (("anna", 1), ("bert", 2))}
    ours.recognised("anna", person=3)
    return made | {"theirs": str(theirs.enrol("theirs", 4))}


def fill(scene: Scene, tenant: TenantId) -> None:
    """Put two days of sessions into a silo, and two requests of which one is overdue."""
    now, entropy = scene.clock.now(), SystemEntropy()
    desk = scene.services.desks.of(of_server(tenant, "server"))
    scene.clock.advance(-40 * 24 * 3600)
    shown = EvidenceKind.SIGNED_PERMISSION
    agent = OnBehalf(Capacity.AUTHORISED_AGENT, shown, scene.clock.now(), "staff-12")
    Requests(desk).open(RequestKind.OBJECTION, "subject-1", text="No.", on_behalf=agent)
    scene.clock.advance(40 * 24 * 3600)
    Requests(desk).open(RequestKind.COMPLAINT, "subject-2", text="Why?")
    facts = BreachFacts("A lost laptop.", "Staff.", 3, 3, "None.", "Wiped.", "dpo@one.example")
    breaches = scene.server.breaches()
    breaches.notify_controllers(breaches.record(facts, [tenant]).id)
    witnessed(desk)
    live = Verdict(Decision.LIVE, (), None, None, "m", LivenessVerdict.LIVE)
    reasons = (Reason.LIVENESS_DEPTH, Reason.LIVENESS_MOTION, Reason.LIVENESS_SURFACE)
    with scene.stores.silos.whole(of_server(tenant)).begin() as tx:
        for number in range(400):
            at = now - timedelta(minutes=7 * number + 1)
            shown = (Reason.NOT_LIVE, *reasons[: number % 4])
            flat = Verdict(Decision.NOT_LIVE, shown, None, None, "m", LivenessVerdict.NOT_LIVE)
            late = number % 9 == 0
            session = ProductionSession(
                id=new_session_id(entropy),
                kind=SessionKind.LIVENESS,
                token_kind=TokenKind.PRODUCTION,
                liveness=LivenessDemand.REQUIRED,
                subject=None,
                created_at=at,
                expires_at=at + timedelta(minutes=3),
                state=SessionState.EXPIRED if late else SessionState.COMPLETED,
                ended_at=at + timedelta(seconds=4 + number % 7),
                verdict=None if late else flat if number % 5 == 0 else live,
            )
            tx.rows(SessionRows).add_session(session)


def witnessed(desk: GoverningDesk) -> None:
    """Let a witness see the log as it is."""
    signer, mine = Signer("chamber.example"), Witnessing(desk)
    key = VerifierKey(signer.name, signer.public_key, KeyUse.WITNESS)
    mine.set([("chamber", key.text(), None)], 1)
    note = desk.audit.checkpoint()
    at_s = int(desk.clock.now().timestamp())
    mine.take(note + cosign(SignedCheckpoint.parse(note).checkpoint, signer, at_s))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
