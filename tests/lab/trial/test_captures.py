"""Volunteers and the operator make captures, each labelled when it is made."""

from pathlib import Path

import pytest

from inperson.core import SubjectId
from inperson_lab.trial import Book, CodeUnknown, PlanInvalid, TrialMissing, default_plan, read_plan
from inperson_lab.trial.figures import figures_of
from inperson_lab.trial.outcomes import as_decided
from tests.lab.trial.conftest import Stage

EVENING = "phone, evening, glasses off"
DAYLIGHT = "laptop, daylight, glasses on"


def test_each_capture_is_kept_whole_under_its_label_whatever_was_decided(stage: Stage) -> None:
    somebody = stage.volunteer()
    answers = {"age": "25 to 44", "skin": "green", "shoe": "42"}
    assert somebody.capture(EVENING, "print").status_code == 200  # refused, before any key is there
    assert stage.kept() == []
    assert somebody.capture(EVENING, answers=answers).status_code == 200
    assert somebody.capture(DAYLIGHT, "print").status_code == 200
    operator = stage.visitor(stage.operator_code)
    assert operator.capture("print", "print", volunteer=1).status_code == 200
    kept = stage.kept()
    assert [each.liveness for each in kept] == ["not_live", "live", "not_live", "not_live"]
    assert all(len(each.frames) >= 6 for each in kept)
    assert kept[1].label == {
        "trial": stage.book.read().trial,
        "volunteer": "1",
        "presentation": EVENING,
        "species": "",
        "device": "phone",
        "light": "evening",
        "glasses": "off",
        "group.age": "25 to 44",
    }
    assert (kept[3].label["species"], kept[3].label["volunteer"]) == ("print", "1")
    assert len({each.subject_id for each in kept}) == 1
    says = {f"{each.name} {each.value}": each for each in figures_of(map(as_decided, kept)).slices}
    for who, of in (("all all", 3), ("device laptop", 1), ("light evening", 2)):
        said = says[who].origin
        assert said is not None
        assert (said.refused.errors, said.refused.comparisons) == (of, of)
        assert said.by == {"named": of, "told": of}  # no browser told anything of a camera
    state = somebody.state()
    assert state["done"] == {EVENING: 2, DAYLIGHT: 1, "print": 1}
    assert state["agreed"]
    assert operator.state()["volunteers"]["1"] == state["done"]
    text = (stage.book.folder / "book.json").read_text()
    assert "25 to 44" not in text
    assert (stage.book.folder / "book.json").stat().st_mode & 0o777 == 0o600


def test_who_leaves_is_erased_from_the_set_and_the_book(stage: Stage) -> None:
    somebody, other = stage.volunteer(), stage.volunteer()
    somebody.capture(EVENING)
    other.capture(EVENING, person=2)
    assert somebody.ask("leave", {}).json() == {"left": 1}
    assert [each.label["volunteer"] for each in stage.kept()] == ["2"]
    assert [each.number for each in stage.book.read().volunteers] == [2]
    assert somebody.ask("state").status_code == 401
    ((number, _),) = stage.book.invite(1)
    assert number == 3  # nobody is taken for somebody who left


def test_who_leaves_before_being_enrolled_takes_the_consents_along(stage: Stage) -> None:
    somebody = stage.volunteer()
    (entry,) = stage.book.read().volunteers
    http, token = stage.visitor().http, stage.book.read().token
    bearer = {"Authorization": f"Bearer {token}"}

    def holding() -> list[str]:
        asked = {"subject_ref": entry.reference}
        found = http.post("/v1/consents/lookup", json=asked, headers=bearer)
        return [each["purpose"] for each in found.json().get("consents", []) if each["holds"]]

    assert sorted(holding()) == ["identity", "improvement"]
    assert somebody.ask("leave", {}).json() == {"left": 1}
    assert holding() == []


def test_who_does_not_say_to_be_of_age_agrees_to_nothing(stage: Stage) -> None:
    ((_, code),) = stage.book.invite(1)
    somebody = stage.visitor(code)
    assert somebody.state()["minimum_age"] == 18
    for said in ({}, {"of_age": False}):
        answer = somebody.agree(**said)
        assert (answer.status_code, answer.json()["code"]) == (409, "age_unknown")
    assert not somebody.state()["agreed"]
    assert somebody.capture(EVENING).json()["code"] == "age_unknown"
    assert somebody.agree(of_age=True).status_code == 200
    assert somebody.capture(EVENING).status_code == 200
    assert len(stage.kept()) == 1


def test_who_withdraws_by_the_privacy_centre_is_in_the_set_no_more(stage: Stage) -> None:
    somebody = stage.volunteer()
    somebody.capture(EVENING)
    assert somebody.ask("privacy", {}).json()["url"].endswith(f"/privacy/{stage.tenant}")
    subject = stage.kept()[0].subject_id
    mine = stage.scene.sessions.of(stage.scene.caller(stage.tenant))
    assert mine.subjects.withdraw_improvement(SubjectId(subject)) >= 6
    assert stage.kept() == []
    assert not somebody.state()["agreed"]
    somebody.capture(EVENING)  # without a new consent nothing is kept
    assert stage.kept() == []


def test_nobody_makes_what_the_plan_does_not_have_for_them(stage: Stage) -> None:
    assert stage.visitor().ask("state").status_code == 401
    assert stage.visitor().ask("enter", {"code": "guessed"}).status_code == 401
    somebody, operator = stage.volunteer(), stage.visitor(stage.operator_code)
    planned = {"presentation": EVENING}
    for visitor, body in (
        (somebody, {"presentation": "print"}),
        (somebody, {"presentation": "unheard of"}),
        (operator, {"presentation": EVENING, "volunteer": 1}),
        (operator, {"presentation": "print", "volunteer": 1}),  # who is not enrolled
        (operator, {"presentation": "print", "volunteer": 9}),
        (operator, {"presentation": "print"}),
    ):
        refused = visitor.ask("sessions", body)
        assert (refused.status_code, refused.json()["code"]) == (409, "trial_not_planned")
    assert operator.ask("leave", {}).status_code == 409
    assert somebody.ask("sessions", {**planned, "kind": "liveness"}).status_code == 422
    elsewhere = somebody.http.post("/trial/api/sessions", json=planned)
    assert elsewhere.status_code == 403


def test_a_plan_is_written_as_it_is_read_and_a_damaged_one_is_refused(tmp_path: Path) -> None:
    book = Book(tmp_path / "trial")
    with pytest.raises(TrialMissing):
        book.read()
    code = book.begin(default_plan('a "pilot"'), book_tenant := "ten_x", "secret")  # type: ignore[arg-type]
    assert book.plan == default_plan('a "pilot"')
    assert book.read().tenant_id == book_tenant
    assert book.read().holder(code) is None
    with pytest.raises(CodeUnknown):
        book.read().holder(book.new_operator_code() + "x")
    with pytest.raises(CodeUnknown):
        book.read().holder(code)
    with pytest.raises(TrialMissing):
        book.begin(default_plan("again"), book_tenant, "secret")  # type: ignore[arg-type]
    path = book.folder / "plan.toml"
    good = path.read_text()
    for bad in (
        "name =",
        'name = "x"',
        good.replace('"evening"', '"dusk"'),
        good.replace("times = 1", "times = 0"),
        good.replace("times = 1", "often = 1"),
        good.replace('"phone, evening, glasses off"', '"phone, evening, glasses on"'),
    ):
        path.write_text(bad)
        with pytest.raises(PlanInvalid):
            read_plan(path)
    (book.folder / "book.json").write_text("{")
    with pytest.raises(TrialMissing):
        book.read()
