"""One description of a call, for a client that waits and one that does not.

A call is a generator: it yields what is to be sent, gets the answer, and returns a value. Who runs
it sends::

    @operation("getJwks")
    def jwks(self) -> Steps[Json]:
        return (yield from json_of(Send("GET", "/v1/jwks")))

    Client(...).jwks()               # a value
    await AsyncClient(...).jwks()    # the same
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Generator, Mapping
from dataclasses import dataclass, field
from functools import update_wrapper
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, overload
from urllib.parse import quote

import httpx

from inperson.client.errors import ProblemError, ProtocolError

P = ParamSpec("P")
T = TypeVar("T")
Json = Mapping[str, Any]
"""An answer as the API's description (`/docs` of a server) has it."""


@dataclass(frozen=True, slots=True)
class Send:
    """A request."""

    method: str
    path: str
    more: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What httpx takes beside: `json`, `params`, `files`, `headers`."""


Steps = Generator[Send, httpx.Response, T]


class Runner(ABC):
    """Runs steps to their end."""

    @abstractmethod
    def run_steps(self, steps: Steps[T]) -> T:
        """Return what the steps return."""


class AsyncRunner(ABC):
    """Runs steps, and lets others go on meanwhile."""

    @abstractmethod
    def run_steps_async(self, steps: Steps[T]) -> Coroutine[Any, Any, T]:
        """Return what the steps return."""


class ApiCall(Generic[P, T]):
    """A call of both clients; `steps` is for a call that begins with it."""

    def __init__(self, name: str | None, steps: Callable[Concatenate[Any, P], Steps[T]]) -> None:
        self.name = name
        """Of the API's operation; None for a call that is made of others."""
        self.steps = steps
        self.__doc__ = steps.__doc__

    @overload
    def __get__(self, client: None, owner: type) -> ApiCall[P, T]: ...

    @overload
    def __get__(self, client: Runner, owner: type) -> Callable[P, T]: ...

    @overload
    def __get__(self, client: AsyncRunner, owner: type) -> Callable[P, Coroutine[Any, Any, T]]: ...

    def __get__(self, client: Any, owner: type) -> Any:
        """Return the call as a client makes it."""
        if client is None:
            return self
        run = getattr(client, "run_steps", None) or client.run_steps_async

        def call(*given: P.args, **named: P.kwargs) -> Any:
            return run(self.steps(client, *given, **named))

        return update_wrapper(call, self.steps)


def operation(
    name: str | None = None,
) -> Callable[[Callable[Concatenate[Any, P], Steps[T]]], ApiCall[P, T]]:
    """Make steps a call.

    Args:
        name: of the API's operation (`operationId`); None for a call that is made of others.

    """
    return lambda steps: ApiCall(name, steps)


def answer_of(ask: Send) -> Steps[httpx.Response]:
    """Ask, and return the answer.

    Raises:
        ProblemError: if the server refuses.
        ProtocolError: if the answer is not the API's.

    """
    response = yield ask
    if response.is_success:
        return response
    try:
        problem = response.json()
        wait = response.headers.get("Retry-After", "")
        wait_s = int(wait) if wait.isdecimal() else None
        raise ProblemError(response.status_code, problem, wait_s)
    except (ValueError, KeyError, TypeError) as error:
        msg = f"The server answered {response.status_code} without a problem detail."
        raise ProtocolError(msg) from error


def json_of(ask: Send) -> Steps[Json]:
    """Ask, and return the JSON object; raises what `answer_of` raises."""
    response = yield from answer_of(ask)
    try:
        body = response.json()
    except ValueError as error:
        raise ProtocolError("The server's answer is not JSON.") from error
    if not isinstance(body, dict):
        raise ProtocolError("The server's answer is not a JSON object.")
    return body


def read_as(kind: str, read: Callable[[Json], T], ask: Send) -> Steps[T]:
    """Ask, and return the answer as a value; raises what `answer_of` raises."""
    body = yield from json_of(ask)
    try:
        return read(body)
    except (KeyError, TypeError, ValueError) as error:
        raise ProtocolError(f"The server's answer is not {kind}.") from error


def path_of(template: str, *values: str) -> str:
    """Return a path in which each `{}` is a value that cannot change the rest of it."""
    return template.format(*(quote(each, safe="") for each in values))


def given(**members: object) -> dict[str, Any]:
    """Return the members that were given."""
    return {name: value for name, value in members.items() if value is not None}
