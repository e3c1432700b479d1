"""Putting a breach to a tenant: a webhook event in its own silo, which is sent until it arrives.

The event says that there is a breach, and its id; the notice itself is the operator's to send, for
a webhook's receiver may be a part of what was broken.
"""

from inperson.core import TenantId
from inperson.privacy.breaches.model import Breach, BreachState
from inperson.privacy.breaches.service import Tell
from inperson.privacy.deliveries.events import EventType
from inperson.privacy.deliveries.model import DeliveryKind
from inperson.privacy.deliveries.posting import Post
from inperson.privacy.service import Privacy
from inperson.tenants import TokenKind


def telling(privacy: Privacy, actor: str) -> Tell:
    """Return what puts breaches to tenants.

    Args:
        privacy: opens their desks.
        actor: in whose name.

    """

    def tell(tenant_id: TenantId, breach: Breach) -> None:
        desk = privacy.desk_of(tenant_id, TokenKind.PRODUCTION, actor)
        data = {
            "breach_id": breach.id,
            "state": BreachState.CONTROLLERS_NOTIFIED.value,
            "notified_at": desk.clock.now(),
        }
        with desk.silo.begin() as tx:
            post = Post(desk.vault, desk.clock, desk.entropy)
            post.put(tx, DeliveryKind.WEBHOOK, EventType.BREACH_NOTIFIED, data)

    return tell
