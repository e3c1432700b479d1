"""The deploy files name what there is, and close what can be closed."""

import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from sqlalchemy import make_url

from inperson.config import Settings
from inperson.core import SystemEntropy, new_tenant_id
from inperson.http.limits import JSON_BYTES, LARGEST_BODIES, UPLOAD
from inperson.http.server import _templates
from inperson.store import open_stores
from tests.test_settings import NAMES, VARIABLE

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNITS = ("inperson.service", "inperson@.service")
PATHS = {"/healthz", "/readyz", "/metrics"}


def program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"{name} is not here")
    return found


def unit(name: str) -> dict[str, list[str]]:
    """The options of a unit's [Service] part."""
    text = (DEPLOY / name).read_text("utf-8").partition("[Service]")[2].partition("[Install]")[0]
    options: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            key, _, value = line.partition("=")
            options.setdefault(key, []).append(value)
    return options


@pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda path: path.name)
def test_every_variable_is_a_setting(path: Path) -> None:
    if path.is_file():
        assert set(VARIABLE.findall(path.read_text("utf-8"))) <= NAMES


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_is_closed_as_far_as_the_server_bears(name: str) -> None:
    options = unit(name)
    for line in (
        "LimitCORE=0",
        "MemorySwapMax=0",
        "NoNewPrivileges=yes",
        "DynamicUser=yes",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "PrivateTmp=yes",
        "PrivateDevices=yes",
        "CapabilityBoundingSet=",
        "StateDirectoryMode=0700",
        "UMask=0077",
        "KillSignal=SIGTERM",
        "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
        "SystemCallArchitectures=native",
        "LockPersonality=yes",
    ):
        key, _, value = line.partition("=")
        assert options[key] == [value], line
    assert options["SystemCallFilter"][0] == "@system-service"
    assert "MemoryDenyWriteExecute" not in options
    text = (DEPLOY / name).read_text("utf-8")
    assert "#   IPAddressDeny=any" in text


@pytest.mark.parametrize("name", UNITS)
def test_a_units_settings_are_taken(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    values = dict(line.split("=", 1) for line in unit(name)["Environment"])
    for key, value in values.items():
        monkeypatch.setenv(key, value.replace("%i", "8019"))
    settings = Settings()
    assert settings.kek_dir == Path("/var/lib/inperson/kek")
    assert settings.port == (8019 if "@" in name else 8018)
    # the longest drain, what is open, the chores' stop, and something on top
    assert int(unit(name)["TimeoutStopSec"][0]) >= 300 + 10 + 15


@pytest.mark.parametrize("name", UNITS)
def test_systemd_takes_a_unit_and_finds_it_closed(name: str, tmp_path: Path) -> None:
    analyze = program("systemd-analyze")
    copy = tmp_path / name
    text = (DEPLOY / name).read_text("utf-8").replace("/opt/inperson/bin/inperson", "/bin/true")
    copy.write_text(text)
    checked = subprocess.run([analyze, "verify", copy], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")
    command = [analyze, "security", "--offline=true", "--threshold=20", copy]
    rated = subprocess.run(command, capture_output=True, text=True)
    assert rated.returncode == 0, rated.stdout[-500:]  # 2.0 of 10 at most; 9.6 without hardening


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return found


def test_every_service_of_the_compose_file_is_closed() -> None:
    services = compose()["services"]
    assert set(services) == {"inperson-1", "inperson-2", "inperson-3", "postgresql", "nginx"}
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["ulimits"]["core"] == 0, name
        assert service["healthcheck"]["test"], name
    assert compose()["networks"]["inside"]["internal"] is True
    published = [name for name, each in services.items() if "ports" in each]
    assert published == ["nginx"]
    for name in ("inperson-1", "inperson-2", "inperson-3", "postgresql"):
        assert services[name]["networks"] == ["inside"]


def test_no_secret_is_in_a_variable_of_the_compose_file() -> None:
    whole = compose()
    for name, service in whole["services"].items():
        for key, value in service.get("environment", {}).items():
            if re.search("PASS|SECRET|TOKEN", key):
                assert str(value).startswith("/run/secrets/"), (name, key)
        for secret in service.get("secrets", ()):
            assert whole["secrets"][secret]["file"].startswith("./secrets/")
    replica = whole["services"]["inperson-1"]["environment"]
    assert "@postgresql/" in replica["INPERSON_DATA"]
    assert ":" not in replica["INPERSON_DATA"].removeprefix("postgresql+psycopg://")


def test_the_replicas_settings_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INPERSON_DATA", raising=False)
    for key, value in compose()["services"]["inperson-1"]["environment"].items():
        said = "https://face.example" if key == "INPERSON_PUBLIC_URL" else value
        if key.startswith("INPERSON_"):
            monkeypatch.setenv(key, said)
    settings = Settings()
    assert settings.data == "postgresql+psycopg://inperson@postgresql/inperson"
    assert str(settings.metrics_token_file) == "/run/secrets/metrics"


def test_the_database_of_the_compose_file_holds_the_servers_role(
    postgres_url: str, tmp_path: Path
) -> None:
    psql = program("psql")
    name, secret, script = f"made_{uuid4().hex}", tmp_path / "secret", tmp_path / "made.sql"
    secret.write_text("it's a password\n")
    said = (DEPLOY / "postgresql.sql").read_text("utf-8").replace("inperson", name)
    script.write_text(said.replace("/run/secrets/postgres", str(secret)))
    url = make_url(postgres_url)
    plain = url.set(drivername="postgresql", username="postgres").render_as_string(
        hide_password=False
    )
    command = [psql, "-q", "-v", "ON_ERROR_STOP=1", "-d", plain, "-f", script]
    done = subprocess.run(command, capture_output=True, text=True)
    if "connection to server" in done.stderr:
        pytest.skip("this server's superuser is not to be had")
    assert (done.returncode, done.stderr) == (0, "")
    made = url.set(username=name, database=name, password="it's a password")
    text = made.render_as_string(hide_password=False)
    stores = open_stores(data=text, keys=text)
    tenant = new_tenant_id(SystemEntropy())
    stores.silos.create(tenant)
    assert "superuser" not in stores.silos.standing(tenant)[1]
    stores.close()
    subprocess.run([psql, "-q", "-d", plain, "-c", f"DROP DATABASE {name}"], check=True)


def test_paths_are_those_of_the_api() -> None:
    templates = _templates()
    assert templates >= PATHS
    named = set(re.findall(r"(/(?:healthz|readyz|metrics|v1/[a-z-]+))\b", all_text()))
    assert named <= templates | {"/v1/sessions"}
    assert "/healthz" in (DEPLOY / "Dockerfile").read_text("utf-8")
    assert "/readyz" in (DEPLOY / "compose.yaml").read_text("utf-8")


def all_text() -> str:
    return "\n".join(each.read_text("utf-8") for each in DEPLOY.iterdir() if each.is_file())


def test_the_image_is_built_of_hashed_packages_and_runs_as_nobody() -> None:
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    for line in re.sub(r"\\\n", " ", text).splitlines():
        for command in re.findall(r"pip install[^&]*", line):
            hashed = "--require-hashes" in command
            assert hashed or "--no-deps --no-build-isolation ." in command, command
    assert "USER 10018:10018" in text
    for path in re.findall(r"-r (\S+)", text):
        assert (ROOT / path).is_file()


def let_in(path: str) -> bool:
    """Tell whether .dockerignore lets a file go to who builds the image: its last line decides."""
    within = False
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        pattern = line.removeprefix("!").removeprefix("**/")
        steps = path.split("/")
        parts = steps if "**/" in line else ["/".join(steps[: n + 1]) for n in range(len(steps))]
        if line and not line.startswith("#") and any(fnmatchcase(each, pattern) for each in parts):
            within = line.startswith("!")
    return within


@pytest.mark.parametrize(
    "path",
    [
        *(".git/config", ".env", ".inperson/demo/kek/ten.kek", ".inperson/demo/credentials.json"),
        *(
            ".cache/photos/a/a.jpg",
            "deploy/secrets/pgpass",
            "dist/inperson.tar.gz",
            "shared/data/a",
        ),
        *("web/node_modules/vite/index.js", "src/inperson/__pycache__/config.pyc"),
        "src/inperson/http/pages/static/inperson.js",
    ],
)
def test_nothing_that_only_lies_in_a_checkout_goes_into_an_image(path: str) -> None:
    assert not let_in(path)


def test_an_image_is_made_of_what_is_let_in() -> None:
    lines = (DEPLOY / "Dockerfile").read_text("utf-8").splitlines()
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY ")]
    sources = [each for words in copied for each in words if not words[0].startswith("--from")]
    assert {"web", "src", "requirements", "hatch_build.py"} <= set(sources)
    for source in sources:
        at = ROOT / source
        assert at.exists(), source
        files = [at] if at.is_file() else at.rglob("*")
        assert any(let_in(str(each.relative_to(ROOT))) for each in files if each.is_file()), source


@pytest.fixture
def nginx_conf(tmp_path: Path) -> Path:
    """The file with names that resolve here, and paths of the test's own."""
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    for number in (1, 2, 3):
        text = text.replace(f"inperson-{number}:8018", f"127.0.0.1:1801{number}")
    path = tmp_path / "nginx.conf"
    path.write_text(text.replace("/tmp/", f"{tmp_path}/"))
    return path


def test_nginx_takes_its_file(nginx_conf: Path) -> None:
    done = subprocess.run(
        [program("nginx"), "-t", "-c", nginx_conf], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_nginx_takes_bodies_as_large_as_the_servers_do() -> None:
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    plain, upload = re.findall(r"client_max_body_size (\d+[km]);", text)
    largest = max(size for size in (*LARGEST_BODIES.values(), JSON_BYTES) if size != UPLOAD)
    assert (plain, upload) == (f"{largest >> 10}k", f"{Settings().max_body_bytes >> 20}m")
    (where,) = re.findall(r"location ~ (\S+) \{\s+client_max_body_size", text)
    paths = {path for path in _templates() if re.search(where, path)}
    assert paths == {path for path, size in LARGEST_BODIES.items() if size == UPLOAD}


_REFUSES_CODE_IN_MEMORY = """
import ctypes, sys
assert ctypes.CDLL(None).prctl(65, 1, 0, 0, 0) == 0, "PR_SET_MDWE"
from inperson.app.models import open_pipeline
from inperson.config import Settings
from inperson.core import SystemEntropy, new_tenant_id
from inperson.vision.errors import ModelUnusable
try:
    open_pipeline(Settings())
except ModelUnusable:
    sys.exit(3)
"""


@pytest.mark.needs_models
def test_the_models_need_memory_that_is_written_and_run(models_dir: Path) -> None:
    """Should this fail, set MemoryDenyWriteExecute in the units: the runtime learnt without."""
    done = subprocess.run(
        [sys.executable, "-c", _REFUSES_CODE_IN_MEMORY],
        env=os.environ | {"INPERSON_MODELS_DIR": str(models_dir)},
        capture_output=True,
        text=True,
    )
    if "PR_SET_MDWE" in done.stderr:
        pytest.skip("this kernel cannot refuse it: Linux 6.3")
    assert done.returncode == 3, done.stderr
