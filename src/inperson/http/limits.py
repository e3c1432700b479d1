"""How much one capture's connection may ask for. docs/formats/capture-protocol.md tells them."""

import os
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CaptureLimits:
    """Bounds in time, bytes and frames."""

    hello_s: float = 5.0
    """From the connection to the client's `hello`."""
    hello_bytes: int = 4096
    idle_s: float = 10.0
    """Without a whole frame."""
    resume_s: float = 15.0
    """From a disconnection to the `hello` of the next connection."""
    send_s: float = 10.0
    """For a client to take an answer."""
    drain_s: float = 10.0
    """For open captures to end by themselves when the server stops."""
    tick_s: float = 0.25
    """How often time is told to a capture that gets no frames."""
    rate_hz: int = 10
    """Frames a second that a client is asked for; two more are taken, for clocks that differ."""
    flood_hz: int = 30
    frames: int = 600
    frame_bytes: int = 256 * 1024
    undecodable: int = 5
    sides_px: tuple[int, int, int, int] = (240, 320, 960, 1280)
    """Least shorter and longer side, largest shorter and longer side."""
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    """Frames that are looked at at the same time, over all captures."""
