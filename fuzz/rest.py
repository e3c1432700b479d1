"""The API as two tenants with both kinds of token use it, one call after the other."""

import json
import tempfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random

import httpx
from tests.scene import Scene, open_scene, png
from tests.serving import PATIENCE_S, client, serving

from fuzz.dialogues import valid
from fuzz.fuzzer import TAKEN, Found, Fuzzer
from fuzz.invariants import broken
from fuzz.line import Line
from fuzz.operations import OPERATIONS, Draw, Operation, spoil
from inperson.core import InpersonError, TenantId
from inperson.http import create_app
from inperson.policy.agreement import NOT_THEN
from inperson.rights.retention import Retention
from inperson.tenants import Scope, TokenKind

_MOST_BODY = 1 << 20
_CHECKED_EVERY = 20
_CHOICES = [each for each in OPERATIONS for _ in range(each.often)]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a tenant's token of one kind."""

    tenant: TenantId
    kind: TokenKind
    secret: str


@dataclass(slots=True)
class Thing:
    """Something that a caller made."""

    noun: str
    id: str
    owner: tuple[TenantId, TokenKind]
    secret: str = ""
    live: bool = False
    """Whether it is a session that takes a capture."""
    gone: bool = False


class World:
    """A new server, its callers, and what they made so far."""

    def __init__(self, seed: int, stack: ExitStack) -> None:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        self.random = Random(seed)
        self.scene: Scene = open_scene(folder)
        stack.callback(self.scene.server.close)
        app = create_app(self.scene.services, max_body_bytes=_MOST_BODY)
        self.url = stack.enter_context(serving(app))
        self._http = stack.enter_context(client(self.url))
        self.callers = [
            Caller(tenant, kind, self.scene.token(tenant, kind, *Scope).secret)
            for tenant in (self.scene.add_tenant("one"), self.scene.add_tenant("two"))
            for kind in (*TokenKind, TokenKind.PRODUCTION)  # two people approve a disclosure
        ]
        self.things: list[Thing] = []
        self.became: Counter[str] = Counter()
        self.jumped = False
        self.said: list[str] = []
        """What was done, for whoever reads a finding."""

    def step(self) -> None:
        """Do one thing, and look at the answer."""
        if self.random.random() < 0.06:
            self.random.choice((self._let_time_pass, self._let_time_pass, self._jump))()
            return
        operation, caller = self.random.choice(_CHOICES), self.random.choice(self.callers)
        thing = self._thing(operation, caller)
        if operation.about and thing is None:
            return
        if thing is not None and operation.path.endswith("/samples") and thing.live:
            self._capture(thing)
            return
        answer = self._ask(operation, caller, thing)
        self._judge(operation, caller, thing, answer)

    def _thing(self, operation: Operation, caller: Caller) -> Thing | None:
        """Choose what it is about: mostly its caller's, sometimes somebody else's."""
        known = [each for each in self.things if each.noun == operation.about]
        own = [each for each in known if each.owner == (caller.tenant, caller.kind)]
        chosen = own if own and self.random.random() < 0.8 else known
        return self.random.choice(chosen[-8:]) if chosen else None

    def _ask(self, operation: Operation, caller: Caller, thing: Thing | None) -> httpx.Response:
        path = operation.path.replace("{}", thing.id if thing else "")
        sent: dict[str, object] = {}
        real = caller.kind is TokenKind.PRODUCTION
        if operation.body is not None:
            body = operation.body(Draw(self.random, self.scene.clock.now(), real))
            sent["json"] = spoil(body, self.random) if self.random.random() < 0.15 else body
        if path.endswith("/samples"):
            person = self.random.randint(1, 4)
            sent["files"] = [("image", ("a.png", png(person), "image/png"))]
        token = self._token(caller)
        headers = {"Authorization": f"Bearer {token}"}
        answer = self._http.request(operation.method, path, headers=headers, **sent)  # type: ignore[arg-type]
        if token != caller.secret and answer.status_code < 400:
            self._unless_revoked(token)
        whose = f"{self.callers.index(caller)} {operation.method} {path}"
        self.said.append(f"{whose} {str(sent)[:200]} -> {answer.status_code}")
        return answer

    def _token(self, caller: Caller) -> str:
        """Return the caller's token, or one that was minted with it."""
        own = [
            each.secret
            for each in self.things
            if each.noun == "token" and each.owner == (caller.tenant, caller.kind) and each.secret
        ]
        return self.random.choice(own) if own and self.random.random() < 0.1 else caller.secret

    def _unless_revoked(self, secret: str) -> None:
        if any(each.gone for each in self.things if each.secret == secret):
            raise Found("a revoked token is let in")

    def _judge(
        self, operation: Operation, caller: Caller, thing: Thing | None, answer: httpx.Response
    ) -> None:
        if answer.status_code >= 400:
            self._check_refusal(answer)
            self.became[str(answer.json()["code"])] += 1
            return
        self.became[TAKEN] += 1
        if thing is not None and thing.owner != (caller.tenant, caller.kind):
            raise Found(f"{operation.method} {operation.path}: what is somebody else's was served")
        if thing is not None and thing.gone and thing.noun != "token":
            raise Found(f"{operation.method} {operation.path}: what is gone was served")
        if thing is not None and (operation.ends or _revokes(operation)):
            thing.gone = True
        if operation.makes:
            made = answer.json()
            owner = (caller.tenant, caller.kind)
            secret = made.get("secret") or made.get("session_token") or ""
            shown = made["token"] if operation.makes == "token" else made
            live = bool(made.get("session_token"))
            self.things.append(Thing(operation.makes, shown["id"], owner, secret, live))

    def _check_refusal(self, answer: httpx.Response) -> None:
        status = answer.status_code
        problem = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        if status >= 500 or not isinstance(problem.get("code"), str):
            raise Found(f"answered {status}: {answer.text[:200]}")
        if problem["code"] not in {each.code for each in InpersonError.every() if each.title}:
            raise Found(f"answered {problem['code']}, which is no code of ours")

    def _capture(self, thing: Thing) -> None:
        with Line(self.url, thing.id, thing.secret, PATIENCE_S / 4) as line:
            for each in valid(self.random).steps:
                line.do(*each)
            line.finish()
        last = line.heard[-1] if line.heard else {}
        if last.get("code") == "internal_error":
            raise Found("a capture ends with internal_error")
        self.became[str(last.get("code") or TAKEN)] += 1

    def _let_time_pass(self) -> None:
        self.scene.clock.advance(self.random.choice((60, 60, 3600, 86400, 40 * 86400, 400 * 86400)))
        for tenant in {each.tenant for each in self.callers}:
            Retention(self.scene.desk(tenant)).run_due()  # type: ignore[arg-type]
        self.said.append("time passes")

    def _jump(self) -> None:
        """Set the clock wrong, or right: nothing that passed meanwhile comes back for it."""
        self.jumped = True
        seconds = self.random.choice((2, 60, 3600, 86400, 40 * 86400))
        self.scene.clock.jump(self.random.choice((-1, -1, 1)) * seconds)
        self.said.append("the clock jumps")

    def check(self) -> None:
        """Hold the stores to the invariants; where the clock was set back, not to its dates."""
        told = broken(self.scene.server)
        if self.jumped:
            told = [each for each in told if NOT_THEN not in each]
        if told:
            raise Found("; ".join(told[:3]))


def _revokes(operation: Operation) -> bool:
    return operation.method == "DELETE" and operation.about == "token"


class Rest(Fuzzer):
    """Plays on a new server each time, so that a replay is the same play."""

    name = "rest"
    tries = "calls of the API by two tenants and both kinds, invariants between them"
    share = 2.0
    patience_s = 600

    def draw(self, random: Random) -> bytes:
        return json.dumps({"seed": random.randrange(1 << 32), "steps": 80}).encode()

    def attempt(self, data: bytes) -> Counter[str]:
        play = json.loads(data)
        with ExitStack() as stack:
            world = World(play["seed"], stack)
            try:
                for number in range(play["steps"]):
                    world.step()
                    if number % _CHECKED_EVERY == _CHECKED_EVERY - 1:
                        world.check()
            except Found as found:
                raise Found(f"{found}, after: {' | '.join(world.said[-3:])}") from found
        return world.became
