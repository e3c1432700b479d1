"""The settings of the command that runs: read once, before it begins."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from inperson.config import Settings, read_settings

_SETTLED: ContextVar[Settings] = ContextVar("settings")


@contextmanager
def settled() -> Iterator[None]:
    """Read the settings for what runs in this block.

    Raises:
        SettingsInvalid: if one cannot be used, or a variable is no setting.

    """
    token = _SETTLED.set(read_settings())
    try:
        yield
    finally:
        _SETTLED.reset(token)


def chosen_settings() -> Settings:
    """Return the settings that the command was called with."""
    return _SETTLED.get()
