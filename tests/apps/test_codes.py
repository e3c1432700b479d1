"""The closed union of errors is one in every language: the SDK's own, as it runs."""

import json
import re
import subprocess

import pytest
from docs.codes import FILES, codes

from tests.conftest import ROOT

ASKED = """
import { build } from "esbuild";
const made = await build({ entryPoints: ["src/errors.ts"], format: "esm", write: false });
const url = "data:text/javascript;base64," + btoa(made.outputFiles[0].text);
console.log(JSON.stringify((await import(url)).ERROR_CODES));
"""


def test_what_is_written_for_apps_is_what_the_sdk_has() -> None:
    words = ["node", "--input-type=module", "--eval", ASKED]
    done = subprocess.run(words, cwd=ROOT / "web", check=True, capture_output=True, text=True)
    assert json.loads(done.stdout) == codes()


@pytest.mark.parametrize("name", FILES)
def test_a_language_has_each_code_once(name: str) -> None:
    assert re.findall(r"""["']([a-z_]+)["']""", (ROOT / name).read_text("utf-8")) == codes()
