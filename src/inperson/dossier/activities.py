"""The records of processing activities, by GDPR Art. 30(1) and 30(2)."""

from inperson.dossier.grounds import OWN_WORDS, Grounds, measures
from inperson.dossier.model import Page, Section

_PEOPLE = "People who enrol a face with the controller, or show it to be checked."


def activities(known: Grounds) -> Page:
    """Return the page."""
    return Page(
        "records",
        "Records of processing activities",
        "The controller's (Art. 30(1)) and the processor's (Art. 30(2)) record of the face check.",
        (
            Section(
                "controller", "Controller's record: who (Art. 30(1)(a))", facts=known.imprint()
            ),
            Section("purposes", "Purposes (b)", facts=tuple(known.purposes())),
            Section("people", "Categories of people (c)", (_PEOPLE,)),
            Section("data", "Categories of data (c)", (OWN_WORDS,), table=known.data()),
            Section("recipients", "Recipients (d)", known.recipients()),
            known.transfers("transfers", "Transfers to third countries (e)"),
            Section("times", "Time limits (f)", table=known.times()),
            Section("measures", "Technical and organisational measures (g)", table=measures()),
            _processor(known),
        ),
    )


def _processor(known: Grounds) -> Section:
    title = "Processor's record (Art. 30(2))"
    if not known.managed:
        text = (
            f"{known.terms.controller} runs the server itself: there is no processor to keep one."
        )
        return Section("processor", title, (text,))
    return Section(
        "processor",
        title,
        ("Transfers (c) and measures (d) are those above.",),
        (
            ("Processor (a)", known.operator),
            ("On behalf of (a)", known.terms.controller),
            ("Categories of processing (b)", "Capture, comparison and storage for a face check."),
            ("Location", known.facts.location),
        ),
    )
