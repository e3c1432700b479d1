"""What one person can add to the statistics is bounded, and bins are there before people are."""

import random
import tracemalloc
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inperson.client.client import _SDK
from inperson.sessions import Reason, SessionKind
from inperson.usage.billing import Outcome
from inperson.usage.devices import KNOWN_SDKS, DeviceClass, device_class, known_sdk
from inperson.usage.statistics import (
    DOMAINS,
    Measure,
    Parameters,
)
from inperson.usage.statistics.domains import KINDS, REASONS, length_bin, retries_bin
from inperson.usage.statistics.tally import EndedSession, tally
from tests.usage.people import NOVEMBER, counted, crowd, ordered, session, telling

P = Parameters()


def test_the_closed_lists_are_those_of_the_sessions_and_of_our_clients() -> None:
    assert tuple(each.value for each in Reason) == REASONS
    assert set(KINDS) == {each.value for each in SessionKind}
    assert _SDK in KNOWN_SDKS
    assert all(known_sdk(each) == each for each in KNOWN_SDKS)
    assert known_sdk("web/6.6.6-of-alice") == known_sdk(None) == "other"


def test_bins_are_all_there_when_nobody_is() -> None:
    empty = tally([], P.sessions_each, P.retry_within_s)
    assert {each: tuple(bins) for each, bins in empty.bins.items()} == DOMAINS
    assert all(not sum(bins.values()) for bins in empty.bins.values())
    assert empty.subjects == 0


@pytest.mark.parametrize(
    ("os", "model", "kind"),
    [
        ("Android 16", "Pixel 10", DeviceClass.ANDROID_PHONE),
        ("Android", "SM-X200", DeviceClass.TABLET),
        ("Android", "Galaxy Tab S9", DeviceClass.TABLET),
        ("iOS", "iPhone17,1", DeviceClass.IPHONE),
        ("iPadOS", None, DeviceClass.TABLET),
        ("iOS", "iPad14,1", DeviceClass.TABLET),
        ("Windows", None, DeviceClass.DESKTOP),
        ("macOS 15", None, DeviceClass.DESKTOP),
        ("Linux", None, DeviceClass.DESKTOP),
        ("Chrome OS", None, DeviceClass.DESKTOP),
        ("Kiosk", "The one in the hall", DeviceClass.OTHER),
        (None, None, DeviceClass.OTHER),
    ],
)
def test_a_device_is_one_of_five(os: str | None, model: str | None, kind: DeviceClass) -> None:
    assert device_class(os, model) is kind


def test_ends_of_bins_belong_to_one_of_them() -> None:
    at = (0, 4.99, 5, 10, 29.9, 30, 60, 120, 179.9, 180, 1e9)
    bins = ("0-5", "0-5", "5-10", "10-20", "20-30", "30-60")
    bins += ("60-120", "120-180", "120-180", "180+", "180+")
    assert tuple(map(length_bin, at)) == bins
    assert [retries_bin(each) for each in (0, 1, 2, 3, 5, 6, 99)] == [
        "0",
        "1",
        "2",
        "3-5",
        "3-5",
        "6+",
        "6+",
    ]


def test_a_retry_is_a_session_soon_after_one_that_failed() -> None:
    begins = NOVEMBER.begins_at
    found = [
        session(1, 0, outcome=Outcome.REFUSED, reason="blurred", at=begins),
        session(1, 1, outcome=Outcome.EXPIRED, at=begins + timedelta(minutes=5)),
        session(1, 2, at=begins + timedelta(minutes=10)),  # two retries so far
        session(1, 3, at=begins + timedelta(minutes=11)),  # after a success: none
        session(2, 0, outcome=Outcome.REFUSED, reason="blurred", at=begins),
        session(2, 1, at=begins + timedelta(hours=1)),  # too late
        session(None, 0, kind="liveness", outcome=Outcome.REFUSED, reason="not_live"),
    ]
    counts = counted(found, P)
    assert counts.subjects == 3
    assert counts.bins[Measure.RETRIES] == {"0": 1, "1": 0, "2": 1, "3-5": 0, "6+": 0}
    assert counts.bins[Measure.REASON]["blurred"] == 2
    assert counts.bins[Measure.REASON]["not_live"] == 1
    assert counts.bins[Measure.OUTCOME]["authenticate.expired"] == 1


def test_whatever_one_person_does_changes_a_histogram_by_no_more_than_is_said() -> None:
    others = crowd(50)
    for times in (1, 4, 5, 400):
        there, out = counted([*others, *telling(times)], P), counted(others, P)
        assert there.subjects - out.subjects == 1
        for measure in Measure:
            changed = sum(
                abs(there.bins[measure][name] - out.bins[measure][name])
                for name in DOMAINS[measure]
            )
            assert changed <= P.sensitivity(measure)
        assert sum(there.bins[Measure.RETRIES].values()) == 51


_ANY = st.builds(
    session,
    st.integers(0, 3),
    st.integers(0, 40),
    kind=st.sampled_from(KINDS),
    outcome=st.sampled_from(Outcome),
    reason=st.sampled_from((None, "blurred", "unheard_of")),
    lasts_s=st.floats(0, 400),
)


@given(st.lists(_ANY, max_size=40, unique_by=lambda each: each.id))
def test_nobodys_sessions_depend_on_who_else_is_there(found: list[EndedSession]) -> None:
    everybody = counted(found, P)
    for person in {each.subject for each in found}:
        rest = counted([each for each in found if each.subject != person], P)
        alone = counted([each for each in found if each.subject == person], P)
        for measure in Measure:
            for name in DOMAINS[measure]:
                parts = rest.bins[measure][name] + alone.bins[measure][name]
                assert everybody.bins[measure][name] == parts
            assert sum(alone.bins[measure].values()) <= P.sensitivity(measure)


def test_the_sessions_that_count_are_chosen_by_their_random_ids() -> None:
    mine = [session(1, number, lasts_s=number) for number in range(100)]
    chosen = sorted(mine, key=lambda each: each.id)[: P.sessions_each]
    alone = counted(mine, P).bins[Measure.LENGTH]
    assert alone == counted(chosen, P).bins[Measure.LENGTH]


def test_exact_figures_count_every_session() -> None:
    counts = counted(telling(40), P, clamped=False)
    assert counts.bins[Measure.REASON]["no_face"] == counts.sessions == 40


def test_one_person_with_very_many_sessions_takes_no_memory() -> None:
    def stream() -> object:
        for number in range(20_000):
            yield session(1, number)

    tracemalloc.start()
    tally(stream(), P.sessions_each, P.retry_within_s)  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


def test_the_order_of_subjects_is_all_that_matters() -> None:
    found = crowd(30, 6)
    random.Random(1).shuffle(found)
    assert counted(found, P) == tally(ordered(crowd(30, 6)), P.sessions_each, P.retry_within_s)
