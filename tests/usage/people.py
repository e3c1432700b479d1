"""People and their sessions, as many and as telling as a test wants them."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from inperson.core import TenantId
from inperson.store.connections import transaction
from inperson.store.databases import Database, open_database
from inperson.store.guard import WHOLE
from inperson.store.silos import SqlSilo, SqlSilos
from inperson.store.statistics_tables import session_facts
from inperson.store.tables import sessions
from inperson.tenants import of_server
from inperson.usage import Period
from inperson.usage.billing import Outcome
from inperson.usage.devices import DeviceClass, SessionFacts
from inperson.usage.statistics import DOMAINS, Measure, Parameters
from inperson.usage.statistics.service import Mechanisms
from inperson.usage.statistics.tally import EndedSession, Tally, tally
from inperson_lab.privacy import Part

NOVEMBER = Period("2026-11")
TENANT = TenantId("ten_" + "a" * 26)
WEB = SessionFacts(DeviceClass.ANDROID_PHONE, "web/0.1.0")
_DECISIONS = {"enroll": "enrolled", "authenticate": "match", "liveness": "live"}


def session(
    person: int | None,
    number: int = 0,
    *,
    kind: str = "authenticate",
    outcome: Outcome = Outcome.ACCEPTED,
    reason: str | None = None,
    at: datetime | None = None,
    lasts_s: float = 7,
    facts: SessionFacts = WEB,
) -> EndedSession:
    """Return a session of a person; of nobody in particular if it is None."""
    begins = at or NOVEMBER.begins_at + timedelta(hours=number + 1)
    subject = None if person is None else hashlib.sha256(b"person %d" % person).digest()
    id_ = "ses_" + hashlib.sha256(b"%r %d" % (person, number)).hexdigest()[:26]
    return EndedSession(
        id_, subject, kind, outcome, begins, begins + timedelta(seconds=lasts_s), reason, facts
    )


def quietly(period: str) -> None:
    """Note nothing of a release."""


def crowd(people: int, each: int = 2) -> list[EndedSession]:
    """Return the sessions of many people who all do the same."""
    return [session(person, number) for person in range(people) for number in range(each)]


def telling(sessions_: int) -> list[EndedSession]:
    """Return the sessions of somebody who stands out in every histogram at once."""
    odd = SessionFacts(DeviceClass.TABLET, "other")
    ends = NOVEMBER.begins_at + timedelta(days=2)
    return [
        session(
            10**6,
            number,
            kind="enroll",
            outcome=Outcome.REFUSED,
            reason="no_face",
            at=ends + timedelta(seconds=100 * number),
            lasts_s=70,
            facts=odd,
        )
        for number in range(sessions_)
    ]


def ordered(found: Sequence[EndedSession]) -> list[EndedSession]:
    """Return sessions as a silo yields them."""
    return sorted(
        found, key=lambda each: (each.subject is None, each.subject or b"", each.ended_at, each.id)
    )


def counted(found: Sequence[EndedSession], parameters: Parameters, clamped: bool = True) -> Tally:
    """Count as a release does; without the clamp as a broken one would."""
    most = parameters.sessions_each if clamped else None
    return tally(ordered(found), most, parameters.retry_within_s)


def differences(there: Tally, out: Tally, mechanisms: Mechanisms) -> list[Part]:
    """Return every released number in which two worlds differ."""
    number = mechanisms.subjects
    parts = [Part(out.subjects, there.subjects, number.scale, number.add)]
    for measure in Measure:
        noise = mechanisms.measures[measure]
        parts += [
            Part(out.bins[measure][name], there.bins[measure][name], noise.scale, noise.add)
            for name in DOMAINS[measure]
            if out.bins[measure][name] != there.bins[measure][name]
        ]
    return parts


@contextmanager
def silo_at(url: str) -> Iterator[tuple[SqlSilo, Database]]:
    """Open an empty silo."""
    database = open_database(url)
    silos = SqlSilos(database)
    silos.create(TENANT)
    try:
        yield silos.whole(of_server(TENANT)), database
    finally:
        database.close()


def folder(path: Path) -> str:
    """Return the URL of a folder of SQLite files."""
    return f"sqlite:///{path}"


def fill(database: Database, found: Sequence[EndedSession], token_kind: str = "production") -> None:
    """Put sessions into the silo as the server leaves them there."""
    rows = [_row(each, token_kind) for each in found]
    facts = [
        {
            "session_id": each.id,
            "device_class": each.facts.device_class.value,
            "sdk": each.facts.sdk,
        }
        for each in found
    ]
    with transaction(database.engine(f"silo_{TENANT}", WHOLE)) as connection:
        connection.execute(insert(sessions), rows)
        connection.execute(insert(session_facts), facts)


def _row(each: EndedSession, token_kind: str) -> dict[str, object]:
    decided = each.outcome is not Outcome.EXPIRED
    accepted = each.outcome is Outcome.ACCEPTED
    return {
        "id": each.id,
        "kind": each.kind,
        "token_kind": token_kind,
        "liveness": "required",
        "subject": each.subject,
        "created_at": each.began_at,
        "expires_at": each.ended_at,
        "state": "completed" if decided else "expired",
        "ended_at": each.ended_at,
        "decision": (_DECISIONS[each.kind] if accepted else "refused") if decided else None,
        "reasons": f"{each.reason} blurred" if each.reason else "",
        "model_digest": "0" * 64,
        "liveness_verdict": "live" if accepted else "not_live",
    }
