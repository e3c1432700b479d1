"""What a run over all open requests came to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from inperson.core import RequestId


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run over all open requests came to."""

    closed: tuple[RequestId, ...] = ()
    failed: Mapping[RequestId, str] = field(default_factory=dict, hash=False)
    """Which could not be gone on with, and the error's code: the next run tries again."""
