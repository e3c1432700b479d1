"""The capture protocol, against a real server over a real WebSocket."""

import logging
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from random import Random

from tests.camera import ColourLiveness
from tests.scene import PATIENT, open_scene
from tests.serving import PATIENCE_S, client, serving

from fuzz.dialogues import Dialogue, draw, valid
from fuzz.fuzzer import TAKEN, Found, Fuzzer
from fuzz.line import Line
from inperson.http import create_app

_MOST_BODY = 1 << 20
_HASTY = replace(PATIENT, resume_s=0.05)
_CLOSED = {1000, 1002, 1005, 1006, 1007, 1009, 4000}
"""How a connection may end, with 1005 where the client closes it without a reason. Not with 1011,
which is a bug, nor 1012: no process stops."""
_ANSWERS_S = 0.3
"""How long an answer to a frame is waited for: not every frame has one."""
_HEALTHY_EVERY = 50


def documented() -> frozenset[str]:
    """Return the codes that the protocol's document lists."""
    path = Path(__file__).parent.parent / "docs" / "formats" / "capture-protocol.md"
    listed = path.read_text("utf-8").partition("## Error codes")[2].partition("## A recorded")[0]
    return frozenset(each for each in listed.split("`")[1::2] if each.islower()) - {"done", "error"}


class Errors(logging.Handler):
    """Hears of what the server takes for a bug of its own."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(f"{record.name}: {record.getMessage()}")


class Captures(Fuzzer):
    """Plays dialogues, and looks whether the server is as it was before.

    Args:
        breaks: whether a frame of the colour for it is a bug of the server's.

    """

    name = "captures"
    tries = "dialogues of the capture protocol, mutated, over a WebSocket"
    share = 2.0

    def __init__(self, *, breaks: bool = False) -> None:
        self._breaks = breaks  # otherwise colours that damage makes would be bugs

    def __enter__(self) -> "Captures":
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            liveness = ColourLiveness(breaks=self._breaks)
            self._scene = open_scene(folder, limits=_HASTY, liveness=liveness)
            stack.callback(self._scene.server.close)
            self._tenant = self._scene.add_tenant("one")
            token = self._scene.token(self._tenant).secret
            app = create_app(self._scene.services, max_body_bytes=_MOST_BODY)
            self._door = app.state.captures
            self._url = stack.enter_context(serving(app))
            self._http = stack.enter_context(client(self._url))
            self._http.headers["Authorization"] = f"Bearer {token}"
            self._errors = Errors()
            logging.getLogger().addHandler(self._errors)
            stack.callback(logging.getLogger().removeHandler, self._errors)
            self._known, self._played, self._random = documented(), 0, Random(0)
            self._check_health()
            self._opened = stack.pop_all()
        return self

    def __exit__(self, *ended: object) -> None:
        self._opened.close()

    def draw(self, random: Random) -> bytes:
        return draw(random).written()

    def attempt(self, data: bytes) -> str:
        self._played += 1
        became, session = self._play(Dialogue.read(data), _ANSWERS_S)
        self._check(session)
        if self._played % _HEALTHY_EVERY == 0:
            self._played += 1
            self._check_health()
        return became

    def _play(self, dialogue: Dialogue, answers_s: float) -> tuple[str, str]:
        """Play a dialogue; return how it ended, and its session."""
        body = {"kind": dialogue.kind}
        if dialogue.kind != "liveness":
            body["subject_ref"] = self._subject(dialogue.kind)
        answer = self._http.post("/v1/sessions", json=body)
        if answer.status_code != 201:
            return str(answer.json()["code"]), ""
        opened = answer.json()
        with Line(self._url, opened["id"], opened["session_token"], answers_s) as line:
            for kind, step in dialogue.steps:
                line.do(kind, step)
            line.finish()
        return self._judge(line), opened["id"]

    def _subject(self, kind: str) -> str:
        """Return somebody new to enrol, and the last one who surely is to authenticate."""
        return f"subject-{self._played if kind == 'enroll' else self._enrolled}"

    def _judge(self, line: "Line") -> str:
        """Return how a dialogue ended, or raise what is wrong with that."""
        last = line.heard[-1] if line.heard else {}
        if last.get("type") == "done":
            return TAKEN
        if line.closed is not None and line.closed not in _CLOSED:
            raise Found(f"closed with {line.closed} after {last}")
        if last.get("type") == "error":
            if last["code"] not in self._known or last["code"] == "internal_error":
                raise Found(f"ended with {last}")
            return str(last["code"])
        return line.refused or ("left" if line.closed is None else f"closed {line.closed}")

    def _check(self, session: str) -> None:
        """Raise what is not as it was before: a place that is held, an error in the log."""
        captures = self._scene.sessions.captures
        ends = time.monotonic() + PATIENCE_S / 2
        while len(captures) or self._door.connections:
            if time.monotonic() > ends:
                raise Found("its place is never freed")
            time.sleep(0.005)
        if self._errors.said:
            said, self._errors.said = self._errors.said, []
            raise Found("the log has " + "; ".join(said)[:500])
        if session and (answer := self._http.get(f"/v1/sessions/{session}")).status_code != 200:
            raise Found(f"its session answers {answer.status_code}")

    def _check_health(self) -> None:
        self._scene.clock.advance(3600)  # whoever was locked out may try again
        self._enrolled = self._played
        right = replace(valid(self._random), kind="enroll")
        became, _ = self._play(right, PATIENCE_S / 2)
        if became != TAKEN or self._http.get("/healthz").status_code != 200:
            raise Found(f"a valid dialogue ends with {became}")
