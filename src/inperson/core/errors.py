"""The one base of every error that this project raises on purpose."""

from typing import ClassVar


class InpersonError(Exception):
    """Something was asked that cannot be done, with a code that never changes its meaning.

    A message is written for the engineer who reads a log or a response. It never holds image
    bytes, embeddings, keys or tokens.
    """

    code: ClassVar[str] = "internal_error"

    def __init_subclass__(cls, **kwargs: object) -> None:
        """Require each subclass to name its own code."""
        super().__init_subclass__(**kwargs)
        if "code" not in cls.__dict__:
            msg = f"{cls.__name__} must define its own `code`"
            raise TypeError(msg)


class StoreUnavailable(InpersonError):
    """A store cannot be reached, is full, or did not answer. Nothing of the request was stored."""

    code = "store_unavailable"
