"""A deployment for each test: a copy of one that is made once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from inperson.app import Mode, Server, open_server
from inperson.core import TenantId
from tests.policy.deployments import made, settings


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, TenantId]:
    folder = tmp_path_factory.mktemp("deployment")
    return folder, made(folder)


@pytest.fixture
def place(original: tuple[Path, TenantId], tmp_path: Path) -> Path:
    """The folder of a deployment that nobody has opened."""
    folder = tmp_path / "copy"
    shutil.copytree(original[0], folder)
    return folder


@pytest.fixture
def live(original: tuple[Path, TenantId], place: Path) -> Iterator[tuple[Server, TenantId]]:
    with open_server(settings(place), Mode.SERVE) as deployment:
        yield deployment, original[1]
