"""The HTTP application over an opened server."""

from dataclasses import dataclass, replace

from fastapi import FastAPI

from inperson.adapters.jose import (
    FileCentreTokens,
    FileIdTokenSigner,
    FileSeals,
    FileSessionTokens,
    FileSignInChallenges,
    JoseAssertions,
)
from inperson.adapters.passkeys import WebAuthnAuthenticators
from inperson.app.health import make_measures, make_readiness, make_scrape_key, show_live
from inperson.app.models import open_pipeline
from inperson.app.server import Server
from inperson.config import Settings
from inperson.http import (
    CaptureLimits,
    Draining,
    Proxies,
    RateLimits,
    Rates,
    ServerMetrics,
    Services,
    Stills,
    create_app,
)
from inperson.http.console import ConsoleServices
from inperson.liveness import LivenessEngine, build_engine
from inperson.matching import Calibration, load_calibration
from inperson.openid import OpenIdProvider, RelyingParties
from inperson.people import Staff, staff_of
from inperson.rights import ConsentRule
from inperson.sessions import (
    ConsentGate,
    FaceExaminer,
    FootageKeeper,
    SessionEngine,
    Sessions,
    TenantSubjects,
)


@dataclass(frozen=True, slots=True)
class Eyes:
    """What looks at faces, and the ladder that belongs to its model."""

    examiner: FaceExaminer
    calibration: Calibration
    liveness: LivenessEngine


def load_eyes(settings: Settings) -> Eyes:
    """Load the models that the settings name; raises what loading them raises."""
    pipeline = open_pipeline(settings)
    return Eyes(pipeline, load_calibration(pipeline.model_digest), build_engine(pipeline))


def build_app(server: Server, footage: FootageKeeper | None = None) -> FastAPI:
    """Return the HTTP application over an opened server, with the models that its settings name.

    Args:
        server: opened to serve.
        footage: keeps whole captures: a trial's, and no other server's.

    """
    settings = server.settings
    limits = CaptureLimits(workers=settings.capture_workers, drain_s=settings.drain_s)
    services = make_services(
        server, load_eyes(settings), limits, make_measures(settings), footage=footage
    )
    return create_app(services, max_body_bytes=settings.max_body_bytes)


def make_services(
    server: Server,
    eyes: Eyes,
    limits: CaptureLimits,
    metrics: ServerMetrics,
    rule: type[ConsentRule] = ConsentRule,
    footage: FootageKeeper | None = None,
) -> Services:
    """Return what the HTTP door opens onto.

    Args:
        server: opened to serve.
        eyes: what looks at faces.
        limits: of the capture protocol.
        metrics: where figures are kept.
        rule: lets a session pass where its purpose is agreed to.
        footage: keeps whole captures, in a trial.

    """
    settings = server.settings

    def gate(subjects: TenantSubjects) -> ConsentGate:
        return rule(subjects, server.clock, server.entropy)

    engine = replace(_engine(server, eyes, metrics), footage=footage)
    sessions = Sessions(engine, server.tenants, server.subjects, gate, server.captures)
    services = Services(
        tenants=server.tenants,
        sessions=sessions,
        openid=make_openid(server, sessions),
        signer=server.signer,
        desks=server.desks,
        session_tokens=session_tokens(server),
        capture_limits=limits,
        stills=Stills(server.workers),
        centre_tokens=FileCentreTokens(server.key_file("centre-tokens"), settings.issuer),
        draining=Draining(),
        metrics=metrics,
        readiness=make_readiness(server.stores, server.tenants, server.provider, eyes.examiner),
        public_url=settings.public_url,
        proxies=Proxies(settings.trusted_proxies),
        rates=Rates(RateLimits(settings.address_rate, settings.tenant_rate), metrics.ran_out),
        scrape_key=make_scrape_key(settings),
        clients=server.clients(),
        breaches=server.breaches(),
        console=make_console(server),
    )
    show_live(services, server.key_uses, server.workers)
    return services


def session_tokens(server: Server) -> FileSessionTokens:
    """Return what writes and reads the tokens of captures."""
    return FileSessionTokens(server.key_file("session-tokens"), server.settings.issuer)


def make_openid(server: Server, sessions: Sessions) -> OpenIdProvider:
    """Return the OpenID provider."""
    issuer = server.settings.public_url
    ends = ("par", "token", "backchannel")
    asked = frozenset({issuer, *(f"{issuer}/openid/{end}" for end in ends)})
    return OpenIdProvider(
        RelyingParties(server.tenants, JoseAssertions(), server.desks, server.clock, asked),
        sessions,
        server.desks,
        FileSeals(server.key_file("openid-seal")),
        FileIdTokenSigner(server.key_file("openid-keys")),
        issuer,
    )


def _engine(server: Server, eyes: Eyes, metrics: ServerMetrics) -> SessionEngine:
    return SessionEngine(
        examiner=eyes.examiner,
        calibration=eyes.calibration,
        required_level=server.settings.required_level,
        clock=server.clock,
        entropy=server.entropy,
        liveness=eyes.liveness,
        timed=metrics.stage,
    )


def make_console(server: Server) -> ConsoleServices:
    """Return what the consoles open onto."""
    return ConsoleServices(
        staff=make_staff(server),
        add_tenant=server.add_tenant,
        open_vault=server.vault,
        open_improvement=server.improvement,
        open_audit=server.audit,
        server_audit=server.server_audit,
        open_figures=server.own,
        clock=server.clock,
        workers=server.workers,
        usage=server.overview(),
    )


def make_staff(server: Server) -> Staff:
    """Return the people who run the server and its tenants, as they come in by a browser."""
    authenticators = WebAuthnAuthenticators(server.settings.public_url)
    challenges = FileSignInChallenges(server.key_file("sign-in"), server.settings.issuer)
    parts = (server.stores.people, authenticators, challenges)
    return staff_of(*parts, server.log, server.clock, server.entropy)
