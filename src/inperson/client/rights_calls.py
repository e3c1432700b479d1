"""Calls about people's rights: notices, consents, requests, retention, breaches and disclosures."""

from collections.abc import Mapping
from typing import Any, Literal

from inperson.client.face_calls import Age, Guardian, idempotent
from inperson.client.model import NoticeDocument, NoticeResult
from inperson.client.steps import (
    Json,
    Send,
    Steps,
    answer_of,
    given,
    json_of,
    operation,
    path_of,
    read_as,
)

RequestKind = Literal[
    "access",
    "portability",
    "erasure",
    "rectification",
    "restriction",
    "objection",
    "withdrawal",
    "complaint",
    "human_review",
]
ReviewOutcome = Literal["upheld", "overturned", "new_attempt"]
_REQUESTS = "/v1/privacy-requests"


class RightsCalls:
    """Notices, consents, privacy requests, retention, holds, breaches and disclosures."""

    @operation("getNotice")
    def notice(self) -> Steps[NoticeResult]:
        """Return the notice that people have to see before they agree."""
        ask = Send("GET", "/v1/notices/current")
        return (yield from read_as("a notice", NoticeResult.from_json, ask))

    @operation("publishNotice")
    def publish_notice(self, terms: Mapping[str, Any]) -> Steps[NoticeResult]:
        """Publish a new version of the notice: what you say of yourself (`TermsBody`)."""
        ask = Send("PUT", "/v1/notices", {"json": dict(terms)})
        return (yield from read_as("a notice", NoticeResult.from_json, ask))

    @operation("giveConsent")
    def give_consent(
        self,
        subject_ref: str,
        purpose: Literal["identity", "improvement"],
        notice: NoticeDocument,
        *,
        method: str | None = None,
        age: Age | None = None,
        guardian: Guardian | None = None,
    ) -> Steps[Json]:
        """Record that a subject saw a document of `notice()` and agreed, and of what age it is."""
        body = given(
            subject_ref=subject_ref, purpose=purpose, notice_sha256=notice.sha256, method=method
        )
        body |= given(age=age, guardian=guardian)
        return (yield from json_of(Send("POST", "/v1/consents", {"json": body})))

    @operation("findConsents")
    def consents(self, subject_ref: str) -> Steps[Json]:
        """Read what a subject agreed to, and withdrew, with the receipts."""
        more = {"json": {"subject_ref": subject_ref}}
        return (yield from json_of(Send("POST", "/v1/consents/lookup", more)))

    @operation("openPrivacyRequest")
    def open_privacy_request(
        self,
        kind: RequestKind,
        subject_ref: str,
        *,
        purpose: Literal["identity", "improvement"] | None = None,
        text: str | None = None,
        region: str | None = None,
        session_id: str | None = None,
        on_behalf: Mapping[str, Any] | None = None,
        against: str | None = None,
        idempotency_key: str | None = None,
    ) -> Steps[Json]:
        """Ask for something in the name of a subject, enrolled or not.

        A `human_review` names the session whose decision a person is to look at. Who acts for the
        subject is said `on_behalf` (`ActingFor`); an `objection` may be `against` such a request.
        """
        body = given(kind=kind, subject_ref=subject_ref, purpose=purpose, text=text, region=region)
        body |= given(session_id=session_id, on_behalf=on_behalf, against=against)
        more = {"json": body, "headers": idempotent(idempotency_key)}
        return (yield from json_of(Send("POST", _REQUESTS, more)))

    @operation("listPrivacyRequests")
    def privacy_requests(
        self, *, state: str | None = None, after: str | None = None, limit: int | None = None
    ) -> Steps[Json]:
        """List privacy requests, those due first in front; go on `after` the `next` of a page."""
        params = given(state=state, after=after, limit=limit)
        return (yield from json_of(Send("GET", _REQUESTS, {"params": params})))

    @operation("getPrivacyRequest")
    def privacy_request(self, request_id: str) -> Steps[Json]:
        """Read a privacy request with its receipt and certificate."""
        return (yield from json_of(Send("GET", path_of(_REQUESTS + "/{}", request_id))))

    @operation("extendPrivacyRequest")
    def extend_privacy_request(self, request_id: str, reason: str) -> Steps[Json]:
        """Let a request take two months longer, once, before it is due, and say why."""
        path = path_of(_REQUESTS + "/{}/extend", request_id)
        return (yield from json_of(Send("POST", path, {"json": {"reason": reason}})))

    @operation("refusePrivacyRequest")
    def refuse_privacy_request(
        self, request_id: str, justification: str, reason: str
    ) -> Steps[Json]:
        """Refuse a request for one of the reasons that the law knows (`Justification`)."""
        body = {"justification": justification, "reason": reason}
        path = path_of(_REQUESTS + "/{}/refuse", request_id)
        return (yield from json_of(Send("POST", path, {"json": body})))

    @operation("answerPrivacyRequest")
    def answer_privacy_request(
        self, request_id: str, text: str, *, outcome: ReviewOutcome | None = None
    ) -> Steps[Json]:
        """Answer a complaint, a rectification, an objection or a review; lift a restriction.

        Of a review, and of nothing else, say what the person found: its `outcome`.
        """
        path = path_of(_REQUESTS + "/{}/answer", request_id)
        body = given(text=text, outcome=outcome)
        return (yield from json_of(Send("POST", path, {"json": body})))

    @operation("getReviewEvidence")
    def review_evidence(self, request_id: str) -> Steps[Json]:
        """Read what is kept of the decision that a person looks at. The look is on the log."""
        return (yield from json_of(Send("GET", path_of(_REQUESTS + "/{}/evidence", request_id))))

    @operation("deliverCopy")
    def deliver_copy(
        self,
        request_id: str,
        *,
        recipient: str | None = None,
        passphrase: str | None = None,
        language: str = "en",
    ) -> Steps[bytes]:
        """Return the copy of an access or portability request: a file that age opens.

        Its page is in the language, such as `de`.
        """
        more = {
            "json": given(recipient=recipient, passphrase=passphrase),
            "headers": {"Accept-Language": language},
        }
        path = path_of(_REQUESTS + "/{}/copy", request_id)
        return (yield from answer_of(Send("POST", path, more))).content

    @operation("inviteSubject")
    def invite_subject(self, subject_ref: str, *, hours: int | None = None) -> Steps[Json]:
        """Make a code that lets a subject, enrolled or not, into the privacy centre once."""
        body = given(subject_ref=subject_ref, hours=hours)
        return (yield from json_of(Send("POST", "/v1/privacy-centre/invitations", {"json": body})))

    @operation("listBreaches")
    def breaches(self) -> Steps[Json]:
        """List the breaches that you were told of. It takes a production token."""
        return (yield from json_of(Send("GET", "/v1/breaches")))

    @operation("getRetention")
    def retention(self) -> Steps[Json]:
        """Read how long each category is kept, from when that counts, and what caps it."""
        return (yield from json_of(Send("GET", "/v1/retention")))

    @operation("setRetention")
    def set_retention(self, choice: Mapping[str, Any]) -> Steps[Json]:
        """Choose jurisdictions and days (`RetentionChoice`)."""
        return (yield from json_of(Send("PUT", "/v1/retention", {"json": dict(choice)})))

    @operation("planRetention")
    def retention_plan(self) -> Steps[Json]:
        """Read what is due: what the next sweep deletes, as counts."""
        return (yield from json_of(Send("GET", "/v1/retention/plan")))

    @operation("listHolds")
    def holds(self) -> Steps[Json]:
        """List the holds, those that are over among them."""
        return (yield from json_of(Send("GET", "/v1/holds")))

    @operation("placeHold")
    def place_hold(self, order: Mapping[str, Any]) -> Steps[Json]:
        """Keep a subject's data from being deleted, as an authority orders (`NewHold`)."""
        return (yield from json_of(Send("POST", "/v1/holds", {"json": dict(order)})))

    @operation("releaseHold")
    def release_hold(self, hold_id: str) -> Steps[Json]:
        """End a hold before its time."""
        return (yield from json_of(Send("DELETE", path_of("/v1/holds/{}", hold_id))))

    @operation("proposeDisclosure")
    def propose_disclosure(self, proposal: Mapping[str, Any]) -> Steps[Json]:
        """Propose a disclosure (`LegalProposal` or `ApprovedProposal`)."""
        return (yield from json_of(Send("POST", "/v1/disclosures", {"json": dict(proposal)})))

    @operation("listDisclosures")
    def disclosures(self, *, after: str | None = None, limit: int | None = None) -> Steps[Json]:
        """List the disclosures of the token's kind."""
        params = given(after=after, limit=limit)
        return (yield from json_of(Send("GET", "/v1/disclosures", {"params": params})))

    @operation("getDisclosure")
    def disclosure(self, disclosure_id: str) -> Steps[Json]:
        """Read a disclosure."""
        return (yield from json_of(Send("GET", path_of("/v1/disclosures/{}", disclosure_id))))

    @operation("approveDisclosure")
    def approve_disclosure(self, disclosure_id: str) -> Steps[Json]:
        """Approve a legal request, as another person than who proposed it."""
        path = path_of("/v1/disclosures/{}/approve", disclosure_id)
        return (yield from json_of(Send("POST", path)))

    @operation("refuseDisclosure")
    def refuse_disclosure(self, disclosure_id: str, reason: str) -> Steps[Json]:
        """Refuse a disclosure that is not delivered."""
        path = path_of("/v1/disclosures/{}/refuse", disclosure_id)
        return (yield from json_of(Send("POST", path, {"json": {"reason": reason}})))

    @operation("deliverDisclosure")
    def deliver_disclosure(self, disclosure_id: str) -> Steps[bytes]:
        """Return the package of an approved disclosure, encrypted to its recipient."""
        path = path_of("/v1/disclosures/{}/deliver", disclosure_id)
        return (yield from answer_of(Send("POST", path))).content
