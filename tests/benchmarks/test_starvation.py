"""Whatever one tenant or a stranger asks for, another tenant is served, within a stated memory.

How long it waits is a figure of `make bench BENCH="--only starvation"`: no test is timed.
"""

import pytest
from benchmarks.proxy import NGINX
from benchmarks.starvation import ATTACKS, Starved, measured

pytestmark = pytest.mark.needs_models
MOST_MIB = 2048
"""Of the server and its workers together, as docs/operations.md says."""


@pytest.mark.parametrize("attack", ATTACKS)
def test_nobody_starves_another_tenant(attack: str) -> None:
    found: Starved = measured(attack, 2)
    assert found.answers, "the attacker was told nothing: it did not attack"
    assert found.latency.count > 0
    assert found.failed == 0, found
    assert found.memory_mib < MOST_MIB, found


def test_nobody_is_starved_behind_the_shipped_proxy() -> None:
    if NGINX is None:
        pytest.skip("nginx is not here")
    found = measured("slow_heads", 2, behind=True)
    assert found.answers
    assert found.latency.count > 0
    assert found.failed == 0, found
