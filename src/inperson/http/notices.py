"""`/v1/notices` for tenants, and the notices themselves for everybody, under `/privacy`.

A published notice is public: its page and its document need no token. Both are made of what is
stored, and the document is sent byte for byte as it was hashed. Whatever is not there, be it the
tenant, the version or the language, and whatever is no id at all, gets the same 404.
"""

import re
from typing import Annotated

from fastapi import APIRouter, Header, Request
from pydantic import Field
from starlette.responses import Response

from inperson.core import TenantId, is_id
from inperson.desks import Desk
from inperson.http.errors import NotFound
from inperson.http.languages import chosen
from inperson.http.pages import rendered
from inperson.http.routes import DeskOf, GoverningDeskOf, ServicesOf, allowed, refusals
from inperson.http.services import Services
from inperson.rights.notices import (
    LANGUAGES,
    LONGEST_TEXT,
    MOST_RECIPIENTS,
    MOST_YEARS,
    AlternativeKind,
    LegalBasis,
    Notice,
    NoticeNotFound,
    Notices,
    NoticeTerms,
    Safeguard,
    page,
)
from inperson.sessions import BelowAge, ConsentPurpose
from inperson.tenants import Action, TenantNotFound, of_server
from inperson.views import Body, NoticeView, notice_view

_FOREVER = "public, max-age=31536000, immutable"
_VERSION = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
_Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["DE"])]
_Basis = Annotated[LegalBasis, Field(strict=False)]
_Purpose = Annotated[ConsentPurpose, Field(strict=False)]


class RecipientTerms(Body):
    """Somebody else who gets data."""

    name: _Text
    what_for: _Text
    country: _Country


class TransferTerms(Body):
    """Data that goes to a country where other law holds."""

    name: _Text
    country: _Country
    safeguard: Annotated[Safeguard, Field(strict=False)]


class TermsBody(Body):
    """What you say of yourself: all that the server cannot know. Each text is one printable line.

    Everything else in the notice is rendered from what the server does.
    """

    controller: _Text = Field(description="Your legal name.", examples=["Shop Ltd"])
    contact: _Text = Field(description="Postal or e-mail address.", examples=["p@shop.example"])
    country: str = Field(
        pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$",
        description="Whose law and authority: ISO 3166-1, or a state such as `US-IL`. A company in "
        "Germany names its Land: `DE-BY`.",
        examples=["DE"],
    )
    dpo: _Text | None = Field(default=None, description="Your data protection officer.")
    alternative: _Text | None = Field(
        default=None,
        description="How the same is done without a face check: a name, an address, a number. It "
        "is in the notice, and shown before a camera is asked for.",
        examples=["Call +49 30 123456, Monday to Friday"],
    )
    alternative_kind: Annotated[AlternativeKind | None, Field(strict=False)] = Field(
        default=None, description="Of what kind that way is. `policy check` wants one to be named."
    )
    minimum_age: int | None = Field(
        default=None,
        ge=1,
        le=MOST_YEARS,
        description="From which age people agree for themselves, in years: no lower than the law "
        "of your country has it. Every session then says on which side of it the person is.",
        examples=[16],
    )
    below: Annotated[BelowAge | None, Field(strict=False)] = Field(
        default=None,
        description="With `minimum_age`: who is younger is refused (`refuse`), or a guardian "
        "agrees (`guardian`).",
        examples=["guardian"],
    )
    purposes: dict[_Purpose, _Basis] = Field(
        default={ConsentPurpose.IDENTITY: LegalBasis.EXPLICIT_CONSENT},
        description="The legal basis of each purpose that is switched on. `identity` always is; "
        "`improvement` can have no other basis than `explicit_consent`.",
        examples=[{"identity": "explicit_consent"}],
    )
    recipients: list[RecipientTerms] = Field(default=[], max_length=MOST_RECIPIENTS)
    transfers: list[TransferTerms] = Field(default=[], max_length=MOST_RECIPIENTS)
    languages: list[Annotated[str, Field(pattern=f"^({'|'.join(LANGUAGES)})$")]] = Field(
        default=list(LANGUAGES), max_length=len(LANGUAGES), description="English is always there."
    )

    def terms(self) -> NoticeTerms:
        """Return them as the use cases take them."""
        return NoticeTerms.of(self.model_dump(mode="json"))


router = APIRouter(prefix="/v1/notices", tags=["notices"])
public = APIRouter(prefix="/privacy", include_in_schema=False)


@router.get(
    "/current",
    operation_id="getNotice",
    dependencies=allowed(Action.READ_NOTICE),
    responses=refusals(401, 403, 409, 422, 500, 503),
)
def get_notice(services: ServicesOf, desk: DeskOf) -> NoticeView:
    """Read which notice is current, to show it and to say which one was shown."""
    mine = Notices(desk)
    return notice_view(mine.desk, mine.current())


@router.put(
    "",
    operation_id="publishNotice",
    dependencies=allowed(Action.PUBLISH_NOTICE),
    responses=refusals(400, 401, 403, 409, 413, 422, 500, 503),
)
def publish_notice(services: ServicesOf, desk: GoverningDeskOf, body: TermsBody) -> NoticeView:
    """Publish a new version. After a material change everybody has to be asked again."""
    mine = Notices(desk)
    return notice_view(mine.desk, mine.publish(body.terms()))


@public.get("/{tenant_id}/notice")
def get_current(
    services: ServicesOf,
    tenant_id: str,
    lang: str = "",
    accept_language: Annotated[str, Header()] = "",
) -> Response:
    """Show the current notice in the language that was asked for, or that the browser prefers."""
    notices = _of(services, tenant_id).current()
    if not notices:
        raise _nothing()
    by_language = {each.language: each for each in notices}
    language = chosen(lang, accept_language, tuple(by_language))
    return _page(services, tenant_id, by_language[language])


@public.get("/{tenant_id}/notices/{version}/{language}.jsonld")
def get_document(
    services: ServicesOf, tenant_id: str, version: str, language: str, request: Request
) -> Response:
    """Send a version as data, byte for byte what was hashed."""
    notice = _notice(services, tenant_id, version, language)
    tag = f'"{notice.sha256.hex()}"'
    headers = {
        "ETag": tag,
        "Cache-Control": _FOREVER,
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Content-Language": notice.language,
    }
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(notice.document, media_type="application/ld+json", headers=headers)


@public.get("/{tenant_id}/notices/{version}/{language}")
def get_version(services: ServicesOf, tenant_id: str, version: str, language: str) -> Response:
    """Show a version in a language, current or not."""
    return _page(services, tenant_id, _notice(services, tenant_id, version, language))


def _of(services: Services, tenant_id: str) -> Notices[Desk]:
    """Return the notices of a tenant whom nobody speaks for here."""
    if not is_id(tenant_id, "ten"):
        raise _nothing()
    mine = TenantId(tenant_id)
    try:
        services.tenants.tenant(mine)
    except TenantNotFound:
        raise _nothing() from None
    return Notices(services.desks.of(of_server(mine)))


def _notice(services: Services, tenant_id: str, version: str, language: str) -> Notice:
    if _VERSION.fullmatch(version) is None or language not in LANGUAGES:
        raise _nothing()
    try:
        return _of(services, tenant_id).get(int(version), language)
    except NoticeNotFound:
        raise _nothing() from None


def _page(services: Services, tenant_id: str, notice: Notice) -> Response:
    mine = _of(services, tenant_id)
    editions = {each.version: each for each in mine.editions()}
    here = f"/privacy/{tenant_id}/notices/{notice.version}"
    links = {each: f"{here}/{each}" for each in editions[notice.version].languages}
    newer = None
    if notice.version < max(editions):
        newer = f"/privacy/{tenant_id}/notice?lang={notice.language}"
    answer = rendered(page(notice, links, newer))
    answer.headers["Content-Language"] = notice.language
    return answer


def _nothing() -> NotFound:
    return NotFound("There is no such path.")
