"""What comes in about sessions, and how a refusal looks."""

from dataclasses import fields
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, create_model, model_validator

from inperson.checks import WantedCheck
from inperson.liveness import Assurance
from inperson.sessions import (
    AgeClaim,
    AgeClass,
    ConsentMethod,
    Device,
    GivenConsent,
    GuardianEvidence,
    LivenessDemand,
    SessionKind,
)
from inperson.views import Body, SubjectRef

DeviceText = Annotated[str | None, Field(default=None, pattern=r"^[ -~]{1,128}$")]


_told: dict[str, Any] = {each.name: (DeviceText, None) for each in fields(Device)}
_Told: Any = create_model("_Told", __base__=Body, **_told)


class DeviceBody(_Told):  # type: ignore[misc]
    """What the session's device says of itself. docs/session-record.md has each purpose."""

    ip: str | None = Field(default=None, max_length=45, examples=["198.51.100.7"])


class ConsentBody(Body):
    """What the subject was shown, and how it agreed."""

    notice_sha256: str = Field(
        pattern=r"^[0-9a-f]{64}$", description="Of the notice's document in the language shown."
    )
    method: Annotated[ConsentMethod, Field(strict=False)] = ConsentMethod.FORM

    def given(self) -> GivenConsent:
        """Return it as the use cases take it."""
        return GivenConsent(bytes.fromhex(self.notice_sha256), self.method)


class LinkBody(Body):
    """A page of this server on which the person makes the check. docs/check.md."""

    return_to: str = Field(
        pattern=r"^[A-Za-z][A-Za-z0-9.-]*:/[!-~]{1,180}$",
        description="Where the person is sent back to, with `session` and `state` as its query. "
        "It has to be one of the app token's `returns`.",
        examples=["https://shop.example/done"],
    )
    state: str | None = Field(
        default=None,
        pattern=r"^[!-~]{1,512}$",
        description="Your own word, which comes back unread. Bind it to the browser that you lead "
        "to the link, and accept nobody who comes back without it.",
        examples=["af0ifjsldkj"],
    )
    hand_off: bool = Field(
        default=True, description="Whether a person at a desk may hand the check to a phone."
    )

    def wanted(self) -> WantedCheck:
        """Return it as the use cases take it."""
        return WantedCheck(self.return_to, self.state, self.hand_off)


class SaidAgeBody(Body):
    """What you say of a person's age, where your notice has a minimum age. No date of birth."""

    age: Annotated[AgeClass | None, Field(strict=False)] = Field(
        default=None,
        description="On which side of your notice's minimum age the person is. Left out if the "
        "notice has none, or the consent that stands says it.",
    )
    guardian: Annotated[GuardianEvidence | None, Field(strict=False)] = Field(
        default=None,
        description="What showed you who agrees for a person that is `below`.",
    )

    def claim(self) -> AgeClaim | None:
        """Return it as the use cases take it."""
        return None if self.age is None else AgeClaim(self.age, self.guardian)

    @model_validator(mode="after")
    def _of_one_below(self) -> Self:
        if self.guardian is not None and self.age is not AgeClass.BELOW:
            msg = "a guardian agrees for a person who is below"
            raise ValueError(msg)
        return self


class NewSession(SaidAgeBody):
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
    assurance: Annotated[Assurance, Field(strict=False)] = Field(
        default=Assurance.PERSPECTIVE,
        description="What the capture has to rest on. `perspective+light` asks the page for a slow "
        "light, which a person may not want. `+origin` refuses frames that do not seem to be a "
        "camera's, by the client's own word. `perspective+light+attested` is refused for now.",
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

    link: LinkBody | None = Field(
        default=None, description="Asks for a link to this server's own page, in place of a token."
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.link is not None and self.liveness is LivenessDemand.UNSAFE_NO_LIVENESS:
            msg = "a link is for a live capture"
            raise ValueError(msg)
        if self.subject_ref is None and self.kind is not SessionKind.LIVENESS:
            msg = "say whom the session is about"
            raise ValueError(msg)
        return self


class SubjectQuery(Body):
    """Names a subject by your own reference, in the body so that it stays out of URLs and logs."""

    subject_ref: SubjectRef


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
    errors: list["FieldError"] | None = Field(
        default=None, description="Which members of the request are wrong, if it is known."
    )


class FieldError(BaseModel):
    """What is wrong with a member of the request; never the value itself."""

    field: str = Field(
        description="Where it is: `body`, `path` or `query`, and the names down to it.",
        examples=["body.minimum_age"],
    )
    message: str = Field(
        description="In what it does not fit the schema; where it fits, the problem's `code`.",
        examples=["minimum_age_too_low"],
    )
