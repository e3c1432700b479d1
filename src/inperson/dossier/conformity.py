"""Statements on standards and the AI Act: what is kept, what is open, and why."""

from inperson.dossier.grounds import Grounds, measured
from inperson.dossier.model import Page, Point, Standing
from inperson.dossier.points import asked

_NIST_LEVEL = 3
"""The level that promises a false match rate of 1 in 10,000, which SP 800-63B asks for."""
_LEVEL, _FNMR = 0, -1
"""Columns of the table `recognition`."""


def conformity(known: Grounds) -> Page:
    """Return the page."""
    return Page(
        "conformity",
        "Statements of conformity, with their open points",
        "Self-declared: no laboratory and no certifier stands behind it.",
        (
            asked("iso24745"),
            asked("iso27701"),
            asked("ai_act"),
            asked("nist", _false_matches(known), _false_non_matches(), _another_way(known)),
        ),
    )


def _false_matches(known: Grounds) -> Point:
    ladder, required = known.ladder, known.required_level
    says = f"63B: a false match rate of 1 in 10,000 or better. Level {required} is required here"
    if ladder is None:
        return Point("fmr", Standing.OPEN, f"{says}, and the model has no calibration.")
    unproven = ladder.unproven(required)
    said = f"{says}: at most {ladder.bound(required):.1e} where it is shown"
    if unproven or required < _NIST_LEVEL:
        left = f"; not shown of {', '.join(unproven)}" if unproven else "; a lower level"
        return Point("fmr", Standing.OPEN, f"{said}{left}.", "docs/accuracy.md")
    return Point("fmr", Standing.KEPT, f"{said}.", "docs/accuracy.md")


def _false_non_matches() -> Point:
    row = next(row for row in measured("recognition").rows if row[_LEVEL].startswith("3"))
    says = (
        f"63B: a false non-match rate of 5 % or less. Measured at level 3, one photograph a side: "
        f"{row[_FNMR]}; of sessions of living people too few were measured to tell."
    )
    return Point("fnmr", Standing.OPEN, says, "docs/accuracy.md")


def _another_way(known: Grounds) -> Point:
    if known.terms.alternative is None:
        says = "63B: another way than a biometric: the notice names none."
        return Point("alternative", Standing.CONTROLLER, says)
    return Point(
        "alternative", Standing.KEPT, f"63B: another way: {known.terms.alternative}", "the notice"
    )
