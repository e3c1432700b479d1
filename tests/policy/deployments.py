"""A deployment that the real code made, and ways to change it behind the code's back."""

import shutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from inperson.app import Mode, Server, open_server
from inperson.config import Settings
from inperson.core import TenantId
from inperson.deliveries import EventType, Webhooks
from inperson.policy import Result, check
from inperson.rights.notices.model import LegalBasis, NoticeTerms
from inperson.rights.notices.service import Notices
from inperson.rights.requests import RequestKind, Requests
from inperson.sessions import Device, SessionKind
from inperson.sessions.consents import ConsentPurpose
from inperson.tenants import of_server
from tests.attacks.test_restored_backup import UNSAFE, enrol, sessions_of

Sabotage = Callable[[Server, TenantId], None]
_PLACES = {"audit": 2, "keys": 1}


def settings(folder: Path) -> Settings:
    return Settings(
        data=f"sqlite:///{folder / 'data'}",
        keys=f"sqlite:///{folder / 'keys'}",
        audit=f"sqlite:///{folder / 'audit'}",
        kek_dir=folder / "kek",
        operator="An operator",
        operator_contact="privacy@operator.example",
        location="Frankfurt, Germany",
    )


def made(folder: Path) -> TenantId:
    """Make a server with people, consents, samples, messages, an erasure and a complaint.

    What was there before the erasure is kept in `before`.
    """
    tenant = people_in(settings(folder))
    shutil.copytree(folder, folder / "before")
    goes_in(settings(folder), tenant)
    return tenant


def people_in(chosen: Settings) -> TenantId:
    """Let three people enrol at a server whose tenant has a notice and a webhook."""
    with open_server(chosen, Mode.SERVE) as deployment:
        tenant = deployment.add_tenant("one").id
        desk = deployment.desks.of(of_server(tenant, "tester"))
        both = dict.fromkeys(ConsentPurpose, LegalBasis.EXPLICIT_CONSENT)
        free = "Come to our desk"
        terms = NoticeTerms("One", "dpo@one.example", "DE", alternative=free, purposes=both)
        Notices(desk).publish(terms)
        Webhooks(desk).set("https://shop.example/hooks", EventType)
        mine = sessions_of(deployment, tenant)
        enrol(mine, "stays", 1)
        enrol(mine, "stays-too", 3)
        enrol(mine, "goes", 2)
    return tenant


def goes_in(chosen: Settings, tenant: TenantId) -> None:
    """Erase one of them, let another come back and complain."""
    with open_server(chosen, Mode.SERVE) as deployment:
        mine = sessions_of(deployment, tenant)
        mine.subjects.erase(mine.subjects.find("goes").id)
        device = Device(ip="198.51.100.7", device_id="phone-1")
        mine.create(SessionKind.AUTHENTICATE, "stays", UNSAFE, device=device)
        desk = deployment.desks.of(of_server(tenant, "tester"))
        Requests(desk).open(RequestKind.COMPLAINT, "stays", text="It was slow.")


def found(deployment: Server) -> dict[str, Result]:
    """Check every clause, and return what was found by its number."""
    return {each.clause.number: each for each in check(deployment)}


def statement(store: str, *statements: str) -> Sabotage:
    """Return what runs SQL on a tenant's store, without what the store holds against it."""

    def break_it(deployment: Server, tenant: TenantId) -> None:
        database = deployment.stores.databases[_PLACES.get(store, 0)]
        with database.owner(f"{store}_{tenant}").begin() as connection:
            connection.execute(text("PRAGMA ignore_check_constraints = ON"))
            for each in statements:
                connection.execute(text(each))

    return break_it
