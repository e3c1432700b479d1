"""The measured rates that a dossier states: read from the tables of docs/, copied by nobody."""

import json
import re
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TABLES = {
    "recognition": ("accuracy.md", "# Accuracy", "| level | promise |"),
    "samples": ("accuracy.md", "## Several photographs", "| photos in reference and probe |"),
    "sessions": ("accuracy.md", "## Sessions beside photographs", "| | level 2 |"),
    "liveness": ("liveness.md", "#### Fresh seeds", "| species | error |"),
    "shapes": ("liveness.md", "#### Heads of other", "| who, of other people's shapes |"),
    "recordings": ("liveness.md", "### Real recordings", "| | what was tried |"),
    "light": ("liveness.md", "## Light", "| species | light passes |"),
    "people": ("liveness.md", "## Who can finish a capture", "| who | completed |"),
}
"""Each table: its page, the heading that it is under, and how its first line begins."""
NOT_STOPPED = ("liveness.md", "## What it does not stop, and what is not known")


def figures() -> str:
    """Return `dossier/figures.json`."""
    content: dict[str, Any] = {name: _table(*place) for name, place in TABLES.items()}
    content["not_stopped"] = _points(*NOT_STOPPED)
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _table(page: str, heading: str, first: str) -> dict[str, Any]:
    text = (HERE / page).read_text("utf-8")
    _, _, under = text.partition(f"\n{heading}" if not text.startswith(heading) else heading)
    at = under.find(f"\n{first}")
    if at < 0:
        raise ValueError(f"docs/{page} has no table `{first}` under `{heading}`")
    lines = under[at + 1 :].partition("\n\n")[0].splitlines()
    columns, _, *rows = [[_plain(cell) for cell in line.strip("| ").split("|")] for line in lines]
    if lines[0].startswith("| |"):
        columns = ["", *columns]
    width = len(columns)
    return {
        "page": f"docs/{page}",
        "columns": columns,
        "rows": [[*row, *[""] * (width - len(row))] for row in rows],
    }


def _points(page: str, heading: str) -> dict[str, Any]:
    _, _, under = (HERE / page).read_text("utf-8").partition(f"\n{heading}\n")
    text = under.partition("\n## ")[0]
    points = [_plain(each) for each in re.split(r"^- ", text, flags=re.MULTILINE)[1:]]
    return {"page": f"docs/{page}", "points": points}


def _plain(text: str) -> str:
    text = re.sub(r"\[([^]]+)\]\([^)]+\)", r"\1", text)
    return " ".join(re.sub(r"\*\*|`", "", text).split())
