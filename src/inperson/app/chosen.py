"""What the settings choose, as the rooms know it."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from inperson.adapters.kms import KeyAccess
from inperson.config import Settings
from inperson.deliveries import Reachable, admit
from inperson.desks import LiveFacts
from inperson.tenants import closed


def access_of(settings: Settings) -> KeyAccess:
    """Return how the holder of the key-encryption keys is reached."""
    return KeyAccess(
        folder=settings.kek_dir,
        secret_file=settings.kek_secret_file,
        url=settings.kek_url,
        library=settings.kek_library,
        name=settings.kek_name,
    )


def admits(settings: Settings) -> Callable[[str], None]:
    """Return what refuses a URL that nothing is sent to, as `deliveries.admit` does."""
    if not settings.delivers:
        return closed
    return partial(admit, reach=Reachable(settings.delivery_networks))


def facts_of(settings: Settings) -> LiveFacts:
    """Return what a server is, for notices."""
    return LiveFacts(
        deployment=settings.deployment,
        operator=settings.operator,
        operator_contact=settings.operator_contact,
        location=settings.location,
        public_url=settings.public_url,
        key_backup=timedelta(days=settings.key_backup_days),
        outbound=settings.delivers,
        delivery_networks=settings.delivery_networks,
    )
