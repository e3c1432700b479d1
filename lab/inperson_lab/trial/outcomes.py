"""What came of each capture: as it was decided then, or as an engine decides now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from inperson.improvement import KeptFootage
from inperson.liveness import Finding, Shortfall, load_thresholds

_SHORT = frozenset(each.value for each in Shortfall)
_GROUP = "group."


@dataclass(frozen=True, slots=True)
class Outcome:
    """One capture."""

    label: Mapping[str, str] = field(hash=False)
    live: bool
    responded: bool
    """There was something to decide on."""
    duration_s: float
    """From its first frame to its last."""
    matched: bool | None
    """Whether it was taken for its volunteer; None where nothing was compared."""
    reasons: tuple[str, ...] = ()
    """Why it was refused."""
    origin: Finding | None = None
    """What the cue `origin` says, whatever it decided; None where the client told nothing."""

    @property
    def person(self) -> str:
        """Return whose face is presented."""
        return self.label["volunteer"]

    @property
    def species(self) -> str:
        """Return the species of an attack; empty for a living person."""
        return self.label["species"]

    def slices(self) -> Iterator[tuple[str, str]]:
        """Yield what it is counted under beside all captures: a name and a value."""
        for name in ("device", "light", "glasses"):
            if value := self.label.get(name):
                yield name, value
        for name, value in self.label.items():
            if name.startswith(_GROUP):
                yield name.removeprefix(_GROUP), value


def with_groups(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Give every capture of a person what the person said of itself, whenever it did."""
    listed, said = list(outcomes), dict[str, dict[str, str]]()
    for each in listed:
        own = {name: value for name, value in each.label.items() if name.startswith(_GROUP)}
        said.setdefault(each.person, {}).update(own)
    return [replace(each, label={**each.label, **said[each.person]}) for each in listed]


def as_decided(capture: KeptFootage) -> Outcome:
    """Return what was decided when the capture was made."""
    compared = {"match": True, "no_match": False}
    return Outcome(
        label=capture.label,
        live=capture.liveness == "live",
        responded=not _SHORT & set(capture.reasons),
        duration_s=capture.frames[-1].at_s,
        matched=compared.get(str(capture.about["decision"])),
        reasons=capture.reasons,
        origin=origin_of(capture),
    )


def origin_of(capture: KeptFootage) -> Finding | None:
    """Hold what was told of a capture's camera against the limits of now: no frame tells it."""
    return load_thresholds().finding("origin", **capture.origin) if capture.origin else None
