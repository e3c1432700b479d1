"""Wires what watches a server: its figures, spans and readiness, and what its log must not say."""

from collections.abc import Callable
from urllib.parse import unquote, urlsplit

import numpy as np

from inperson import __version__
from inperson.adapters.kms import read_private_file
from inperson.config import Settings
from inperson.core import InpersonError
from inperson.deliveries import LogWitnesses
from inperson.desks import Desk
from inperson.http import (
    CAPTURES_OPEN,
    DRAINING,
    KEY_HITS,
    KEY_MISSES,
    Check,
    Readiness,
    ReadinessPart,
    ScrapeKey,
    ServerMetrics,
    Services,
    known_labels,
)
from inperson.http.pages import require_pages
from inperson.observing import open_tracing
from inperson.rights import Done
from inperson.sessions import FaceExaminer
from inperson.store import Stores
from inperson.tenants import Tenants
from inperson.vault import KeyProvider
from inperson.vision import Image
from inperson.workers import Workers

SHORTEST_SECRET = 32
_KEYS_EVERY_S = 5.0
_ROOM_EVERY_S = 10.0
_FILES_EVERY_S = 30.0
_BLANK = (240, 320, 3)


class MetricsTokenInvalid(InpersonError):
    """The secret of the figures has fewer than 32 visible ASCII characters."""

    code = "metrics_token_invalid"


def make_measures(settings: Settings) -> ServerMetrics:
    """Return the figures of a server, with spans if a collector is named.

    Raises:
        TracingUnavailable: if one is, and OpenTelemetry is not installed.

    """
    labels = known_labels()
    return ServerMetrics(open_tracing(settings.otel_endpoint, labels, __version__), labels)


def make_readiness(
    stores: Stores, tenants: Tenants, provider: KeyProvider, examiner: FaceExaminer
) -> Readiness:
    """Return what looks whether a server's parts are there.

    Stores and keys are tried at the oldest tenant, because every tenant's are in the same places;
    a server without tenants needs its directory and its own log.
    """

    def ask_stores() -> None:
        stores.audit.open_server().checkpoint()
        for tenant in tenants.tenants()[:1]:
            stores.keyrings.open(tenant.id).names("tenant/")

    def ask_keys() -> None:
        for tenant in tenants.tenants()[:1]:
            # wraps nothing that is kept: a KEK that can do this can unwrap
            provider.open(tenant.id).wrap(bytes(32), b"inperson readiness")

    def ask_models() -> None:
        examiner.examine([Image(np.zeros(_BLANK, np.uint8))])

    return Readiness(
        (
            Check(ReadinessPart.STORES, ask_stores),
            Check(ReadinessPart.ROOM, stores.try_room, _ROOM_EVERY_S),
            Check(ReadinessPart.KEYS, ask_keys, _KEYS_EVERY_S),
            Check(ReadinessPart.MODELS, ask_models, _FILES_EVERY_S),
            Check(ReadinessPart.PAGES, require_pages, _FILES_EVERY_S),
        )
    )


def show_live(
    services: Services, key_uses: Callable[[], tuple[int, int]], workers: Workers
) -> None:
    """Let the figures that are read from what is there be asked for.

    Args:
        services: of one application.
        key_uses: returns how many data keys were found in memory, and how many unwrapped.
        workers: those of the server.

    """
    metrics = services.metrics
    metrics.ask(CAPTURES_OPEN, lambda: len(services.sessions.captures))
    metrics.ask(DRAINING, lambda: services.draining.begun)
    metrics.ask(KEY_HITS, lambda: key_uses()[0])
    metrics.ask(KEY_MISSES, lambda: key_uses()[1])
    metrics.ask_workers(workers)


def note_chore(metrics: ServerMetrics, done: Done, took_s: float) -> None:
    """Note what an upkeep says of one run."""
    metrics.chore(done.chore, done.count, len(done.errors), took_s)


def note_witnesses(metrics: ServerMetrics, desk: Desk) -> None:
    """Note when enough witnesses signed a tenant's log."""
    sight, now = LogWitnesses(desk).sight(), desk.clock.now()
    age_s = None if sight is None else sight.age(now).total_seconds()
    metrics.witnessed(desk.tenant_id, age_s, late=sight is not None and sight.late(now))


def make_scrape_key(settings: Settings) -> ScrapeKey | None:
    """Return what opens the figures, or None if nothing does.

    Raises:
        KeyFilePermissions: if others can read the secret's file.
        KeyUnavailable: if it cannot be read.
        MetricsTokenInvalid: if the secret is too short, or no header can carry it.

    """
    if settings.metrics_token_file is None:
        return None
    secret = read_private_file(settings.metrics_token_file).strip()
    if len(secret) < SHORTEST_SECRET or not all(0x21 <= byte <= 0x7E for byte in secret):
        raise MetricsTokenInvalid("The secret of the figures needs 32 visible ASCII characters.")
    return ScrapeKey.of(secret)


def known_secrets(settings: Settings) -> list[str]:
    """Return the secrets that the settings lead to, so that the log can leave them out by heart.

    A file that cannot be read is passed over: whoever needs it says so.
    """
    found = []
    for url in (settings.data, settings.keys, settings.audit or "", settings.kek_url):
        parts = urlsplit(url)
        found += [parts.password or "", unquote(parts.password or "")]
    for path in (settings.kek_secret_file, settings.metrics_token_file):
        try:
            text = b"" if path is None else read_private_file(path).strip()
            found.append(text.decode())
        except (InpersonError, UnicodeDecodeError):
            continue
    return [each for each in found if each]
