import socket
import threading
import time

import pytest

from inperson_lab.browser import wire


def sent_through(
    kbit_s: float, round_trip_ms: float, loss: float, size: int
) -> tuple[bytes, float]:
    """Send bytes through a wire to somebody who sends them back; return them, and how long."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def echo() -> None:
            end, _ = listener.accept()
            with end:
                while data := end.recv(1 << 16):
                    end.sendall(data)

        threading.Thread(target=echo, daemon=True).start()
        with wire(listener.getsockname()[1], seed=1) as cable:
            cable.slow(kbit_s, round_trip_ms, loss)
            host, port = cable.url.removeprefix("http://").split(":")
            began = time.monotonic()
            with socket.create_connection((host, int(port))) as end:
                end.sendall(bytes(range(256)) * (size // 256))
                back = bytearray()
                while len(back) < size and (data := end.recv(1 << 16)):
                    back += data
            return bytes(back), time.monotonic() - began


def test_what_is_lost_on_a_wire_comes_later_and_in_its_order() -> None:
    back, took_s = sent_through(1000, 100, 0.3, 25600)
    assert back == bytes(range(256)) * 100
    assert took_s >= 0.3, "there, back, and one round trip more for the first that was lost"


@pytest.mark.parametrize(("loss", "at_least_s"), [(0.0, 0.05), (0.05, 0.5)])
def test_a_sender_that_loses_packets_goes_no_faster_than_tcp_does(
    loss: float, at_least_s: float
) -> None:
    _, took_s = sent_through(10_000, 200, loss, 25600)  # 5 % and 200 ms: 307 kbit/s
    assert took_s >= at_least_s
