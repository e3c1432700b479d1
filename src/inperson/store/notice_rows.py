"""Notices as rows of a silo. The database itself refuses to change one."""

from collections.abc import Sequence

from sqlalchemy import case, insert, select

from inperson.rights.notices import LANGUAGES, Notice, NoticeEdition
from inperson.store.converting import Converter
from inperson.store.inserts import insert_if_free
from inperson.store.privacy_tables import notices
from inperson.store.unit import Rows

_NOTICES = Converter(Notice, notices)
_IN_ORDER = case(
    {language: place for place, language in enumerate(LANGUAGES)},
    value=notices.c.language,
    else_=len(LANGUAGES),
)


class SqlNoticeRows(Rows):
    """Implements `rights.notices.ports.NoticeRows`."""

    def add_notices(self, notices_: Sequence[Notice]) -> bool:
        """Store all languages of a version; False, and nothing stored, if the version is taken."""
        if not notices_:
            return True
        first, *others = (_NOTICES.row(each) for each in notices_)
        # whoever has the first language of a version has the version
        if not insert_if_free(self._connection, notices, first):
            return False
        if others:
            self._connection.execute(insert(notices), others)
        return True

    def latest_notices(self) -> Sequence[Notice]:
        """Return the newest version in all its languages, English first."""
        newest = select(notices.c.version).order_by(notices.c.version.desc()).limit(1)
        query = select(notices).where(notices.c.version == newest.scalar_subquery())
        return _NOTICES.all(self._connection, query.order_by(_IN_ORDER))

    def notice_document(self, version: int, language: str) -> Notice | None:
        """Return a version in a language, or None."""
        this = (notices.c.version == version) & (notices.c.language == language)
        return _NOTICES.first(self._connection, select(notices).where(this))

    def notice_by_hash(self, sha256: bytes) -> Notice | None:
        """Return the notice that a consent names, or None."""
        this = notices.c.sha256 == sha256
        return _NOTICES.first(self._connection, select(notices).where(this))

    def notice_editions(self) -> Sequence[NoticeEdition]:
        """Return every version in order."""
        heads = select(
            notices.c.version,
            notices.c.language,
            notices.c.published_at,
            notices.c.consents_since,
        ).add_columns(notices.c.draft)
        editions: dict[int, NoticeEdition] = {}
        for row in self._connection.execute(heads.order_by(notices.c.version, _IN_ORDER)):
            known = editions.get(row.version)
            languages = () if known is None else known.languages
            editions[row.version] = NoticeEdition(
                row.version,
                row.published_at,
                row.consents_since,
                bool(row.draft),
                (*languages, row.language),
            )
        return list(editions.values())
