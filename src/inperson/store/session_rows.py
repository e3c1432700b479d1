"""Sessions as rows."""

import json
from collections.abc import Mapping
from math import isfinite
from typing import Any

from sqlalchemy import Row

from inperson.core import ProcessId, SessionId, SubjectId
from inperson.sessions.model import (
    AnySession,
    Decision,
    LivenessDemand,
    LivenessVerdict,
    Pseudonym,
    SealedRecord,
    SessionKind,
    SessionState,
    Subject,
    Verdict,
    session_type,
)
from inperson.sessions.reasons import Reason
from inperson.tenants import TokenKind


def session_row(session: AnySession) -> dict[str, Any]:
    """Return the row of a session."""
    verdict = session.verdict
    return {
        "id": session.id,
        "kind": session.kind.value,
        "token_kind": session.token_kind.value,
        "liveness": session.liveness.value,
        "subject": session.subject,
        "created_at": session.created_at,
        "expires_at": session.expires_at,
        "state": session.state.value,
        "ended_at": session.ended_at,
        "subject_id": session.subject_id,
        "decision": None if verdict is None else verdict.decision.value,
        "reasons": None if verdict is None else " ".join(verdict.reasons),
        "level": None if verdict is None else verdict.level,
        "level_required": None if verdict is None else verdict.level_required,
        "model_digest": None if verdict is None else verdict.model_digest,
        "liveness_verdict": None if verdict is None else verdict.liveness.value,
        "capture_opened_at": session.capture_opened_at,
        "capture_owner": session.capture_owner,
        "capture_restarts": session.capture_restarts,
        "evidence": _evidence(session.evidence),
        **record_columns(session.record),
    }


def record_columns(record: SealedRecord | None) -> dict[str, Any]:
    """Return the columns of a record."""
    return {
        "record": None if record is None else record.sealed,
        "record_due_at": None if record is None else record.due_at,
    }


def read_session(row: Row[Any]) -> AnySession:
    """Read a session from its row."""
    verdict = None
    if row.decision is not None:
        verdict = Verdict(
            decision=Decision(row.decision),
            reasons=tuple(Reason(reason) for reason in row.reasons.split()),
            level=row.level,
            level_required=row.level_required,
            model_digest=row.model_digest,
            liveness=LivenessVerdict(row.liveness_verdict),
        )
    token_kind = TokenKind(row.token_kind)
    record = None if row.record is None else SealedRecord(bytes(row.record), row.record_due_at)
    return session_type(token_kind)(
        id=SessionId(row.id),
        kind=SessionKind(row.kind),
        token_kind=token_kind,
        liveness=LivenessDemand(row.liveness),
        subject=None if row.subject is None else Pseudonym(bytes(row.subject)),
        created_at=row.created_at,
        expires_at=row.expires_at,
        state=SessionState(row.state),
        ended_at=row.ended_at,
        subject_id=None if row.subject_id is None else SubjectId(row.subject_id),
        verdict=verdict,
        record=record,
        capture_opened_at=row.capture_opened_at,
        capture_owner=None if row.capture_owner is None else ProcessId(row.capture_owner),
        capture_restarts=row.capture_restarts,
        evidence={} if row.evidence is None else json.loads(row.evidence),
    )


def read_subject(row: Row[Any]) -> Subject:
    """Read an enrolled subject from its row."""
    return Subject(
        SubjectId(row.id),
        Pseudonym(bytes(row.reference)),
        TokenKind(row.token_kind),
        row.enrolled_at,
    )


def _evidence(evidence: Mapping[str, float]) -> str | None:
    """Return the numbers as JSON; what is no finite number is left out."""
    finite = {cue: float(each) for cue, each in evidence.items() if isfinite(each)}
    return json.dumps(finite, separators=(",", ":")) if finite else None
