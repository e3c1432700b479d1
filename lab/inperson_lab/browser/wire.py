"""A wire between browser and server that can be cut, made slow, late, and made to lose packets.

Chromium's own emulation of slow networks leaves WebSockets alone. What TCP makes of a lost packet
is made here: all that follows it waits a round trip for its second copy, and the sender goes no
faster than MSS / RTT * sqrt(3/2 / loss) (Mathis et al., 1997).
"""

import contextlib
import math
import queue
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Wire:
    """Passes connections on to a port of this machine; a seed draws which packets are lost.

    Where time passes so many `times` slower, so does it on the wire.
    """

    def __init__(self, port: int, seed: int = 0, times: float = 1.0) -> None:
        self._port, self._times = port, times
        self._random = random.Random(seed)  # noqa: S311 - no secret
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._ends: list[socket.socket] = []
        self._broken = False
        self._byte_s, self._delay_s, self._loss = 0.0, 0.0, 0.0
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def cut(self) -> None:
        """End every connection, and take no other."""
        self._broken = True
        ends, self._ends = self._ends, []
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def slow(self, kbit_s: float, round_trip_ms: float, loss: float = 0.0) -> None:
        """From now on let so many bits a second pass each way, later by half of the time each.

        Args:
            kbit_s: each way.
            round_trip_ms: there and back.
            loss: share of the packets that have to be sent a second time.

        """
        if loss:
            window = _PIECE * math.sqrt(1.5 / loss)
            kbit_s = min(kbit_s, 8 * window / max(round_trip_ms, 1.0))
        self._byte_s = self._times * 8 / (1000 * kbit_s)
        self._delay_s, self._loss = self._times * round_trip_ms / 2000, loss

    def mend(self) -> None:
        """Take connections again."""
        self._broken = False

    def close(self) -> None:
        """End every connection for good."""
        self.cut()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def accept(self) -> None:
        """Pass on whoever comes, until the wire is closed."""
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
                again_s = 2 * self._delay_s if self._random.random() < self._loss else 0.0
                passing.put((time.monotonic() + self._delay_s + again_s, data))
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
def wire(port: int, seed: int = 0, times: float = 1.0) -> Iterator[Wire]:
    """Lay a wire to a port of this machine for as long as a block runs."""
    made = Wire(port, seed, times)
    thread = threading.Thread(target=made.accept)
    thread.start()
    try:
        yield made
    finally:
        made.close()
        thread.join()
