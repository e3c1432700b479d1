"""The Kotlin bridge and its sample, compiled and run on a Java machine.

Android is played by stand-ins (`packages/kotlin/test/android`) with the signatures that are used.
"""

import subprocess
from pathlib import Path

from docs.codes import codes

from tests.apps.vectors import PATH, calls
from tests.conftest import ROOT

HERE = ROOT / "packages/kotlin"
LIBRARY = HERE / "node_modules/kotlin-compiler/lib"
OF_THE_ACTIVITY = 7


def java(*words: str | Path) -> str:
    done = subprocess.run(["java", *words], cwd=HERE, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_bridge_compiles_and_hears_what_it_has_to(tmp_path: Path) -> None:
    runtime = LIBRARY / "kotlin-stdlib.jar"
    compiler = ["-cp", f"{LIBRARY}/*", "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler"]
    sources = ["-no-stdlib", "-no-reflect", "-Werror", "-cp", runtime, "src", "sample", "test"]
    java("-Xmx1g", *compiler, *sources, "-d", tmp_path)
    said = java("-cp", f"{tmp_path}:{runtime}", "FaceCheckTestKt", PATH).splitlines()
    assert said[0].split() == ["codes:", *codes()]
    assert len([line for line in said if line.startswith("held: ")]) == (
        len(calls()) + OF_THE_ACTIVITY
    )
