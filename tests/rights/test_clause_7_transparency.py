"""Clause 7: what was asked and disclosed is told every year, in bands."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inperson.rights.disclosures import DisclosureBasis, DisclosureState
from inperson.rights.disclosures.errors import ReportInvalid
from inperson.rights.requests.model import RequestKind, RequestState
from inperson.rights.transparency import TransparencyReport, YearCounts, band
from tests.rights.disclosing import DAY, Office, office_of
from tests.scene import START, Scene, open_scene

LEGAL, DELIVERED = DisclosureBasis.LEGAL_REQUEST, DisclosureState.DELIVERED


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = open_scene(tmp_path)
    yield made
    made.stores.close()


@pytest.fixture
def office(scene: Scene) -> Office:
    return office_of(scene)


def report(
    office: Office, year: int = START.year, breaches: int | None = None
) -> TransparencyReport:
    clock = office.scene.clock
    counts = YearCounts.of(office.desk().silo, year, clock.now())
    return TransparencyReport.of("one", year, counts, breaches, clock)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0"),
        (1, "1-9"),
        (9, "1-9"),
        (10, "10-49"),
        (50, "50-249"),
        (249, "50-249"),
        (250, "250-999"),
        (1_000, "1000-4999"),
        (99_999, "25000-99999"),
        (100_000, "100000 or more"),
        (10**9, "100000 or more"),
    ],
)
def test_a_count_is_told_as_a_band(count: int, said: str) -> None:
    assert band(count) == said


def test_outcomes_are_counted_in_the_year_of_the_proposal(office: Office) -> None:
    for number in range(3):
        office.by(office.alice).deliver(office.approved(instrument=f"{number}").id)
    office.for_subject()
    told = report(office).disclosures
    assert told["legal_request"] == {
        "proposed": "0",
        "approved": "0",
        "delivered": "1-9",
        "refused": "0",
    }
    assert told["user_approved"]["proposed"] == "1-9"
    office.scene.clock.advance(366 * 86400)
    assert report(office, START.year + 1).disclosures["legal_request"]["delivered"] == "0"


def test_what_is_under_a_gag_is_counted_when_that_is_over(office: Office) -> None:
    made = office.approved(gag_until=office.scene.clock.now() + DAY)
    office.by(office.alice).deliver(made.id)
    assert report(office).disclosures["legal_request"]["delivered"] == "0"
    office.scene.clock.advance(86400)
    assert report(office).disclosures["legal_request"]["delivered"] == "1-9"


def test_no_exact_number_is_in_any_form_of_it() -> None:
    from inperson.core import ManualClock

    counts = YearCounts(
        {(RequestKind.ERASURE, RequestState.COMPLETED): 37},
        {(LEGAL, DELIVERED): 173},
    )
    both = YearCounts.sum([counts, YearCounts({}, {(LEGAL, DELIVERED): 100})])
    clock = ManualClock(datetime(2027, 1, 2, tzinfo=UTC))
    made = TransparencyReport.of("<b>A|B</b>", 2026, both, 3, clock)
    forms = (made.to_json(), made.to_markdown(), made.to_html())
    for text in forms:
        for said in ("10-49", "250-999", "1-9"):
            assert said in text
        for exact in ("37", "173", "273"):
            assert exact not in text
    assert json.loads(forms[0])["disclosures"]["legal_request"]["delivered"] == "250-999"
    assert "| erasure | 0 | 0 | 10-49 | 0 |" in forms[1]
    assert "\\<b\\>A\\|B" in forms[1]
    assert "<b>" not in forms[2]
    assert "http" not in forms[2]


def test_every_kind_is_named_whether_it_was_asked_for_or_not(office: Office) -> None:
    made = report(office)
    assert set(made.requests) == set(RequestKind)
    assert {each for row in made.requests.values() for each in row.values()} == {"0"}
    assert made.breaches is None
    assert "Breaches" not in made.to_markdown()


@pytest.mark.parametrize("year", [1999, START.year + 1])
def test_a_report_is_of_a_year_that_has_begun(office: Office, year: int) -> None:
    with pytest.raises(ReportInvalid):
        report(office, year)
