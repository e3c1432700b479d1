"""Publishes a tenant's notice, keeps it true, and finds what was published."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from inperson.audit import Act
from inperson.core import StoreUnavailable
from inperson.deliveries import DeliveryKind, EventType, Post
from inperson.desks import Desk, GoverningDesk
from inperson.rights.kept_terms import KeptTerms, keep_terms, kept_terms
from inperson.rights.notices.editions import Notice, NoticeEdition, Rehearsal
from inperson.rights.notices.errors import NoticeFactsMissing, NoticeNotFound
from inperson.rights.notices.material import materially_changed
from inperson.rights.notices.model import LANGUAGES, NoticeTerms
from inperson.rights.notices.ports import NoticeRows
from inperson.rights.notices.render import Imprint, published
from inperson.rights.retention import chosen_schedule
from inperson.sessions import ConsentRows
from inperson.tenants import Transaction

PUBLIC_SALT = bytes(16)
"""A notice is public: its leaf in the audit log commits to it without a secret."""
_ATTEMPTS = 3
_OTHERS = "Others publish notices at the same time."

D = TypeVar("D", bound=Desk, covariant=True)


@dataclass(frozen=True, slots=True)
class Notices(Generic[D]):
    """The notices of a desk's tenant. Any desk reads them, a governing one publishes."""

    desk: D

    def publish(self: "Notices[GoverningDesk]", terms: NoticeTerms) -> Sequence[Notice]:
        """Publish a new version in all languages, and keep the terms to render it again.

        If it changes anything material, consents to earlier versions hold no longer.

        Raises:
            NoticeTermsInvalid: if the terms lack what only a draft may lack.
            MinimumAgeTooLow: if the law of that country lets nobody so young agree alone.
            NoticeFactsMissing: if the server's settings do not say who runs it and where.
            RetentionOverCap: if something is kept longer than the law of that country allows.
            RetentionReasonMissing: if it wants to hear why, and nobody said so.
            AuditUnavailable: if it cannot be recorded. Then nothing was published.

        """
        self._require_facts(terms)

        def act(tx: Transaction) -> Sequence[Notice] | None:
            chosen_schedule(self.desk, tx).under(terms.country).check()
            return self._publish_in(tx, terms, draft=False)

        return self._beside_others(act)

    def rehearse(self: "Notices[GoverningDesk]", terms: NoticeTerms) -> Rehearsal:
        """Return what `publish` would do, and do nothing.

        Raises:
            NoticeTermsInvalid, MinimumAgeTooLow, NoticeFactsMissing, RetentionOverCap,
                RetentionReasonMissing: as `publish` does.

        """
        self._require_facts(terms)
        with self.desk.whole.read() as tx:
            chosen_schedule(self.desk, tx).under(terms.country).check()
            before = tx.rows(NoticeRows).latest_notices()
            version = before[0].version + 1 if before else 1
            after = self._rendered(tx, terms, version, before=before)
            standing = tx.rows(ConsentRows).standing(before[0].consents_since) if before else 0
        return Rehearsal(before, after, standing)

    def _require_facts(self, terms: NoticeTerms) -> None:
        terms.require_complete()
        terms.require_lawful_age()
        facts = self.desk.facts
        named = facts.deployment == "private" or (facts.operator and facts.operator_contact)
        if not (named and facts.location):
            raise NoticeFactsMissing(
                "Set INPERSON_OPERATOR, INPERSON_OPERATOR_CONTACT and INPERSON_LOCATION: "
                "the notice says who runs the server, and where."
            )

    def publish_draft(self: "Notices[GoverningDesk]") -> Sequence[Notice]:
        """Publish what can be said by the tenant's name alone, unless there is a notice.

        It lets developer sessions be tried at once, and no others.

        Returns:
            What was published; nothing if there was a notice.

        """
        with self.desk.silo.begin() as tx:
            if tx.rows(ConsentRows).notice() is not None:
                return ()
            draft = NoticeTerms.draft(self.desk.tenant_name)
            return self._publish_in(tx, draft, draft=True) or ()

    def refresh(self: "Notices[GoverningDesk]") -> Sequence[Notice]:
        """Publish a new version if the present one is no longer what the server does.

        Called at the start of a server. A tenant without any notice gets a draft.

        Returns:
            What was published; nothing if all is as it was.

        """
        if drafted := self.publish_draft():
            return drafted
        return self._beside_others(self._refreshed)

    def refresh_in(self: "Notices[GoverningDesk]", tx: Transaction) -> Sequence[Notice]:
        """Do the same in the transaction that changes what a notice tells of, or neither is done.

        Raises:
            StoreUnavailable: if somebody else publishes a version at the same time.

        """
        made = self._refreshed(tx)
        if made is None:
            raise StoreUnavailable(_OTHERS)
        return made

    def _refreshed(self: "Notices[GoverningDesk]", tx: Transaction) -> Sequence[Notice] | None:
        """Publish the next version where it is due; None if somebody else was faster."""
        kept = kept_terms(self.desk, tx)
        if kept is None:
            return ()
        terms, latest = NoticeTerms.of(kept.content), tx.rows(NoticeRows).latest_notices()
        again = self._again(tx, terms, latest[0])
        if [each.document for each in again] == [each.document for each in latest]:
            return ()
        return self._publish_in(tx, terms, draft=kept.draft)

    def contradictions(self) -> Sequence[str]:
        """Return which members of the current notice are not what the server does now.

        It is the question that `refresh` answers with a new version.

        Raises:
            NoticeNotFound: if there is no notice.

        """
        with self.desk.silo.read() as tx:
            kept, latest = kept_terms(self.desk, tx), tx.rows(NoticeRows).latest_notices()
            if kept is None or not latest:
                raise NoticeNotFound("There is no notice yet.")
            again = self._again(tx, NoticeTerms.of(kept.content), latest[0])
        now = {each.language: json.loads(each.document) for each in again}
        said = {each.language: json.loads(each.document) for each in latest}
        members = {
            member
            for language in now.keys() | said.keys()
            for member in now.get(language, {}).keys() | said.get(language, {}).keys()
            if now.get(language, {}).get(member) != said.get(language, {}).get(member)
        }
        return sorted(members)

    def current(self) -> Sequence[Notice]:
        """Return the newest version in all its languages, English first; none before the first."""
        with self.desk.silo.read() as tx:
            return tx.rows(NoticeRows).latest_notices()

    def get(self, version: int, language: str) -> Notice:
        """Return a version in a language.

        Raises:
            NoticeNotFound: if it was not published.

        """
        with self.desk.silo.read() as tx:
            found = tx.rows(NoticeRows).notice_document(version, language)
        if found is None:
            raise NoticeNotFound("There is no such notice.")
        return found

    def editions(self) -> Sequence[NoticeEdition]:
        """Return every version in order."""
        with self.desk.silo.read() as tx:
            return tx.rows(NoticeRows).notice_editions()

    def terms(self) -> NoticeTerms | None:
        """Return what the tenant says of itself, as it was published last."""
        with self.desk.silo.read() as tx:
            kept = kept_terms(self.desk, tx)
        return None if kept is None else NoticeTerms.of(kept.content)

    def _beside_others(
        self: "Notices[GoverningDesk]", act: Callable[[Transaction], Sequence[Notice] | None]
    ) -> Sequence[Notice]:
        """Act, and again where somebody else was faster: it finds then what that one published."""
        for _ in range(_ATTEMPTS):
            with self.desk.silo.begin() as tx:
                if (made := act(tx)) is not None:
                    return made
        raise StoreUnavailable(_OTHERS)

    def _publish_in(
        self: "Notices[GoverningDesk]", tx: Transaction, terms: NoticeTerms, *, draft: bool
    ) -> Sequence[Notice] | None:
        """Publish the next version; None, and nothing done, if somebody else was faster."""
        latest = tx.rows(NoticeRows).latest_notices()
        version = latest[0].version + 1 if latest else 1
        notices = self._rendered(tx, terms, version, draft=draft, before=latest)
        if not tx.rows(NoticeRows).add_notices(notices):
            return None
        keep_terms(self.desk, tx, KeptTerms(draft, terms.content()))
        told = {"version": version, "published_at": notices[0].published_at}
        post = Post(self.desk.vault, self.desk.clock, self.desk.entropy)
        post.put(tx, DeliveryKind.WEBHOOK, EventType.NOTICE_PUBLISHED, told)
        documents = " ".join(f"{each.language}:{each.sha256.hex()}" for each in notices)
        self.desk.note(
            Act.NOTICE_PUBLISHED, salt=PUBLIC_SALT, version=str(version), documents=documents
        )
        return notices

    def _again(self, tx: Transaction, terms: NoticeTerms, like: Notice) -> Sequence[Notice]:
        """Return a version as it would be rendered now, to compare it with what was published."""
        imprint = Imprint(self.desk.tenant_id, like.version, like.published_at, like.draft)
        schedule = chosen_schedule(self.desk, tx)
        return published(
            terms, self.desk.facts, schedule, imprint, consents_since=like.consents_since
        )

    def _rendered(
        self,
        tx: Transaction,
        terms: NoticeTerms,
        version: int,
        *,
        draft: bool = False,
        before: Sequence[Notice] = (),
    ) -> Sequence[Notice]:
        """Return a version out of the live settings."""
        desk = self.desk
        imprint = Imprint(desk.tenant_id, version, desk.clock.now(), draft)
        schedule = chosen_schedule(desk, tx)
        notices = published(terms, desk.facts, schedule, imprint, consents_since=version)
        if before and not _changed(before, notices):
            since = before[0].consents_since
            notices = published(terms, desk.facts, schedule, imprint, consents_since=since)
        return notices


def _changed(before: Sequence[Notice], after: Sequence[Notice]) -> bool:
    """Tell whether the change is material, by the English documents: the first of each."""
    old, new = before[0], after[0]
    if old.language != LANGUAGES[0]:
        return True
    try:
        return materially_changed(json.loads(old.document), json.loads(new.document))
    except (KeyError, TypeError, AttributeError):
        return True  # a document of another form: nobody can tell, so ask
