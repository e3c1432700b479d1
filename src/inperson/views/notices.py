"""A tenant's notice, as both doors show it."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import Field

from inperson.desks import Desk
from inperson.rights.notices import Notice, notice_url
from inperson.sessions import NoticeMissing
from inperson.views.body import Body, view_of


class NoticeDocumentView(Body):
    """One language of a notice."""

    language: str
    sha256: str = Field(description="Of the document: what a consent names.")
    url: str = Field(
        description="Where people read it; with `.jsonld` at its end, where machines do."
    )


class NoticeView(Body):
    """A tenant's current notice."""

    version: int
    draft: bool = Field(description="True until you publish terms: not enough for production.")
    consents_since: int = Field(
        description="The earliest version whose consents still hold under this one."
    )
    published_at: datetime
    minimum_age: int | None = Field(
        description="From which age people agree for themselves, in years: a session or a consent "
        "then says `age`. Null where the notice has none."
    )
    documents: list[NoticeDocumentView]


def notice_view(desk: Desk, notices: Sequence[Notice]) -> NoticeView:
    """Render a version of a tenant's notice.

    Args:
        desk: of the tenant.
        notices: the version in every language.

    Raises:
        NoticeMissing: if there is none.

    """
    if not notices:
        raise NoticeMissing("There is no notice yet.")
    first = notices[0]
    return view_of(
        NoticeView,
        first,
        documents=[
            view_of(
                NoticeDocumentView,
                each,
                url=notice_url(desk.facts, desk.tenant_id, each.version, each.language),
            )
            for each in notices
        ],
    )
