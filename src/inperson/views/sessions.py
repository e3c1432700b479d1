"""Sessions and their subjects, as both doors show them."""

from datetime import datetime
from typing import Any

from pydantic import Field

from inperson.liveness import Assurance
from inperson.sessions import (
    Attempts,
    Decision,
    Erasure,
    LivenessDemand,
    LivenessVerdict,
    Reason,
    Session,
    SessionKind,
    SessionState,
    SessionTicket,
    SessionTokens,
    Subject,
)
from inperson.tenants import Caller, TokenKind
from inperson.vault import StatementSigner
from inperson.views.body import Body, view_of


class SubjectView(Body):
    """An enrolled subject."""

    id: str = Field(examples=["sub_" + "a" * 26])
    token_kind: TokenKind
    enrolled_at: datetime
    disabled: bool = Field(
        description="Too many authentications failed; enable the subject to let it try again."
    )
    locked_until: datetime | None = Field(
        description="Until then no authentication is opened, for the last ones failed."
    )


class ErasureView(Body):
    """A subject that was erased."""

    subject_id: str
    erased_at: datetime
    keys_in_backups_until: datetime = Field(
        description="Until then a backup of the key store may hold the destroyed key; a server "
        "that restores it erases the subject again before it serves."
    )


class WithdrawalView(Body):
    """A consent to improvement that was withdrawn."""

    samples_removed: int


class LivenessView(Body):
    """What the session asked of liveness, and what was found."""

    demand: LivenessDemand
    verdict: LivenessVerdict
    assurance: Assurance = Field(description="What the capture had to rest on.")
    reached: Assurance | None = Field(
        description="What the decision rests on. Null where no capture was found live."
    )


class SessionView(Body):
    """A session as it is now. The decision members are null until it is decided."""

    id: str = Field(examples=["ses_" + "a" * 26])
    kind: SessionKind
    token_kind: TokenKind
    state: SessionState
    liveness: LivenessView
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    subject_id: str | None
    decision: Decision | None
    reasons: list[Reason]
    level: int | None = Field(
        description="Rung of the ladder that the comparison reached: 1 to 4 for a false match "
        "rate of at most 1e-2, 1e-3, 1e-4, 1e-5. Null unless it matched."
    )
    level_required: int | None
    samples: int | None = Field(
        description="Of how many different pictures the template was made: an enrolment of one "
        "photograph fails its own person several times as often as one of two. Null without one."
    )
    model_digest: str | None
    act_sha256: str | None = Field(
        description="Of a session that a person opened at the privacy centre for one act, which "
        "this says in SHA-256 (hex). It is never a login. Null of every other."
    )
    statement: str | None = Field(
        description="The decision as a compact JWS (Ed25519); check it against /v1/jwks."
    )


class OpenedSessionView(SessionView):
    """A session that was just opened, with the right to make its capture."""

    session_token: str | None = Field(
        description="For the page or app that makes the capture, and nothing else; shown here "
        "only. Null if the session takes still images, is decided, or has a link."
    )
    session_token_expires_at: datetime | None
    link: str | None = Field(
        description="Where to lead the person, if a link was asked for; shown here only, good "
        "once, as long as the session. Null if it was opened before this answer was repeated."
    )


def session_view(session: Session, caller: Caller, signer: StatementSigner) -> SessionView:
    """Render a session; once it is decided, with the decision signed."""
    verdict = session.verdict
    return view_of(
        SessionView,
        session,
        verdict,
        liveness=LivenessView(
            demand=session.liveness,
            verdict=LivenessVerdict.NOT_CHECKED if verdict is None else verdict.liveness,
            assurance=session.assurance,
            reached=session.reached,
        ),
        reasons=[] if verdict is None else list(verdict.reasons),
        statement=None if verdict is None else signer.sign(decision_claims(session, caller)),
    )


def opened_view(
    session: Session,
    caller: Caller,
    signer: StatementSigner,
    tokens: SessionTokens,
    ticket: SessionTicket | None,
    link: str | None,
) -> OpenedSessionView:
    """Render a session that was opened, with its token while it can be used, or with its link."""
    return view_of(
        OpenedSessionView,
        session_view(session, caller, signer),
        session_token=None if ticket is None else tokens.issue(ticket),
        session_token_expires_at=None if ticket is None else ticket.expires_at,
        link=link,
    )


def decision_claims(session: Session, caller: Caller) -> dict[str, Any]:
    """Return the claims that a signed decision makes: all that a back end must check.

    `aud` is the tenant, `jti` the session: a back end that opened the session for one of its
    users accepts no statement about another. `act_sha256` names the one act that a session of the
    privacy centre was opened for: such a statement is never a login.
    """
    verdict, ended_at = session.verdict, session.ended_at
    if verdict is None or ended_at is None:
        msg = "only a decided session has claims"
        raise ValueError(msg)
    return {
        "aud": caller.tenant_id,
        "jti": session.id,
        "sub": session.subject_id,
        "iat": int(ended_at.timestamp()),
        "kind": session.kind.value,
        "token_kind": session.token_kind.value,
        "liveness": verdict.liveness.value,
        "assurance": session.reached,
        "decision": verdict.decision.value,
        "reasons": [reason.value for reason in verdict.reasons],
        "level": verdict.level,
        "level_required": verdict.level_required,
        "model_digest": verdict.model_digest,
        "act_sha256": None if session.act_sha256 is None else session.act_sha256.hex(),
    }


def erasure_view(erasure: Erasure) -> ErasureView:
    """Render an erasure."""
    return view_of(ErasureView, erasure)


def subject_view(subject: Subject, attempts: Attempts) -> SubjectView:
    """Render an enrolled subject."""
    return view_of(SubjectView, subject, attempts)
