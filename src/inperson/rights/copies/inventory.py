"""Where every column of every table is in an access copy, or why it is not.

The documents of a copy are made by it. It is checked against the tables themselves, so that a new
column is decided on before it is kept, and against whole silos, so that what is said here is so.
The page shows what is left out, and why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from inperson.rights.copies.telling import plain


@dataclass(frozen=True, slots=True)
class Shown:
    """The value is in a file as it is."""

    file: str
    member: str | None = None
    """What it is called there; None if as its column."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What is sealed in it is in a file, opened; but what cues measured is not in any."""

    file: str


class LeftOut(Enum):
    """What an access copy does not hold: in plain words, and why not."""

    KEYS = (
        "Keys, salts, and one-time codes",
        "They are random numbers that protect your data or let somebody in once. They say nothing "
        "about you, and in other hands they could be used against you.",
    )
    FINGERPRINTS = (
        "Scrambled fingerprints of the pictures your camera sent",
        "They cannot be turned back into a picture. They are only good for noticing when a "
        "recording is played to the camera a second time.",
    )
    MEASUREMENTS = (
        "The numbers behind each check for a living person",
        "You are told what was looked at and what spoke against you. The exact numbers would show "
        "an impostor how far a mask or a recording is from passing as you.",
    )
    ORDERS = (
        "The wording of legal orders to keep data",
        "It belongs to proceedings of an authority and may be about other people. You are told "
        "that there is an order and when it ends.",
    )
    SECRET_BY_LAW = (
        "What a law forbids us to tell you for the time being",
        "If there is such a thing, it is in your next copy once the ban has ended. We say this in "
        "every copy, whether or not there is anything.",
    )
    STAFF = (
        "Names of the people who run the service",
        "Their actions are listed, and their role. Their names are their own data.",
    )
    MESSAGES = (
        "The wording of automatic messages about your requests",
        "They repeat a request's number and state, which are in your copy. When each was sent is "
        "there too.",
    )
    MARKS = (
        "A scrambled mark that you used the service in the present month",
        "It only keeps a bill from counting you twice. It is destroyed when the month's bill is "
        "made, and cannot be turned back into who you are.",
    )
    NAMELESS = (
        "Checks for a living person that were made without saying who you are",
        "They carry nothing that says whose they are. Nobody can tell which of them are yours.",
    )

    @property
    def what(self) -> str:
        """Return what is not there."""
        return self.value[0]

    @property
    def why(self) -> str:
        """Return why not."""
        return self.value[1]


Place = Shown | Opened | LeftOut

ENROLMENT, SESSIONS, CONSENTS = "enrolment.json", "sessions.json", "consents.json"
REQUESTS, DISCLOSURES, HOLDS = "requests.json", "disclosures.json", "holds.json"
ATTEMPTS, IMAGES = "failed_attempts.json", "images.json"
NOTICES, READS, RETENTION = "notices.json", "reads.json", "retention.json"
TEMPLATE_INFO, TEMPLATE = "template.json", "template.bin"


def _shown(file: str, *columns: str) -> dict[str, Place]:
    return {column: Shown(file) for column in columns}


INVENTORY: Mapping[str, Mapping[str, Place]] = {
    "subjects": _shown(ENROLMENT, "id", "reference", "token_kind", "enrolled_at", "last_seen_at"),
    "templates": {
        **_shown(TEMPLATE_INFO, "subject_id", "model_digest"),
        "sealed": Opened(TEMPLATE),
    },
    "sessions": {
        **_shown(SESSIONS, "id", "kind", "token_kind", "subject_id", "state"),
        **_shown(SESSIONS, "created_at", "expires_at", "ended_at", "capture_opened_at"),
        "liveness": Shown(SESSIONS, "liveness_demanded"),
        **_shown(SESSIONS, "assurance", "relying_party", "signed_in_as"),
        **_shown(SESSIONS, "age", "minimum_age", "guardian"),
        **_shown(SESSIONS, "decision", "reasons", "level", "level_required", "model_digest"),
        **_shown(SESSIONS, "liveness_verdict", "samples", "record_due_at"),
        "subject": Shown(ENROLMENT),
        "record": Opened(SESSIONS),
        "act_sha256": Shown(SESSIONS),
        "capture_owner": LeftOut.KEYS,
        "capture_restarts": Shown(SESSIONS, "capture_begun_again"),
    },
    "session_facts": _shown(SESSIONS, "session_id", "device_class", "sdk"),
    "idempotency": dict.fromkeys(("key", "request", "session_id", "created_at"), LeftOut.KEYS),
    "attempts": _shown(ATTEMPTS, "subject_id", "failures", "locked_until", "since", "set_aside"),
    "seen_frames": dict.fromkeys(("key", "session_id", "expires_at"), LeftOut.FINGERPRINTS),
    "tombstones": _shown(ENROLMENT, "subject_id", "reference", "erased_at"),
    "notices": {
        **_shown(NOTICES, "version", "language", "published_at", "sha256", "draft"),
        **_shown(NOTICES, "consents_since", "improvement"),
        "document": Opened("notices/"),
    },
    "consents": {
        **_shown(CONSENTS, "id", "purpose", "token_kind", "notice_version", "notice_sha256"),
        **_shown(CONSENTS, "language", "method", "given_at", "withdrawn_at"),
        **_shown(CONSENTS, "age", "minimum_age", "guardian"),
        "reference": Shown(ENROLMENT),
        "session_id": LeftOut.NAMELESS,
        "salt": LeftOut.KEYS,
    },
    "restrictions": _shown(ENROLMENT, "reference", "request_id", "since"),
    "privacy_requests": {
        **_shown(REQUESTS, "id", "kind", "token_kind", "channel", "state", "received_at"),
        **_shown(REQUESTS, "due_at", "extended_at", "closed_at", "justification"),
        "reference": Shown(ENROLMENT),
        "details": Opened(REQUESTS),
        "salt": LeftOut.KEYS,
    },
    "request_keys": dict.fromkeys(("key", "request", "request_id", "created_at"), LeftOut.KEYS),
    "deliveries": {
        **_shown(REQUESTS, "kind", "request_id", "created_at", "done_at", "failure"),
        **dict.fromkeys(("id", "next_at", "attempts", "payload"), LeftOut.MESSAGES),
    },
    "disclosures": {
        **_shown(DISCLOSURES, "id", "basis", "token_kind", "state", "proposed_at"),
        **_shown(DISCLOSURES, "approved_at", "closed_at", "package_sha256", "told_at"),
        **_shown(DISCLOSURES, "gag_until"),
        "reference": Shown(ENROLMENT),
        "details": Opened(DISCLOSURES),
        **dict.fromkeys(("proposed_by", "approved_by"), LeftOut.STAFF),
        "salt": LeftOut.KEYS,
    },
    "holds": {
        **_shown(HOLDS, "id", "token_kind", "placed_at", "until", "released_at"),
        "reference": Shown(ENROLMENT),
        "placed_by": LeftOut.STAFF,
        **dict.fromkeys(("document_sha256", "details"), LeftOut.ORDERS),
        "salt": LeftOut.KEYS,
    },
    "centre_codes": {
        **_shown(ENROLMENT, "token_kind", "reference", "created_at", "expires_at", "used_at"),
        **dict.fromkeys(("sha256", "subject_ref"), LeftOut.KEYS),
    },
    "proofs": dict.fromkeys(("session_id", "used_at"), LeftOut.KEYS),
    "used_once": dict.fromkeys(("sha256", "token_kind", "expires_at"), LeftOut.KEYS),
    "checks": dict.fromkeys(
        ("session_id", "link", "visit", "handoff", "phone", "sealed"), LeftOut.KEYS
    ),
    "usage_active": dict.fromkeys(("period", "token_kind", "marker"), LeftOut.MARKS),
    "exported_files": {
        "number": Shown(IMAGES),
        "file": Shown(IMAGES, "names"),
        "subject_id": Shown(ENROLMENT),
        # of a file that is recalled, and shows nobody any more
        **dict.fromkeys(("recalled_at", "told_at"), LeftOut.MESSAGES),
    },
    "improvement_samples": {
        **_shown(IMAGES, "id", "session_id", "taken_at", "token_kind"),
        "subject_id": Shown(ENROLMENT),
        "sealed": Opened(IMAGES),
    },
}
"""Of the tables that can hold something about a person. A column that says of whom is shown where
the person is."""

ABOUT_NOBODY = frozenset(
    {
        "tenant_documents",
        "improvement_exports",
        "export_proposals",
        "usage_counts",
        "usage_periods",
        "epsilon_ledger",
        "wrong_codes",
        "centre_visits",
    }
)
"""Tables in which nothing is about an end user: the tenant's settings, exports and who let them
leave, the numbers of wrong codes, when somebody is in the privacy centre, what is billed, and the
private statistics that were released."""


def stated(table: str, file: str, value: object) -> dict[str, Any]:
    """Return what a file shows of a value: the fields whose columns the inventory puts there."""
    places = INVENTORY[table].items()
    members = {
        column: each.member or column
        for column, each in places
        if isinstance(each, Shown) and each.file == file and hasattr(value, column)
    }
    return {member: plain(getattr(value, column)) for column, member in members.items()}
