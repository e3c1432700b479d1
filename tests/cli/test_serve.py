"""`serve`: where it listens, and what it says where it cannot."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from inperson.cli.exits import Exit
from inperson.cli.server import AddressUnavailable, listen
from inperson.config import Settings
from inperson.core import http_address
from tests.cli.test_commands import run, state

__all__ = ["state"]


def test_it_says_its_version() -> None:
    assert run("--version").stdout == "inperson 0.1.0\n"


@pytest.mark.needs_models
def test_a_port_that_is_taken_has_a_code_of_its_own(state: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "inperson", "serve"]
        variables = os.environ | {"INPERSON_PORT": str(port)}
        done = subprocess.run(command, env=variables, cwd=state, capture_output=True, text=True)
    said = f"address_unavailable: http://127.0.0.1:{port}: Address already in use.\n"
    assert (done.returncode, done.stderr) == (Exit.FAILED, said)


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "no.such.host.invalid"])
def test_an_address_that_is_not_this_machines_has_the_same(host: str) -> None:
    with pytest.raises(AddressUnavailable, match=r"^http://\S+:8018: [A-Z]"):
        listen(Settings(host=host))


@pytest.mark.parametrize("host", ["::1", "::"])
def test_it_listens_at_addresses_of_ipv6(host: str) -> None:
    if not socket.has_ipv6:
        pytest.skip("IPv6 is not here")
    try:
        listener = listen(Settings(host=host, port=0))
    except AddressUnavailable:
        pytest.skip("IPv6 is not here")
    with listener:
        address = listener.getsockname()
        socket.create_connection(("::1", address[1])).close()
        if host == "::" and socket.has_dualstack_ipv6():
            socket.create_connection(("127.0.0.1", address[1])).close()
    assert http_address("::1", 8018) == "http://[::1]:8018"
    assert httpx.URL(Settings(host=host).public_url).port == 8018
