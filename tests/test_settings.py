"""One place for settings: docs, code and deploy files say the same, and nothing goes unread."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from docs.check import PAGES
from pydantic import ValidationError

from inperson.config import NOT_SETTINGS, PREFIX, Settings, SettingsInvalid, read_settings

ROOT = Path(__file__).parents[1]
NAMES = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
VARIABLE = re.compile(r"INPERSON_[A-Z0-9_]*[A-Z0-9]")


def rows() -> dict[str, tuple[str, str]]:
    """The rows of docs/settings.md as the code writes it: name, default, words."""
    found = re.findall(r"^\| `(INPERSON_\w+)` \| (.*?) \| (.*) \|$", PAGES["settings.md"](), re.M)
    return {name: (default, words) for name, default, words in found}


def test_the_page_and_the_code_name_the_same_settings() -> None:
    assert set(rows()) == NAMES
    stored = (ROOT / "docs" / "settings.md").read_text("utf-8")
    assert set(VARIABLE.findall(stored)) <= NAMES  # that it is current: `make check`


def test_every_setting_says_what_it_is_for() -> None:
    for name, (default, words) in rows().items():
        assert len(words) > 20, name
        assert words[0].isupper() or words[0] == "`", name
        assert words.endswith((".", "a page.")), name
        assert default, name


def test_every_page_names_real_settings() -> None:
    for page in (ROOT / "docs").rglob("*.md"):
        named = set(VARIABLE.findall(page.read_text("utf-8")))
        assert named <= NAMES | NOT_SETTINGS | {"INPERSON_TEST_POSTGRES_URL"}, page


def test_no_other_code_reads_a_variable_of_the_servers() -> None:
    for path in (ROOT / "src").rglob("*.py"):
        text = path.read_text("utf-8")
        named = {each for each in VARIABLE.findall(text) if f"{each}_" not in text}
        assert named <= NAMES | NOT_SETTINGS, path
        if path.name != "config.py" and re.search(r"environ|getenv", text):
            assert not named & NAMES, path


@pytest.mark.parametrize("name", ["INPERSON_PROT", "inperson_deploymnet", "INPERSON_KEKDIR"])
def test_a_misspelt_setting_stops_the_start(name: str) -> None:
    with pytest.raises(SettingsInvalid, match=name):
        read_settings({name: "anna-1", "INPERSON_TOKEN": "x", "INPERSON_TEST_X": "1", "PATH": ""})


def test_what_is_no_setting_of_a_server_may_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INPERSON_PORT", "1234")
    given = {
        "INPERSON_TOKEN": "x",
        "INPERSON_URL": "y",
        "INPERSON_TEST_X": "1",
        "INPERSON_PORT": "",
    }
    assert read_settings(given).port == 1234


def test_a_value_that_cannot_be_used_is_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("INPERSON_PORT", "anna-1")
    with pytest.raises(SettingsInvalid, match="INPERSON_PORT: ") as caught:
        read_settings({})
    assert "anna-1" not in str(caught.value)
    with pytest.raises(ValidationError) as refused:
        Settings()
    assert "anna-1" not in str(refused.value)


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        ("https://face.example:443", "https://face.example"),
        ("HTTPS://Face.Example/", "https://face.example"),
        ("http://localhost:80", "http://localhost"),
        ("http://localhost:08018", "http://localhost:8018"),
        ("https://xn--hau-hqa.example:8443", "https://xn--hau-hqa.example:8443"),
        ("http://[0:0::1]:8018", "http://[::1]:8018"),
    ],
)
def test_an_address_is_kept_as_browsers_write_it(
    given: str, canonical: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INPERSON_PUBLIC_URL", given)
    assert read_settings({}).public_url == canonical


@pytest.mark.parametrize(
    "given",
    [
        "https://hauß.example",
        "https://face.example/inperson",
        "https://face.example?x",
        "https://face.example#x",
        "https://ann@face.example",
        "https://face.example:0",
        "https://face.example:70000",
        "https://127.1",
        "https://0x7f000001",
        "https://face..example",
        "https://face.example.",
        "https://face example",
        "https://",
        "face.example",
        "ftp://face.example",
        "",
    ],
)
def test_an_address_that_no_browser_can_be_at_stops_the_start(
    given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INPERSON_PUBLIC_URL", given)
    with pytest.raises(SettingsInvalid, match=r"^INPERSON_PUBLIC_URL: ") as caught:
        read_settings({})
    assert "\n" not in str(caught.value)
    assert "face" not in str(caught.value)


@pytest.mark.parametrize(
    ("host", "port", "address"),
    [
        ("127.0.0.1", 9180, "http://127.0.0.1:9180"),
        ("127.0.0.1", 80, "http://127.0.0.1"),
        ("0.0.0.0", 9180, "http://127.0.0.1:9180"),
        ("10.0.0.5", 8018, "http://10.0.0.5:8018"),
        ("::1", 8018, "http://[::1]:8018"),
    ],
)
def test_links_lead_where_the_server_listens_unless_an_address_is_given(
    host: str, port: int, address: str
) -> None:
    assert read_settings({}, host=host, port=port).public_url == address
    given = read_settings({}, host=host, port=port, public_url="https://face.example")
    assert given.public_url == "https://face.example"


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("DATA", "postgresql://anna@db/inperson"),
        ("DATA", "/var/lib/inperson"),
        ("KEYS", "sqlite://"),
        ("AUDIT", "mysql://anna@db/inperson"),
        ("TRUSTED_PROXIES", "127.0.0.1, 0.0.0.0/0"),
        ("TRUSTED_PROXIES", "::/0"),
        ("HOST", ""),
        ("ISSUER", ""),
        ("KEK_DIR", ""),
        ("KEK_SECRET_FILE", ""),
        ("KEK_LIBRARY", ""),
        ("KEK_URL", ""),
        ("KEK_NAME", ""),
        ("MODELS_DIR", ""),
        ("MANIFEST", ""),
        ("WITNESSED", ""),
        ("METRICS_TOKEN_FILE", ""),
    ],
)
def test_a_setting_that_cannot_work_stops_the_start(
    name: str, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"INPERSON_{name}", given)
    with pytest.raises(SettingsInvalid, match=rf"^INPERSON_{name}: [^;\n]+$") as caught:
        read_settings({})
    assert "anna" not in str(caught.value)


def test_nothing_leaves_a_private_deployment(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "http://127.0.0.1:4318/v1/traces"
    assert Settings(otel_endpoint=url).otel_endpoint == url
    monkeypatch.setenv("INPERSON_OTEL_ENDPOINT", url)
    monkeypatch.setenv("INPERSON_DEPLOYMENT", "private")
    with pytest.raises(SettingsInvalid, match="a private deployment sends no spans"):
        read_settings({})
    with pytest.raises(ValidationError):
        Settings(otel_endpoint="http://user:word@collector/v1/traces", deployment="managed")


def test_the_server_says_in_one_line_what_is_wrong(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    for variables, code in (
        ({"INPERSON_PROT": "anna-1"}, "settings_invalid: These are no settings: INPERSON_PROT."),
        ({"INPERSON_PORT": "anna-1"}, "settings_invalid: INPERSON_PORT: "),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "inperson", "serve"],
            cwd=tmp_path,
            env=clean | variables,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 4
        assert done.stderr.startswith(code)
        assert "anna-1" not in done.stderr + done.stdout
        assert done.stderr.count("\n") == 1
