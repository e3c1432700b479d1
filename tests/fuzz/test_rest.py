"""The fuzzer of the API sees what is served that must not be."""

from contextlib import ExitStack

import httpx
import pytest
from fuzz.fuzzer import TAKEN, Found
from fuzz.operations import OPERATIONS
from fuzz.rest import Thing, World

READ = next(each for each in OPERATIONS if each.path == "/v1/subjects/{}/enable")
SERVED = httpx.Response(200, json={})


def test_what_must_not_be_served_is_found() -> None:
    with ExitStack() as stack:
        world = World(1, stack)
        mine, others = world.callers[0], world.callers[-1]
        thing = Thing("subject", "sub_1", (others.tenant, others.kind))
        with pytest.raises(Found, match="somebody else's was served"):
            world._judge(READ, mine, thing, SERVED)
        world._judge(READ, others, thing, SERVED)
        assert world.became[TAKEN] == 2
        thing.gone = True
        with pytest.raises(Found, match="what is gone was served"):
            world._judge(READ, others, thing, SERVED)
        for wrong in (httpx.Response(500), httpx.Response(404, json={"code": "odd"})):
            with pytest.raises(Found, match="answered"):
                world._judge(READ, mine, None, wrong)
        world.check()
