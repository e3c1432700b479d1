"""Key stores and key files of which a crash or a full disk left a part."""

import json
import shutil
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from random import Random

from tests.http.conftest import serve
from tests.scene import open_scene, png

from fuzz.fuzzer import TAKEN, Found, Fuzzer
from fuzz.invariants import broken, no_record_without_a_key, no_row_of_another_tenant
from fuzz.mutations import damage
from inperson.core import InpersonError
from inperson.policy.looking import Broken
from inperson.policy.sealed import nothing_is_in_the_clear


def use(folder: Path) -> None:
    """Make a deployment in a folder, with somebody in it."""
    with serve(open_scene(folder)) as api:
        for ref, person in (("subject-1", 1), ("subject-2", 2)):
            assert api.run("enroll", png(person), ref)["decision"] == "enrolled"


def places(folder: Path) -> list[str]:
    """Return the files that hold keys, by their names below the folder."""
    files = (each for name in ("keys", "kek") for each in (folder / name).rglob("*"))
    return sorted(str(each.relative_to(folder)) for each in files if each.is_file())


class Halves(Fuzzer):
    """Opens a deployment whose keys are cut or damaged: it opens all of it, or refuses."""

    name = "halves"
    tries = "key stores and key files, cut at any length, damaged or gone, when a server opens them"

    def __enter__(self) -> "Halves":
        with ExitStack() as stack:
            self._folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            use(self._folder / "used")
            self._opened = stack.pop_all()
        return self

    def __exit__(self, *ended: object) -> None:
        self._opened.close()

    def draw(self, random: Random) -> bytes:
        place = random.randrange(len(places(self._folder / "used")))
        share = random.choice((-1.0, 0.0, 1.0, *(random.random() for _ in range(4))))
        seed = random.randrange(1 << 32) if random.random() < 0.3 else None
        return json.dumps({"place": place, "share": share, "damage": seed}).encode()

    def attempt(self, data: bytes) -> str:
        wrong = json.loads(data)
        folder = self._folder / "copy"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self._folder / "used", folder)
        # by its number: a name holds the tenant's id, which another deployment has not
        path = folder / places(folder)[wrong["place"]]
        content = path.read_bytes()
        if wrong["damage"] is not None:
            content = damage(content, Random(wrong["damage"]))
        path.write_bytes(content[: int(len(content) * wrong["share"])])
        if wrong["share"] < 0:
            path.unlink()
        return _opened(folder)


def _opened(folder: Path) -> str:
    """Open a deployment and all that is sealed in it; return how it was refused, if it was.

    A key whose name alone was damaged is only missed by its subject, and by the policy's check.
    """
    scene = None
    try:
        scene = open_scene(folder)
        for tenant in scene.tenants.tenants():
            scene.server.ready(tenant.id)
            scene.server.vault(tenant.id).check()
        if told := broken(scene.server, (no_record_without_a_key, no_row_of_another_tenant)):
            nothing_is_in_the_clear(scene.server)
            raise Found(f"it was opened as if nothing were wrong: {told[0]}")
    except Broken:
        return "policy_broken"
    except InpersonError as refused:
        return refused.code
    finally:
        if scene is not None:
            with suppress(InpersonError):
                scene.server.close()
    return TAKEN
