"""No dossier is written while what it would say contradicts itself, or rests on nothing."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import resources
from pathlib import Path

import pytest

from inperson.rights.laws import model, packs
from tests.dossier.office import Office, facts, run, section


@pytest.fixture
def kept(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The office, as it was before once the test is over."""
    yield office
    monkeypatch.undo()
    office.publish(country="DE-BY")
    run("retention", "set", office.tenant)


def refused(office: Office, name: str = "refused") -> str:
    out, done = office.write(name, code=4)
    assert not out.exists()
    return done.stderr


def test_a_draft_is_not_enough(office: Office) -> None:
    other = str(json.loads(run("tenants", "create", "Draft Ltd", "--json").stdout)["id"])
    said = refused(Office(office.folder, other))
    assert said.startswith("dossier_contradicts: notice: there is a draft only")


@pytest.mark.parametrize("location", ["Paris, France", ""])
def test_a_location_that_the_notice_does_not_name_is_refused_until_it_does(
    kept: Office, monkeypatch: pytest.MonkeyPatch, location: str
) -> None:
    monkeypatch.setenv("INPERSON_LOCATION", location)
    said = refused(kept)
    assert said.startswith("dossier_contradicts: ")
    assert "dpv:hasLocation" in said
    if location:
        kept.publish(country="DE-BY")
        assert facts(kept.data(f"in {location}"), "annex", "location")["Data"] == location
    else:
        assert "location: people are not told who and where: set location" in said


def test_a_schedule_above_a_cap_that_fell_since_is_refused(
    kept: Office, shorter: Callable[[], None]
) -> None:
    run("retention", "set", kept.tenant, "--jurisdiction", "US-TX", "--days", "template=300")
    kept.write("before the cap fell")
    shorter()
    said = refused(kept)
    assert said.startswith("dossier_contradicts: ")
    assert "retention: retention_over_cap: Keep template for 30 days at most: US-TX" in said
    assert "dpv:hasStorageCondition" in said  # the notice says 300 days


@pytest.fixture
def shorter(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Lets the law of Texas ask for 30 days where it asked for 365."""

    def fall() -> None:
        folder = resources.files("inperson.rights.laws").joinpath("packs")
        texts = {each.name: each.read_text("utf-8") for each in folder.iterdir()}
        texts["us.toml"] = texts["us.toml"].replace("days = 365", "days = 30")
        places = packs.read_packs(texts)
        monkeypatch.setattr(packs, "_places", lambda: places)
        packs.jurisdictions.cache_clear()

    yield fall
    monkeypatch.undo()
    packs.jurisdictions.cache_clear()


def test_a_country_without_a_law_pack_is_a_clear_error(kept: Office) -> None:
    kept.publish(country="NG")
    assert refused(kept).startswith("jurisdiction_unknown: No law pack has NG")


def test_a_law_that_was_read_too_long_ago_is_a_clear_error(
    kept: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "READ_EVERY", timedelta(days=-3650))
    assert refused(kept).startswith("law_outdated: EU: ")


def test_who_runs_the_server_itself_has_no_processor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = Office.opened(tmp_path, monkeypatch, DEPLOYMENT="private", OPERATOR="Shop Ltd")
    alone.publish(alternative="", alternative_kind="")
    data = alone.data()
    assert section(data, "records", "processor")["facts"] == []
    assert facts(data, "annex", "who")["Processor"].startswith("none")
    assert section(data, "annex", "subprocessors")["points"] == []


def test_the_assessment_names_the_minimum_age_or_that_there_is_none(kept: Office) -> None:
    def point() -> tuple[str, str]:
        made = kept.data(f"dossier-{len(list(kept.folder.iterdir()))}")
        points = section(made, "dpia", "necessity")["points"]
        (found,) = [each for each in points if each["id"] == "age"]
        return found["state"], found["says"]

    kept.publish(country="FR")
    state, says = point()
    assert state == "controller"
    assert "names no minimum age" in says
    assert "15 by Loi no. 78-17" in says
    kept.publish(country="FR", minimum_age="16", below="refuse")
    state, says = point()
    assert state == "kept"
    assert "from 16 years on" in says
    assert "is refused" in says
    kept.publish(country="SI", minimum_age="16", below="guardian")
    state, says = point()
    assert "a guardian agrees" in says
    assert "checked by nobody yet" in says
