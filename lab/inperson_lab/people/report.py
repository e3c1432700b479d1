"""Completion for people: one HTML file with a plot and a table, and the JSON beside it."""

import json
from pathlib import Path

import numpy as np

from inperson_lab.page import page, strips, table
from inperson_lab.people.measure import AIM, TRIES, PeopleReport


def write_people_report(report: PeopleReport, out: Path) -> None:
    """Write report.json and report.html into a folder, made if it is not there."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "report.json").write_text(json.dumps(report.to_json(), indent=2) + "\n", "utf-8")
    (out / "report.html").write_text(_page(report), "utf-8")


_WHERE = {
    False: "over the server's own engine in simulated time, without a browser",
    True: "before the page in Chromium and a server, on one machine, in its own time",
}


def _page(report: PeopleReport) -> str:
    browser = int(report.in_browser)
    rates = {name: report.completed(name) for name in report.conditions}
    drawn = strips(
        "Completion",
        f"Of the people of each kind: who completed within {len(TRIES)} tries, and both ends of the"
        " exact 95 % interval.",
        (0, 100, range(0, 101, 20), f"per cent (dashed: {AIM:.0%})"),
        100 * AIM,
        [
            (name, "one", [100 * each for each in (rate.interval[0], rate.share, rate.interval[1])])
            for name, rate in rates.items()
        ],
    )
    head = ["who", "completed", "95 % interval", "with the first try", "took", "missed tries"]
    head += ["frames a second: rendered, answered; load"] if report.in_browser else []
    rows = [
        (
            name,
            f"{rate.count} of {rate.of}",
            f"{rate.interval[0]:.0%} to {rate.interval[1]:.0%}",
            str(report.first(name).count),
            f"{np.median([each.took_s for each in report.of(name)]):.1f} s",
            "; ".join(f"{why}: {count}" for why, count in report.reasons(name).items()),
            *([", ".join(f"{each:.1f}" for each in report.machine(name).values())] * browser),
        )
        for name, rate in rates.items()
    ]
    return page(
        "Who can finish a capture",
        f"""<p>{report.heads} heads, rendered, {_WHERE[report.in_browser]}. The second try has more
time.</p>
{drawn}
{table(head, rows)}""",
    )
