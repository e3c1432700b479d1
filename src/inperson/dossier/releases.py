"""What states ask to be said in words of their own, such as BIPA's release and schedule."""

from collections.abc import Iterator

from inperson.dossier.grounds import UNREAD, Grounds
from inperson.dossier.model import Page, Point, Section, Standing
from inperson.rights.laws import Category, Jurisdiction

_BIPA = "US-IL"


def releases(known: Grounds) -> Page:
    """Return the page: of each law that binds and asks for words, those of the notice."""
    sections = tuple(_sections(known))
    if not sections:
        text = (
            "The notice has words for Illinois alone, and this tenant is under no state's law. "
            "People who live in such a state bring its law with them: name it by "
            "`inperson retention set --jurisdiction`."
        )
        sections = (Section("none", "None", (text,)),)
    return Page(
        "releases",
        "Notices, releases and schedules of states",
        "For each state's law that the tenant is under, from the notice in force.",
        sections,
    )


def _sections(known: Grounds) -> Iterator[Section]:
    for each in known.said["inp:disclosures"]:
        code = each["dct:identifier"]
        yield Section(
            f"notice-{code}",
            each["dct:title"],
            (*each["dct:abstract"], f"Law: {each['dpv:hasApplicableLaw']}."),
            signed_by=("The person, or who may act for it",) if code == _BIPA else (),
        )
        if code == _BIPA:
            yield Section(
                f"schedule-{code}",
                "Public retention schedule (740 ILCS 14/15(a))",
                ("It is public with the notice, and kept by the software, not by hand.",),
                table=known.times(),
            )
    for law in known.laws:
        if law.code.startswith("US-") and law.discloses is None:
            yield _of_state(known, law)


def _of_state(known: Grounds, law: Jurisdiction) -> Section:
    """Return a notice for a state whose law the tenant's notice has no words of its own for."""
    days = known.schedule.days[Category.TEMPLATE]
    read = UNREAD if law.checked is None else f"read on {law.checked.isoformat()}"
    says = (
        "The notice in force has no words of its own for this law: whether it, and this text, "
        f"suffice is for a lawyer to say. Law: {read}."
    )
    return Section(
        f"notice-{law.code}",
        f"{law.name}: notice",
        (
            f"{known.terms.controller} captures the geometry of your face, a biometric identifier. "
            "Nothing is captured before you agree.",
            *(f"{name}: {what}" for name, what in known.purposes()),
            f"The template made of it is destroyed {days} days after your last check at the "
            "latest, and when you withdraw, unless a legal order holds it.",
            *known.recipients(),
            f"Law: {law.law}.",
        ),
        points=(Point("words", Standing.OPEN, says, law.source),),
    )
