"""What a log asks of a witness, and its policy: one spelling, and our own errors for any other."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inperson.core import InpersonError
from inperson.tlog import SignedCheckpoint, Submission, SubmissionMalformed

# https://c2sp.org/tlog-witness, the example
EXAMPLE = """old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gG\
zGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UE\
jw6QUXTS5Rovnzv++qbSzm9Q=
"""


def test_the_example_of_the_specification_is_read_and_written() -> None:
    read = Submission.parse(EXAMPLE)
    assert (read.old, len(read.hashes)) == (20852014, 4)
    assert read.signed.checkpoint.size == 20852163
    assert len(read.signed.signatures) == 2
    assert read.text() == EXAMPLE


def test_the_first_request_has_no_hashes() -> None:
    note = EXAMPLE.partition("\n\n")[2]
    assert Submission.parse(f"old 0\n\n{note}") == Submission(0, (), SignedCheckpoint.parse(note))


@pytest.mark.parametrize(
    "text",
    [
        "",
        EXAMPLE.replace("old ", "old  "),
        EXAMPLE.replace("old 2", "old 02"),
        EXAMPLE.replace("old 2", "old -2"),
        EXAMPLE.replace("old 20852014\n", ""),
        EXAMPLE.replace("old 20852014", "old 20852014\r"),
        EXAMPLE.replace("PlRN", "Pl"),
        EXAMPLE.replace("PlRN", " PlRN"),
        EXAMPLE.partition("\n\n")[0] + "\n\n",
        EXAMPLE.removesuffix("\n"),
        EXAMPLE.replace("PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n", "A" * 43 + "=\n" * 61),
        "old 1\n" + ("A" * 43 + "=\n") * 64 + "\n" + EXAMPLE.partition("\n\n")[2],
    ],
)
def test_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(SubmissionMalformed):
        Submission.parse(text)


@given(st.text(st.characters(codec=None), max_size=300))
def test_only_our_own_errors_come_out_of_any_text(text: str) -> None:
    for each in (text, f"old 0\n\n{text}", f"old {text}"):
        with suppress(InpersonError):
            Submission.parse(each)


@given(st.integers(0, len(EXAMPLE)), st.integers(0, 8), st.text(max_size=4))
def test_what_is_read_is_what_was_written(at: int, cut: int, put: str) -> None:
    text = EXAMPLE[:at] + put + EXAMPLE[at + cut :]
    with suppress(SubmissionMalformed):
        assert Submission.parse(text).text() == text
