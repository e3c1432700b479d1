from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from inperson.adapters.jose import FileSignInChallenges
from inperson.adapters.passkeys import WebAuthnAuthenticators
from inperson.audit import AuditLog, Leaf
from inperson.core import SERVER, ManualClock, SystemEntropy, TenantId
from inperson.people import Account, Entrance, People, SignedIn, Visits
from inperson.store import Stores, open_stores
from inperson.tenants import Role
from tests.people.authenticator import ORIGIN, Authenticator
from tests.scene import Scene, open_scene


@dataclass(frozen=True)
class House:
    """The staff of a service."""

    scene: Scene
    tenant: TenantId
    people: People
    entrance: Entrance
    account: Account
    visits: Visits

    @property
    def clock(self) -> ManualClock:
        return self.scene.clock

    def log(self, tenant_id: TenantId | None) -> AuditLog:
        if tenant_id is not None:
            return self.scene.audit(tenant_id)
        scene = self.scene
        return AuditLog(scene.stores.audit.open_server(), "test", scene.checkpoints, scene.clock)

    def leaves(self, tenant_id: TenantId | None = None) -> list[Leaf]:
        """Return what people did: what the server noted when it added the tenants is left out."""
        found = self.log(tenant_id).tail(1000)
        return [each for each in found if each.entry.actor != SERVER]

    def join(
        self,
        device: Authenticator,
        role: Role = Role.OPERATOR,
        tenant: TenantId | None = None,
        name: str = "Ann",
    ) -> SignedIn:
        """Invite somebody, who comes with a device."""
        if role is not Role.OPERATOR:
            tenant = tenant or self.tenant
        code = self.people.invite(role, tenant, name, "operator:root").code
        return self.entrance.join(code, device.create(self.entrance.begin_join(code)))

    def sign_in(self, device: Authenticator) -> SignedIn:
        return self.entrance.sign_in(device.get(self.entrance.begin_sign_in()))


def house_of(scene: Scene, tenant: TenantId, stores: Stores | None = None) -> House:
    clock, entropy = scene.clock, SystemEntropy()
    store = (stores or scene.stores).people
    scene.stores.audit.create_server()

    def log(tenant_id: TenantId | None) -> AuditLog:
        return house.log(tenant_id)

    visits = Visits(store, clock, entropy)
    challenges = FileSignInChallenges(scene.server.key_file("sign-in"), "test")
    parts = (store, WebAuthnAuthenticators(ORIGIN), challenges, visits, log, clock, entropy)
    people = People(store, log, clock, entropy)
    house = House(scene, tenant, people, Entrance(*parts), Account(*parts), visits)
    return house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    scene = open_scene(tmp_path)
    yield house_of(scene, scene.add_tenant("one"))
    scene.stores.close()


@pytest.fixture
def other(house: House) -> Iterator[House]:
    """The same, as another process has it open."""
    stores = open_stores(data=house.scene.urls[0], keys=house.scene.urls[1])
    yield house_of(house.scene, house.tenant, stores)
    stores.close()


@pytest.fixture
def device() -> Authenticator:
    return Authenticator()
