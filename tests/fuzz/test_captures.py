"""The fuzzer of captures sees what goes wrong, however the client is told."""

import logging

import pytest
from fuzz.captures import Captures
from fuzz.dialogues import Dialogue, say, show
from fuzz.fuzzer import TAKEN, Found

from tests.camera import frame

HELLO = say({"type": "hello", "token": "$TOKEN", "sdk": "fuzz/1"})


def test_a_bug_of_the_server_is_found() -> None:
    broken = Dialogue("liveness", (HELLO, show(0, frame(1, "bug"))))
    with Captures(breaks=True) as fuzzer:
        with pytest.raises(Found, match="closed with 1011"):
            fuzzer.attempt(broken.written())
        fuzzer._errors.said.clear()
        right = (HELLO, *(show(each, frame(1, "", 9 + each)) for each in range(6)))
        assert fuzzer.attempt(Dialogue("liveness", right).written()) == TAKEN
        logging.getLogger("inperson.http").error("something went wrong")
        with pytest.raises(Found, match=r"the log has .* went wrong"):
            fuzzer.attempt(Dialogue("liveness", (HELLO,)).written())
