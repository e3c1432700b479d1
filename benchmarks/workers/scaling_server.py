"""One server of the load test: `python scaling_server.py models|colours|bare`.

It ends with its standard input, so whatever ends the benchmark ends it too. Settings come from
INPERSON_* variables, as for `inperson serve`, which is what runs:

- models: with everything that it has.
- colours: the same, but frames are looked at by the tests' examiner, which reads their colour. What
  is left is the server's own cost: HTTP, sessions, keys, database.
- bare: what the least service costs, a peer: the same HTTP stack, and one row of SQL.
"""

import logging
import os
import signal
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI, UploadFile
from pydantic import BaseModel
from sqlalchemy import Column, Engine, LargeBinary, MetaData, String, Table, select

from inperson.cli import server
from inperson.config import Settings
from inperson.core import SystemEntropy
from inperson.core.ids import new_session_id
from inperson.store.connections import transaction
from inperson.store.databases import open_database


def main(kind: str) -> None:
    threading.Thread(target=_end_with_input, daemon=True).start()
    logging.basicConfig(level=logging.WARNING)  # before `serve` asks for more
    if kind == "bare":
        _serve_bare(Settings())
        return
    if kind == "colours":
        from tests.scene import eyes

        from inperson.app import serving

        serving.load_eyes = lambda settings: eyes()
    server.serve()


def _end_with_input() -> None:
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


class NewRow(BaseModel):
    kind: str
    subject_ref: str | None = None
    liveness: str | None = None


_rows = MetaData()
_sessions = Table(
    "sessions",
    _rows,
    Column("id", String(30), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("subject", String(128)),
    Column("decision", String(10)),
    Column("sample", LargeBinary),
)


def _serve_bare(settings: Settings) -> None:
    with closing(open_database(settings.data)) as database:
        database.create("bare")
        engine = database.owner("bare")
        with transaction(engine) as connection:
            _rows.create_all(connection)
        with server.listen(settings) as listener:
            port = listener.getsockname()[1]
            print(f"bare listens on http://{settings.host}:{port}", flush=True)
            server.make_server(settings, _bare(engine)).run(sockets=[listener])


def _bare(engine: Engine) -> FastAPI:
    app, entropy = FastAPI(), SystemEntropy()

    @app.post("/v1/sessions", status_code=201)
    def create(body: NewRow) -> dict[str, Any]:
        row = {"id": new_session_id(entropy), "kind": body.kind, "subject": body.subject_ref}
        with transaction(engine) as connection:
            connection.execute(_sessions.insert().values(row))
        return _view(row["id"], None)

    @app.post("/v1/sessions/{session_id}/samples")
    def submit(session_id: str, image: UploadFile) -> dict[str, Any]:
        change = _sessions.update().where(_sessions.c.id == session_id)
        sample = image.file.read()
        with transaction(engine) as connection:
            connection.execute(change.values(sample=sample, decision="match"))
        return _view(session_id, "match")

    @app.get("/v1/sessions/{session_id}")
    def read(session_id: str) -> dict[str, Any]:
        query = select(_sessions.c.decision).where(_sessions.c.id == session_id)
        with transaction(engine) as connection:
            return _view(session_id, connection.execute(query).scalar_one())

    return app


def _view(session_id: str | None, decision: str | None) -> dict[str, Any]:
    """Return what the client reads out of a session."""
    now = datetime.now(UTC).isoformat()
    told = dict.fromkeys(("subject_id", "level", "level_required", "statement", "ended_at"))
    told |= {"id": session_id, "kind": "authenticate", "token_kind": "developer"}
    told |= {"state": "completed" if decision else "open", "decision": decision}
    return {**told, "reasons": [], "created_at": now, "expires_at": now}


if __name__ == "__main__":
    main(sys.argv[1])
