"""Calls about the tenant itself: tokens, webhook, usage and the audit log."""

from collections.abc import Sequence

from inperson.client.steps import (
    Json,
    Send,
    Steps,
    answer_of,
    given,
    json_of,
    operation,
    path_of,
)


class TenantCalls:
    """Tokens, webhook, usage and audit log."""

    @operation("listTokens")
    def tokens(self) -> Steps[Json]:
        """List the app tokens of the caller's kind."""
        return (yield from json_of(Send("GET", "/v1/tokens")))

    @operation("issueToken")
    def issue_token(
        self,
        scopes: Sequence[str],
        *,
        label: str | None = None,
        days: int | None = None,
        origins: Sequence[str] | None = None,
        packages: Sequence[str] | None = None,
        returns: Sequence[str] | None = None,
        jwks: Json | None = None,
        unpushed: bool | None = None,
        ciba: bool | None = None,
        backchannel_client_notification_endpoint: str | None = None,
        backchannel_logout_uri: str | None = None,
    ) -> Steps[Json]:
        """Issue an app token. Its `secret` is in this answer and nowhere else.

        The last five are a relying party's (scope `openid`).
        """
        body = given(
            scopes=list(scopes),
            label=label,
            days=days,
            origins=None if origins is None else list(origins),
            packages=None if packages is None else list(packages),
            returns=None if returns is None else list(returns),
            jwks=jwks,
            unpushed=unpushed,
            ciba=ciba,
            backchannel_client_notification_endpoint=backchannel_client_notification_endpoint,
            backchannel_logout_uri=backchannel_logout_uri,
        )
        return (yield from json_of(Send("POST", "/v1/tokens", {"json": body})))

    @operation("rotateToken")
    def rotate_token(self, token_id: str, *, overlap_hours: int | None = None) -> Steps[Json]:
        """Issue a token like another one, which works on for the overlap."""
        more = {"json": given(overlap_hours=overlap_hours)}
        return (yield from json_of(Send("POST", path_of("/v1/tokens/{}/rotate", token_id), more)))

    @operation("revokeToken")
    def revoke_token(self, token_id: str) -> Steps[None]:
        """Revoke a token at once."""
        yield from answer_of(Send("DELETE", path_of("/v1/tokens/{}", token_id)))

    @operation("getAppearance")
    def appearance(self) -> Steps[Json]:
        """Read how your hosted checks look."""
        return (yield from json_of(Send("GET", "/v1/appearance")))

    @operation("setAppearance")
    def set_appearance(self, *, accent: str | None) -> Steps[Json]:
        """Set the colour of your hosted checks, as `#rrggbb`; None for the server's own."""
        return (yield from json_of(Send("PUT", "/v1/appearance", {"json": {"accent": accent}})))

    @operation("getWebhook")
    def webhook(self) -> Steps[Json]:
        """Read the tenant's webhook, without its secret."""
        return (yield from json_of(Send("GET", "/v1/webhook")))

    @operation("setWebhook")
    def set_webhook(self, url: str, events: Sequence[str]) -> Steps[Json]:
        """Set the tenant's webhook, or replace it. Its new `secret` is in this answer alone."""
        body = {"url": url, "events": list(events)}
        return (yield from json_of(Send("PUT", "/v1/webhook", {"json": body})))

    @operation("removeWebhook")
    def remove_webhook(self) -> Steps[None]:
        """End the tenant's webhook. What was still to be sent to it is forgotten."""
        yield from answer_of(Send("DELETE", "/v1/webhook"))

    @operation("testWebhook")
    def test_webhook(self) -> Steps[Json]:
        """Send a `webhook.test` within seconds."""
        return (yield from json_of(Send("POST", "/v1/webhook/test")))

    @operation("getUsage")
    def usage(self) -> Steps[Json]:
        """Read your exact counts, of all app tokens together."""
        return (yield from json_of(Send("GET", "/v1/usage")))

    @operation("sendUsageReport")
    def send_usage_report(self, report: str) -> Steps[Json]:
        """Send the signed usage report of a private deployment."""
        return (yield from json_of(Send("POST", "/v1/usage-reports", {"json": {"report": report}})))

    @operation("getCheckpoint")
    def checkpoint(self) -> Steps[Json]:
        """Sign the audit log's present state."""
        return (yield from json_of(Send("GET", "/v1/audit/checkpoint")))

    @operation("getWitnesses")
    def witnesses(self) -> Steps[Json]:
        """Read who witnesses the audit log, and what enough of them signed last."""
        return (yield from json_of(Send("GET", "/v1/audit/witnesses")))

    @operation("setWitnesses")
    def set_witnesses(
        self, witnesses: Sequence[Json], *, least: int | None = None, hours: int | None = None
    ) -> Steps[Json]:
        """Set who witnesses the audit log, or replace them.

        Args:
            witnesses: of each its `name`, its verifier `key`, and its `url` if it is asked.
            least: how many of them have to sign; one if left out.
            hours: how often they are asked at least; 24 if left out.

        """
        body = given(witnesses=list(witnesses), least=least, hours=hours)
        return (yield from json_of(Send("PUT", "/v1/audit/witnesses", {"json": body})))

    @operation("takeWitnessed")
    def take_witnessed(self, checkpoint: str) -> Steps[Json]:
        """Keep a checkpoint of the audit log that was carried to enough witnesses, and back."""
        body = {"checkpoint": checkpoint}
        return (yield from json_of(Send("POST", "/v1/audit/witnesses/seen", {"json": body})))

    @operation("removeWitnesses")
    def remove_witnesses(self) -> Steps[None]:
        """Have nobody witness the audit log any more."""
        yield from answer_of(Send("DELETE", "/v1/audit/witnesses"))

    @operation("listLeaves")
    def leaves(self, *, after: int | None = None, limit: int | None = None) -> Steps[Json]:
        """Read the audit log's leaves, to compute the tree anew."""
        params = given(after=after, limit=limit)
        return (yield from json_of(Send("GET", "/v1/audit/leaves", {"params": params})))

    @operation("proveLeaf")
    def prove_leaf(self, number: int) -> Steps[Json]:
        """Prove that a leaf is in the audit log."""
        return (yield from json_of(Send("GET", f"/v1/audit/leaves/{int(number)}/proof")))
