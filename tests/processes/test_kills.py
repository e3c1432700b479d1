"""One replica after the other is killed, over and over, while clients enrol and authenticate."""

import random
import signal
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from inperson.store.guard import WHOLE
from tests.camera import frame
from tests.capturing import Wire, wire
from tests.processes.fleet import Fleet, next_serial
from tests.scene import png

RUN_S, LONGEST_S, KILLS = 20.0, 60.0, 4
CLIENTS, CAMERAS = 2, 1


@dataclass
class Seen:
    """What the clients of one run were told."""

    decided: dict[str, str] = field(default_factory=dict)
    """Session and its decision."""
    enrolled: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Subject reference, the subject's id and its face."""
    unanswered: set[str] = field(default_factory=set)
    """Sessions whose capture broke off: whether they are decided is not known."""
    errors: list[BaseException] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)

    def note(self, session: dict[str, Any], ref: str, person: int) -> None:
        with self.lock:
            self.decided[session["id"]] = session["decision"]
            if session["decision"] == "enrolled":
                self.enrolled[ref] = session["subject_id"], person


def test_kills_lose_no_enrolment_and_miscount_nothing(three: Fleet) -> None:
    three.add_tenant()
    three.start(0, 1, 2)
    seen = Seen()
    threads = [
        threading.Thread(target=_guarded, args=(work, three, seen, number))
        for work, count in ((_photos, CLIENTS), (_camera, CAMERAS))
        for number in range(count)
    ]
    for thread in threads:
        thread.start()
    _kill_in_turn(three, seen)
    seen.over.set()
    for thread in threads:
        thread.join(120)
    assert not seen.errors
    assert len(seen.decided) >= 12, len(seen.decided)
    _check(three, seen)


def _kill_in_turn(made: Fleet, seen: Seen) -> None:
    """Kill for twenty seconds, and on a slow machine for as long as four kills take."""
    began, kills = time.monotonic(), 0
    while (passed_s := time.monotonic() - began) < RUN_S or kills < KILLS:
        if seen.errors or passed_s > LONGEST_S:
            break
        time.sleep(random.uniform(0.5, 1.5))
        number = kills % 3
        assert made.end(number, signal.SIGKILL) == -signal.SIGKILL
        made.start(number)
        kills += 1
    assert kills >= KILLS or seen.errors


def _guarded(work: Any, made: Fleet, seen: Seen, number: int) -> None:
    try:
        work(made, seen, number)
    except BaseException as error:
        seen.errors.append(error)


def _photos(made: Fleet, seen: Seen, number: int) -> None:
    """Enrol and authenticate with photographs; each request is repeated until it is answered."""
    serial = 0
    while not seen.over.is_set():
        serial += 1
        ref, person = f"photo-{number}-{serial}", 1 + serial % 8
        for kind, shown in (("enroll", person), ("authenticate", person), ("authenticate", 9)):
            session = _submitted(made, f"{ref}-{kind}-{shown}", kind, ref, shown)
            seen.note(session, ref, person)


def _submitted(made: Fleet, key: str, kind: str, ref: str, person: int) -> dict[str, Any]:
    body = {"kind": kind, "subject_ref": ref, "liveness": "unsafe_no_liveness"}
    headers = {"Idempotency-Key": f"{key}-open"}
    opened = made.persist("POST", "/v1/sessions", json=body, headers=headers)
    assert opened.status_code == 201, opened.text
    files = [("image", ("a.png", png(person), "image/png"))]
    path, headers = f"/v1/sessions/{opened.json()['id']}/samples", {"Idempotency-Key": key}
    answer = made.persist("POST", path, files=files, headers=headers)
    assert answer.status_code == 200, answer.text
    session: dict[str, Any] = answer.json()
    return session


def _camera(made: Fleet, seen: Seen, number: int) -> None:
    """Enrol with live captures; where the line breaks, the session is left alone."""
    serial = 0
    while not seen.over.is_set():
        serial += 1
        ref, person = f"live-{number}-{serial}", 1 + serial % 8
        session = made.open("enroll", ref, headers={"Idempotency-Key": f"{ref}-open"})
        try:
            with wire(random.choice(made.replicas).url, session["id"], open_timeout=2) as line:
                line.hello(session["session_token"])
                _follow(line, person)
        except Exception:
            with seen.lock:
                seen.unanswered.add(session["id"])
            time.sleep(0.1)
            continue
        seen.note(made.session(session["id"]), ref, person)


def _follow(line: Wire, person: int) -> None:
    for _ in range(6):
        line.show(frame(person, "", next_serial()))
        line.until("guidance", "checking")
    if line.said[-1]["type"] not in {"done", "error"}:
        line.until("done")
    assert line.said[-1]["type"] == "done", line.said[-1]


def _check(made: Fleet, seen: Seen) -> None:
    """Compare what the clients saw with what is stored."""
    with made.deployment() as opened:
        silo = f"silo_{made.tenant}"
        with opened.stores.databases[0].engine(silo, WHOLE).begin() as connection:
            stored = connection.execute(
                text(f"SELECT id, decision FROM \"{silo}\".sessions WHERE state = 'completed'")
            )
            decided = {row[0]: row[1] for row in stored}
            count = text(f'SELECT count(*), count(DISTINCT reference) FROM "{silo}".subjects')
            subjects, references = connection.execute(count).one()
            templates = connection.execute(
                text(f'SELECT count(*) FROM "{silo}".templates')
            ).scalar_one()
        _check_bill(opened, made, decided)
    # every answer that a client saw is in the store, as it was said
    assert {each: decided.get(each) for each in seen.decided} == seen.decided
    # and nothing else, but for captures whose end nobody heard
    assert set(decided) - set(seen.decided) <= seen.unanswered
    unheard = [each for each in seen.unanswered if decided.get(each) == "enrolled"]
    assert subjects == references == templates == len(seen.enrolled) + len(unheard)
    # each of them is recognised, and no other face is
    enrolled = [each for each in sorted(seen.enrolled) if each.startswith("photo")]
    for ref in random.sample(enrolled, min(8, len(enrolled))):
        subject, person = seen.enrolled[ref]
        found = _submitted(made, f"{ref}-again", "authenticate", ref, person)
        assert (found["decision"], found["subject_id"]) == ("match", subject)


def _check_bill(opened: Any, made: Fleet, decided: dict[str, str]) -> None:
    """Where sessions are counted for the bill, there are as many as were decided."""
    silo = f"silo_{made.tenant}"
    with opened.stores.databases[0].owner(silo).begin() as connection:
        known = connection.execute(
            text(
                "SELECT 1 FROM information_schema.tables "
                "WHERE table_schema = :silo AND table_name = 'usage_counts'"
            ),
            {"silo": silo},
        ).first()
        if known is None:
            return
        column = text(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = :silo "
            "AND table_name = 'usage_counts' AND column_name IN ('sessions', 'count')"
        )
        name = connection.execute(column, {"silo": silo}).scalar_one()
        total = connection.execute(text(f'SELECT sum("{name}") FROM "{silo}".usage_counts'))
        assert int(total.scalar() or 0) == len(decided)
