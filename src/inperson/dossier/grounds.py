"""All that a dossier is told from: the notice's own document, the settings, the measurements."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

from inperson.app import Server
from inperson.desks import GoverningDesk, LiveFacts
from inperson.dossier.model import Section, Table
from inperson.matching import Calibration, NoCalibration, load_calibration
from inperson.policy import CLAUSES
from inperson.rights.laws import Jurisdiction, SupervisoryAuthority, authority
from inperson.rights.notices import Notice, Notices, NoticeTerms
from inperson.rights.retention import Retention, RetentionSchedule
from inperson.vision import load_manifest

UNREAD = "from memory, checked by nobody yet"
OWN_WORDS = "In the words of the notice, which are those that people read."


@dataclass(frozen=True, slots=True)
class Grounds:
    """What is known of one tenant. `said` is the current notice's English document."""

    tenant_id: str
    terms: NoticeTerms
    notice: Notice
    said: Mapping[str, Any]
    schedule: RetentionSchedule
    facts: LiveFacts
    key_provider: str
    required_level: int
    model_digest: str
    ladder: Calibration | None
    """None if the model has no calibration: then no level is reached by anybody."""
    made_at: datetime

    @classmethod
    def of(cls, server: Server, desk: GoverningDesk) -> "Grounds":
        """Gather it; there has to be a published notice."""
        notices, settings = Notices(desk), server.settings
        terms, notice = notices.terms(), notices.current()[0]
        if terms is None:
            raise AssertionError  # who asks looked
        text = None if settings.manifest is None else settings.manifest.read_text("utf-8")
        digest = load_manifest(text).spec("embedder").sha256
        return cls(
            tenant_id=desk.tenant_id,
            terms=terms,
            notice=notice,
            said=json.loads(notice.document),
            schedule=Retention(desk).schedule(),
            facts=desk.facts,
            key_provider=settings.kek_provider,
            required_level=settings.required_level,
            model_digest=digest,
            ladder=_ladder(digest),
            made_at=desk.clock.now(),
        )

    @property
    def laws(self) -> Sequence[Jurisdiction]:
        """Return the laws that the tenant is under: its notice's country's, and those it named."""
        return self.schedule.jurisdictions

    @property
    def authority(self) -> SupervisoryAuthority | None:
        """Return the authority of the controller's country or state."""
        return None if self.terms.country is None else authority(self.terms.country)

    @property
    def operator(self) -> str:
        """Return who runs the server, and how it is reached."""
        return _joined(self.facts.operator, self.facts.operator_contact)

    @property
    def managed(self) -> bool:
        """Tell whether a processor runs the server."""
        return self.facts.deployment == "managed"

    def purposes(self) -> Iterator[tuple[str, str]]:
        """Yield each purpose with what it is and what allows it, as the notice says them."""
        for each in self.said["dpv:hasProcess"]:
            about = each["dpv:hasPurpose"]
            basis = each["dpv:hasLegalBasis"]["dct:description"]
            yield about["dct:title"], f"{about['dct:description']} {basis}"

    def data(self) -> Table:
        """Return what is kept of a person, as the notice says it."""
        return Table(
            ("What", "Why", "How it is kept", "How long"),
            tuple(
                (
                    each["dct:title"],
                    each["dpv:hasPurpose"]["dct:description"],
                    each["dct:description"],
                    each["dpv:hasStorageCondition"]["dpv:hasDuration"]["dct:description"],
                )
                for each in self.said["dpv:hasPersonalData"]
            ),
        )

    def times(self) -> Table:
        """Return the retention schedule, as the notice says it."""
        return Table(
            ("Category", "How long", "Why", "Limit set by"),
            tuple(
                (
                    each["dct:title"],
                    each["dpv:hasDuration"]["dct:description"],
                    each["dct:description"],
                    each.get("dpv:hasApplicableLaw", ""),
                )
                for each in self.said["dpv:hasStorageCondition"]
            ),
        )

    def recipients(self) -> tuple[str, ...]:
        """Return who gets data, as the notice says it."""
        return tuple(each["dct:description"] for each in self.said["dpv:hasRecipient"])

    def transfers(self, id: str, title: str) -> Section:  # noqa: A002 -- of the section
        """Return the transfers to third countries, with what protects each."""
        importers = [
            each["dct:description"]
            for each in self.said["dpv:hasRecipient"]
            if each["@type"] == "dpv:DataImporter"
        ]
        return Section(id, title, tuple(importers) or ("None is named in the notice.",))

    def imprint(self) -> tuple[tuple[str, str], ...]:
        """Return who is responsible, who watches, and what this is made of."""
        watches = self.authority
        return (
            ("Controller", _joined(self.terms.controller, self.terms.contact)),
            ("Country of the controller", self.terms.country or ""),
            ("Data protection officer", self.terms.dpo or "none is named in the notice"),
            ("Server run by", self.operator),
            ("Data is kept in", self.facts.location),
            ("Supervisory authority", "" if watches is None else watched(watches)),
            ("Notice", f"version {self.notice.version}, SHA-256 {self.notice.sha256.hex()}"),
        )

    def binding(self) -> Table:
        """Return each law that binds, and when its text was read."""
        return Table(
            ("Place", "Law", "Text read", "Source"),
            tuple(
                (
                    each.name,
                    each.law,
                    UNREAD if each.checked is None else each.checked.isoformat(),
                    each.source,
                )
                for each in self.laws
            ),
        )


def watched(by: SupervisoryAuthority) -> str:
    """Return an authority with how it is reached."""
    said = _joined(by.english, by.address, by.website)
    said = said if by.checked is not None else f"{said} ({UNREAD})"
    return said if by.note is None else f"{said}. {by.note}"


def measures() -> Table:
    """Return the technical and organisational measures: the clauses that the code keeps."""
    return Table(
        ("Clause", "Measure", "Made true by"),
        tuple((each.number, each.sentence, each.where) for each in CLAUSES),
    )


@cache
def figures() -> Mapping[str, Any]:
    """Return the measured rates: tables of docs/, by name."""
    text = resources.files("inperson.dossier").joinpath("figures.json").read_text("utf-8")
    return dict(json.loads(text))


def measured(name: str) -> Table:
    """Return one of the measured tables."""
    found = figures()[name]
    return Table(tuple(found["columns"]), tuple(tuple(row) for row in found["rows"]))


def _ladder(digest: str) -> Calibration | None:
    try:
        return load_calibration(digest)
    except NoCalibration:
        return None


def _joined(*texts: str | None) -> str:
    return ", ".join(each for each in texts if each)
