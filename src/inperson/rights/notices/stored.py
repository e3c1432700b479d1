"""What a notice says of each thing that is kept: from the session record's table, and the policy.

Nothing here is written down a second time: the fields, why each is kept, how, and how long are
those by which `sessions.session_record` keeps and forgets, cut to what the tenant's retention
schedule says.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from inperson.desks import LiveFacts
from inperson.rights.notices.words import Phrases
from inperson.rights.retention import Category, RetentionRow, RetentionSchedule
from inperson.sessions import FIELDS, OUTCOME_FIELDS, ConsentPurpose, KeptField

Node = dict[str, Any]
Purposes = Mapping[ConsentPurpose, object]

FACE_IMAGES, FAILED_ATTEMPTS = "face images", "failed attempts"
TOMBSTONE = "tombstone"
_HASHED = "HMAC-SHA-256 under a key of the tenant"
BESIDE = (
    KeptField(
        "billing mark",
        "Identifier",
        "billing: counting once who was active in a month",
        "HMAC-SHA-256 under a salt of the month, which its bill destroys",
        0,
    ),
    KeptField(
        "audit log",
        "AuthenticationHistory",
        "proof: what was done with the data, when and for what",
        "under a keyed hash of the subject's own key",
        0,
    ),
    KeptField(
        TOMBSTONE,
        "Identifier",
        "security: an erasure holds in a restored backup as well",
        f"a random id, and {_HASHED}",
        0,
    ),
)
"""What is kept of a person beside sessions. A tombstone stays as long as a backup may have keys."""
_ENDS = {
    FAILED_ATTEMPTS: ("enrolled", "while_enrolled"),
    "billing mark": ("billed", "until_billed"),
    "audit log": ("logged", "with_log"),
}
"""Which event ends what has no number of days, and how a notice says so."""
_SEALED = {Category.TEMPLATE: "FacialPrint", Category.IMPROVEMENT_SAMPLES: "Picture"}
"""What each category that is kept under the subject's own key is, by the same vocabulary."""
_AIMS = {
    "security": "dpv:MisusePreventionAndDetection",
    "access control": "dpv:EnforceSecurity",
    "identity": "dpv:IdentityVerification",
    "improvement": "dpv:ImproveExistingProductsAndServices",
}
"""By the first words of why a field is kept. Everything else is kept as a record."""


def personal_data(
    schedule: RetentionSchedule, words: Phrases, purposes: Purposes, facts: LiveFacts
) -> list[Node]:
    """Return each item that is kept of a person: what it is, how and why it is kept, how long."""
    rows = {each.category: each for each in schedule.rows()}
    nodes = [_template(rows[Category.TEMPLATE], words)]
    if ConsentPurpose.IMPROVEMENT in purposes:
        nodes.append(_template(rows[Category.IMPROVEMENT_SAMPLES], words))
    nodes += [_field(each, rows[Category.SESSION_RECORD].days, words) for each in FIELDS]
    for each in OUTCOME_FIELDS:
        digests = each.name == "frame digests"
        category = Category.FRAME_DIGESTS if digests else Category.SESSION_OUTCOME
        nodes.append(_field(each, rows[category].days, words))
    for each in BESIDE:
        days = facts.key_backup.days if each.name == TOMBSTONE else each.kept_days
        nodes.append(_field(replace(each, kept_days=days), days, words))
    return nodes


def storage_conditions(
    schedule: RetentionSchedule, words: Phrases, purposes: Purposes
) -> list[Node]:
    """Return how long each category is kept, from when that counts, and why."""
    return [_condition(each, words) for each in _told(schedule, purposes)]


def _told(schedule: RetentionSchedule, purposes: Purposes) -> Iterator[RetentionRow]:
    for row in schedule.rows():
        if row.category is Category.IMPROVEMENT_SAMPLES:
            if ConsentPurpose.IMPROVEMENT in purposes:
                yield row
        else:
            yield row


def _condition(row: RetentionRow, words: Phrases) -> Node:
    node: Node = {
        "@type": "dpv:StorageDuration",
        "dct:identifier": row.category.value,
        "dct:title": words.word("category", row.category.value),
        "dct:description": words.translated("reason", row.reason),
        "dpv:hasDuration": {
            "@type": "dpv:TemporalDuration",
            "rdf:value": f"P{row.days}D",
            "dct:description": _counted(row, words),
        },
    }
    if row.cap is not None:
        node["dpv:hasApplicableLaw"] = row.cap.law
    return node


def _counted(row: RetentionRow, words: Phrases) -> str:
    trigger = words.word("trigger", row.trigger.value)
    return words.say("counted", days=words.days(row.days), trigger=trigger)


def _template(row: RetentionRow, words: Phrases) -> Node:
    """Return what is kept under the subject's own key."""
    name = row.category.value
    return _item(
        name,
        words,
        why=(words.word("why", name), _aim(row.reason)),
        kept=(words.word("kept", name), "under the subject's own key"),
        concept=_SEALED[row.category],
        duration=_days(row.days, words) | {"dct:description": _counted(row, words)},
    )


def _field(each: KeptField, most_days: int, words: Phrases) -> Node:
    return _item(
        each.name,
        words,
        why=(words.translated("why", each.purpose), _aim(each.purpose)),
        kept=(words.translated("kept", each.production), each.production),
        concept=each.concept,
        duration=_field_duration(each, most_days, words),
    )


def _item(
    name: str,
    words: Phrases,
    *,
    why: tuple[str, str],
    kept: tuple[str, str],
    concept: str,
    duration: Node,
) -> Node:
    """Return an item, in words and in terms: why, and how it is kept, have both."""
    return {
        "@type": ["dpv:PersonalData", f"pd:{concept}"],
        "dct:identifier": name,
        "dct:title": words.translated("field", name),
        "dct:description": kept[0],
        "inp:kept": kept[1],
        "dpv:hasPurpose": {"@type": ["dpv:Purpose", why[1]], "dct:description": why[0]},
        "dpv:hasStorageCondition": {"@type": "dpv:StorageDuration", "dpv:hasDuration": duration},
    }


def _field_duration(each: KeptField, most_days: int, words: Phrases) -> Node:
    if each.name in _ENDS:
        event, said = _ENDS[each.name]
        return _until(event, words.say(said))
    if each.kept_days == 0:
        return _until("decided", words.say("at_once"))
    return _days(min(each.kept_days, most_days), words)


def _days(count: int, words: Phrases) -> Node:
    return {
        "@type": "dpv:TemporalDuration",
        "rdf:value": f"P{count}D",
        "dct:description": words.days(count),
    }


def _until(event: str, said: str) -> Node:
    return {"@type": "dpv:UntilEventDuration", "rdf:value": event, "dct:description": said}


def _aim(purpose: str) -> str:
    first = purpose.partition(":")[0].partition(",")[0]
    return _AIMS.get(first, "dpv:RecordManagement")
