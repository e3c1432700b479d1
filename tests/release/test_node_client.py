"""The Node client, made out of what a server says of itself, and used against that server."""

import json
import shutil
import subprocess
from pathlib import Path

from tests.conftest import ROOT
from tests.http.conftest import Api, api
from tests.scene import png

__all__ = ["api"]
HERE = ROOT / "packages/node"
COMPILED = ["--module", "nodenext", "--target", "es2022", "--strict", "--types", "node"]


def run(*words: str | Path, cwd: Path) -> str:
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_face_is_enrolled_known_again_and_erased(api: Api, tmp_path: Path) -> None:
    assert api.app is not None
    description = tmp_path / "openapi.json"
    description.write_text(json.dumps(api.app.openapi()), "utf-8")
    modules = tmp_path / "node_modules"
    shutil.copytree(HERE / "node_modules", modules, symlinks=True)
    package = modules / "@inperson/node"
    package.mkdir(parents=True)
    for name in ("package.json", "index.js", "index.d.ts"):
        shutil.copy(HERE / name, package)
    generate = ["npm", "run", "--silent", "generate", "--"]
    run(*generate, description, "-o", package / "api.d.ts", cwd=HERE)
    shutil.copy(HERE / "test/main.ts", tmp_path / "main.mts")
    run(modules / ".bin/tsc", *COMPILED, "main.mts", cwd=tmp_path)
    for person in (1, 2):
        (tmp_path / f"{person}.png").write_bytes(png(person))
    said = run("node", "main.mjs", api.url, api.token, "1.png", "2.png", cwd=tmp_path)
    assert said.split() == ["enrolled", "match", "no_match", "200", "subject_not_enrolled"]
