"""What a change would do is told before it is made, is what it then does, and changes nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from inperson.rights.notices import NoticeTermsInvalid, Recipient, changes_between
from inperson.rights.retention import Category
from inperson.rights.retention.errors import RetentionOverCap
from inperson.rights.retention.service import Retention
from tests.rights.noticing import BOTH, FULL, IDENTITY, PLAIN, Shop, given, shop

MOVED = replace(FULL, recipients=(*FULL.recipients, Recipient("Cloud Ltd", "It hosts.", "DE")))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Shop]:
    made = shop(tmp_path)
    yield made
    made.scene.stores.close()


def test_a_rehearsal_publishes_nothing_and_tells_what_publishing_does(house: Shop) -> None:
    first = house.publish(FULL)
    for ref in ("subject-1", "subject-2"):
        house.consents().give(ref, given(first), IDENTITY)
    before = house.notices().editions()
    for terms, ends in ((replace(FULL, contact="other@shop.example"), False), (MOVED, True)):
        told = house.notices().rehearse(terms)
        assert house.notices().editions() == before
        assert (told.standing, told.ends_consents) == (2, ends)
        assert [each.version for each in told.after] == [first.version + 1] * len(told.before)
    made = house.notices().publish(MOVED)
    assert [each.document for each in made] == [each.document for each in told.after]
    assert house.notices().rehearse(MOVED).standing == 0
    with pytest.raises(NoticeTermsInvalid):
        house.notices().rehearse(replace(PLAIN, contact=None))


def test_versions_are_compared_in_the_words_that_people_read(house: Shop) -> None:
    one, two = house.publish(FULL), house.publish(MOVED)
    assert not changes_between(one, one)
    changes = changes_between(one, two)
    new = " ".join(line for each in changes for line in each.new)
    gone = " ".join(line for each in changes for line in each.gone)
    assert "Cloud Ltd" in new
    assert "Cloud Ltd" not in gone
    assert "Parcel GmbH" not in new + gone  # it is on both
    back = changes_between(two, one)
    assert [(each.gone, each.new) for each in back] == [(each.new, each.gone) for each in changes]


def test_a_preview_of_retention_counts_what_then_goes_and_sets_nothing(house: Shop) -> None:
    notice, mine = house.publish(BOTH), Retention(house.office)
    for number in range(3):
        house.stills(given(notice), f"subject-{number}")
    house.scene.clock.advance(timedelta(days=40).total_seconds())
    schedule, plan = mine.preview(["EU"], {Category.SESSION_OUTCOME: 30})
    assert schedule.days[Category.SESSION_OUTCOME] == 30
    assert plan.counts()[Category.SESSION_OUTCOME] == 3
    assert mine.plan().counts().get(Category.SESSION_OUTCOME, 0) == 0
    assert mine.schedule().days[Category.SESSION_OUTCOME] > 30
    with pytest.raises(RetentionOverCap):
        mine.preview([], {Category.SESSION_OUTCOME: 99_999})
    mine.set(["EU"], {Category.SESSION_OUTCOME: 30}, tell=house.notices().refresh_in)
    assert mine.sweep().gone[Category.SESSION_OUTCOME] == 3
