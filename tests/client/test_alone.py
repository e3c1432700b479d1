"""`import inperson.client` needs httpx and websockets alone."""

import subprocess
import sys

import pytest

REFUSING = """
import sys
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from re import match

allowed, due = set(), ["httpx", "websockets"]
while due:
    if (name := due.pop()) in allowed:
        continue
    try:
        needs = [each for each in requires(name) or [] if "extra ==" not in each]
    except PackageNotFoundError:  # for another Python
        continue
    allowed.add(name)
    due += [match(r"[A-Za-z0-9_.-]+", each)[0].lower() for each in needs]

theirs = packages_distributions()

class Refusing:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top == "inperson" or top not in theirs:
            return None
        if not allowed & {each.lower() for each in theirs[top]}:
            raise ModuleNotFoundError(f"{name} is not here", name=name)

sys.meta_path.insert(0, Refusing())
"""


def alone(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", REFUSING + code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_needs_httpx_and_websockets_alone() -> None:
    code = "from inperson.client import Client; Client('http://127.0.0.1:1', 'x').close()"
    code += "\nprint(*(each for each in sys.modules if each.startswith('inperson.')))"
    assert all(each.startswith("inperson.client") for each in alone(code).split())


@pytest.mark.parametrize("name", ["numpy", "cv2", "pydantic", "fastapi", "sqlalchemy", "typer"])
def test_nothing_else_is_there(name: str) -> None:
    code = f"try: import {name}\nexcept ModuleNotFoundError: print('none')"
    assert alone(code).strip() == "none"


def test_a_camera_says_what_to_install() -> None:
    code = """
from inperson.client import SourceUnavailable
from inperson.client.capture_sources import camera
try:
    camera().__enter__()
except SourceUnavailable as error:
    print(error)
"""
    assert "opencv-python-headless" in alone(code)
