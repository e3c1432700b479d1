"""The annex to a processor's contract, by GDPR Art. 28(3)."""

from inperson.dossier.grounds import OWN_WORDS, Grounds, measures
from inperson.dossier.model import Page, Point, Section, Standing

_KEYS = {
    "file": "none: key-encryption keys are files of the operator",
    "transit": "key-encryption keys in OpenBao or HashiCorp Vault, where the operator set it",
    "pkcs11": "key-encryption keys in a PKCS#11 module of the operator",
    "aws": "key-encryption keys in AWS KMS (Amazon Web Services): a sub-processor",
}
"""Who else holds keys, by the setting INPERSON_KEK_PROVIDER."""


def annex(known: Grounds) -> Page:
    """Return the page."""
    who = (
        ("Controller", known.terms.controller),
        ("Processor", known.operator if known.managed else "none: the controller runs the server"),
        ("Subject matter", "Enrolment, comparison and liveness of faces for the controller"),
        ("Duration", "As long as the controller is a tenant of the server"),
        ("People", "Those who enrol with the controller, or are checked"),
    )
    return Page(
        "annex",
        "Annex to the processing agreement",
        "What Art. 28(3) wants written down of the processing, as the server does it.",
        (
            Section("who", "Parties, subject, duration", facts=who),
            Section("purposes", "Nature and purpose", facts=tuple(known.purposes())),
            Section("data", "Types of data", (OWN_WORDS,), table=known.data()),
            Section(
                "location",
                "Location",
                facts=(
                    ("Data", known.facts.location),
                    ("Held with another", _KEYS[known.key_provider]),
                    ("Backups of keys", f"{known.facts.key_backup.days} days at most"),
                ),
            ),
            _subprocessors(known),
            known.transfers("transfers", "Transfers, and the mechanism of each"),
            Section("duties", "What the processor does (Art. 28(3))", points=_duties()),
            Section("measures", "Technical and organisational measures", table=measures()),
            Section("signatures", "Signatures", signed_by=("Controller", "Processor")),
        ),
    )


def _subprocessors(known: Grounds) -> Section:
    point = Point(
        "hosting",
        Standing.OPEN,
        "Who hosts machines and backups is not known to the server: the operator lists them here.",
    )
    points = (point,) if known.managed else ()
    return Section("subprocessors", "Sub-processors", points=points)


def _duties() -> tuple[Point, ...]:
    kept = {
        "instructions": (
            "(a) Acts on documented instructions: the controller's own settings and calls, each by "
            "a credential that carries whose it is.",
            "docs/authority.md",
        ),
        "security": ("(c) Security of processing.", "policy 2.1, 2.2, 2.3, 6.2"),
        "rights": ("(e) Helps with requests of people.", "policy 7.2, 7.3, 7.5, 7.6, 7.7"),
        "breaches": ("(f) Tells of breaches without undue delay.", "policy 6.3"),
        "audits": (
            "(h) Shows that it keeps this: `inperson policy check`, the audit log, this dossier.",
            "docs/policy.md",
        ),
    }
    left = {
        "confidentiality": "(b) Staff are bound to confidentiality: the operator's own matter.",
        "approval": "(d) Sub-processors are approved: agreed between the parties.",
        "end": "(g) What happens at the end: no command erases a tenant as a whole; each "
        "person is (policy 7.3), and the copies are handed out before (policy 7.5).",
    }
    return (
        *(Point(id_, Standing.KEPT, says, where) for id_, (says, where) in kept.items()),
        *(Point(id_, Standing.OPEN, says) for id_, says in left.items()),
    )
