"""What callers ask of the API, and the bodies that they send."""

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

_KEY = "age10crtl4vuf7ej4p60dka5v97mr9xjek6rhrku6l87hvuzfxnju57snfgf7g"
_STRANGE: Sequence[Any] = (
    *(None, True, 0, -1, 2**63, 10**30, 1.5, "", "\0", "x" * 5000, "\u202e", [], {}, [[]], "a b"),
)
_SCOPES = ("sessions", "rights", "disclosure", "usage", "admin")
_KINDS = ("access", "portability", "erasure", "rectification", "restriction", "objection")
_EVENTS = ("session.decided", "subject.erased", "request.received")

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Draw:
    """What a body is made with."""

    random: Random
    now: datetime
    real: bool
    """Whether it is about real people."""

    def ref(self) -> str:
        return f"subject-{self.random.randrange(6)}"

    def pick(self, *values: Any) -> Any:
        return self.random.choice(values)

    def time(self) -> str:
        return (self.now + timedelta(hours=self.random.randint(-48, 2400))).isoformat()


@dataclass(frozen=True, slots=True)
class Operation:
    """One route, and what goes with it."""

    method: str
    path: str
    """`{}` is the id of what it is about."""
    body: Callable[[Draw], Body] | None = None
    about: str = ""
    """The noun that its path names."""
    makes: str = ""
    """The noun that a good answer is."""
    ends: bool = False
    """Whether what it is about is gone afterwards."""
    often: int = 1


def _session(draw: Draw) -> Body:
    kind = draw.pick("enroll", "enroll", "authenticate", "liveness")
    unsafe = draw.random.random() < (0.1 if draw.real else 0.7)
    body: Body = {"kind": kind, "liveness": "unsafe_no_liveness" if unsafe else "required"}
    if kind != "liveness":
        body["subject_ref"] = draw.ref()
    if draw.random.random() < 0.3:
        body["improvement_consent"] = True
    return body


def _about_subject(draw: Draw) -> Body:
    return {"subject_ref": draw.ref()}


def _token(draw: Draw) -> Body:
    scopes = draw.random.sample(_SCOPES, draw.random.randint(1, 5))
    return {"label": "one", "days": draw.pick(1, 90, 366), "scopes": scopes}


def _terms(draw: Draw) -> Body:
    purposes = {"identity": "explicit_consent"}
    if draw.random.random() < 0.5:
        purposes["improvement"] = "explicit_consent"
    country = draw.pick("DE", "US-IL")
    return {
        "controller": "Test",
        "contact": "dpo@test.example",
        "country": country,
        "purposes": purposes,
    }


def _consent(draw: Draw) -> Body:
    purpose = draw.pick("identity", "improvement")
    return {**_about_subject(draw), "purpose": purpose, "notice_sha256": "ab" * 32}


def _extent(draw: Draw) -> Body:
    scope = draw.random.sample(("decisions", "enrolment_fact", "consents", "device_records"), 2)
    since = (draw.now - timedelta(days=2)).isoformat()
    return {"scope": scope, "since": since, "until": draw.now.isoformat()}


def _disclosure(draw: Draw) -> Body:
    recipient = {"name": "Police", "address": "records@police.example", "key": _KEY}
    body = {**_about_subject(draw), "extent": _extent(draw), "recipient": recipient}
    if draw.random.random() < 0.3:
        return {**body, "basis": "user_approved", "why": "Your new bank asks."}
    order = {
        "authority": "District court of Freedonia",
        "country": "DE",
        "instrument": "12 Gs 345/26",
        "legal_basis": "section 100j StPO",
        "received_at": draw.now.isoformat(),
        "document_sha256": "ab" * 32,
    }
    return {**body, "basis": "legal_request", "request": order}


def _retention(draw: Draw) -> Body:
    places = draw.random.sample(("US-IL", "EU", "DE", "US-TX"), draw.random.randint(0, 2))
    return {"jurisdictions": places, "days": {"template": draw.pick(1, 90, 1000)}}


def _hold(draw: Draw) -> Body:
    facts = {"authority": "A court", "instrument": "12 Gs", "basis": "StPO 94"}
    return {**_about_subject(draw), **facts, "document_sha256": "ab" * 32, "until": draw.time()}


def _webhook(draw: Draw) -> Body:
    url = draw.pick("https://hooks.example/x", "http://127.0.0.1:9/x", "http://10.0.0.1/")
    return {"url": url, "events": list(draw.random.sample(_EVENTS, 2))}


def _wish(draw: Draw) -> Body:
    body = {**_about_subject(draw), "kind": draw.pick(*_KINDS, "withdrawal", "complaint")}
    if body["kind"] == "withdrawal":
        body["purpose"] = draw.pick("identity", "improvement")
    if body["kind"] in {"complaint", "rectification"}:
        body["text"] = "It is wrong."
    return body


def _reason(draw: Draw) -> Body:
    return {"reason": "It is much."}


def _refusal(draw: Draw) -> Body:
    return {"justification": "justifications:ProcessExcessive", "reason": "It is much."}


def _copy(draw: Draw) -> Body:
    return {"recipient": _KEY}


def _page(path: str, about: str = "") -> Operation:
    return Operation("GET", path, about=about)


OPERATIONS: Sequence[Operation] = (
    Operation("POST", "/v1/sessions", _session, makes="session", often=6),
    Operation("POST", "/v1/sessions/{}/samples", about="session", often=6),
    _page("/v1/sessions/{}", "session"),
    Operation("POST", "/v1/subjects/lookup", _about_subject, makes="subject", often=2),
    Operation("POST", "/v1/subjects/{}/enable", about="subject"),
    Operation("DELETE", "/v1/subjects/{}", about="subject", ends=True),
    Operation("DELETE", "/v1/subjects/{}/improvement", about="subject"),
    Operation("POST", "/v1/tokens", _token, makes="token"),
    Operation("POST", "/v1/tokens/{}/rotate", lambda _: {"overlap_hours": 0}, "token", "token"),
    Operation("DELETE", "/v1/tokens/{}", about="token"),
    *map(_page, ("/v1/tokens", "/v1/audit/checkpoint", "/v1/audit/leaves", "/v1/usage")),
    *map(_page, ("/v1/audit/leaves/0/proof", "/v1/notices/current", "/v1/retention/plan")),
    Operation("PUT", "/v1/notices", _terms),
    Operation("POST", "/v1/consents", _consent),
    Operation("POST", "/v1/consents/lookup", _about_subject),
    Operation("POST", "/v1/disclosures", _disclosure, makes="disclosure", often=2),
    _page("/v1/disclosures"),
    _page("/v1/disclosures/{}", "disclosure"),
    Operation("POST", "/v1/disclosures/{}/approve", about="disclosure", often=2),
    Operation("POST", "/v1/disclosures/{}/refuse", _reason, "disclosure"),
    Operation("POST", "/v1/disclosures/{}/deliver", about="disclosure", often=2),
    _page("/v1/retention"),
    Operation("PUT", "/v1/retention", _retention),
    _page("/v1/holds"),
    Operation("POST", "/v1/holds", _hold, makes="hold"),
    Operation("DELETE", "/v1/holds/{}", about="hold"),
    _page("/v1/webhook"),
    Operation("PUT", "/v1/webhook", _webhook),
    Operation("DELETE", "/v1/webhook"),
    Operation("POST", "/v1/privacy-requests", _wish, makes="request", often=3),
    _page("/v1/privacy-requests"),
    _page("/v1/privacy-requests/{}", "request"),
    Operation("POST", "/v1/privacy-requests/{}/extend", _reason, "request"),
    Operation("POST", "/v1/privacy-requests/{}/refuse", _refusal, "request"),
    Operation("POST", "/v1/privacy-requests/{}/answer", lambda _: {"text": "So it is."}, "request"),
    Operation("POST", "/v1/privacy-requests/{}/copy", _copy, "request"),
    Operation("POST", "/v1/privacy-centre/invitations", _about_subject),
)


def spoil(body: Body, random: Random) -> Body:
    """Return a body with one thing in it that does not fit."""
    out = copy.deepcopy(body)
    inside = out
    while True:
        key = random.choice([*inside, "more"])
        deeper = inside.get(key)
        if isinstance(deeper, dict) and deeper and random.random() < 0.7:
            inside = deeper
            continue
        if random.random() < 0.3:
            inside.pop(key, None)
        else:
            inside[key] = random.choice(_STRANGE)
        return out
