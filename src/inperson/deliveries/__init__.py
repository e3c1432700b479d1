"""Deliveries: messages that must arrive, to a tenant's webhook or to another server.

A message is put in the transaction that makes what it is about, so that neither is without the
other, and is sent afterwards until it arrives: for thirty days, and then it stays listed. Webhooks
are Standard Webhooks, signed, and hold nothing personal::

    outbox = Outbox(desk)
    with desk.silo.begin() as tx:
        outbox.put(tx, DeliveryKind.WEBHOOK, EventType.REQUEST_RECEIVED, {"request_id": id, ...})
    outbox.run_due(sender)          # the upkeep does it: at least once each, one at a time

What was put is sealed, and forgotten once it has arrived.
"""

from inperson.deliveries.announcing import WebhookEvents
from inperson.deliveries.errors import CardInvalid, CertificateInvalid, WebhookMissing
from inperson.deliveries.events import TOLD, EventType, payload_schema
from inperson.deliveries.model import (
    Addressed,
    Backlog,
    Delivery,
    DeliveryKind,
    Failure,
    Outgoing,
    TargetAnswer,
    WriteLetter,
)
from inperson.deliveries.ports import DeliveryRows, Sender
from inperson.deliveries.posting import Post
from inperson.deliveries.quorum import MOST_HOURS, MOST_WITNESSES, Quorum
from inperson.deliveries.reach import ANYWHERE, PUBLIC, IpAddress, Reachable
from inperson.deliveries.reporting import PushResult, push_report
from inperson.deliveries.schedule import MOST_ATTEMPTS, TOO_FAR
from inperson.deliveries.service import OnAnswer, Outbox
from inperson.deliveries.targets import (
    LONGEST_URL,
    CascadeTarget,
    ServerCard,
    WebhookTarget,
    admit,
    parse_url,
)
from inperson.deliveries.webhooks import Webhooks, WebhookStatus
from inperson.deliveries.witnesses import ask_latest, ask_to_sign
from inperson.deliveries.witnessing import LogWitnesses, Sight, Witnessing

__all__ = [
    "ANYWHERE",
    "LONGEST_URL",
    "MOST_ATTEMPTS",
    "MOST_HOURS",
    "MOST_WITNESSES",
    "PUBLIC",
    "TOLD",
    "TOO_FAR",
    "Addressed",
    "Backlog",
    "CardInvalid",
    "CascadeTarget",
    "CertificateInvalid",
    "Delivery",
    "DeliveryKind",
    "DeliveryRows",
    "EventType",
    "Failure",
    "IpAddress",
    "LogWitnesses",
    "OnAnswer",
    "Outbox",
    "Outgoing",
    "Post",
    "PushResult",
    "Quorum",
    "Reachable",
    "Sender",
    "ServerCard",
    "Sight",
    "TargetAnswer",
    "WebhookEvents",
    "WebhookMissing",
    "WebhookStatus",
    "WebhookTarget",
    "Webhooks",
    "Witnessing",
    "WriteLetter",
    "admit",
    "ask_latest",
    "ask_to_sign",
    "parse_url",
    "payload_schema",
    "push_report",
]
