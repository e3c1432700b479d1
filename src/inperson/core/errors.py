"""The one base of every error that this project raises on purpose."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import ClassVar, Self


class InpersonError(Exception):
    """Something was asked that cannot be done, with a code that never changes its meaning.

    A message is written for the engineer who reads a log or a response. It never holds image
    bytes, embeddings, keys or tokens.
    """

    code: ClassVar[str] = "internal_error"
    status: ClassVar[HTTPStatus | None] = HTTPStatus.INTERNAL_SERVER_ERROR
    """What it is answered with over HTTP; without one it never leaves the server that way."""
    title: ClassVar[str] = "Something went wrong on the server"
    """What a client is told beside the code; without one no client is told of it."""

    retry_after_s: int | None = None
    """When the same may be asked again, if that is known: what `Retry-After` says over HTTP."""
    field: str = ""
    """What of what was given is wrong, by its name in the body; empty if it is more than one."""

    def __init__(self, *message: object, retry_after_s: int | None = None, field: str = "") -> None:
        super().__init__(*message)
        self.retry_after_s = retry_after_s
        if field:
            self.field = field

    def __init_subclass__(cls, **kwargs: object) -> None:
        """Require each subclass to name its own code, and a title to go with a status."""
        super().__init_subclass__(**kwargs)
        own = cls.__dict__
        if "code" not in own:
            msg = f"{cls.__name__} must define its own `code`"
            raise TypeError(msg)
        if "status" not in own:
            cls.status = None
        if "title" not in own:
            cls.title = ""
        if cls.status is not None and not cls.title:
            msg = f"{cls.__name__} has a `status` and must define its own `title`"
            raise TypeError(msg)

    @classmethod
    def every(cls) -> Iterator[type[Self]]:
        """Return this error and every one below it, of what is imported."""
        yield cls
        for each in cls.__subclasses__():
            yield from each.every()


class StoreUnavailable(InpersonError):
    """A store cannot be reached, is full, or did not answer. Nothing of the request was stored."""

    code = "store_unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "The data store cannot be reached"
    fault: str = ""
    """The database's own name of what went wrong, such as `SQLITE_FULL`, if it has one."""
