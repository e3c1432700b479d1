"""The acts, in the words that a person reads: `words.toml`, a language a line."""

import tomllib
from functools import cache
from importlib.resources import files

from inperson.core import DisclosureId
from inperson.desks import Desk
from inperson.rights.acts.model import ActKind, PersonalAct
from inperson.sessions import ConsentPurpose


def erasing(desk: Desk) -> PersonalAct:
    """Return the act of erasing everything."""
    return _act(desk, ActKind.ERASE, "erase")


def copying(desk: Desk) -> PersonalAct:
    """Return the act of taking a copy."""
    return _act(desk, ActKind.COPY, "copy")


def withdrawing(desk: Desk, purpose: ConsentPurpose) -> PersonalAct:
    """Return the act of withdrawing a consent."""
    return _act(desk, ActKind.WITHDRAW, f"withdraw_{purpose.value}", purpose.value)


def approving(desk: Desk, disclosure_id: DisclosureId, proposal: str) -> PersonalAct:
    """Return the act of approving a disclosure, whose proposal is shown line by line."""
    return _act(desk, ActKind.APPROVE, "approve", disclosure_id, f"\n\n{proposal}")


def _act(desk: Desk, kind: ActKind, words: str, about: str = "", more: str = "") -> PersonalAct:
    # replaced, not formatted: a tenant's name may have braces
    texts = {
        language: text.replace("{tenant}", desk.tenant_name) + more
        for language, text in _words()[words].items()
    }
    return PersonalAct(desk.tenant_id, desk.kind, kind, about, texts)


@cache
def _words() -> dict[str, dict[str, str]]:
    text = files("inperson.rights.acts").joinpath("words.toml").read_text("utf-8")
    return tomllib.loads(text)
