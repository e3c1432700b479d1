"""What is proved of people who look at decisions (clause 7.7)."""

from collections import Counter

from sqlalchemy import select

from inperson.app import Server
from inperson.policy.looking import Broken, Seen, looks
from inperson.rights.requests import OPEN, RequestDetails, RequestKind, RequestState
from inperson.store import tables
from inperson.store.privacy_tables import privacy_requests


def reviews_are_what_they_say(deployment: Server) -> Seen:
    """Prove that each review names one decision and ends with an outcome, and pauses till then."""
    count, asked, failed = 0, privacy_requests.c, tables.attempts.c
    for look in looks(deployment):
        reviews = select(privacy_requests).where(asked.kind == RequestKind.HUMAN_REVIEW.value)
        waiting: Counter[str] = Counter()
        for row in look.rows(reviews.where(asked.details.is_not(None))):
            details = RequestDetails.parse(look.desk.open(row.id, row.details))
            if details.session_id is None:
                raise Broken("a review is about no decision")
            if row.state == RequestState.COMPLETED.value and not (
                details.outcome and details.answer
            ):
                raise Broken("a review ended without an outcome or its reasons")
            waiting[details.session_id] += row.state in {each.value for each in OPEN}
            count += 1
        aside = select(failed.set_aside).where(failed.set_aside.is_not(None))
        if any(not waiting[each.set_aside] for each in look.rows(aside)):
            raise Broken("a failed attempt is set aside, and nobody looks at its decision")
    return Seen(count, f"{count} reviews, and no attempt is set aside but for one that is open")
