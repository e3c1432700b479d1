"""The usage report, version 1: docs/formats/usage-report.md.

A report is a compact JWS over canonical claims: one period's exact counts, the number of subjects,
what private statistics release, and the SHA-256 of the report before. It is read strictly: another
spelling of the same claims, an unknown member or a text that is not of a closed form is no report.
`usage-report.v1.schema.json` says the same as this module; a test holds the two together.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn, Self

from inperson.tenants import TokenKind
from inperson.usage.billing import Operation, Outcome, PeriodUsage
from inperson.usage.errors import PeriodInvalid, ReportMalformed
from inperson.usage.jws import decode
from inperson.usage.periods import Period
from inperson.usage.statistics import Release, ReleaseCorrupt

VERSION = 1
KIND = "usage-report"
NOTHING_BEFORE = "0" * 64
"""What the first report has in the place of the hash of the one before."""
LONGEST = 64 * 1024

KINDS = ("authenticate", "enroll", "liveness")
DEPLOYMENTS = ("managed", "private")
_MEMBERS = (
    "iss",
    "v",
    "number",
    "previous",
    "period",
    "deployment",
    "counts",
    "active_subjects",
    "statistics",
)
_COUNT_MEMBERS = ("kind", "outcome", "token_kind", "count")
_MOST = 2**53 - 1
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_ISSUER = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
_BROKEN = (ValueError, KeyError, TypeError, RecursionError, PeriodInvalid, ReleaseCorrupt)


@dataclass(frozen=True, slots=True)
class UsageReport:
    """What one report says."""

    issuer: str
    """The `INPERSON_ISSUER` of the server that signed it."""
    number: int
    """From 1, without a gap."""
    previous: str
    """SHA-256 of the text of the report before, in hex; 64 zeros of the first."""
    period: Period
    deployment: str
    """`managed` or `private`."""
    counts: Mapping[Operation, int] = field(hash=False)
    active_subjects: Mapping[TokenKind, int] = field(hash=False)
    statistics: Mapping[str, Any] | None = field(hash=False)
    text: str = field(repr=False)
    """The report itself, as it was signed."""

    @property
    def sha256(self) -> str:
        """Return what the next report has as `previous`."""
        return digest(self.text)

    @property
    def usage(self) -> PeriodUsage:
        """Return the counts in the form of a bill."""
        return PeriodUsage(self.period, self.counts, self.active_subjects, closed=True)

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a report, without checking who signed it: `verification` does that.

        Raises:
            ReportMalformed: if it is none, or not in its canonical form.

        """
        payload = decode(text, LONGEST).payload
        try:
            claims = json.loads(payload, object_pairs_hook=_members, parse_constant=_refuse)
            _check(isinstance(claims, dict) and tuple(claims) == _MEMBERS)
            _check(_canonical(claims) == payload)
            return cls(**_fields(claims), text=text)
        except (
            ValueError,
            KeyError,
            TypeError,
            RecursionError,
            PeriodInvalid,
            ReleaseCorrupt,
        ) as error:
            raise ReportMalformed("This is no usage report of version 1.") from error


def claims_of(
    *,
    number: int,
    previous: str,
    usage: PeriodUsage,
    deployment: str,
    statistics: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Return what is signed, in its one order; the signer puts its own name before it."""
    return {
        "v": VERSION,
        "number": number,
        "previous": previous,
        "period": usage.period.text,
        "deployment": deployment,
        "counts": [
            {
                "kind": operation.kind,
                "outcome": operation.outcome.value,
                "token_kind": operation.token_kind.value,
                "count": count,
            }
            for operation, count in sorted(usage.counts.items())
            if count
        ],
        "active_subjects": {
            kind.value: usage.active_subjects.get(kind, 0) for kind in sorted(TokenKind)
        },
        "statistics": statistics,
    }


def digest(text: str) -> str:
    """Return the SHA-256 of a report's text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def _fields(claims: dict[str, Any]) -> dict[str, Any]:
    _check(_whole(claims["v"]) == VERSION)
    _check(isinstance(claims["iss"], str) and _ISSUER.fullmatch(claims["iss"]) is not None)
    number, previous = _whole(claims["number"]), claims["previous"]
    _check(_HASH.fullmatch(previous) is not None)
    # the first has nothing before it, and every other one has
    _check(number >= 1 and (number == 1) == (previous == NOTHING_BEFORE))
    _check(claims["deployment"] in DEPLOYMENTS)
    return {
        "issuer": claims["iss"],
        "number": number,
        "previous": previous,
        "period": Period(claims["period"]),
        "deployment": claims["deployment"],
        "counts": _counts(claims["counts"]),
        "active_subjects": _active(claims["active_subjects"]),
        "statistics": _statistics_of(claims),
    }


def _counts(lines: Any) -> Mapping[Operation, int]:
    _check(isinstance(lines, list))
    counts: dict[Operation, int] = {}
    for line in lines:
        _check(isinstance(line, dict) and tuple(line) == _COUNT_MEMBERS and line["kind"] in KINDS)
        operation = Operation(line["kind"], Outcome(line["outcome"]), TokenKind(line["token_kind"]))
        _check(operation not in counts and _whole(line["count"]) >= 1)
        counts[operation] = line["count"]
    _check(list(counts) == sorted(counts))
    return counts


def _active(members: Any) -> Mapping[TokenKind, int]:
    _check(isinstance(members, dict) and list(members) == sorted(TokenKind))
    return {TokenKind(kind): _whole(count) for kind, count in members.items()}


def _statistics_of(claims: dict[str, Any]) -> Mapping[str, Any] | None:
    """Let the period's release of private statistics pass, whose schema is closed; nothing else."""
    if (value := claims["statistics"]) is None:
        return None
    release = Release.parse(json.dumps(value))
    _check(release.period.text == claims["period"])
    return release.to_json()


def _canonical(claims: Mapping[str, Any]) -> bytes:
    return json.dumps(claims, separators=(",", ":")).encode()


def _members(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    _check(len(members) == len(pairs))
    return members


def _whole(value: Any) -> int:
    _check(type(value) is int and 0 <= value <= _MOST)
    number: int = value
    return number


def _refuse(_: str) -> NoReturn:
    raise ValueError


def _check(holds: bool) -> None:
    if not holds:
        raise ValueError
