"""Consent receipts as ISO/IEC TS 27560:2023 has them, in JSON-LD with W3C DPV terms.

They follow the community's guide for the standard, https://w3id.org/dpv/guides/consent-27560. A
receipt says what was agreed to in the words of the notice that was shown, not of the one that is
current; so it can be issued again at any time, and is the same.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from inperson.core import TenantId, rfc3339
from inperson.rights.linked import linked
from inperson.rights.notices import PURPOSES, Notice, controller_id
from inperson.sessions import Consent, ConsentMethod

Node = dict[str, Any]

RECEIPT_SCHEMA = "https://w3id.org/dpv/schema/dpv-27560#receipt"
RECORD_SCHEMA = "https://w3id.org/dpv/schema/dpv-27560#record"
_METHODS: Mapping[ConsentMethod, str] = {
    ConsentMethod.TAP: "inp:TapBelowNotice",
    ConsentMethod.FORM: "inp:TenantForm",
    ConsentMethod.PAPER: "inp:Paper",
    ConsentMethod.SPOKEN: "inp:Spoken",
}


def receipt(consent: Consent, notice: Notice | None, tenant_id: TenantId) -> Node:
    """Return the receipt of a consent, to be signed.

    Args:
        consent: as it is recorded, withdrawn or not.
        notice: the one that was shown; None if it was given before notices were kept.
        tenant_id: whose consent it is.

    """
    latest = consent.withdrawn_at or consent.given_at
    document: Node = {
        "@id": f"urn:inperson:receipt:{consent.id}",
        "@type": "dpv:ConsentReceipt",
        "dct:identifier": consent.id,
        "dct:conformsTo": RECEIPT_SCHEMA,
        "dct:created": rfc3339(latest),
        "dct:publisher": controller_id(tenant_id),
        "schema:recipient": "dpv:DataSubject",
        "dpv:hasRecordOfActivity": _record(consent, notice, tenant_id),
    }
    return linked(document, consent.language)


def _record(consent: Consent, notice: Notice | None, tenant_id: TenantId) -> Node:
    said: Mapping[str, Any] = {} if notice is None else json.loads(notice.document)
    controller = said.get("dpv:hasDataController", {"@id": controller_id(tenant_id)})
    record: Node = {
        "@id": f"urn:inperson:consent:{consent.id}",
        "@type": "dpv:ConsentRecord",
        "dct:identifier": consent.id,
        "dct:conformsTo": RECORD_SCHEMA,
        # local to the record: it names nobody to whoever finds the receipt
        "dpv:hasDataSubject": {
            "@id": f"urn:inperson:consent:{consent.id}:subject",
            "@type": "dpv:DataSubject",
        },
        "dpv:hasDataController": controller,
        "dpv:hasNotice": _notice(consent, said),
        "dpv:hasProcess": _process(consent, said),
        "dpv:hasConsentStatus": list(_events(consent)),
    }
    if "dpv:hasJurisdiction" in said:
        record["dpv:hasJurisdiction"] = said["dpv:hasJurisdiction"]
    for right in said.get("dpv:hasRight", ()):
        if right.get("dct:identifier") == "withdrawal":
            record["dpv:hasConsentControl"] = {
                "@type": "dpv:WithdrawConsent",
                "dpv:isExercisedAt": right["dpv:isExercisedAt"],
            }
            record["dpv:hasRight"] = right
    return record


def _notice(consent: Consent, said: Mapping[str, Any]) -> Node:
    node: Node = {
        "@type": "dpv:ConsentNotice",
        "dct:language": consent.language,
        "schema:version": consent.notice_version,
        "inp:sha256": consent.notice_sha256.hex(),
    }
    if "@id" in said:
        node |= {"@id": said["@id"], "schema:url": said["@id"].removesuffix(".jsonld")}
    return node


def _process(consent: Consent, said: Mapping[str, Any]) -> Node:
    process: Node = {
        "@type": "dpv:Process",
        "dct:identifier": consent.purpose.value,
        "dpv:hasPurpose": {"@type": ["dpv:Purpose", *PURPOSES[consent.purpose]]},
        "dpv:hasLegalBasis": {"@type": ["dpv:LegalBasis", "dpv:ExplicitlyExpressedConsent"]},
    }
    for each in said.get("dpv:hasProcess", ()):
        if each["dct:identifier"] == consent.purpose.value:
            process["dpv:hasPurpose"] = each["dpv:hasPurpose"]
            process["dpv:hasLegalBasis"] = each["dpv:hasLegalBasis"]
    if said:
        # terms only: the words are in the notice, which the receipt names by its hash
        process["dpv:hasPersonalData"] = [
            _some(each, "@type", "dct:identifier") for each in said["dpv:hasPersonalData"]
        ]
        process["dpv:hasStorageCondition"] = [
            _some(each, "@type", "dct:identifier")
            | {"dpv:hasDuration": _some(each["dpv:hasDuration"], "@type", "rdf:value")}
            for each in said["dpv:hasStorageCondition"]
        ]
        process["dpv:hasRecipient"] = said["dpv:hasRecipient"]
    return process


def _some(node: Mapping[str, Any], *members: str) -> Node:
    return {name: node[name] for name in members}


def _events(consent: Consent) -> Iterator[Node]:
    guardian = None if consent.said_age is None else consent.said_age.guardian
    yield {
        "@type": ["dpv:ConsentGiven", "dpv:ExplicitlyExpressedConsent"],
        "dpv:isIndicatedBy": "dpv:DataSubject" if guardian is None else "dpv:GuardianOfDataSubject",
        "dpv:hasIndicationMethod": _METHODS[consent.method],
        "dpv:isIndicatedAtTime": rfc3339(consent.given_at),
        "dpv:hasDuration": {"@type": "dpv:UntilEventDuration", "rdf:value": "withdrawn"},
    }
    if consent.withdrawn_at is not None:
        yield {
            "@type": "dpv:ConsentWithdrawn",
            "dpv:isIndicatedBy": "dpv:DataSubject",
            "dpv:isIndicatedAtTime": rfc3339(consent.withdrawn_at),
        }
