"""Write capture.jsonl: run once for a version of the protocol, never to make a test pass."""

import json
import tempfile
from pathlib import Path
from typing import Any

import httpx

from inperson.http import create_app
from tests.camera import frame
from tests.capturing import Wire, wire
from tests.http.conftest import MAX_BODY, Api
from tests.scene import open_scene
from tests.serving import serving

EXAMPLE = Path(__file__).with_name("capture.jsonl")


def record(api: Api) -> list[dict[str, Any]]:
    """Make a capture, one message at a time, and return all that went over the wire."""
    opened = api.open("enroll")
    lines: list[dict[str, Any]] = []
    with wire(api.url, opened["id"]) as line:
        hello = {"type": "hello", "token": opened["session_token"], "sdk": "example/1"}
        hello |= {"profile": "standard", "camera": {"label": "Integrated Camera"}}
        lines.append({"client": hello | {"token": "(the session token)"}})
        line.tell(hello)
        _hear(line, lines, "target")
        for number in range(6):
            header = (
                b"\x01\0\0\0"
                + number.to_bytes(4, "big")
                + (1767614400000 + 100 * number).to_bytes(8, "big")
            )
            lines.append({"client_frame_header": header.hex()})
            line.socket.send(header + frame(1, "", number))
            last = _hear(line, lines, "guidance")
            if number == 5:
                _hear(line, lines, "done")
            elif last["progress"] == 0:
                _hear(line, lines, "target")
        lines.append({"closed": line.close_code()})
    for each in lines:
        message = each.get("server", {})
        if "session" in message:
            message["session"] = "(the session's id)"
    return lines


def _hear(line: Wire, lines: list[dict[str, Any]], last: str) -> dict[str, Any]:
    while True:
        message = line.hear()
        lines.append({"server": dict(message)})
        if message["type"] in {last, "error"}:
            return message


def main() -> None:
    """Write the file beside this one."""
    with tempfile.TemporaryDirectory() as folder:
        scene = open_scene(Path(folder))
        tenant = scene.add_tenant("one")
        app = create_app(scene.services, max_body_bytes=MAX_BODY)
        with serving(app) as url, httpx.Client(base_url=url) as http:
            lines = record(Api(scene, tenant, http, scene.token(tenant).secret))
        scene.stores.close()
    EXAMPLE.write_text("".join(json.dumps(each) + "\n" for each in lines), "utf-8")


if __name__ == "__main__":
    main()
