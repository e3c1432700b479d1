"""Several processes start at once where nothing is."""

import json

from tests.processes.fleet import Fleet
from tests.serving import until


def test_replicas_start_at_once_on_nothing(three: Fleet) -> None:
    three.start(0, 1, 2)
    keys = [three.replicas[each].keys() for each in range(3)]
    assert keys[0] == keys[1] == keys[2]
    assert keys[0]["keys"][0]["crv"] == "Ed25519"
    # a tenant that is made meanwhile is everybody's, with the keys of one
    three.add_tenant()
    session = three.open("enroll", "subject-1")
    line = three.line(session, 2).start()
    assert until(line.follows)
    line.wrong = ""
    assert line.join().passed
    assert [
        three.call(each, "GET", f"/v1/sessions/{session['id']}", live=True).json()["decision"]
        for each in range(3)
    ] == ["enrolled"] * 3


def test_two_replicas_start_at_once_on_no_files(two: Fleet) -> None:
    two.start(0, 1)
    files = {each.name for each in (two.folder / "kek").iterdir()}
    assert {
        "audit.jwk",
        "signing.jwk",
        "session-tokens.jwk",
        "centre-tokens.jwk",
        "sign-in.jwk",
    } == files
    for name in files:
        assert json.loads((two.folder / "kek" / name).read_text())["crv"] == "Ed25519"
    assert two.replicas[0].keys() == two.replicas[1].keys()
