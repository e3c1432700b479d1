"""The API's description (OpenAPI 3.1): FastAPI's own, and what that cannot know."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI

from inperson.deliveries import TOLD, EventType, payload_schema
from inperson.http.problems import MEDIA_TYPE

TAGS = [
    {"name": name, "description": text}
    for name, text in {
        "sessions": "One capture of one person each: to enrol, to authenticate, or to see that "
        "somebody lives. Open one, hand its session token to the page or app, and read what was "
        "decided.",
        "checks": "The page of this server on which a session may be made, by a link: how it "
        "looks.",
        "subjects": "The people who are enrolled, by the server's id. Your own reference is "
        "looked up by a body, so that it stands in no address and no log.",
        "notices": "What people are told and agree to, in each language.",
        "consents": "Who agreed to what, and who does no longer.",
        "privacy requests": "What people ask for about their own data: access, a copy, "
        "rectification, erasure, restriction, withdrawal, objection, complaint. Each has a term.",
        "breaches": "What you have to know of breaches of this server's security.",
        "retention": "How long what is kept, and what a legal hold keeps longer.",
        "disclosures": "What leaves for a third party: approved by the subject, or ordered by an "
        "authority and approved by two people.",
        "webhook": "Where you are told that something happened, instead of asking.",
        "messages": "What your own receiver is sent: a Standard Webhook. A member that does not "
        "apply is left out.",
        "tokens": "The app tokens of your tenant.",
        "usage": "What your tenant used, for the invoice, and its private statistics.",
        "audit": "The log of what was done, as a Merkle tree that anybody can verify.",
        "keys": "The public keys that check what the server signed.",
    }.items()
]
"""What each group of operations is for, in the order in which a reader needs them."""

_PROBLEM = {
    "description": "Problem",
    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemView"}}},
}
"""What any route may answer: who asks has its share, or the server has no room."""
_SIGNED = {
    "webhook-id": "The same at each attempt, for messages come at least once.",
    "webhook-timestamp": "Of this attempt, in seconds since 1970.",
    "webhook-signature": "By each secret that is valid: `v1,` and an HMAC-SHA256 in base64.",
}
"""A Standard Webhook's headers."""


def description_of(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """Return what describes an application, once: FastAPI keeps what it says."""
    plain = app.openapi

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            description = plain()
            for path in description["paths"].values():
                for operation in path.values():
                    _complete(operation)
            description["webhooks"] = {each.value: {"post": _message(each)} for each in EventType}
            _widen(description)
        return plain()

    return describe


def _complete(operation: dict[str, Any]) -> None:
    """Say what an operation does in its own words, and problems under their own media type."""
    summary, _, rest = operation.pop("description").partition("\n")
    operation["summary"] = summary
    if rest.strip():
        operation["description"] = rest.strip()
    for status, answer in operation["responses"].items():
        if status >= "400":
            content = answer["content"]
            content[MEDIA_TYPE] = content.pop("application/json")
    may = ("408", "429", "503") if "requestBody" in operation else ("429", "503")
    answers = dict.fromkeys(may, _PROBLEM) | operation["responses"]
    operation["responses"] = dict(sorted(answers.items()))


def _widen(at: object) -> None:
    """Say of every whole number that it may need 64 bits, as leaves and bytes do."""
    if isinstance(at, dict):
        if at.get("type") == "integer":
            at["format"] = "int64"
        at = list(at.values())
    if isinstance(at, list):
        for each in at:
            _widen(each)


def _message(event: EventType) -> dict[str, Any]:
    """Return what a tenant's receiver is sent of an event."""
    title = event.value.replace(".", "_").title().replace("_", "")
    return {
        "operationId": f"on{title}",
        "summary": TOLD[event].when,
        "tags": ["messages"],
        "security": [],
        "parameters": [
            {
                "name": name,
                "in": "header",
                "required": True,
                "description": text,
                "schema": {"type": "string"},
            }
            for name, text in _SIGNED.items()
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": payload_schema(event) | {"title": title}}},
        },
        "responses": {"2XX": {"description": "Taken. Anything else is tried again."}},
    }
