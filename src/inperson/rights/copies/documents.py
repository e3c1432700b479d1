"""The machine-readable part of an access copy: one JSON document for each kind of thing held.

docs/formats/access-copy.md describes every member. Times are RFC 3339 in UTC, digests hexadecimal.
"""

from collections.abc import Iterator
from typing import Any

from inperson.matching import Template
from inperson.rights.copies import checks
from inperson.rights.copies.inventory import (
    ATTEMPTS,
    CONSENTS,
    DISCLOSURES,
    ENROLMENT,
    HOLDS,
    IMAGES,
    NOTICES,
    READS,
    REQUESTS,
    RETENTION,
    SESSIONS,
    TEMPLATE,
    TEMPLATE_INFO,
    stated,
)
from inperson.rights.copies.model import Held, HeldDisclosure, HeldRequest
from inperson.rights.copies.telling import at, role
from inperson.rights.requests import RequestDetails
from inperson.sessions import KeptSample

MARK = b"INPERSON ACCESS COPY: NOT A TEMPLATE FOR ENROLMENT\n"
"""Stands before the template, so that nothing takes the file for one."""


def documents(held: Held) -> Iterator[tuple[str, Any]]:
    """Yield the path and the content of every JSON document, in the order of the archive."""
    yield ENROLMENT, _enrolment(held)
    yield TEMPLATE_INFO, _template(held)
    yield SESSIONS, {"sessions": [checks.document(held, each) for each in held.sessions]}
    yield ATTEMPTS, _attempts(held)
    yield IMAGES, _images(held)
    yield CONSENTS, {"consents": _consents(held)}
    yield NOTICES, {"notices": _notices(held)}
    yield DISCLOSURES, {"disclosures": [_disclosure(each) for each in held.disclosures]}
    yield HOLDS, {"holds": _holds(held)}
    yield REQUESTS, {"requests": [_request(held, each) for each in held.requests]}
    yield READS, {"reads": _reads(held)}
    yield RETENTION, {"retention": _retention(held)}


def template_file(held: Held) -> bytes | None:
    """Return the marked template; None if there is none, or it does not open."""
    return None if held.template is None else MARK + held.template.data


def image_path(number: int) -> str:
    """Return the place of an image in the archive."""
    return f"images/{number:04}.jpg"


def _enrolment(held: Held) -> dict[str, Any]:
    subject, restriction = held.subject, held.restriction
    return {
        "controller": {"id": held.controller.tenant_id, "name": held.controller.name},
        "token_kind": held.kind.value,
        "reference": held.reference.hex(),
        "enrolled": subject is not None,
        "subject_id": None if subject is None else subject.id,
        "enrolled_at": None if subject is None else at(subject.enrolled_at),
        "last_seen_at": at(held.last_seen_at),
        "restriction": None
        if restriction is None
        else {"since": at(restriction.since), "request_id": restriction.request_id},
        "frame_digests": {"count": held.frames.count, "kept_until": at(held.frames.until)},
        "earlier_erasures": [
            {
                "subject_id": each.subject_id,
                "erased_at": at(each.erased_at),
                "trace_kept_until": at(until),
            }
            for each, until in zip(held.erasures, held.trace_kept_until, strict=True)
        ],
        "privacy_centre": [stated("centre_codes", ENROLMENT, each) for each in held.centre],
        "unreadable": list(held.unreadable),
    }


def _template(held: Held) -> dict[str, Any]:
    template, subject = held.template, held.subject
    if template is None or subject is None:
        return {"held": subject is not None, "file": None}
    return {
        "held": True,
        "file": TEMPLATE,
        "subject_id": subject.id,
        "model_digest": template.model_digest,
        "format": Template.format_of(template.data),
        "offset": len(MARK),
        "length": len(template.data),
        "sample_count": template.sample_count,
        "use": "Yours to keep. It enrols nobody: enrolment takes photographs and nothing else.",
    }


def _attempts(held: Held) -> dict[str, Any]:
    return {
        "subject_id": None if held.subject is None else held.subject.id,
        **stated("attempts", ATTEMPTS, held.attempts),
        "disabled": held.attempts.disabled,
    }


def _images(held: Held) -> dict[str, Any]:
    return {
        "images": [_image(*each) for each in enumerate(held.samples, start=1)],
        "exports": [
            {
                **stated("exported_files", IMAGES, each),
                "exported_at": at(each.exported_at),
                "recipient": each.recipient,
                "why": each.why,
                "names": list(each.names),
            }
            for each in held.exports
        ],
    }


def _image(number: int, sample: KeptSample) -> dict[str, Any]:
    return {
        **stated("improvement_samples", IMAGES, sample),
        "file": None if sample.jpeg is None else image_path(number),
        "token_kind": "developer",
        "about": dict(sample.about),
    }


def _consents(held: Held) -> list[dict[str, Any]]:
    files = {each.sha256: each.file for each in held.notices}
    return [
        {
            **stated("consents", CONSENTS, each),
            "said_age": None
            if each.said_age is None
            else stated("consents", CONSENTS, each.said_age),
            "notice_file": files.get(each.notice_sha256),
        }
        for each in held.consents
    ]


def _notices(held: Held) -> list[dict[str, Any]]:
    return [{**stated("notices", NOTICES, each), "file": each.file} for each in held.notices]


def _disclosure(one: HeldDisclosure) -> dict[str, Any]:
    each = one.disclosure
    contents = None if one.contents is None else one.contents.to_json()
    if contents is not None:
        contents["approved_by"] = role(contents["approved_by"])
    return {
        **stated("disclosures", DISCLOSURES, each),
        "proposed_by": role(each.proposed_by),
        "approved_by": role(each.approved_by),
        "contents": contents,
    }


def _holds(held: Held) -> list[dict[str, Any]]:
    return [stated("holds", HOLDS, each) for each in held.holds]


def _request(held: Held, one: HeldRequest) -> dict[str, Any]:
    return {
        **stated("privacy_requests", REQUESTS, one.request),
        "details": None if one.details is None else _told(one.details),
        "messages": [
            stated("deliveries", REQUESTS, message)
            for message in held.messages
            if message.request_id == one.request.id
        ],
    }


def _told(details: RequestDetails) -> dict[str, Any]:
    content = details.content()
    if details.on_behalf is not None:
        content["on_behalf"] = details.on_behalf.told()
    return content


def _reads(held: Held) -> list[dict[str, Any]]:
    return [
        {
            "number": leaf.number,
            "at": at(leaf.at),
            "act": leaf.entry.act.value,
            "actor": role(leaf.entry.actor),
            "purpose": leaf.entry.purpose,
            "sha256": leaf.hash.hex(),
        }
        for leaf in held.reads
    ]


def _retention(held: Held) -> list[dict[str, Any]]:
    return [
        {
            "category": row.category.value,
            "days": row.days,
            "counted_from": row.trigger.value,
            "reason": row.reason,
            "cap": None
            if row.cap is None
            else {"code": row.cap.code, "law": row.cap.law, "days": row.cap.days},
        }
        for row in held.retention
    ]
