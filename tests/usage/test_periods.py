from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inperson.usage import Period
from inperson.usage.errors import PeriodInvalid

TIMES = st.integers(10**9, 29 * 10**9).map(lambda s: datetime.fromtimestamp(s, UTC))


@given(TIMES)
def test_a_time_lies_in_its_period_and_in_no_other(at: datetime) -> None:
    period = Period.of(at)
    assert period.begins_at <= at < period.ends_at
    assert period < period.next
    assert period.next.begins_at == period.ends_at


def test_periods_are_in_utc() -> None:
    east = timezone(timedelta(hours=9))
    assert str(Period.of(datetime(2026, 12, 1, 8, 59, tzinfo=east))) == "2026-11"


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "1999-01", "2026-1", "\uff12026-01"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(PeriodInvalid):
        Period(text)
