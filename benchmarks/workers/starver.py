"""Asks one server for everything, in one way, for some seconds: `starver.py ATTACK`.

Reads one line of JSON: the address, a tenant, its token, a code for its privacy centre, and for how
many seconds. Prints a line once it is prepared, which may take longer than the attack; then what it
was told, as a count for each status.
"""

import asyncio
import json
import struct
import sys
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import httpx
from websockets.exceptions import InvalidStatus, WebSocketException
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from inperson.client import Client

told: Counter[str] = Counter()
ADDRESS = "127.0.0.2"
"""The attacker's own: what one address may have is not the quiet tenant's."""


class Attack:
    """One run: where, as whom, and for how long."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.url, self.tenant, self.token = given["url"], given["tenant"], given["token"]
        self.code, self.seconds, self.ends = given["code"], given["seconds"], 0.0
        self.headers = {"Authorization": f"Bearer {self.token}"}

    def begin(self) -> None:
        """Say that all is prepared: its time runs from here."""
        self.ends = time.monotonic() + self.seconds
        print("attacking", flush=True)

    @property
    def over(self) -> bool:
        return time.monotonic() > self.ends

    def client(self, path: str = "", **more: Any) -> httpx.Client:
        there = httpx.HTTPTransport(local_address=ADDRESS)
        return httpx.Client(base_url=self.url + path, timeout=60, transport=there, **more)

    def idler(self) -> None:
        self.begin()
        while not self.over:
            told["nothing"] = 1

    def slow_heads(self) -> None:
        asyncio.run(self._lines(300, b"GET /healthz HTTP/1.1\r\n", b"X-A: b\r\n", every_s=1))

    def slow_bodies(self) -> None:
        head = b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %b\r\n"
        head = head % self.token.encode()
        head += b"Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n["
        asyncio.run(self._lines(200, head, b"1,", every_s=1))

    def large_bodies(self) -> None:
        body = b"[" + b"[]," * (8 << 20) + b"[]]"
        head = b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        head += b"Content-Length: %d\r\n\r\n" % len(body)
        asyncio.run(self._lines(20, head, body[: 1 << 16], every_s=0))

    async def _lines(self, count: int, head: bytes, more: bytes, every_s: float) -> None:
        """Keep so many connections open that send a head, and then more of it."""
        self.begin()
        await asyncio.gather(*(self._line(head, more, every_s) for _ in range(count)))

    async def _line(self, head: bytes, more: bytes, every_s: float) -> None:
        address = urlsplit(self.url)
        while not self.over:
            answer: asyncio.Future[bytes] | None = None
            try:
                reader, writer = await asyncio.open_connection(
                    address.hostname, address.port, local_addr=(ADDRESS, 0)
                )
                writer.write(head)
                answer = asyncio.ensure_future(reader.readline())
                while not answer.done() and not self.over:
                    writer.write(more)
                    await writer.drain()
                    await asyncio.wait({answer}, timeout=every_s or 0.001)
                if answer.done():
                    line = answer.result()
                    told[line.split(b" ", 2)[1].decode() if line else "cut off"] += 1
                else:
                    told["still open"] += 1
                writer.close()
            except OSError:
                told["cut off"] += 1
                await asyncio.sleep(0.05)
            finally:
                if answer is not None:
                    answer.cancel()
                    await asyncio.gather(answer, return_exceptions=True)

    def bombs(self) -> None:
        picture = _bomb(8000, 5000)
        files = [("image", ("a.png", picture, "image/png"))] * 8

        def throw() -> None:
            with self.client(headers=self.headers) as client:
                while not self.over:
                    _note(client.post("/v1/sessions/ses_nonexistent/samples", files=files))

        self.begin()
        _together(throw, 6)

    def copies(self) -> None:
        own = {"Sec-Fetch-Site": "same-origin"}
        path = f"/privacy/{self.tenant}/api"
        with self.client(path, headers=own) as first:
            first.post("/enter", json={"code": self.code})
            cookies = dict(first.cookies)

        def copy() -> None:
            with self.client(path, headers=own, cookies=cookies) as client:
                while not self.over:
                    _note(client.post("/copy", json={"passphrase": "correct horse battery"}))

        self.begin()
        _together(copy, 6)

    def greetings(self) -> None:
        with Client(self.url, self.token) as client:
            agreed = client.notice().document()
            made = [client.create_session("liveness", None, consent=agreed) for _ in range(64)]
        self.begin()
        with ExitStack() as lines:
            for each in made:
                told[self._greeting(lines, each.id, str(each.session_token))] += 1
            while not self.over:
                time.sleep(0.1)

    def _greeting(self, lines: ExitStack, session: str, token: str) -> str:
        """Say hello and nothing more, and return what was answered."""
        address = f"{self.url.replace('http', 'ws', 1)}/v1/sessions/{session}/capture"
        names = [Subprotocol("inperson.capture.v2"), Subprotocol(f"inperson.token.{token}")]
        try:
            line = lines.enter_context(connect(address, subprotocols=names, close_timeout=0.1))
            line.send(json.dumps({"type": "hello", "token": token, "sdk": "x/1"}))
            first = json.loads(line.recv(timeout=30))
        except InvalidStatus as refused:
            return str(refused.response.status_code)
        except (WebSocketException, OSError):
            return "cut off"
        return str(first.get("code", first["type"]))

    def flood(self) -> None:
        def ask() -> None:
            with self.client(headers=self.headers) as client:
                while not self.over:
                    _note(client.post("/v1/sessions", json={"kind": "liveness"}))

        self.begin()
        _together(ask, 16)

    def sign_ins(self) -> None:
        def begin() -> None:
            with self.client(headers={"Sec-Fetch-Site": "same-origin"}) as client:
                while not self.over:
                    _note(client.post("/console/api/sign-in/begin", json={}))

        self.begin()
        _together(begin, 8)


def _note(answer: httpx.Response) -> None:
    told[str(answer.status_code)] += 1


def _together(work: Callable[[], None], count: int) -> None:
    def survive() -> None:
        try:
            work()
        except httpx.HTTPError as error:
            told[type(error).__name__] += 1

    threads = [threading.Thread(target=survive) for _ in range(count)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def _bomb(width: int, height: int) -> bytes:
    """Return a small PNG of very many pixels."""
    packer = zlib.compressobj(9)
    row = bytes(1 + 3 * width)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


if __name__ == "__main__":
    getattr(Attack(json.loads(sys.stdin.readline())), sys.argv[1])()
    sys.stdout.write(json.dumps(told))
