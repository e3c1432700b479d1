"""Exports of an improvement set, as two people let them leave."""

import pyrage

from inperson.core import TenantId
from inperson.improvement import ExportProposal
from inperson.rights.disclosures import DisclosureRecipient
from inperson.rights.exports import ExportPurpose, Exports
from inperson.tenants import of_server
from tests.scene import Scene

KEY = pyrage.x25519.Identity.generate()
TO = DisclosureRecipient("Laboratory", "data@lab.example", str(KEY.to_public()))
PURPOSE = ExportPurpose(TO, "To find errors of detection.")


def exports(scene: Scene, tenant: TenantId, actor: str = "operator:ann") -> Exports:
    desk = scene.services.desks.of(of_server(tenant, actor))
    return Exports(desk, scene.improvement(tenant))


def approved(scene: Scene, tenant: TenantId) -> ExportProposal:
    """Have an export proposed by one operator, and approved by another."""
    proposed = exports(scene, tenant).propose(PURPOSE)
    return exports(scene, tenant, "operator:ben").approve(proposed.id)
