"""A policy says whom somebody trusts; a line that it does not know is refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inperson.core import InpersonError
from inperson.tlog import KeyUse, TrustMalformed, VerifierKey, WitnessTrust
from tests.tlog.test_note import Signer


def vkey(name: str, use: KeyUse = KeyUse.WITNESS) -> str:
    return VerifierKey(name, Signer(name).public_key, use).text()


# https://c2sp.org/tlog-policy, the example
EXAMPLE = "\n".join(
    [
        f"log {vkey('inperson/ten_a', KeyUse.LOG)}",
        "",
        *(f"witness X{n} {vkey(f'x{n}.example')}" for n in (1, 2, 3)),
        "group X-witnesses 2 X1 X2 X3",
        "  # a comment",
        *(f"\twitness Y{n}   {vkey(f'y{n}.example')} https://y{n}.example" for n in (1, 2, 3)),
        "group Y-witnesses any Y1 Y2 Y3",
        "group X-and-Y all X-witnesses Y-witnesses",
        "quorum X-and-Y",
        "",
    ]
)


@pytest.mark.parametrize(
    ("seen", "enough"),
    [
        ("X1 X2 Y1", True),
        ("X1 X2 X3 Y3", True),
        ("X1 Y1 Y2 Y3", False),
        ("X1 X2 X3", False),
        ("", False),
        ("none", False),
    ],
)
def test_the_example_of_the_specification_counts(seen: str, enough: bool) -> None:
    policy = WitnessTrust.parse(EXAMPLE)
    assert policy.met(seen.split()) is enough
    assert [each.url for each in policy.witnesses] == [None] * 3 + [
        f"https://y{n}.example" for n in (1, 2, 3)
    ]


def test_no_witness_can_be_wanted_in_so_many_words() -> None:
    assert WitnessTrust.parse("quorum none").met([])
    one = WitnessTrust.parse(f"witness w {vkey('w')}\nquorum w\n")
    assert (one.met(["w"]), one.met([])) == (True, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "quorum w",
        "quorum none\nquorum none",
        "quorum",
        "quorum none none",
        "what none\nquorum none",
        "log x\nquorum none",
        f"log {vkey('w')}\nquorum none",  # a witness's key is no log's
        f"witness w {vkey('w', KeyUse.LOG)}\nquorum none",
        f"witness none {vkey('w')}\nquorum none",
        f"witness w {vkey('w')}\nwitness w {vkey('v')}\nquorum w",
        f"witness w {vkey('w')}\nwitness v {vkey('w')}\nquorum w",  # one witness counts once
        f"log {vkey('w', KeyUse.LOG)}\nwitness w {vkey('w')}\nquorum w",  # a witness of itself
        f"witness w {vkey('w')}\ngroup g 2 w\nquorum g",
        f"witness w {vkey('w')}\ngroup g 0 w\nquorum g",
        f"witness w {vkey('w')}\ngroup g 01 w\nquorum g",
        f"witness w {vkey('w')}\ngroup g 2 w w\nquorum g",
        f"witness w {vkey('w')}\ngroup g 1 w\ngroup h 1 w\nquorum h",
        f"witness w {vkey('w')}\ngroup g 1 g\nquorum g",
        f"witness w {vkey('w')}\ngroup g 1 h\ngroup h 1 w\nquorum g",
        f"witness w {vkey('w')}\ngroup g all\nquorum g",
        f"witness w {vkey('w')}\r\nquorum w",
        "quorum none\x00",
        "#" * 70_000 + "\nquorum none",
        "\n".join(f"witness w{n} {vkey(f'w{n}')}" for n in range(65)) + "\nquorum w1",
    ],
)
def test_another_policy_is_refused(text: str) -> None:
    with pytest.raises(TrustMalformed):
        WitnessTrust.parse(text)


@given(st.text(st.characters(codec=None), max_size=300), st.integers(0, len(EXAMPLE)))
def test_only_our_own_errors_come_out_of_any_text(text: str, at: int) -> None:
    for each in (text, EXAMPLE[:at] + text + EXAMPLE[at:]):
        with suppress(InpersonError):
            WitnessTrust.parse(each)
