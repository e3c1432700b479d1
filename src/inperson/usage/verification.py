"""Checking usage reports without any server: who signed them, and that none is missing."""

import json
from collections.abc import Mapping
from typing import Any

from inperson.usage.errors import ReportChainBroken
from inperson.usage.jws import check_signature
from inperson.usage.report import LONGEST, UsageReport
from inperson.vault import read_keys


def verify(
    text: str, jwks: Mapping[str, Any] | str, previous: UsageReport | None = None
) -> UsageReport:
    """Check a report: its signature, its form, and that it follows the one before.

    Args:
        text: the report, one compact JWS.
        jwks: the public keys of who signs, as a JWK set.
        previous: the report before it, already verified; None checks the report by itself.

    Raises:
        ReportMalformed: if it is no report.
        KeysMalformed: if the keys are none.
        ReportSignatureInvalid: if none of the keys signed it, or it was changed.
        ReportChainBroken: if it does not follow `previous`.

    """
    keys = read_keys(jwks if isinstance(jwks, str) else json.dumps(jwks))
    report = UsageReport.read(text)
    check_signature(text, keys, LONGEST)
    if previous is not None:
        follow(report, previous)
    return report


def follow(report: UsageReport, previous: UsageReport) -> None:
    """Check that a report follows another.

    Raises:
        ReportChainBroken: if its number, its hash or its period says otherwise.

    """
    if report.number != previous.number + 1:
        raise ReportChainBroken(f"Report {previous.number + 1} is due, not {report.number}.")
    if report.previous != previous.sha256:
        raise ReportChainBroken(f"Report {report.number} was made after another one.")
    if report.period != previous.period.next:
        raise ReportChainBroken(f"Report {report.number} is not about {previous.period.next}.")
