"""Renders the consoles' pages: whatever is put in is escaped, a name that is missing is a bug."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any

from jinja2 import Environment
from starlette.responses import RedirectResponse, Response

from inperson.core import Clock
from inperson.http.pages import form_page
from inperson.people import Visitor
from inperson.rights import templates
from inperson.tenants import Action, Role, Tenant

ROLES = {
    Role.OPERATOR: "Operator",
    Role.TENANT_ADMIN: "Administrator",
    Role.TENANT_AUDITOR: "Auditor",
}
SAID = {
    "tenant_created": "The tenant was created.",
    "token_revoked": "The token was revoked.",
    "kek_rotated": "There is a new version of the key. Rewrap the data keys now.",
    "kek_retired": "The earlier versions of the key were destroyed.",
    "disclosure_approved": "The disclosure was approved.",
    "disclosure_refused": "The disclosure was refused.",
    "request_answered": "The answer is on record; the subject can read it.",
    "request_extended": "The request has two months more; the subject can read why.",
    "request_refused": "The request was refused; the subject can read why.",
    "subject_enabled": "The failed attempts are forgotten: the subject may try again.",
    "subject_restricted": "The data is kept and used no more. Lift it here.",
    "erasure_asked": "The erasure is on its way. This is its request.",
    "notice_published": "The new version is published.",
    "retention_set": "It is set, and the notice says it. What is due goes with the next sweep.",
    "hold_placed": "The hold is placed.",
    "hold_released": "The hold is released.",
    "webhook_removed": "The webhook is ended, and what was still to be sent is forgotten.",
    "webhook_tested": "A test message is on its way. Look again in a few seconds.",
    "deliveries_retried": "What was given up is sent again.",
    "export_proposed": "The export waits for a second person.",
    "export_approved": "The export is approved. Who runs the server makes it.",
    "disclosure_proposed": "The disclosure is proposed.",
    "person_disabled": "The person is no longer let in.",
    "passkey_removed": "The passkey was removed.",
    "signed_out": "You are signed out.",
}
"""What a page says after an act, by the word in its address. Nothing else is ever shown from it."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a form that was refused, and what is wrong with it."""

    form: Mapping[str, str] = field(repr=False)
    wrong: Mapping[str, tuple[str, str]]
    """The code of a refusal and its words, by the field's name."""

    def value(self, name: str, _: object = "") -> str:
        """Return what was typed into a field."""
        return self.form.get(name, "")

    def chosen(self, name: str, value: str, _: object = "") -> bool:
        """Tell whether a value was chosen or ticked."""
        return self.form.get(name) == value


class Untouched(Typed):
    """A form into which nobody typed yet: it has what its page puts in."""

    __slots__ = ()

    def value(self, name: str, otherwise: object = "") -> str:
        """Return what the page puts into a field."""
        return "" if otherwise is None else str(otherwise)

    def chosen(self, name: str, value: str, otherwise: object = "") -> bool:
        """Tell whether the page chooses or ticks a value."""
        return value == otherwise


UNTOUCHED = Untouched({}, {})


@cache
def _environment() -> Environment:
    made = templates("inperson.http.console")
    made.filters |= {"day": _day, "moment": _moment, "role": lambda role: ROLES[role]}
    made.filters["seconds"] = lambda value: f"{value:.2f} s"
    return made


def render(name: str, status: int = 200, **values: Any) -> Response:
    """Return a page without a visitor."""
    given = {"visitor": None, "tenant": None, "fresh_s": 0, "said": "", "here": ""} | values
    return form_page(_environment().get_template(name).render(**given), status)


def show(
    name: str,
    visitor: Visitor,
    clock: Clock,
    tenant: Tenant | None = None,
    said: str = "",
    typed: Mapping[str, Typed] = MappingProxyType({}),
    **values: Any,
) -> Response:
    """Return a page for a visitor.

    Args:
        name: of the template; its stem marks the place in the menu.
        visitor: who looks.
        clock: the time.
        tenant: whose page it is.
        said: a word of `SAID`.
        typed: the form that was refused, by its act.
        values: of the page; `here` where it is within another one's place in the menu.

    """
    place = {"here": name.removesuffix(".html")}
    fresh_s = max(0.0, (visitor.fresh_until - clock.now()).total_seconds())
    return render(
        name,
        visitor=visitor,
        tenant=tenant,
        fresh_s=int(fresh_s),
        said=SAID.get(said, ""),
        may=lambda action: visitor.may(Action(action)),
        now=clock.now(),
        typed=lambda act: typed.get(act, UNTOUCHED),
        **place | values,
    )


def back(path: str, said: str) -> Response:
    """Return to a page after an act, which then says what was done."""
    return RedirectResponse(f"{path}?said={said}", 303)


def _day(time: datetime) -> str:
    return f"{time:%Y-%m-%d}"


def _moment(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"
