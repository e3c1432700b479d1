"""What an erasure has set out to do, here and at the tenant's other server."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Self

from inperson.core import RequestId, SubjectId, TenantId, request_id_for
from inperson.sessions import Pseudonym


@dataclass(frozen=True, slots=True)
class AskedBy:
    """The request at the tenant's other server that one here was opened for."""

    tenant: TenantId
    """As the tenant is called there."""
    request: RequestId

    @property
    def id(self) -> RequestId:
        """Return the id of the request here."""
        return request_id_for(self.tenant, self.request)


@dataclass(frozen=True, slots=True)
class Grave:
    """Whose data an erasure deletes: an enrolled subject, or a pseudonym that nobody enrolled as.

    A pseudonym without a subject gets an id of its own here, so that its tombstone is like every
    other and a restored backup forgets its sessions and consents as well.
    """

    subject_id: SubjectId
    reference: Pseudonym


@dataclass(frozen=True, slots=True)
class Erasing:
    """What an erasure has set out to do. Fixed once, so that doing it again does the same."""

    at: datetime
    """What came later is not deleted: whoever enrols again afterwards stays."""
    graves: tuple[Grave, ...]
    buried: bool = False
    elsewhere: str | None = None
    """The other server that was asked to erase as well, by its URL."""
    answered: str | None = None
    """How that ended there: `completed` or `refused`."""
    certificate: str | None = None
    """That server's own."""
    justification: str | None = None
    """Why it refused."""
    to_carry: Mapping[str, str] | None = field(default=None, repr=False)
    """What is asked of it, as long as a bundle has to say it."""
    carried: datetime | None = None
    """When the last bundle that says it was written."""
    to_tell: tuple[str, ...] = ()
    """Disclosures whose recipients have to be told (GDPR Art. 19), but those under a gag."""
    exports: tuple[tuple[int, int], ...] = ()
    """Exports of the improvement set, and how many of their files are recalled."""

    @property
    def waiting(self) -> bool:
        """Tell whether the other server has not answered."""
        return self.elsewhere is not None and self.answered is None

    @property
    def finished(self) -> bool:
        """Tell whether nothing is left to do, here or there."""
        return self.buried and not self.waiting

    def content(self) -> dict[str, Any]:
        """Return it as JSON."""
        carried = None if self.carried is None else self.carried.isoformat()
        graves = [[each.subject_id, each.reference.hex()] for each in self.graves]
        return asdict(self) | {"at": self.at.isoformat(), "carried": carried, "graves": graves}

    @classmethod
    def parse(cls, content: Mapping[str, Any]) -> Self:
        """Read what `content` returned."""
        plain, carried = dict(content), content.get("carried")
        plain["at"] = datetime.fromisoformat(content["at"])
        plain["carried"] = None if carried is None else datetime.fromisoformat(carried)
        plain["graves"] = tuple(
            Grave(SubjectId(one), Pseudonym(bytes.fromhex(two))) for one, two in content["graves"]
        )
        plain["to_tell"] = tuple(content.get("to_tell", ()))
        plain["exports"] = tuple((one, two) for one, two in content.get("exports", ()))
        return cls(**plain)
