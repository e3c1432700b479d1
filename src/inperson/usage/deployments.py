"""Private deployments at a managed server: who may send usage reports, and what has arrived.

A report needs no app token: the signature of a registered key says whose it is. How one is taken:

1. The key is a registered one, the signature is right, the claims are a report.
2. The same report again is answered as it was the first time.
3. Another report of a number that has arrived, or one that was not made after the last that has,
   is a fork: it is refused and put on the server's audit log. One beyond the next is a gap.
4. It is stored under its client and number, once, whichever process is faster.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from inperson.audit import Act, AuditLog, Entry
from inperson.core import Clock, DeploymentId, Entropy, new_deployment_id
from inperson.usage.deployment_ports import (
    PrivateDeployment,
    PrivateDeploymentStore,
    ReceivedReport,
)
from inperson.usage.errors import (
    DeploymentExists,
    DeploymentNameInvalid,
    DeploymentUnknown,
    ReportChainBroken,
    ReportFork,
    ReportGap,
)
from inperson.usage.jws import check_signature, decode, kid_of
from inperson.usage.report import LONGEST, UsageReport
from inperson.usage.verification import follow
from inperson.vault import read_keys, write_keys

_NAME = re.compile(r"[^\x00-\x1f\x7f]{1,80}")


@dataclass(frozen=True, slots=True)
class PrivateDeployments:
    """The private deployments that report to a managed server."""

    store: PrivateDeploymentStore
    audit: AuditLog
    """The server's own."""
    clock: Clock
    entropy: Entropy

    def add(self, name: str, jwks: str, actor: str) -> PrivateDeployment:
        """Register a client.

        Args:
            name: how the operator calls it.
            jwks: its public keys, as its `GET /v1/jwks` shows them.
            actor: who registers it.

        Raises:
            DeploymentNameInvalid: unless the name is 1 to 80 printable characters.
            KeysMalformed: if the keys are none, or private ones.
            DeploymentExists: if the name or one of the keys is registered.

        """
        if _NAME.fullmatch(name) is None or name != name.strip():
            raise DeploymentNameInvalid(
                "A name is 1 to 80 printable characters, without space around."
            )
        keys = read_keys(jwks)
        known = [kid for each in self.store.clients() for kid in read_keys(each.jwks)]
        if set(keys) & set(known):
            raise DeploymentExists("One of the keys is registered already.")
        client = PrivateDeployment(
            new_deployment_id(self.entropy), name, write_keys(keys), self.clock.now()
        )
        self.audit.append(Entry(Act.CLIENT_ADDED, actor, purpose=client.id))
        if not self.store.add(client):
            raise DeploymentExists("There is a client of this name.")
        return client

    def clients(self) -> Sequence[PrivateDeployment]:
        """Return all clients, in order of their registration."""
        return self.store.clients()

    def reports(self, client_id: DeploymentId) -> Sequence[ReceivedReport]:
        """Return what has arrived of a client, in order."""
        return self.store.reports(client_id)

    def receive(self, text: str) -> tuple[ReceivedReport, bool]:
        """Take a report.

        Returns:
            The report as it is stored, and whether it is new.

        Raises:
            ReportMalformed: if it is no report.
            DeploymentUnknown: if its key is not registered.
            ReportSignatureInvalid: if it was changed.
            ReportGap: if one before it has not arrived.
            ReportFork: if it contradicts one that has.

        """
        client = self._sender(text)
        report = UsageReport.read(text)
        while True:
            # the last one first: what arrives in between is then found by its number
            last = self.store.last(client.id)
            stored = self.store.report(client.id, report.number)
            if stored is not None and stored.text == text:
                return stored, False
            if stored is not None:
                raise self._fork(client, report, f"Another report {report.number} has arrived.")
            self._check_next(client, report, last)
            received = ReceivedReport(
                client.id,
                report.number,
                report.period.text,
                report.sha256,
                text,
                self.clock.now(),
            )
            if self.store.keep(received):
                return received, True
            # another process was faster: its report is now the one of this number

    def _sender(self, text: str) -> PrivateDeployment:
        kid = kid_of(decode(text, LONGEST))
        for client in self.store.clients():
            keys = read_keys(client.jwks)
            if kid in keys:
                check_signature(text, keys, LONGEST)
                return client
        raise DeploymentUnknown("The report's key is not registered here.")

    def _check_next(
        self, client: PrivateDeployment, report: UsageReport, last: ReceivedReport | None
    ) -> None:
        due = 1 if last is None else last.number + 1
        if report.number > due:
            raise ReportGap(f"Report {due} is due.")
        if last is None:
            return
        try:
            follow(report, last.report)
        except ReportChainBroken as error:
            raise self._fork(client, report, str(error)) from error

    def _fork(self, client: PrivateDeployment, report: UsageReport, words: str) -> ReportFork:
        purpose = f"{client.id}/{report.number}"
        self.audit.append(Entry(Act.USAGE_REPORT_FORKED, "server", purpose=purpose))
        return ReportFork(words)
