"""`/console/tenants/{tenant_id}/retention`: how long things are kept, tried before it is set."""

import json
from collections.abc import Mapping

from fastapi import APIRouter, Depends
from starlette.responses import Response

from inperson.http.console.doors import FRESH, AtTenantOf, ConsoleRoute, may, own_page
from inperson.http.console.forms import FormOf, asked_on, require_seen, words
from inperson.rights.notices import Notices
from inperson.rights.retention import Category, Retention, RetentionInvalid, RetentionSchedule
from inperson.tenants import Action
from inperson.views import plan_view, retention_view

Choice = tuple[list[str], dict[Category, int], dict[Category, str]]

router = APIRouter(
    prefix="/console/tenants/{tenant_id}/retention",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page), may(Action.SET_RETENTION)],
)


@router.get("")
def show_retention(here: AtTenantOf) -> Response:
    """Show how long each category is kept, what caps it, and what is due now."""
    mine = Retention(here.governing())
    schedule = mine.schedule()
    return here.show(
        "retention.html",
        retention=retention_view(schedule),
        plan=plan_view(mine.plan()),
        wishes=schedule.wishes,
        reasons=schedule.reasons,
    )


@router.post("/preview")
@asked_on(show_retention)
def preview(here: AtTenantOf, form: FormOf) -> Response:
    """Show what a choice would delete, and what it would let be kept longer."""
    mine = Retention(here.governing())
    now, (after, planned) = mine.schedule(), mine.preview(*_choice(form))
    plans = mine.plan(), planned
    due, then = ({each.category: each.count for each in plan.due} for plan in plans)
    was = {row.category: row.days for row in now.rows()}
    rows = [
        (row, was[row.category], due[row.category], then[row.category])
        for row in retention_view(after).rows
    ]
    return here.show("preview.html", here="retention", rows=rows, form=form, seen=_seen(now))


@router.post("/set", dependencies=[FRESH])
def set_retention(here: AtTenantOf, form: FormOf) -> Response:
    """Set what was previewed, if what it was compared with still holds; the notice says it too."""
    desk = here.governing()
    mine = Retention(desk)
    require_seen(form, _seen(mine.schedule()))
    mine.set(*_choice(form), tell=Notices(desk).refresh_in)
    return here.back("retention", "retention_set")


def _choice(form: Mapping[str, str]) -> Choice:
    """Return what the form says: an empty field is as by default.

    Raises:
        RetentionInvalid: if a number of days is none.

    """
    days = {}
    for category in Category:
        typed = words(form, f"days.{category.value}")
        if typed and not (typed.isascii() and typed.isdigit() and len(typed) < 6):
            raise RetentionInvalid(
                "A number of days is a whole one.", field=f"days.{category.value}"
            )
        if typed:
            days[category] = int(typed)
    said = {category: words(form, f"reasons.{category.value}") for category in Category}
    reasons = {category: text for category, text in said.items() if text}
    return words(form, "jurisdictions").replace(",", " ").split(), days, reasons


def _seen(schedule: RetentionSchedule) -> str:
    """Return what tells one schedule from another: what is stored of it."""
    return json.dumps(schedule.content(), sort_keys=True)
