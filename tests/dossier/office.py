"""A tenant whose dossiers are made by the commands that an operator has."""

import json
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from inperson.cli.main import app
from tests.conftest import ROOT

EXAMPLE = ROOT / "examples/terms.toml"
SETTINGS = {
    "OPERATOR": "Harbour Hosting GmbH",
    "OPERATOR_CONTACT": "privacy@harbour.example",
    "LOCATION": "Frankfurt, Germany",
}


def run(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result


@dataclass
class Office:
    """One tenant of a server of its own."""

    folder: Path
    tenant: str

    @classmethod
    def opened(cls, folder: Path, patch: pytest.MonkeyPatch, **settings: str) -> "Office":
        where = {
            "DATA": f"sqlite:///{folder / 'data'}",
            "KEYS": f"sqlite:///{folder / 'keys'}",
            "KEK_DIR": str(folder / "kek"),
        }
        for name, value in (where | SETTINGS | settings).items():
            patch.setenv(f"INPERSON_{name}", value)
        made = json.loads(run("tenants", "create", "Shop", "--json").stdout)
        return cls(folder, str(made["id"]))

    def publish(self, **changed: str) -> None:
        """Publish the example's terms, with members of the head changed, said, or left out."""
        head, mark, tables = EXAMPLE.read_text("utf-8").partition("[purposes]")
        lines = head.splitlines()
        for name, value in changed.items():
            said = (line.removeprefix("# ") for line in lines)
            at = next(n for n, line in enumerate(said) if line.startswith(f"{name} ="))
            written = value if value.isdecimal() else f'"{value}"'
            lines[at] = f"{name} = {written}" if value else ""
        file = self.folder / "terms.toml"
        file.write_text("\n".join([*lines, mark + tables]))
        run("notices", "publish", self.tenant, "--terms", file)

    def write(self, name: str = "dossier", code: int = 0) -> tuple[Path, Result]:
        out = self.folder / name
        return out, run("dossier", self.tenant, "--out", out, code=code)

    def data(self, name: str = "dossier") -> dict[str, Any]:
        out, _ = self.write(name)
        return dict(json.loads((out / "dossier.json").read_text("utf-8")))


def section(data: dict[str, Any], page: str, name: str) -> dict[str, Any]:
    (found,) = [each for each in data["pages"] if each["id"] == page]
    (part,) = [each for each in found["sections"] if each["id"] == name]
    return dict(part)


def facts(data: dict[str, Any], page: str, name: str) -> dict[str, str]:
    return dict(section(data, page, name)["facts"])


class Read(HTMLParser):
    """A page's words, its headings and what it would load."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.words: list[str] = []
        self.headings: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self._in = ""
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in = tag
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        if self._in != "style":
            self.words.append(data)
        if self._in in {"h1", "h2", "h3"} and data.strip():
            self.headings.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())
