"""The parts of the load test that do not depend on time: its plan, its figures, its page."""

import json
import os
from pathlib import Path

import pytest
from benchmarks.databases import sqlite_place
from benchmarks.enrolled import REFERENCE, add_crowd
from benchmarks.figures import Latency, Ratio, ratio_of
from benchmarks.replicas import cpu_s
from benchmarks.scaling import arguments, plan_of
from benchmarks.scaling_figures import Growth, Plan, Scaling, Step
from benchmarks.scaling_report import rising_ticks, write_scaling

from inperson.app import Mode, open_server
from inperson.matching import Template
from inperson.sessions.pseudonyms import Pseudonyms
from inperson.sessions.rows import SubjectRows
from inperson.tenants import TokenKind, of_server
from inperson.vault import Purpose


def _step(database: str, processes: int, sessions: int, kind: str = "colours") -> Step:
    latency = Latency(sessions, 20.0 if kind == "colours" else 4.0, 30.0, 40.0)
    return Step(database, kind, "authenticate", processes, sessions, {}, 2.0, latency, 9.0)


def _growth(database: str, subjects: int, ratio: Ratio) -> Growth:
    latency = Latency(20, 15.0, 20.0, 25.0)
    return Growth(database, subjects, latency, latency, ratio, ratio, 1.0)


@pytest.fixture
def found() -> Scaling:
    steps = [
        *(_step("SQLite", count, 100 + 20 * count) for count in (1, 2, 3)),
        *(_step("PostgreSQL", count, 80 * count) for count in (1, 2, 3)),
        _step("SQLite", 1, 500, "bare"),
    ]
    one, same = Ratio(1.0, 1.0, 1.0), Ratio(1.03, 0.97, 1.1)
    growths = [_growth("SQLite", 1_000, one), _growth("SQLite", 100_000, same)]
    durability = {"SQLite": "synchronous = FULL", "PostgreSQL": "fsync = on"}
    return Scaling(Plan(), 2, durability, tuple(steps), tuple(growths), ("x: <none>",))


def test_the_command_line_is_a_plan() -> None:
    parse = arguments().parse_args
    assert plan_of(parse([])) == Plan()
    quick = plan_of(parse(["--quick", "--processes", "1", "--models-seconds", "3"]))
    assert quick == Plan(
        processes=(1,),
        seconds=quick.seconds,
        models_s=3.0,
        enrolled=200,
        subjects=(100, 1000),
        rounds=20,
    )
    with pytest.raises(SystemExit):
        parse(["--processes", "0"])


def test_latency_takes_what_so_many_percent_do_not_exceed() -> None:
    assert Latency.of([float(ms) for ms in range(1, 201)]) == Latency(200, 100.0, 190.0, 198.0)
    assert Latency.of([]).count == 0


def test_a_ratio_of_medians_comes_with_its_interval() -> None:
    base = [10.0 + n % 5 for n in range(60)]
    twice = ratio_of([2 * ms for ms in base], base)
    assert twice.low <= twice.ratio == 2.0 <= twice.high
    assert ratio_of(base, base) == Ratio(1.0, 1.0, 1.0)  # a round stays together
    assert ratio_of(base, list(reversed(base)), 1) == ratio_of(base, list(reversed(base)), 1)


def test_rates_are_told_beside_one_process_and_beside_a_bare_service(found: Scaling) -> None:
    three = found.steps[2]
    assert three.cells(found.base(three))[4:6] == ("80.00", "1.33 x")
    assert found.beside_bare() == {"SQLite": 5.0}  # PostgreSQL has no bare figure here
    lines = found.table().splitlines()
    assert "SQLite, 100,000 subjects: authenticate 15.0 ms, 1.03 x (0.97 to 1.10)" in lines[9]
    assert lines[-1] == "left out: x: <none>"


def test_the_page_has_every_plot_and_tells_it_in_words(found: Scaling, tmp_path: Path) -> None:
    page = write_scaling(found, tmp_path).read_text("utf-8")
    assert "SQLite: 60.0 a second at 1, 70.0 a second at 2, 80.0 a second at 3" in page
    assert "SQLite: 15.0 ms at 1,000, 15.0 ms at 100,000" in page
    assert page.count('class="curve one" points') == 3  # authentications, and both over subjects
    assert page.count('class="curve two" points') == 1
    assert "2 cores for servers, database and clients together" in page
    assert "x: &lt;none&gt;" in page
    facts = json.loads((tmp_path / "scaling.json").read_text("utf-8"))
    assert facts["steps"][0]["latency"]["p99_ms"] == 40.0
    assert facts["growths"][1]["authenticate_ratio"]["high"] == 1.1


def test_ticks_are_round_and_end_above_the_largest_value() -> None:
    assert rising_ticks(87.0) == [0, 20, 40, 60, 80, 100]
    assert rising_ticks(0.31) == [0, 0.1, 0.2, 0.3, 0.4]
    assert rising_ticks(0.0)[0] == 0


def test_seeded_subjects_have_keys_of_their_own_that_open_their_templates(tmp_path: Path) -> None:
    place = sqlite_place(tmp_path)
    with open_server(place.settings, Mode.SERVE) as deployment:
        crowd = add_crowd(deployment, "Crowd", 12)
        vault = deployment.vault(crowd.tenant_id)
        pseudonyms = Pseudonyms(vault, TokenKind.DEVELOPER)
        tags = set()
        for number in range(12):
            with deployment.stores.silos.whole(of_server(crowd.tenant_id)).begin() as tx:
                subject = tx.rows(SubjectRows).subject_by_reference(
                    pseudonyms.reference(REFERENCE.format(number))
                )
                assert subject is not None
                stored = tx.rows(SubjectRows).template(subject.id)
            assert stored is not None
            purpose = Purpose.REFERENCE_TEMPLATE
            plain = vault.open(subject.id, purpose, stored.model_digest, stored.sealed)
            assert Template.from_bytes(plain).sample_count == 1
            tags.add(vault.tag(subject.id))
        assert len(tags) == 12


def test_cpu_time_of_a_process_is_read() -> None:
    assert cpu_s(os.getpid()) > 0
