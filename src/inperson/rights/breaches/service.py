"""The use cases of the register: record, tell those who are responsible, close."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from inperson.audit import Act, AuditLog, Entry, commitment
from inperson.core import BreachId, Clock, DeliveryId, Entropy, TenantId, is_id, new_breach_id
from inperson.rights.breaches.errors import BreachInvalid, BreachNotFound, BreachOutOfOrder
from inperson.rights.breaches.model import LONGEST_TEXT, Breach, BreachFacts, BreachState
from inperson.rights.breaches.ports import BreachRegister

_SALT = 16
Tell = Callable[[TenantId, Breach], DeliveryId | None]
"""Puts a breach to a tenant, so that it survives a receiver that is down; see `telling`.

Returns the message, or None where nothing is sent to the tenant."""


class Breaches:
    """The register of one server.

    Args:
        register: its rows.
        audit: the server's own log.
        tell: puts a breach to a tenant.
        clock: the time.
        entropy: chance.
        actor: in whose name, as the log says it.

    """

    def __init__(
        self,
        register: BreachRegister,
        audit: AuditLog,
        tell: Tell,
        clock: Clock,
        entropy: Entropy,
        actor: str,
    ) -> None:
        self._register = register
        self._audit = audit
        self._tell = tell
        self._clock = clock
        self._entropy = entropy
        self._actor = actor

    def record(
        self,
        facts: BreachFacts,
        tenants: Iterable[TenantId],
        noticed_at: datetime | None = None,
    ) -> Breach:
        """Put a breach on the register. The 72 hours run from when it was noticed.

        Args:
            facts: what is known.
            tenants: whose people are affected.
            noticed_at: when it was noticed; None for now.

        Raises:
            BreachInvalid: if it names no tenant, or was noticed in the future.
            AuditUnavailable: if it cannot be put on the log; then it is not on the register.

        """
        now = self._clock.now()
        breach = Breach(
            id=new_breach_id(self._entropy),
            facts=facts,
            tenants=tuple(sorted(set(tenants))),
            noticed_at=noticed_at or now,
            recorded_at=now,
            salt=self._entropy.bytes(_SALT),
        )
        if not breach.tenants or not all(is_id(each, "ten") for each in breach.tenants):
            raise BreachInvalid("Name the tenants whose people are affected.")
        if breach.noticed_at.tzinfo is None or breach.noticed_at > now:
            raise BreachInvalid("It was noticed at a time before now, with its zone.")
        self._note(Act.BREACH_RECORDED, breach, "recorded", breach.noticed_at)
        self._register.add(breach)
        return breach

    def notify_controllers(self, breach_id: BreachId) -> Breach:
        """Put the breach to every tenant that is affected. Killed in between, it goes on.

        A tenant may be told twice then, with the same id of the breach.

        Raises:
            BreachNotFound: if there is none.
            BreachOutOfOrder: if it is closed.

        """
        breach = self._at(breach_id, BreachState.RECORDED, BreachState.CONTROLLERS_NOTIFIED)
        if breach.state is BreachState.CONTROLLERS_NOTIFIED:
            return breach
        at = self._clock.now()
        self._note(Act.BREACH_NOTIFIED, breach, "controllers", at)
        for tenant_id in breach.tenants:
            if tenant_id not in breach.told:
                message, messages = self._tell(tenant_id, breach), breach.messages
                if message is not None:
                    messages = {**messages, tenant_id: message}
                told = replace(breach, told=(*breach.told, tenant_id), messages=messages)
                breach = self._kept(breach, told)
        return self._kept(breach, replace(breach, controllers_notified_at=at))

    def notify_authority(self, breach_id: BreachId) -> Breach:
        """Say that the supervisory authority was told. Who tells it is a person.

        Raises:
            BreachNotFound: if there is none.
            BreachOutOfOrder: if the controllers do not know yet, or it is closed.

        """
        states = BreachState.CONTROLLERS_NOTIFIED, BreachState.AUTHORITY_NOTIFIED
        breach = self._at(breach_id, *states)
        if breach.state is BreachState.AUTHORITY_NOTIFIED:
            return breach
        at = self._clock.now()
        self._note(Act.BREACH_NOTIFIED, breach, "authority", at)
        return self._kept(breach, replace(breach, authority_notified_at=at))

    def close(self, breach_id: BreachId, because: str | None = None) -> Breach:
        """Close an entry.

        Args:
            breach_id: which.
            because: why no authority had to be told, if none was.

        Raises:
            BreachNotFound: if there is none.
            BreachOutOfOrder: if the controllers do not know yet.
            BreachInvalid: if no authority was told, and nothing says why.

        """
        breach = self._at(breach_id, *list(BreachState)[1:])
        if breach.state is BreachState.CLOSED:
            return breach
        text = (because or "").strip()
        if breach.state is BreachState.CONTROLLERS_NOTIFIED and not text:
            raise BreachInvalid("Say why no authority had to be told.")
        if len(text) > LONGEST_TEXT or not text.replace("\n", " ").isprintable():
            raise BreachInvalid(f"A reason has {LONGEST_TEXT} characters at most.")
        at = self._clock.now()
        self._note(Act.BREACH_NOTIFIED, breach, "closed", at)
        return self._kept(breach, replace(breach, closed_at=at, closed_because=text or None))

    def list(self) -> Sequence[Breach]:
        """Return all breaches in the order in which they were noticed."""
        return self._register.breaches()

    def told(self, tenant_id: TenantId) -> Sequence[Breach]:
        """Return what a tenant was told of, in the order in which it was noticed."""
        return [each for each in self._register.breaches() if tenant_id in each.told]

    def get(self, breach_id: BreachId) -> Breach:
        """Return a breach.

        Raises:
            BreachNotFound: if there is none.

        """
        found = self._register.breach(breach_id) if is_id(breach_id, "brc") else None
        if found is None:
            raise BreachNotFound("The register has no such breach.")
        return found

    def _at(self, breach_id: BreachId, *states: BreachState) -> Breach:
        breach = self.get(breach_id)
        if breach.state not in states:
            raise BreachOutOfOrder(f"The breach is {breach.state.value.replace('_', ' ')}.")
        return breach

    def _kept(self, old: Breach, new: Breach) -> Breach:
        if not self._register.replace(old, new):
            raise BreachOutOfOrder("Somebody else went on with it meanwhile; look again.")
        return new

    def _note(self, act: Act, breach: Breach, step: str, at: datetime) -> None:
        detail = {"breach": breach.id, "step": step, "at": at.isoformat()}
        self._audit.append(
            Entry(act, self._actor, purpose=step, detail=commitment(breach.salt, detail))
        )
