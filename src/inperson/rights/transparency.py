"""The transparency report: what was asked of a tenant, or of a whole server, in one year.

Counts are told in bands, never exactly: a small number beside what else is known about a tenant
could point at one person. A disclosure under a gag is counted once the gag is over, in the year in
which it was proposed; where there are few requests, even a band would tell of it. A report on the
same year may therefore say more when it is made again later, and says so.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any

from inperson.core import Clock, TenantId
from inperson.rights.breaches import Breach
from inperson.rights.disclosures import (
    DisclosureBasis,
    DisclosureRows,
    DisclosureState,
    ReportInvalid,
)
from inperson.rights.requests import RequestKind, RequestRows, RequestState
from inperson.tenants import Silo

BANDS = (1, 10, 50, 250, 1_000, 5_000, 25_000, 100_000)
"""Where each band begins."""
_FIRST_YEAR = 2000
_GAG = (
    "A disclosure that the law forbids to speak of is counted once that is over, so a later "
    "report on the same year may count more."
)


def band(count: int) -> str:
    """Return the band of a count: `0`, `1-9`, `10-49`, and so on."""
    if count <= 0:
        return "0"
    above = [each for each in BANDS if each > count]
    start = max(each for each in BANDS if each <= count)
    return f"{start}-{above[0] - 1}" if above else f"{start} or more"


@dataclass(frozen=True, slots=True)
class YearCounts:
    """What was counted. Exact, and for nobody's eyes: only `TransparencyReport` leaves."""

    requests: Mapping[tuple[RequestKind, RequestState], int]
    disclosures: Mapping[tuple[DisclosureBasis, DisclosureState], int]

    @classmethod
    def of(cls, silo: Silo, year: int, now: datetime) -> "YearCounts":
        """Count one tenant's year.

        Raises:
            ReportInvalid: if the year has not begun, or is none of ours.

        """
        if not _FIRST_YEAR <= year <= now.year:
            raise ReportInvalid("A report is of a year that has begun.")
        since, until = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
        with silo.read() as tx:
            asked = tx.rows(RequestRows).request_counts(since, until)
            disclosed = tx.rows(DisclosureRows).disclosure_counts(since, until, now)
        requests = {
            (RequestKind(kind), RequestState(state)): count
            for (kind, state), count in asked.items()
        }
        return cls(requests, dict(disclosed))

    @classmethod
    def sum(cls, parts: Iterable["YearCounts"]) -> "YearCounts":
        """Add up the counts of several tenants; the band of a sum tells less than those of each."""
        listed = list(parts)
        return cls(
            _added(each.requests for each in listed), _added(each.disclosures for each in listed)
        )


def breaches_of(register: Iterable[Breach], year: int, tenant_id: TenantId | None) -> int:
    """Count the breaches of a year on a server's register: one tenant's, or all of them."""
    return sum(
        each.noticed_at.year == year and (tenant_id is None or tenant_id in each.tenants)
        for each in register
    )


@dataclass(frozen=True, slots=True)
class TransparencyReport:
    """A year in bands."""

    about: str
    """The tenant's name, or the operator's."""
    year: int
    made_at: datetime
    requests: Mapping[str, Mapping[str, str]]
    """A band for each kind and outcome; every kind is named, asked for or not."""
    disclosures: Mapping[str, Mapping[str, str]]
    breaches: str | None
    """Of personal data, on the server's register; None if nobody counted them."""

    @classmethod
    def of(
        cls, about: str, year: int, counts: YearCounts, breaches: int | None, clock: Clock
    ) -> "TransparencyReport":
        """Put counts into bands.

        Args:
            about: a tenant's name, or the operator's.
            year: which was counted.
            counts: what was.
            breaches: on the server's register that year; None if nobody counted them.
            clock: the time.

        """
        return cls(
            about=about,
            year=year,
            made_at=clock.now(),
            requests=_banded(RequestKind, RequestState, counts.requests),
            disclosures=_banded(DisclosureBasis, DisclosureState, counts.disclosures),
            breaches=None if breaches is None else band(breaches),
        )

    def to_json(self) -> str:
        """Return the report for machines."""
        content: dict[str, Any] = {
            "format": "inperson-transparency-report",
            "version": 1,
            "about": self.about,
            "year": self.year,
            "made_at": self.made_at.isoformat(),
            "bands": [band(each) for each in (0, *BANDS)],
            "requests": self.requests,
            "disclosures": self.disclosures,
            "breaches": self.breaches,
            "note": _GAG,
        }
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"

    def to_markdown(self) -> str:
        """Return the report for people."""
        lines = [f"# Transparency report {self.year}: {_cell(self.about)}", ""]
        lines += [self._summary(), ""]
        for title, rows in self._tables():
            head = ["", *_columns(rows)]
            lines += [f"## {title}", "", _row(head), _row(["---"] * len(head))]
            lines += [_row([name, *row.values()]) for name, row in rows.items()]
            lines.append("")
        if self.breaches is not None:
            lines += ["## Breaches of personal data", "", f"Recorded: {self.breaches}", ""]
        return "\n".join([*lines, _GAG, ""])

    def to_html(self) -> str:
        """Return the report as a plain page, which loads nothing."""
        title = escape(f"Transparency report {self.year}: {self.about}")
        parts = [f"<h1>{title}</h1>", f"<p>{escape(self._summary())}</p>"]
        for name, rows in self._tables():
            head = "".join(f'<th scope="col">{escape(each)}</th>' for each in _columns(rows))
            body = "".join(
                f'<tr><th scope="row">{escape(each)}</th>'
                + "".join(f"<td>{escape(cell)}</td>" for cell in row.values())
                + "</tr>"
                for each, row in rows.items()
            )
            parts.append(
                f"<table><caption>{escape(name)}</caption>"
                f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>"
            )
        if self.breaches is not None:
            parts.append(f"<p>Breaches of personal data: {escape(self.breaches)}</p>")
        parts.append(f"<p>{escape(_GAG)}</p>")
        return _PAGE.format(title=title, body="\n".join(parts))

    def _summary(self) -> str:
        day = self.made_at.date().isoformat()
        return f"Made on {day}. Numbers are bands; small ones are never told exactly."

    def _tables(self) -> Sequence[tuple[str, Mapping[str, Mapping[str, str]]]]:
        return (
            ("Requests of end users", self.requests),
            ("Disclosures to third parties", self.disclosures),
        )


_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: auto; padding: 1rem }}
table {{ border-collapse: collapse; margin: 1.5rem 0; display: block; overflow-x: auto }}
caption {{ text-align: left; font-weight: bold; padding: .5rem 0 }}
th, td {{ border: 1px solid #767676; padding: .25rem .75rem; text-align: left }}
</style>
<main>
{body}
</main>
</html>
"""


def _added(parts: Iterable[Mapping[Any, int]]) -> dict[Any, int]:
    total: dict[Any, int] = {}
    for part in parts:
        for key, count in part.items():
            total[key] = total.get(key, 0) + count
    return total


def _banded(
    rows: Iterable[Any], columns: Iterable[Any], counts: Mapping[tuple[Any, Any], int]
) -> dict[str, dict[str, str]]:
    named = list(columns)
    return {
        row.value: {each.value: band(counts.get((row, each), 0)) for each in named} for row in rows
    }


def _columns(rows: Mapping[str, Mapping[str, str]]) -> list[str]:
    return list(next(iter(rows.values())))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    """Return a name in which Markdown finds no mark."""
    return "".join(f"\\{each}" if each in "\\`*_[]<>|#" else each for each in text)
