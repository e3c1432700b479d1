"""A wire between browser and server that can be cut, or made slow.

Chromium's own emulation of slow networks leaves WebSockets alone.
"""

import contextlib
import queue
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Wire:
    """Passes connections on to a port of this machine."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._ends: list[socket.socket] = []
        self._broken = False
        self._byte_s, self._delay_s = 0.0, 0.0
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def cut(self) -> None:
        """End every connection, and take no other."""
        self._broken = True
        ends, self._ends = self._ends, []
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def slow(self, kbit_s: float, round_trip_ms: float) -> None:
        """From now on let so many bits a second pass each way, later by half of the time each."""
        self._byte_s, self._delay_s = 8 / (1000 * kbit_s), round_trip_ms / 2000

    def mend(self) -> None:
        self._broken = False

    def close(self) -> None:
        self.cut()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self._broken:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self._port))
            self._ends += [near, far]
            for source, sink in ((near, far), (far, near)):
                passing: _Passing = queue.SimpleQueue()
                for pump in (self._take, self._give):
                    threading.Thread(target=pump, args=(source, sink, passing), daemon=True).start()

    def _take(self, source: socket.socket, _: socket.socket, passing: "_Passing") -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(_PIECE if self._byte_s else 1 << 16):
                time.sleep(len(data) * self._byte_s)
                passing.put((time.monotonic() + self._delay_s, data))
        passing.put((0.0, b""))

    def _give(self, source: socket.socket, sink: socket.socket, passing: "_Passing") -> None:
        with contextlib.suppress(OSError):
            while (each := passing.get())[1]:
                time.sleep(max(0.0, each[0] - time.monotonic()))
                sink.sendall(each[1])
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


_PIECE = 1400
_Passing = queue.SimpleQueue[tuple[float, bytes]]


@contextmanager
def wire(port: int) -> Iterator[Wire]:
    made = Wire(port)
    thread = threading.Thread(target=made.accept)
    thread.start()
    try:
        yield made
    finally:
        made.close()
        thread.join()
