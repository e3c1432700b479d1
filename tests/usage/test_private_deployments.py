"""A managed server takes each report of a private client once, and none that contradicts it."""

import csv
import json
import threading
from collections.abc import Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from inperson.adapters.jose import FileStatementSigner
from inperson.audit import Act
from inperson.usage import Outcome, Period, PeriodUsage
from inperson.usage.deployment_ports import PrivateDeployment
from inperson.usage.deployments import PrivateDeployments
from inperson.usage.errors import (
    DeploymentExists,
    DeploymentNameInvalid,
    DeploymentUnknown,
    ReportFork,
    ReportGap,
    ReportMalformed,
    ReportSignatureInvalid,
)
from inperson.usage.overview import Cloud, CustomerUsage, Overview, as_csv
from inperson.usage.report import KIND, NOTHING_BEFORE, claims_of, digest
from inperson.vault import KeysMalformed
from tests.usage.conftest import DEVELOPER, JANUARY, PRODUCTION, Billed, book_of, line


class Private:
    """A private client's own server, as far as its reports go."""

    def __init__(self, folder: Path, name: str = "private") -> None:
        self.signer = FileStatementSigner(folder / f"{name}.jwk", "theirs")
        self.texts: list[str] = []

    def make(self, count: int = 1, **change: Any) -> str:
        """Make the next report."""
        number = len(self.texts) + 1
        period = Period("2026-01")
        for _ in range(number - 1):
            period = period.next
        usage = PeriodUsage(
            period,
            {line("enroll", Outcome.ACCEPTED, PRODUCTION): count},
            {DEVELOPER: 0, PRODUCTION: count},
            closed=True,
        )
        made = claims_of(
            number=number,
            previous=digest(self.texts[-1]) if self.texts else NOTHING_BEFORE,
            usage=usage,
            deployment="private",
            statistics=None,
        )
        return self.signer.sign({**made, **change}, KIND)

    def next(self, count: int = 1) -> str:
        self.texts.append(self.make(count))
        return self.texts[-1]

    def register(self, clients: PrivateDeployments, name: str = "Bank") -> PrivateDeployment:
        return clients.add(name, json.dumps(self.signer.jwks()), "operator:tester")


def acts(made: Billed) -> Sequence[Act]:
    return [leaf.entry.act for leaf in clients_of(made).audit.tail(50)]


def clients_of(made: Billed) -> PrivateDeployments:
    return made.scene.services.clients


def test_reports_are_taken_in_order_and_once(both: Billed, tmp_path: Path) -> None:
    clients, theirs = clients_of(both), Private(tmp_path)
    bank = theirs.register(clients)
    first, second = theirs.next(3), theirs.next(4)
    received, new = clients.receive(first)
    assert new
    both.scene.clock.advance(60)
    assert clients.receive(first) == (received, False)  # the same answer, with its first time
    assert clients.receive(second)[1]
    assert clients.receive(first) == (received, False)
    assert [each.text for each in clients.reports(bank.id)] == [first, second]
    assert Act.USAGE_REPORT_FORKED not in acts(both)


def test_a_gap_is_refused_and_says_what_is_due(one: Billed, tmp_path: Path) -> None:
    clients, theirs = clients_of(one), Private(tmp_path)
    bank = theirs.register(clients)
    first, second, third = theirs.next(), theirs.next(), theirs.next()
    with pytest.raises(ReportGap, match="Report 1 is due"):
        clients.receive(second)
    clients.receive(first)
    with pytest.raises(ReportGap, match="Report 2 is due"):
        clients.receive(third)
    assert len(clients.reports(bank.id)) == 1


def test_a_fork_is_refused_and_recorded(one: Billed, tmp_path: Path) -> None:
    clients, theirs = clients_of(one), Private(tmp_path)
    bank = theirs.register(clients)
    other_first = theirs.make(9)
    first = theirs.next(1)
    clients.receive(first)
    with pytest.raises(ReportFork):
        clients.receive(other_first)
    for change in ({"previous": "ab" * 32}, {"period": "2026-07"}):
        with pytest.raises(ReportFork):
            clients.receive(theirs.make(**change))
    assert [each.text for each in clients.reports(bank.id)] == [first]
    leaves = [leaf.entry for leaf in clients.audit.tail(50)]
    forks = [each for each in leaves if each.act is Act.USAGE_REPORT_FORKED]
    assert [each.purpose for each in forks] == [f"{bank.id}/1", f"{bank.id}/2", f"{bank.id}/2"]
    assert clients.receive(theirs.next())[1]  # the chain goes on


def test_who_is_not_registered_or_changes_a_report_is_refused(one: Billed, tmp_path: Path) -> None:
    clients, theirs = clients_of(one), Private(tmp_path)
    text = theirs.next()
    with pytest.raises(DeploymentUnknown):
        clients.receive(text)
    theirs.register(clients)
    with pytest.raises(DeploymentUnknown):
        clients.receive(Private(tmp_path, "another").next())
    header, payload, _ = text.split(".")
    with pytest.raises(ReportSignatureInvalid):
        clients.receive(f"{header}.{payload}.{'A' * 86}")
    for nonsense in ("", "a.b.c", "x" * 70_000):
        with pytest.raises(ReportMalformed):
            clients.receive(nonsense)


def test_a_client_is_registered_once_by_its_public_keys(one: Billed, tmp_path: Path) -> None:
    clients, theirs = clients_of(one), Private(tmp_path)
    bank = theirs.register(clients)
    with pytest.raises(DeploymentExists):
        theirs.register(clients, "Another name")
    with pytest.raises(DeploymentExists):
        Private(tmp_path, "other").register(clients)
    for name in ("", " ", "a" * 81, "a\nb"):
        with pytest.raises(DeploymentNameInvalid):
            Private(tmp_path, "third").register(clients, name)
    private = (tmp_path / "private.jwk").read_text()
    with pytest.raises(KeysMalformed):
        clients.add("Leaks", f'{{"keys":[{private}]}}', "operator:tester")
    assert clients.clients() == [bank]
    assert "private.jwk" not in bank.jwks
    assert acts(one).count(Act.CLIENT_ADDED) == 2  # a taken name is found behind the leaf


def test_many_that_post_one_number_at_once_leave_one_row(both: Billed, tmp_path: Path) -> None:
    clients, theirs = clients_of(both), Private(tmp_path)
    bank = theirs.register(clients)
    texts = [theirs.make(count) for count in (1, 1, 2, 2, 3, 3)]
    results: list[str] = []

    def post(text: str) -> None:
        mine = replace(clients)
        try:
            results.append("new" if mine.receive(text)[1] else "known")
        except ReportFork:
            results.append("fork")

    threads = [threading.Thread(target=post, args=(each,)) for each in texts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(results) == ["fork"] * 4 + ["known", "new"]
    assert len(clients.reports(bank.id)) == 1


def test_the_overview_shows_both_clouds(one: Billed, tmp_path: Path) -> None:
    clients, theirs = clients_of(one), Private(tmp_path)
    bank = theirs.register(clients, "=HYPERLINK(1)")
    clients.receive(theirs.next(7))
    one.enrol("a", 1)
    overview = Overview(one.scene.tenants, lambda each: book_of(one.scene, each), clients)
    managed, private = overview.all_clients_usage()
    assert (managed.id, managed.cloud, managed.usage.closed) == (one.tenant, Cloud.MANAGED, False)
    assert (private.id, private.cloud, private.usage.closed) == (bank.id, Cloud.PRIVATE, True)
    assert private.usage.period == JANUARY
    text = as_csv([managed, private])
    assert text.splitlines()[1:] == [
        f"{one.tenant},one,managed,2026-01,no,enroll,accepted,developer,1",
        f"{one.tenant},one,managed,2026-01,no,active_subjects,,developer,1",
        f"{one.tenant},one,managed,2026-01,no,active_subjects,,production,0",
        f"{bank.id},'=HYPERLINK(1),private,2026-01,yes,enroll,accepted,production,7",
        f"{bank.id},'=HYPERLINK(1),private,2026-01,yes,active_subjects,,developer,0",
        f"{bank.id},'=HYPERLINK(1),private,2026-01,yes,active_subjects,,production,7",
    ]


@pytest.mark.parametrize("name", ["=1", "+1", "-1", "@x", " =1", "\t=1", "\n=1"])
def test_no_cell_is_a_formula(name: str) -> None:
    usage = PeriodUsage(JANUARY, {}, {PRODUCTION: 1}, closed=True)
    rows = [CustomerUsage("cli_a", each, Cloud.PRIVATE, usage) for each in (name, "one - two")]
    names = [row[1] for row in csv.reader(StringIO(as_csv(rows), newline=""))]
    assert names == ["name", f"'{name}", "one - two"]
