"""The data protection impact assessment, as a draft, by GDPR Art. 35(7)."""

from collections.abc import Iterator

from inperson.dossier.grounds import OWN_WORDS, UNREAD, Grounds, figures, measured, measures
from inperson.dossier.model import Page, Point, Section, Standing, Table
from inperson.dossier.points import asked
from inperson.rights.laws import consent_age
from inperson.sessions import BelowAge

_LEAD = (
    "A draft for the controller to complete and sign. What stands here follows from the server's "
    "settings, the notice in force and measurements; what only the controller can know is marked."
)


def impact(known: Grounds) -> Page:
    """Return the page."""
    return Page(
        "dpia",
        "Data protection impact assessment (draft)",
        _LEAD,
        (
            Section("who", "Who, and on what this rests", facts=known.imprint()),
            *_description(known),
            asked("necessity", _alternative(known), _age(known)),
            Section("times", "How long each thing is kept", (OWN_WORDS,), table=known.times()),
            asked("risks"),
            *rates(known),
            Section(
                "not-stopped",
                "What liveness does not stop, and what is not known",
                tuple(figures()["not_stopped"]["points"]),
            ),
            Section(
                "measures",
                "Measures (Art. 35(7)(d))",
                ("Each is held by tests; `inperson policy check` proves it on a live server.",),
                table=measures(),
            ),
            Section("laws", "Laws that bind, and who read them", table=known.binding()),
            _open(),
            Section(
                "signatures", "Signatures", signed_by=("Controller", "Data protection officer")
            ),
        ),
    )


def rates(known: Grounds) -> Iterator[Section]:
    """Yield the measured error rates: of the ladder that the server has, and those of docs/."""
    yield _ladder(known)
    for name, title, text in (
        ("recognition", "Wrongly refused, one photograph a side", "FNMR, and the worst group."),
        ("samples", "With more photographs", "At level 3."),
        ("sessions", "Sessions of living people", "Few people: the intervals are wide."),
        ("liveness", "Liveness: living people refused, and attacks that passed", ""),
        ("shapes", "Liveness: living people whose heads are shaped otherwise", "Rendered people."),
        ("recordings", "Liveness on real recordings", ""),
        ("light", "Liveness by the page's light, where a session asks for it", ""),
        ("people", "Who can finish a capture", "Rendered people, over the server's own engine."),
    ):
        said = f"Measured, as {figures()[name]['page']} has it. {text}".strip()
        yield Section(f"rates-{name}", title, (said,), table=measured(name))


def _ladder(known: Grounds) -> Section:
    title = "Taken for another: the ladder that this server uses"
    ladder = known.ladder
    facts = (
        ("Level required of an authentication", str(known.required_level)),
        ("Model, SHA-256", known.model_digest),
    )
    if ladder is None:
        text = (
            "There is no calibration for this model: no level is claimed, and nobody reaches one."
        )
        return Section("rates-ladder", title, (text,), facts=facts)
    rows = tuple(
        (
            str(each.level),
            f"{each.fmr_target:g}",
            f"{ladder.bound(each.level):.1e}",
            f"{ladder.groups[0].levels[each.level - 1].errors:,} of "
            f"{ladder.groups[0].comparisons:,}",
            ", ".join(ladder.unproven(each.level)) or "none",
        )
        for each in ladder.rungs
    )
    columns = (
        "Level",
        "FMR promised",
        "FMR at most, where shown",
        "Strangers, all",
        "Not shown of",
    )
    made = f"Calibrated on {ladder.dataset}, {ladder.date}."
    return Section("rates-ladder", title, (made,), facts, Table(columns, rows))


def _description(known: Grounds) -> Iterator[Section]:
    yield Section(
        "description",
        "Description of the processing (Art. 35(7)(a))",
        (
            "A person looks into a camera and follows targets; a server judges whether a living "
            "person is there and compares the face with the one reference that the controller "
            "names. The pictures go when that is decided; a sealed template stays of who enrols.",
        ),
        tuple(known.purposes()),
    )
    yield Section("data", "Data that is kept of a person", (OWN_WORDS,), table=known.data())
    yield Section("recipients", "Where data is, and who gets it", known.recipients())


def _alternative(known: Grounds) -> Point:
    if known.terms.alternative is None:
        return Point(
            "alternative",
            Standing.CONTROLLER,
            "The same without a face check: the notice names no alternative.",
        )
    kind = known.terms.alternative_kind
    how = "" if kind is None else f" ({kind.value.replace('_', ' ')})"
    said = f"The same without a face check{how}: {known.terms.alternative}"
    return Point("alternative", Standing.KEPT, said, "the notice")


def _age(known: Grounds) -> Point:
    """Say whether the notice has a minimum age, and what the law of its country has."""
    country = known.terms.country
    law = None if country is None else consent_age(country)
    named = "no law that is known here names an age"
    if law is not None:
        read = UNREAD if law.checked is None else f"read on {law.checked.isoformat()}"
        named = f"{law.years} by {law.law} ({read})"
    if (gate := known.terms.gate) is None:
        return Point(
            "age",
            Standing.CONTROLLER,
            "Children: the notice names no minimum age, so nobody says how old a person is. Say "
            f"why none is concerned, or name one (from which people agree alone: {named}).",
        )
    refused = gate.below is BelowAge.REFUSE
    below = "who is younger is refused" if refused else "a guardian agrees for who is younger"
    return Point(
        "age",
        Standing.KEPT,
        f"Children: people agree for themselves from {gate.minimum_age} years on, by your word; "
        f"{below} (the law: {named}).",
        "the notice",
    )


def _open() -> Section:
    said = {
        "officer": "The data protection officer's advice (Art. 35(2)).",
        "views": "The views of those concerned or their representatives (Art. 35(9)).",
        "consultation": "Whether the authority has to be consulted first (Art. 36).",
        "review": "When this is looked at again (Art. 35(11)): at the latest when "
        "`inperson dossier compare` names a change.",
    }
    points = [Point(id_, Standing.CONTROLLER, each) for id_, each in said.items()]
    return Section("open", "Left for the controller", points=tuple(points))
