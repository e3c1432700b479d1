"""A capture goes on at another process when its own is killed, stops or sleeps."""

import signal
import time

from tests.camera import frame
from tests.capturing import wire
from tests.processes.fleet import Fleet, next_serial
from tests.serving import until


def test_a_capture_goes_on_elsewhere_after_a_kill(two: Fleet) -> None:
    two.add_tenant()
    two.start(0, 1)
    line = two.line(two.open("enroll", "subject-1"), 0).start()
    assert until(line.follows)
    assert two.end(0, signal.SIGKILL) == -signal.SIGKILL
    killed_at = time.monotonic()
    assert until(lambda: line.follows(2))
    assert time.monotonic() - killed_at > 4  # the lease: a live owner is never followed
    assert line.reached == [(0, 0), (1, 0)]
    line.wrong = ""
    assert line.join().passed
    decided = two.session(line.session["id"])
    assert decided["decision"] == "enrolled"


def test_captures_survive_a_rolling_restart(three: Fleet) -> None:
    three.add_tenant()
    three.start(0, 1, 2)
    sessions = [three.open("enroll", f"subject-{each}") for each in range(6)]
    for number in range(3):
        lines = [three.line(each, number).start() for each in sessions[2 * number :][:2]]
        assert until(lambda lines=lines: all(each.follows() for each in lines))
        began = time.monotonic()
        assert three.end(number) == 0, three.log(number)
        assert time.monotonic() - began > 1.5  # INPERSON_DRAIN_S
        # only now, or else what left it could come back to it
        assert until(lambda lines=lines: all(each.follows(2) for each in lines)), lines
        three.start(number, wait=False)
        for each in lines:
            each.wrong = ""
            assert each.join().passed
            assert each.dialled[0] == number != each.dialled[-1]
            assert each.reached[0][1] == each.reached[1][1] == 0  # from the first target
            assert three.session(each.session["id"])["decision"] == "enrolled"
        assert until(three.replicas[number].answers)
    assert "ERROR" not in "".join(three.log(each) for each in range(3))


def test_a_process_that_stops_lets_captures_end_and_takes_no_new_one(two: Fleet) -> None:
    two.add_tenant()
    two.start(0, 1)
    line = two.line(two.open("enroll", "subject-1"), 0).start()
    assert until(line.follows)
    opened = two.open("enroll", "subject-2")
    with wire(two.replicas[0].url, opened["id"], opened["session_token"]) as late:
        two.replicas[0].send(signal.SIGTERM)
        assert until(lambda: not two.replicas[0].answers())  # it listens no more
        late.tell({"type": "hello", "token": opened["session_token"], "sdk": "test/1"})
        assert late.close_code() == 1012
    line.wrong = ""
    assert line.join().passed
    assert line.dialled == [0]  # it ended where it began
    assert two.nursery.ask(do="wait", pid=two.replicas[0].pid) == 0
    two.replicas[0].pid = 0


def test_a_process_without_captures_stops_at_once(two: Fleet) -> None:
    two.variables["INPERSON_DRAIN_S"] = "300"
    two.add_tenant()
    two.start(0)
    began = time.monotonic()
    assert two.end(0) == 0
    assert time.monotonic() - began < 300


def test_a_process_that_slept_decides_nothing(three: Fleet) -> None:
    """Its clock stands still while another one takes the capture over; then it wakes."""
    three.add_tenant()
    three.start(0, 1)
    session = three.open("enroll", "subject-1")
    with wire(three.replicas[0].url, session["id"]) as asleep:
        asleep.hello(session["session_token"])
        for _ in range(5):
            asleep.show(frame(1, "", next_serial()))
            asleep.until("guidance")
        three.replicas[0].send(signal.SIGSTOP)
        asleep.show(frame(1, "", next_serial()))  # the last frame that it needs
        line = three.line(session, 1, within_s=1.0)
        line.avoid, line.dropped = {0, 2}, 1
        line.start()
        assert until(line.follows)
        assert three.session(session["id"])["decision"] is None
        three.replicas[0].send(signal.SIGCONT)
        assert asleep.close_code() == 1012
    assert three.session(session["id"])["decision"] is None
    line.wrong = ""
    assert line.join().passed
    assert three.session(session["id"])["decision"] == "enrolled"
