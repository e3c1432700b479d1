"""Where a request comes from: only the operator's own proxies are believed."""

from ipaddress import ip_network
from pathlib import Path

import httpx
import pytest
from fastapi import Request

from inperson.cli.server import make_server
from inperson.config import Settings, SettingsInvalid, read_settings
from inperson.http import Proxies, create_app
from inperson.http.peers import NOBODY
from tests.http.conftest import MAX_BODY
from tests.scene import open_scene
from tests.serving import serving

PROXIES = Proxies((ip_network("10.0.0.0/8"), ip_network("2001:db8:aa::/48")))


def scope(client: str | None, *said: str) -> dict[str, object]:
    headers = [(b"x-forwarded-for", each.encode("latin-1")) for each in said]
    return {"client": None if client is None else (client, 1234), "headers": headers}


@pytest.mark.parametrize(
    ("client", "said", "peer"),
    [
        ("198.51.100.7", [], "198.51.100.7"),
        ("198.51.100.7", ["203.0.113.9"], "198.51.100.7"),  # a client's own words
        ("127.0.0.1", ["203.0.113.9"], "127.0.0.1"),  # loopback is no proxy unless it is named
        ("10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["192.0.2.1, 203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["192.0.2.1, 203.0.113.9 , 10.2.0.1"], "203.0.113.9"),
        ("10.0.0.1", ["192.0.2.1", "203.0.113.9"], "203.0.113.9"),  # two lines are one list
        ("10.0.0.1", ["10.0.0.9"], "10.0.0.9"),
        ("10.0.0.1", ["", "203.0.113.9, \xe4\x00"], "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.9:4711"], "10.0.0.1"),
        ("::ffff:10.0.0.1", ["::ffff:203.0.113.9"], "203.0.113.9"),
        ("2001:db8:aa::1", ["2001:db8:bb:cc:1:2:3:4"], "2001:db8:bb:cc::/64"),
        ("fe80::1%eth0", [], "fe80::/64"),
        ("not an address", ["203.0.113.9"], NOBODY),
        (None, ["203.0.113.9"], NOBODY),
    ],
)
def test_a_step_counts_if_a_trusted_proxy_wrote_it(
    client: str | None, said: list[str], peer: str
) -> None:
    assert PROXIES.peer(scope(client, *said)) == peer


def test_a_running_server_believes_whom_the_setting_names_and_nobody_by_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")  # uvicorn's own variable is no setting
    lies = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    scene = open_scene(tmp_path)
    for name, expected in (("", "127.0.0.1"), ("127.0.0.1", "203.0.113.9")):
        proxies = Proxies(read_settings({}, trusted_proxies=name).trusted_proxies)
        app = create_app(scene.services, max_body_bytes=MAX_BODY)

        @app.get("/peer")
        def peer(request: Request, proxies: Proxies = proxies) -> list[str]:
            return [proxies.peer(request.scope), request.url.scheme]

        with serving(app) as url:
            assert httpx.get(f"{url}/peer", headers=lies).json() == [expected, "http"]
    assert make_server(Settings(port=0), app).config.proxy_headers is False
    scene.stores.close()


@pytest.mark.parametrize("wrong", ["10.0.0.1/8", "proxy.example", "*", "10.0.0.0/8;::1"])
def test_a_network_that_is_none_stops_the_start(
    wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INPERSON_TRUSTED_PROXIES", wrong)
    with pytest.raises(SettingsInvalid, match="INPERSON_TRUSTED_PROXIES: "):
        read_settings({})
    monkeypatch.setenv("INPERSON_TRUSTED_PROXIES", "10.0.0.0/8, ::1")
    assert read_settings({}).trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("::1"))
