"""One definition a noun: a field is named where it is defined and where something acts on it.

Rows, access copies, views and request bodies are made out of the definition.
"""

import re
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "inperson"
COPY = "rights/copies/inventory.py"
"""Where it is decided what an access copy shows of a column."""
NAMED = {
    # what a session's device says: the record is its definition, its column is sealed
    "os_version": {"sessions/device_classes.py", "sessions/session_record.py"},
    "page_origin": {
        "sessions/device_classes.py",
        "sessions/session_record.py",
        "sessions/tenant_sessions.py",
        "sessions/tickets.py",
        "rights/acts/opening.py",  # the one page of an act's capture
        "checks/links.py",  # the page of a check
    },
    "package_name": {
        "sessions/device_classes.py",
        "sessions/session_record.py",
        "sessions/tenant_sessions.py",
        "sessions/tickets.py",
    },
    "phone_model": {
        "sessions/device_classes.py",
        "sessions/session_record.py",
        "sessions/tenant_sessions.py",
        "usage/devices.py",
    },
    # of a session
    "capture_opened_at": {
        "sessions/model.py",
        "store/tables.py",
        COPY,
        "sessions/processes.py",
        "store/capture_rows.py",
        "store/figures_rows.py",
    },
    "capture_restarts": {
        "http/console/templates/session.html",
        "sessions/model.py",
        "store/tables.py",
        COPY,
        "sessions/capture_ownership.py",
        "sessions/captures.py",
        "sessions/processes.py",
        "store/capture_rows.py",
    },
    # of a privacy request
    "extended_at": {
        "policy/times.py",  # the due date, computed again
        "rights/requests/model.py",
        "store/privacy_tables.py",
        COPY,
        "views/requests.py",
        "rights/requests/service.py",
    },
    "channel": {
        "rights/requests/model.py",
        "store/privacy_tables.py",
        COPY,
        "views/requests.py",
        "rights/requests/opening.py",
        "rights/requests/service.py",
        "rights/copies/service.py",  # of the request that a subject's own copy answers
        # what is told and signed of a request is a list that is closed on purpose
        "deliveries/events.py",
        "rights/requests/events.py",
        "rights/requests/statements.py",
        "http/centre.py",
        "http/console/templates/request.html",
        "http/console/templates/requests.html",
        "vision/decode.py",  # of a picture
    },
}
"""Every file that names a field. A name leaves a list when a file can do without it; none is added
but for something new that acts on the field."""


@pytest.mark.parametrize("field", NAMED)
def test_a_field_is_named_in_few_files(field: str) -> None:
    word = re.compile(rf"\b{field}\b")
    named = {
        path.relative_to(SRC).as_posix()
        for kind in ("*.py", "*.html")
        for path in SRC.rglob(kind)
        if word.search(path.read_text("utf-8"))
    }
    assert named == NAMED[field]
