"""The contract of `rights.breaches.ports.BreachRegister`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from inperson.core import BreachId, SystemEntropy
from inperson.core.ids import new_tenant_id
from inperson.rights.breaches.model import Breach, BreachFacts
from inperson.store import Stores

HOUR = timedelta(hours=1)
FACTS = BreachFacts("What\nhappened.", "Who.", 3, 0, "What follows.", "What is done.", "Where.")


def test_the_register_is_kept_and_changed_once(stores: Stores) -> None:
    rows, entropy = stores.breaches, SystemEntropy()
    now = datetime(2026, 3, 1, tzinfo=UTC)
    breach = Breach(
        BreachId("brc_" + "a" * 26), FACTS, (new_tenant_id(entropy),), now, now, bytes(16)
    )
    assert rows.breach(breach.id) is None
    rows.add(breach)
    rows.add(replace(breach, id=BreachId("brc_" + "b" * 26), noticed_at=now - HOUR))
    assert rows.breach(breach.id) == breach
    assert [each.id[4] for each in rows.breaches()] == ["b", "a"]
    told = replace(breach, told=breach.tenants, controllers_notified_at=now)
    assert rows.replace(breach, told)
    assert not rows.replace(breach, told)
    closed = replace(told, closed_at=now, closed_because="It is over.")
    assert rows.replace(told, closed)
    assert rows.breach(breach.id) == closed
    assert not rows.replace(closed, told)
