"""The calls into an app that its bridge has to hear, and those that it must not."""

from dataclasses import dataclass

from tests.conftest import ROOT

PATH = ROOT / "tests/vectors/check-returns.tsv"
RETURN_TO, STATE, HEARD = "org.example.shop:/done", "a&b c", "ses_a"


@dataclass(frozen=True)
class Call:
    session: str
    """Nothing: it is not heard."""
    url: str


def calls() -> list[Call]:
    lines = PATH.read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [Call(session, url) for session, url, _ in rows]
