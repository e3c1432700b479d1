"""The JSON of the API, as Pydantic models that refuse what they do not know."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from inperson.sessions import (
    Decision,
    LivenessDemand,
    LivenessVerdict,
    Reason,
    SessionKind,
    SessionState,
)
from inperson.sessions.consents import ConsentMethod, GivenConsent
from inperson.tenants import TokenKind


class Body(BaseModel):
    """A JSON object in which an unknown field, or one of another type, is an error."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _integral(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int, BeforeValidator(_integral)]
"""A whole number; in JSON 24.0 is one too."""

SubjectRef = Annotated[
    str,
    Field(
        pattern=r"^[!-~]{1,128}$",
        description="Your own opaque id of the subject, 1 to 128 visible ASCII characters. It is "
        "stored as a keyed hash only; never send a name or an e-mail address.",
        examples=["customer-17"],
    ),
]


DeviceText = Annotated[str | None, Field(default=None, pattern=r"^[ -~]{1,128}$")]


class DeviceBody(Body):
    """What the session's device says of itself. docs/session-record.md has each purpose."""

    ip: str | None = Field(default=None, max_length=45, examples=["198.51.100.7"])
    os: DeviceText
    os_version: DeviceText
    sdk_version: DeviceText
    package_name: DeviceText
    page_origin: DeviceText
    device_id: DeviceText
    phone_model: DeviceText


class ConsentBody(Body):
    """What the subject was shown, and how it agreed."""

    notice_sha256: str = Field(
        pattern=r"^[0-9a-f]{64}$", description="Of the notice's document in the language shown."
    )
    method: Annotated[ConsentMethod, Field(strict=False)] = ConsentMethod.FORM

    def given(self) -> GivenConsent:
        """Return it as the use cases take it."""
        return GivenConsent(bytes.fromhex(self.notice_sha256), self.method)


class NewSession(Body):
    """What a session is for."""

    kind: Annotated[SessionKind, Field(strict=False)]
    subject_ref: SubjectRef | None = Field(
        default=None,
        description="Required but for `liveness`, which is about nobody in particular.",
    )
    liveness: Annotated[LivenessDemand | None, Field(strict=False)] = Field(
        default=None,
        description="`required`, as if left out. `unsafe_no_liveness` skips it: developer tokens "
        "only, a printed photograph passes.",
    )
    device: DeviceBody | None = Field(
        default=None,
        description="Where the session comes from. Of a production session the address is cut to "
        "its network and the device id kept as a keyed hash only.",
    )
    improvement_consent: bool = Field(
        default=False,
        description="True if the subject consents that this developer session improves the "
        "software. Refused for production tokens.",
    )

    consent: ConsentBody | None = Field(
        default=None,
        description="Left out if the consent is on record, or comes with the live capture, where "
        "the person sees the notice.",
    )

    @model_validator(mode="after")
    def _about_somebody(self) -> Self:
        if self.subject_ref is None and self.kind is not SessionKind.LIVENESS:
            msg = "say whom the session is about"
            raise ValueError(msg)
        return self


class SubjectQuery(Body):
    """Names a subject by your own reference, in the body so that it stays out of URLs and logs."""

    subject_ref: SubjectRef


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
        "rate of at most 1e-2, 1e-3, 1e-4, 1e-5; 0 below the first."
    )
    level_required: int | None
    model_digest: str | None
    statement: str | None = Field(
        description="The decision as a compact JWS (Ed25519); check it against /v1/jwks."
    )


class OpenedSessionView(SessionView):
    """A session that was just opened, with the right to make its capture."""

    session_token: str | None = Field(
        description="For the page or app that makes the capture, and nothing else; shown here "
        "only. Null if the session takes still images, or is decided."
    )
    session_token_expires_at: datetime | None


class JwkView(BaseModel):
    """A public key (RFC 8037)."""

    kty: Literal["OKP"]
    crv: Literal["Ed25519"]
    x: str
    kid: str
    use: Literal["sig"]
    alg: Literal["Ed25519"]


class JwksView(Body):
    """The public keys that check a `statement` (RFC 7517)."""

    keys: list[JwkView]


class ProblemView(BaseModel):
    """A problem detail (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    detail: str | None = None
    errors: list["FieldError"] | None = None


class FieldError(BaseModel):
    """Where a request does not fit the schema; never the value itself."""

    field: str
    message: str
