"""`/console/tenants/{tenant_id}/subjects`: one person found, and what can be done for it.

A reference is typed, sent in a form and shown nowhere: pages, titles and addresses have the
subject's id, which means nothing outside the silo. Looking at a person is on the audit log, as its
own look in the privacy centre is. Who erases types the reference again, so that it is meant.
"""

from typing import Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from inperson.core import SubjectId, is_id
from inperson.desks import Desk
from inperson.http.console.doors import FRESH, AtTenant, AtTenantOf, ConsoleRoute, may, own_page
from inperson.http.console.forms import FormOf, about, asked_on, one, words
from inperson.http.errors import RequestSchemaInvalid
from inperson.rights.requests import RequestKind, Requests, holdings
from inperson.sessions import AttemptRows, Subject, SubjectNotEnrolled, SubjectRows
from inperson.tenants import Action, TokenKind
from inperson.views import subject_view, summary

router = APIRouter(
    prefix="/console/tenants/{tenant_id}/subjects",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page)],
)


@router.get("", dependencies=[may(Action.FIND_SUBJECT)])
def ask_for_subject(here: AtTenantOf) -> Response:
    """Ask for a reference. Nobody is listed: whoever looks knows whom it looks for."""
    return here.show("subjects.html")


@router.post("", dependencies=[may(Action.FIND_SUBJECT)])
@asked_on(ask_for_subject)
def find_subject(here: AtTenantOf, form: FormOf) -> Response:
    """Find an enrolled subject by the tenant's own reference."""
    kind = one(TokenKind, form, "kind")
    with about("subject_ref", SubjectNotEnrolled):
        subject = here.desk(kind).subjects.find(form.get("subject_ref", ""))
    return here.to(f"subjects/{subject.id}")


@router.get("/{subject_id}", dependencies=[may(Action.FIND_SUBJECT)])
def show_subject(here: AtTenantOf, subject_id: str) -> Response:
    """Show what is held of a subject, with nothing opened, and what can be done."""
    desk, subject = _find(here, subject_id)
    return here.show("subject.html", here="subjects", **_held(desk, subject))


@router.post("/{subject_id}/enable", dependencies=[may(Action.ENABLE_SUBJECT)])
def enable(here: AtTenantOf, subject_id: str) -> Response:
    """Forget the failed attempts, so that the subject may try again."""
    desk, subject = _find(here, subject_id)
    desk.subjects.enable(subject.id)
    return here.back(f"subjects/{subject.id}", "subject_enabled")


@router.post("/{subject_id}/restrict", dependencies=[may(Action.OPEN_REQUEST)])
@asked_on(show_subject)
def restrict(here: AtTenantOf, subject_id: str, form: FormOf) -> Response:
    """Keep the subject's data and use it no more. Its request, once answered, lifts it."""
    desk, subject = _find(here, subject_id)
    reference, text = subject.reference, words(form) or None
    made = Requests(desk).open(RequestKind.RESTRICTION, reference=reference, text=text)
    return here.back(f"requests/{made.id}", "subject_restricted")


@router.post("/{subject_id}/erase", dependencies=[may(Action.ERASE_SUBJECT), FRESH])
@asked_on(show_subject)
def erase(here: AtTenantOf, subject_id: str, form: FormOf) -> Response:
    """Erase the subject by a request of its own, which certifies what went, here and elsewhere."""
    desk, subject = _find(here, subject_id)
    typed = form.get("subject_ref", "")
    _require_same(desk, subject, typed)
    made = Requests(desk).open(RequestKind.ERASURE, typed)
    return here.back(f"requests/{made.id}", "erasure_asked")


def _find(here: AtTenant, subject_id: str) -> tuple[Desk, Subject]:
    """Return a subject, and the desk of the kind of token that it is of."""

    def look(desk: Desk) -> Subject:
        with desk.silo.read() as tx:
            asked = SubjectId(subject_id)
            kept = tx.rows(SubjectRows).subject(asked) if is_id(asked, "sub") else None
        return desk.subjects.own(kept)

    return here.found(look, SubjectNotEnrolled)


def _require_same(desk: Desk, subject: Subject, typed: str) -> None:
    try:
        same = desk.subjects.find(typed).id == subject.id
    except SubjectNotEnrolled:
        same = False
    if not same:
        said = "What was typed is not this subject's reference."
        raise RequestSchemaInvalid(said, field="subject_ref")


def _held(desk: Desk, subject: Subject) -> dict[str, Any]:
    held = holdings(desk, subject.reference)
    with desk.silo.read() as tx:
        attempts = tx.rows(AttemptRows).attempts(subject.id)
        on_hold = tx.rows(SubjectRows).held(subject.reference, held.at)
    return {
        "subject": subject_view(subject, attempts),
        "failures": attempts.failures,
        "held": held,
        "on_hold": on_hold,
        "requests": [summary(each) for each, _ in held.requests],
        "sessions": sorted(held.sessions, key=lambda each: each.created_at, reverse=True),
        "consents": [
            (each, held.notice is not None and each.holds(held.notice)) for each in held.consents
        ],
    }
