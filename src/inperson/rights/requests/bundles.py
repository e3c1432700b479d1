"""Bundles: erasures that are carried to another server, and its certificates that are brought back.

A private server sends nothing. What its subjects had erased is written into a letter for the
tenant's other server, as a usage report is carried there; that server erases, and answers with a
letter of its certificates; only then is a request completed here (docs/formats/erasure-bundle.md).

Nothing is done twice: a request has one id at the other server, which both can tell, so that a
bundle that was lost is written anew, and one that was cut short is taken again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any, Self

from inperson.audit import Act
from inperson.core import DeliveryId, InpersonError, RequestId, is_id
from inperson.deliveries import CascadeTarget, ServerCard
from inperson.desks import Desk, GoverningDesk
from inperson.rights.letter_errors import LetterMalformed, LetterReplayed
from inperson.rights.letters import Letter, Letters
from inperson.rights.requests.cascade import Cascade
from inperson.rights.requests.casebook import Case, Casebook
from inperson.rights.requests.elsewhere import answered_elsewhere
from inperson.rights.requests.errors import CascadeMissing, NothingWaits, StillErasing
from inperson.rights.requests.graves import AskedBy
from inperson.rights.requests.model import ERASING, RequestDetails, RequestKind
from inperson.rights.requests.ports import RequestRows
from inperson.rights.requests.service import Requests
from inperson.sessions import ConsentPurpose
from inperson.tenants import TokenKind

BUNDLE, ANSWER = "erasure-bundle", "erasure-answer"
MOST = 20_000
"""Requests in one bundle, those due first; the next one has the others."""
_TAKEN = "bundles_taken"
"""The tenant's setting: which bundles were taken, and until when they would hold."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One erasure that a bundle asks for."""

    id: RequestId
    """At the server that asks."""
    token_kind: TokenKind
    kind: RequestKind
    subject_ref: str = field(repr=False)
    purpose: ConsentPurpose | None = None

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        """Read a member of a bundle.

        Raises:
            LetterMalformed: if it asks for anything but an erasure.

        """
        try:
            purpose = said.get("purpose")
            wanted = cls(
                RequestId(said["id"]),
                TokenKind(said["token_kind"]),
                RequestKind(said["kind"]),
                said["subject_ref"],
                None if purpose is None else ConsentPurpose(purpose),
            )
            fits = is_id(wanted.id, "prq") and isinstance(wanted.subject_ref, str)
        except (LookupError, TypeError, ValueError) as error:
            raise LetterMalformed("The bundle asks for something that is not known.") from error
        if not fits or wanted.kind not in ERASING:
            raise LetterMalformed("The bundle asks for something else than erasures.")
        return wanted


@dataclass(frozen=True, slots=True)
class Written:
    """A letter to carry."""

    id: DeliveryId
    requests: int
    data: bytes = field(repr=False)
    failed: Mapping[RequestId, str] = field(default_factory=dict, hash=False)
    """Of an answer: what could not be done yet, by the ids of who asks, with the errors' codes."""


@dataclass(frozen=True, slots=True)
class Bundles:
    """The bundles of one tenant.

    Args:
        desk: of who governs the tenant.
        of_kind: opens the desk of a kind of token.

    """

    desk: GoverningDesk
    of_kind: Callable[[TokenKind], Desk]

    def write(self) -> Written:
        """Write what waits for the other server into a bundle. It goes on waiting.

        Raises:
            CascadeMissing: if there is no other server that bundles are carried to.
            NothingWaits: if no request waits for it.

        """
        target = Cascade(self.desk).get()
        if target is None or target.token is not None:
            raise CascadeMissing("No server is set that bundles are carried to.")
        letters, now = Letters(self.desk), self.desk.clock.now()
        waiting = islice(self._waiting(target), MOST)
        asked = [self._asked(desk, case[0].id, now) for desk, case in waiting]
        asked = [each for each in asked if each is not None]
        if not asked:
            raise NothingWaits("No request waits for the other server.")
        letter_id = letters.new_id()
        self.desk.note(Act.BUNDLE_WRITTEN, purpose=letter_id)
        data = letters.write(target.card, BUNDLE, {"requests": asked}, letter_id)
        return Written(letter_id, len(asked), data)

    def take(self, data: bytes) -> Written:
        """Do what another server's bundle asks for, and write the answer to it.

        Raises:
            CascadeMissing: if no server's bundles are taken.
            LetterReplayed: if this one was taken: let the other server write a new one.
            LetterUnreadable, LetterForeign, LetterChanged, LetterExpired, LetterMalformed: if it is
                none that can be taken; nothing was done.

        """
        card, letters = Cascade(self.desk).trusted(), Letters(self.desk)
        bundle = letters.read(card, BUNDLE, data)
        wanted = [Wanted.read(each) for each in _members(bundle, "requests")]
        if bundle.id in self._taken():
            raise LetterReplayed("The bundle was taken before. A new one has the same answers.")
        self.desk.note(Act.BUNDLE_TAKEN, purpose=bundle.id)
        answers, failed = list[Any](), dict[RequestId, str]()
        for each in wanted:
            try:
                answers.append(self._done(card, each))
            except InpersonError as error:  # one that fails keeps no other from being done
                failed[each.id] = error.code
        if not failed:
            self._take(bundle)
        answer = letters.write(card, ANSWER, {"bundle": bundle.id, "answers": answers}, bundle.id)
        return Written(bundle.id, len(answers), answer, failed)

    def settle(self, data: bytes) -> list[RequestId]:
        """Take in the other server's answer, and complete what it answers.

        Returns:
            The requests that are completed.

        Raises:
            CascadeMissing: if there is no other server.
            LetterReplayed: if no request waits for it.
            CertificateInvalid: if a certificate does not prove what was asked; nothing was done.
            LetterUnreadable, LetterForeign, LetterChanged, LetterExpired, LetterMalformed: if it is
                no answer of that server; nothing was done.

        """
        target = Cascade(self.desk).get()
        if target is None:
            raise CascadeMissing("No other server is set.")
        letter = Letters(self.desk).read(target.card, ANSWER, data)
        said = {each.get("id"): each for each in _members(letter, "answers")}
        found = [(desk, case) for desk, case in self._waiting(target) if case[0].id in said]
        if not found:
            raise LetterReplayed("No request waits for this answer.")
        for _, case in found:  # of all, before anything is kept
            self._answered(target.card, case, said)
        for desk, (request, _) in found:
            with desk.silo.begin() as tx:
                case = Casebook(desk).find(tx, request.id)
                Casebook(desk).keep(tx, case[0], self._answered(target.card, case, said))
        return [Requests(desk).advance(request.id).id for desk, (request, _) in found]

    def _answered(
        self, card: ServerCard, case: Case, said: Mapping[Any, Mapping[str, Any]]
    ) -> RequestDetails:
        asked = case[0].id
        theirs = AskedBy(self.desk.tenant_id, asked).id
        return answered_elsewhere(card, case, {**said[asked], "id": theirs})

    def _waiting(self, target: CascadeTarget) -> Iterator[tuple[Desk, Case]]:
        """Yield what waits for a bundle to a server, those due first, of each kind of token."""
        for kind in TokenKind:
            desk = self.of_kind(kind)
            with desk.silo.read() as tx:
                open_ones = tx.rows(RequestRows).open_requests(kind)
            for request_id in open_ones:
                with desk.silo.read() as tx:
                    case = Casebook(desk).find(tx, request_id)
                erasing = case[1].erasing
                if erasing is not None and erasing.elsewhere == target.url and erasing.to_carry:
                    yield desk, case

    def _asked(self, desk: Desk, request_id: RequestId, now: datetime) -> dict[str, Any] | None:
        with desk.silo.begin() as tx:
            request, details = Casebook(desk).find(tx, request_id)
            erasing = details.erasing
            if erasing is None or erasing.to_carry is None:  # it was answered just now
                return None
            carried = replace(details, erasing=replace(erasing, carried=now))
            Casebook(desk).keep(tx, request, carried)
        return {"id": request.id, "token_kind": request.token_kind.value, **erasing.to_carry}

    def _done(self, card: ServerCard, wanted: Wanted) -> dict[str, Any]:
        """Do what is wanted, unless it was done before, and return how that ended."""
        mine = Requests(self.of_kind(wanted.token_kind))
        request = mine.open(
            wanted.kind,
            wanted.subject_ref,
            purpose=wanted.purpose,
            asked_by=AskedBy(card.tenant, wanted.id),
        )
        if request.open:
            raise StillErasing("The erasure goes on.")
        signed, why = mine.details(request).certificate, request.justification
        answer = {"id": wanted.id, "state": request.state.value, "certificate": signed}
        answer |= {"justification": None if why is None else why.value}
        return {name: each for name, each in answer.items() if each is not None}

    def _taken(self) -> dict[str, Any]:
        with self.desk.silo.read() as tx:
            return dict(self.desk.setting(tx, _TAKEN) or {})

    def _take(self, bundle: Letter) -> None:
        """Remember a bundle for as long as it could be brought again."""
        now = self.desk.clock.now()
        with self.desk.silo.begin() as tx:
            known = self.desk.setting(tx, _TAKEN) or {}
            still = {one: to for one, to in known.items() if datetime.fromisoformat(to) > now}
            self.desk.keep_setting(tx, _TAKEN, still | {bundle.id: bundle.until.isoformat()})


def _members(letter: Letter, name: str) -> list[Any]:
    found: Any = letter.claims.get(name)
    if not isinstance(found, list) or len(found) > MOST:
        raise LetterMalformed(f"The letter has no list of {name}.")
    if not all(isinstance(each, dict) for each in found):
        raise LetterMalformed(f"The letter has something else among its {name}.")
    return found
