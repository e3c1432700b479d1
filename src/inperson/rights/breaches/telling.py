"""Putting a breach to a tenant: a webhook event in its own silo, which is sent until it arrives.

The event says that there is a breach, and its id; the notice itself is the operator's to send, for
a webhook's receiver may be a part of what was broken.
"""

from inperson.core import DeliveryId, TenantId
from inperson.deliveries import DeliveryKind, EventType, Post
from inperson.desks import Desks
from inperson.rights.breaches.model import Breach, BreachState
from inperson.rights.breaches.service import Tell
from inperson.tenants import of_server


def telling(desks: Desks, actor: str) -> Tell:
    """Return what puts breaches to tenants.

    Args:
        desks: opens them.
        actor: in whose name.

    """

    def tell(tenant_id: TenantId, breach: Breach) -> DeliveryId | None:
        desk = desks.of(of_server(tenant_id, actor))
        data = {
            "breach_id": breach.id,
            "state": BreachState.CONTROLLERS_NOTIFIED.value,
            "notified_at": desk.clock.now(),
        }
        with desk.silo.begin() as tx:
            post = Post(desk.vault, desk.clock, desk.entropy)
            return post.put(tx, DeliveryKind.WEBHOOK, EventType.BREACH_NOTIFIED, data)

    return tell
