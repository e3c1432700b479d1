"""The command that prints a link."""

import json

import pytest
from typer.testing import CliRunner

from inperson.cli.main import app
from tests.http.checking import BACK, browser, shop
from tests.http.conftest import Api, api

__all__ = ["api"]


def test_it_prints_a_link_that_opens(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INPERSON_TOKEN", shop(api).token)
    words = ["check", "customer-17", "--kind", "enroll", "--return-to", BACK, "--url", api.url]
    shown = CliRunner().invoke(app, [*words, "--qr"])
    assert shown.exit_code == 0, shown.output
    assert "\u2588" in shown.stdout or "\u2580" in shown.stdout
    said = CliRunner().invoke(app, [*words, "--no-hand-off", "--json"])
    with browser(api) as person:
        assert person.opens(shown.stdout.split()[-1]).json()["hand_off"] is True
        assert person.opens(json.loads(said.stdout)["link"]).json()["hand_off"] is False


def test_a_token_without_addresses_is_told_so(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INPERSON_TOKEN", api.token)
    result = CliRunner().invoke(app, ["check", "--return-to", BACK, "--url", api.url])
    assert result.exit_code != 0
    assert "return_not_allowed" in result.output
