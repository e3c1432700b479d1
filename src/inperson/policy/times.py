"""What is proved of how long things are kept, and when they are due (clauses 3.1 and 7.2).

No stored date is trusted: each is computed again, from what happened and the tenant's schedule.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from inperson.app import Server
from inperson.policy.looking import LATE, Broken, Look, Seen, looks
from inperson.rights.requests import due, extended_due
from inperson.rights.retention import Category, Retention, RetentionRows
from inperson.sessions import FIELDS, FRAMES_KEPT, RecordSealing
from inperson.store import SESSIONS, tables
from inperson.store.privacy_tables import privacy_requests

_OPENED = 50
_LONGEST = timedelta(days=max(each.kept_days for each in FIELDS))
_CAPTURE = timedelta(hours=1)
"""More than lies between a session's beginning and its decision."""


def records_are_forgotten(deployment: Server) -> Seen:
    """Prove that nothing is kept past its time, which is computed again from the policy."""
    now, count = deployment.clock.now(), 0
    for look in looks(deployment):
        _dates_are_the_policys(look)
        _interactions_happened(look, now)
        plan = Retention(look.desk).plan(now - LATE)
        late = sorted(category.value for category in plan.counts())
        if late:
            raise Broken(f"kept past its time: {', '.join(late)}; run `inperson upkeep`")
        _fields_are_forgotten(look, now)
        count += look.count(tables.sessions) + look.count(tables.subjects)
    return Seen(count, f"{count} sessions and subjects, nothing past the days of {len(Category)}")


def requests_are_in_time(deployment: Server) -> Seen:
    """Prove that no privacy request is past the date that follows from its receipt."""
    request, now, count = privacy_requests.c, deployment.clock.now(), 0
    wanted = select(request.received_at, request.due_at, request.extended_at, request.closed_at)
    late = 0
    for look in looks(deployment):
        for row in look.rows(wanted):
            count += 1
            dated = due if row.extended_at is None else extended_due
            due_at = dated(row.received_at)
            if row.due_at != due_at:
                raise Broken("a privacy request has another due date than its receipt gives it")
            late += row.closed_at is None and due_at < now
    if late:
        raise Broken(f"{late} privacy requests are past their due date")
    return Seen(count, f"{count} requests, none is late")


def _dates_are_the_policys(look: Look) -> None:
    session, frame = tables.sessions.c, tables.seen_frames.c
    dates = select(session.created_at, session.record_due_at).where(session.record.is_not(None))
    for row in look.rows(dates):
        if row.record_due_at is None or row.record_due_at > row.created_at + _LONGEST:
            raise Broken("a device record is due later than the policy lets it be")
    both = tables.seen_frames.join(tables.sessions, frame.session_id == session.id)
    for row in look.rows(select(frame.expires_at, session.created_at).select_from(both)):
        if row.expires_at > row.created_at + FRAMES_KEPT + _CAPTURE:
            raise Broken("digests of frames are due later than the policy lets them be")


def _interactions_happened(look: Look, now: datetime) -> None:
    """See that a template's age counts from something that is on record.

    The sessions of a while ago are forgotten: what lies before them is taken as it is.
    """
    subject, session = tables.subjects.c, tables.sessions.c
    kept_since = Retention(look.desk).schedule().cutoffs(now)[Category.SESSION_OUTCOME]
    there = select(session.id).where(
        session.subject == subject.reference, session.created_at == subject.last_seen_at
    )
    enrolled = subject.enrolled_at == subject.last_seen_at
    if look.count(
        tables.subjects,
        subject.last_seen_at > kept_since,
        ~enrolled,
        ~there.exists(),
    ):
        raise Broken("a template counts its age from a session that never was")


def _fields_are_forgotten(look: Look, now: datetime) -> None:
    records, with_record = RecordSealing(look.vault), tables.sessions.c.record.is_not(None)
    with look.desk.whole.read() as tx:
        held = set(tx.rows(RetentionRows).spared_subjects(now))
    for row in look.some(select(tables.sessions).where(with_record), _OPENED):
        if row.subject_id in held:
            continue
        session = SESSIONS.value(row)
        kept = records.open(session)
        if kept.pruned(session.created_at, now - LATE) != kept:
            raise Broken("a session keeps a device field past its time")
