"""What data of an earlier version lacks, counted: nobody's identifier is in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import exists

from inperson.app import Server
from inperson.app.models import model_store
from inperson.policy.looking import Look, looks
from inperson.rights.notices import NoticeNotFound, Notices
from inperson.rights.requests import Cascade
from inperson.store import tables
from inperson.store.export_tables import exported_files
from inperson.store.privacy_tables import consents


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that older data may lack."""

    name: str
    what: str
    do: str
    count: int
    """Of how much it is lacking."""

    def line(self) -> str:
        """Return it as a line for people."""
        return f"{self.count} {self.what}: {self.do}"


def lacks(server: Server) -> Iterator[Lack]:
    """Count what is lacking, over all tenants, a kind of it after the other."""
    for name, (what, do, count) in _ASKED.items():
        yield Lack(name, what, do, count(server))


def _each(count: Callable[[Look], int]) -> Callable[[Server], int]:
    """Count at one tenant after the other."""
    return lambda server: sum(count(look) for look in looks(server))


def _consents(look: Look) -> int:
    notice = Notices(look.desk).current()
    agreed = consents.c
    holds = exists().where(
        agreed.reference == tables.subjects.c.reference,
        agreed.purpose == "identity",
        agreed.withdrawn_at.is_(None),
        agreed.notice_version >= (notice[0].consents_since if notice else 0),
    )
    return look.count(tables.subjects, ~holds)


def _templates(server: Server) -> int:
    model = model_store(server.settings).manifest.spec("embedder").sha256
    other = tables.templates.c.model_digest != model
    return sum(look.count(tables.templates, other) for look in looks(server))


def _records(look: Look) -> int:
    session = tables.sessions.c
    due = session.record_due_at <= session.created_at  # as a migration left them
    return look.count(tables.sessions, session.record.is_not(None), due)


def _keys(look: Look) -> int:
    return look.deployment.vault(look.tenant_id).keys.left_to_rewrap()


def _notices(look: Look) -> int:
    try:
        return bool(Notices(look.desk).contradictions())
    except NoticeNotFound:
        return 1


def _terms(look: Look) -> int:
    terms = Notices(look.desk).terms()
    return terms is not None and terms.contact is not None and terms.alternative is None


def _cascades(look: Look) -> int:
    target = Cascade(look.desk).get()
    return target is not None and not target.card.jwks


def _exports(look: Look) -> int:
    made = tables.improvement_exports
    listed = exists().where(exported_files.c.number == made.c.number)
    return look.count(made, made.c.samples > 0, ~listed, engine=look.improvement)


_ASKED: dict[str, tuple[str, str, Callable[[Server], int]]] = {
    "consents": (
        "enrolled people without a consent to the present notice",
        "nobody is known again before a yes: the next capture asks for it",
        _each(_consents),
    ),
    "templates": (
        "templates of another model than the installed one",
        "they match nobody: let these people enrol anew, or install that model",
        _templates,
    ),
    "records": (
        "sessions' records as an earlier version sealed them",
        "a running server seals them anew within the hour",
        _each(_records),
    ),
    "keys": (
        "data keys under an earlier version of their tenant's KEK",
        "`inperson keys rewrap`, then `keys retire`",
        _each(_keys),
    ),
    "notices": (
        "tenants whose notice is not what the server does now",
        "start the server: it publishes the next version",
        _each(_notices),
    ),
    "terms": (
        "tenants that do not say how the same is done without a face check",
        "publish terms with `alternative` (`inperson notices publish`)",
        _each(_terms),
    ),
    "cascades": (
        "other servers of a cascade whose answers no key proves",
        "`inperson cascade set --card`",
        _each(_cascades),
    ),
    "exports": (
        "exports of the improvement set of which nobody wrote down what left",
        "recall them from who has them by hand",
        _each(_exports),
    ),
}
