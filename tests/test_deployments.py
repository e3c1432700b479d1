"""A private deployment has one tenant, and sends nothing by itself."""

from dataclasses import replace
from pathlib import Path

import pytest

from inperson.adapters.outgoing import ClosedSender, HttpSender
from inperson.app import Mode, open_server
from inperson.app.chores import make_sender
from inperson.config import Settings
from inperson.core import TenantId
from inperson.deliveries import EventType, Webhooks
from inperson.desks.errors import OutboundClosed
from inperson.rights.requests.cascade import Cascade
from inperson.tenants import TokenKind, of_server
from inperson.tenants.errors import OneTenantOnly


def settings(folder: Path, **changed: object) -> Settings:
    places = {
        "data": f"sqlite:///{folder / 'data'}",
        "keys": f"sqlite:///{folder / 'keys'}",
        "kek_dir": folder / "kek",
        "operator": "An operator",
        "operator_contact": "privacy@operator.example",
        "location": "Here",
    }
    return Settings(**{**places, **changed})


def test_a_private_deployment_takes_one_tenant(tmp_path: Path) -> None:
    with open_server(settings(tmp_path, deployment="private"), Mode.SERVE) as deployment:
        deployment.add_tenant("one")
        with pytest.raises(OneTenantOnly):
            deployment.add_tenant("two")
        assert [each.name for each in deployment.tenants.tenants()] == ["one"]


def test_a_managed_server_with_two_tenants_does_not_start_as_a_private_one(tmp_path: Path) -> None:
    with open_server(settings(tmp_path), Mode.SERVE) as deployment:
        deployment.add_tenant("one")
        deployment.add_tenant("two")
    with (
        pytest.raises(OneTenantOnly),
        open_server(settings(tmp_path, deployment="private"), Mode.SERVE),
    ):
        pass


@pytest.mark.parametrize(
    ("deployment", "outbound", "sends"),
    [
        ("managed", "auto", True),
        ("managed", "none", False),
        ("private", "auto", False),
        ("private", "none", False),
        ("private", "deliveries", True),
    ],
)
def test_what_sends_nothing_takes_no_receiver(
    tmp_path: Path, deployment: str, outbound: str, sends: bool
) -> None:
    chosen = settings(tmp_path, deployment=deployment, outbound=outbound)
    assert isinstance(make_sender(chosen), HttpSender if sends else ClosedSender)
    with open_server(chosen, Mode.SERVE) as opened:
        tenant = opened.add_tenant("one").id
        desk = opened.desks.of(of_server(tenant, "operator:test"))
        other = opened.tenants.issue_token(tenant, TokenKind.PRODUCTION, "").secret
        cloud = replace(
            Cascade(desk).card(), url="https://cloud.example", tenant=TenantId(f"ten_{'b' * 26}")
        )
        receivers = (
            lambda: Webhooks(desk).set("https://shop.example/hook", EventType),
            lambda: Cascade(desk).set(cloud, other),
        )
        for receive in receivers:
            if sends:
                receive()
            else:
                with pytest.raises(OutboundClosed):
                    receive()
        assert Cascade(desk).set(cloud).token is None  # bundles are carried by people
