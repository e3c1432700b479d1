"""The consoles' staff, as the console and the command line show them."""

from collections.abc import Collection
from datetime import datetime
from typing import Literal

from inperson.core import PersonId
from inperson.people import Person
from inperson.tenants import Role
from inperson.views.body import Body, view_of


class PersonView(Body):
    """One of the staff."""

    id: str
    role: Role
    tenant_id: str | None
    name: str
    created_at: datetime
    state: Literal["disabled", "joined", "invited"]


def person_view(person: Person, joined: Collection[PersonId]) -> PersonView:
    """Render one of the staff.

    Args:
        person: who.
        joined: those who have a passkey.

    """
    there: Literal["joined", "invited"] = "joined" if person.id in joined else "invited"
    return view_of(PersonView, person, state="disabled" if person.disabled_at else there)
