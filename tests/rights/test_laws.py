"""The law packs are data, of one form, and the data is what it claims to be."""

import re
from dataclasses import replace
from datetime import date, timedelta
from importlib import resources
from urllib.parse import urlsplit

import pytest

from inperson.rights.laws import (
    LawOutdated,
    LawPackInvalid,
    authorities,
    authority,
    consent_age,
    jurisdiction,
    jurisdiction_of,
    jurisdictions,
)
from inperson.rights.laws.model import READ_EVERY
from inperson.rights.laws.packs import read_packs
from inperson.rights.notices import LANGUAGES, phrases

EEA = set(re.findall("..", "ATBEBGHRCYCZDKEEFIFRDEGRHUIEITLVLTLUMTNLPLPTROSKSIESSEISLINO"))
OTHERS = {"GB", "CH", "BR", "CA", "IN", "JP", "KR", "US"} | {
    f"US-{state}" for state in ("IL", "TX", "CO", "WA", "CA")
}
LAENDER = {f"DE-{each}" for each in re.findall("..", "BWBYBEBBHBHHHEMVNINWRPSLSNSTSHTH")}


def test_every_state_that_the_software_is_used_in_has_its_authority() -> None:
    assert set(authorities()) == EEA | OTHERS | LAENDER
    for code in EEA | OTHERS | LAENDER:
        found = authority(code)
        assert found is not None
        assert found.country == code


def test_a_state_without_one_of_its_own_has_its_federations() -> None:
    assert authority("US-NY") == authority("US")
    assert authority("us-il") == authorities()["US-IL"]
    assert authority("FR-75") == authority("FR")
    assert [authority(code) for code in ("XX", "", "U", "-", "US IL")] == [None] * 5


def test_names_and_links_are_well_formed() -> None:
    for each in authorities().values():
        assert re.fullmatch(r"[A-Z]{2}(-[A-Z]{2})?", each.country)
        for name in (each.name, each.english):
            assert name == name.strip()
            assert name.isprintable()
        for link in (each.website, each.contact):
            if link is not None:
                parts = urlsplit(link)
                assert parts.scheme == "https"
                assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", parts.netloc)
                assert not parts.query
        if each.email is not None:
            assert re.fullmatch(r"[a-z0-9._-]+@[a-z0-9-]+(\.[a-z0-9-]+)+", each.email)
        if each.phone is not None:
            assert re.fullmatch(r"\+[0-9 ]{8,20}", each.phone)


def test_no_two_are_the_same() -> None:
    listed = list(authorities().values())
    assert len({each.website for each in listed}) == len(listed)
    emails = [each.email for each in listed if each.email is not None]
    assert len(set(emails)) == len(emails)


BY_LETTER = {"DE", "GB", "US", "IN", "CH", "BR"}
"""Countries whose authorities, and those of their states, all have an address."""


def test_whom_one_writes_a_letter_to_has_an_address() -> None:
    listed = [each for each in authorities().values() if each.country[:2] in BY_LETTER]
    assert len(listed) == 1 + len(LAENDER) + 1 + 6 + 1 + 1 + 1
    for each in listed:
        assert each.address is not None
        assert re.search(r"\d", each.address), each


def test_every_place_with_a_law_of_its_own_is_found_by_its_country() -> None:
    assert jurisdiction_of("DE-BY") is jurisdiction_of("FR") is jurisdiction("EU")
    assert jurisdiction_of("US-IL") is jurisdiction("US-IL")
    assert jurisdiction_of("US-NY") is jurisdiction("US")
    assert jurisdiction_of("NG") is None
    assert {each[:2] for each in jurisdictions()} == {
        *("EU", "GB", "CH", "BR", "CA", "IN", "JP", "KR", "US")
    }


YEARS = {
    13: "BE EE FI IS LV MT NO PT SE GB US US-IL",
    14: "AT BG CY IT LT ES KR CA-QC",
    15: "CZ DK FR GR SI",
    16: "DE DE-BY HR HU IE LI LU NL PL RO SK",
    12: "BR",
    18: "IN",
}


def test_the_age_from_which_people_consent_is_that_of_the_state_its_country_or_its_union() -> None:
    for years, codes in YEARS.items():
        for code in codes.split():
            law = consent_age(code)
            assert law is not None
            assert law.years == years, code
    assert {each for each in EEA if (law := consent_age(each)) is not None and law.years} == EEA
    assert [consent_age(code) for code in ("CA", "CH", "JP", "NG")] == [None] * 4


def test_an_age_of_consent_says_where_its_law_is_and_when_it_was_read() -> None:
    for code in " ".join(YEARS.values()).split():
        law = consent_age(code)
        assert law is not None
        assert law.place == "EU" or code.startswith(law.place)
        assert law.source.startswith("https://")
        assert law.checked is None or law.checked <= date.today()  # noqa: DTZ011
        assert (law.read is None) == (law.checked is None)


def test_a_law_has_its_publisher_as_its_source_and_says_when_it_was_read() -> None:
    publishers = (".gov", ".eu", ".gov.uk", ".admin.ch", ".gov.br", ".gc.ca", ".gov.in", ".go.jp")
    for each in jurisdictions().values():
        host = urlsplit(each.source).netloc
        assert host.endswith((*publishers, ".go.kr", "gov")), each.source
        assert each.checked is None or each.checked <= date.today()  # noqa: DTZ011
        assert each.read is None or each.checked is not None
    assert jurisdiction("US-IL").checked is not None


def test_what_a_law_asks_a_notice_to_say_is_there_in_every_language() -> None:
    for each in jurisdictions().values():
        if each.discloses is not None:
            assert all(phrases(language).tables[each.discloses] for language in LANGUAGES)


def test_a_reading_gets_too_old_and_what_nobody_read_is_marked_instead() -> None:
    law = jurisdiction("US-IL")
    assert law.checked is not None
    law.require_current(law.checked + READ_EVERY)
    with pytest.raises(LawOutdated, match=r"US-IL: .*ilga\.gov"):
        law.require_current(law.checked + READ_EVERY + timedelta(days=1))
    replace(law, checked=None).require_current(date.max)


SOUND = resources.files("inperson.rights.laws").joinpath("packs/us.toml").read_text("utf-8")
SLIPS = {
    "an unknown member": ("reason_required = true", "reason_needed = true"),
    "no date": ('checked = "never"', ""),
    "a date in words": ('checked = "never"', 'checked = "once"'),
    "a date as text": ('checked = "never"', 'checked = "2026-11-30"'),
    "no source": ('source = "https://cppa.ca.gov/regulations/"', ""),
    "a source in the clear": ("https://cppa.ca.gov/regulations/", "http://cppa.ca.gov"),
    "a code of another form": ('"US-CA"', '"California"'),
    "no days": ("days = 365", "days = 0"),
    "days as text": ("days = 365", 'days = "365"'),
    "an unknown category": ('"frame_digests"', '"faces"'),
    "an unknown event": ('"end_of_purpose"', '"someday"'),
    "an age in words": ("years = 13", 'years = "thirteen"'),
    "an age of nobody": ("years = 13", "years = 0"),
    "an empty name": ('name = "Texas"', 'name = ""'),
    "no TOML": ("[[places]]", "[[places"),
    "no place": (SOUND, ""),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_pack_of_another_form_cannot_be_read(slip: str) -> None:
    was, becomes = SLIPS[slip]
    assert was in SOUND
    with pytest.raises(LawPackInvalid, match=r"us\.toml: "):
        read_packs({"us.toml": SOUND.replace(was, becomes)})


def test_no_place_is_there_twice() -> None:
    assert len(read_packs({"us.toml": SOUND})) == 6
    with pytest.raises(LawPackInvalid, match="US-TX"):
        read_packs({"us.toml": SOUND, "tx.toml": SOUND})
