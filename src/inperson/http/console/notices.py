"""`/console/tenants/{tenant_id}/notices`: drafted in a form, compared, and published.

A draft is kept nowhere: the page that compares it with the current notice carries it on, and only
what was compared with the notice that is still current is published.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from inperson.http.console.doors import FRESH, AtTenantOf, ConsoleRoute, may, own_page
from inperson.http.console.forms import FormOf, asked_on, number, one, require_seen, words
from inperson.rights.notices import (
    LANGUAGES,
    MOST_YEARS,
    AlternativeKind,
    LegalBasis,
    NoticeNotFound,
    Notices,
    NoticeTerms,
    NoticeTermsInvalid,
    Safeguard,
    changes_between,
    phrases,
)
from inperson.sessions import BelowAge, ConsentPurpose
from inperson.tenants import Action

_LISTS = {
    "recipients": ("name", "what_for", "country"),
    "transfers": ("name", "country", "safeguard"),
}
_LINES = (
    *("controller", "contact", "country", "dpo", "alternative", "alternative_kind"),
    *("minimum_age", "below"),
)
_BELOW = {BelowAge.REFUSE: "is refused", BelowAge.GUARDIAN: "a guardian agrees"}

router = APIRouter(
    prefix="/console/tenants/{tenant_id}/notices",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page), may(Action.PUBLISH_NOTICE)],
)


@router.get("")
def show_notices(here: AtTenantOf) -> Response:
    """Show every version, and the form of the next one, with what was said last in it."""
    mine = Notices(here.governing())
    terms = mine.terms() or NoticeTerms.draft(here.tenant.name)
    editions = mine.editions()[::-1]
    return here.show(
        "notices.html",
        editions=editions,
        versions=[(str(each.version), f"Version {each.version}") for each in editions],
        form=_form(terms.content()),
        **_choices(),
    )


@router.get("/compare")
@asked_on(show_notices)
def compare_versions(here: AtTenantOf, form: FormOf) -> Response:
    """Show what changed from a version to another one, in a language that both have.

    A version that is not named is the current one.
    """
    mine = Notices(here.governing())
    current = max((each.version for each in mine.editions()), default=0)
    lang = form.get("lang", LANGUAGES[0])
    try:
        old, new = (mine.get(number(form, each, current), lang) for each in ("old", "new"))
    except NoticeNotFound:
        said = "One of the versions is not there in this language."
        raise NoticeNotFound(said, field="lang") from None
    return here.show(
        "compare.html", here="notices", old=old, new=new, changes=changes_between(old, new)
    )


@router.post("/draft")
@asked_on(show_notices)
def draft(here: AtTenantOf, form: FormOf) -> Response:
    """Show what a draft changes, and what publishing it does to the consents that stand."""
    told = Notices(here.governing()).rehearse(_terms(form))
    before = {each.language: each for each in told.before}
    pairs = [(before[each.language], each) for each in told.after if each.language in before]
    changes = [
        (phrases(new.language).name, new.language, changes_between(old, new)) for old, new in pairs
    ]
    return here.show(
        "draft.html",
        here="notices",
        told=told,
        changes=changes,
        added=[each.language for each in told.after if each.language not in before],
        form=form,
        seen=told.before[0].version if told.before else 0,
    )


@router.post("/publish", dependencies=[FRESH])
def publish(here: AtTenantOf, form: FormOf) -> Response:
    """Publish what was compared, if the notice is still the one that it was compared with."""
    mine, terms = Notices(here.governing()), _terms(form)
    current = mine.current()
    require_seen(form, str(current[0].version if current else 0))
    mine.publish(terms)
    return here.back("notices", "notice_published")


def _choices() -> dict[str, Any]:
    return {
        "bases": [(each.value, each.value.replace("_", " ")) for each in LegalBasis],
        "ways": [(each.value, each.value.replace("_", " ")) for each in AlternativeKind],
        "below": [
            ("", "nobody asks for an age"),
            *((each.value, _BELOW[each]) for each in BelowAge),
        ],
        "most_years": MOST_YEARS,
        "safeguards": list(Safeguard),
        "languages": [(each, phrases(each).name) for each in LANGUAGES],
    }


def _form(content: Mapping[str, Any]) -> Mapping[str, str]:
    """Return terms as the fields of the form: lists are lines, with bars between their parts."""
    shown = {name: content[name] or "" for name in _LINES}
    for name, parts in _LISTS.items():
        shown[name] = "\n".join(" | ".join(row[part] for part in parts) for row in content[name])
    shown["identity"] = content["purposes"].get(ConsentPurpose.IDENTITY.value, "")
    shown["improvement"] = content["purposes"].get(ConsentPurpose.IMPROVEMENT.value, "")
    named = content["languages"]
    return shown | {f"lang_{each}": "1" if each in named else "" for each in LANGUAGES}


def _terms(form: Mapping[str, str]) -> NoticeTerms:
    """Return the terms of the form's fields.

    Raises:
        NoticeTermsInvalid: if something in it is not of its form.

    """
    chosen: Mapping[str, type[StrEnum]] = {
        "alternative_kind": AlternativeKind,
        "below": BelowAge,
        "identity": LegalBasis,
    }
    for name, kind in chosen.items():
        if form.get(name):
            one(kind, form, name)
    content: dict[str, Any] = {name: words(form, name) or None for name in _LINES}
    content["controller"] = content["controller"] or ""
    content["minimum_age"] = number(form, "minimum_age", 0) or None
    for name, parts in _LISTS.items():
        rows = [line for line in words(form, name).splitlines() if line.strip()]
        content[name] = [_row(name, parts, line) for line in rows]
    content["purposes"] = {
        each.value: form[each.value] for each in ConsentPurpose if form.get(each.value)
    }
    content["languages"] = [each for each in LANGUAGES if form.get(f"lang_{each}")]
    return NoticeTerms.of(content)


def _row(name: str, parts: tuple[str, ...], line: str) -> dict[str, str]:
    values = [each.strip() for each in line.split("|")]
    if len(values) != len(parts):
        raise NoticeTermsInvalid(f"Each line of {name} is {' | '.join(parts)}.", field=name)
    return dict(zip(parts, values, strict=True))
