"""The supervisory authorities are data, and the data is what it claims to be."""

import re
from urllib.parse import urlsplit

from inperson.rights.authorities import authorities, authority

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


def test_the_file_names_no_country_twice() -> None:
    from importlib import resources

    text = resources.files("inperson.rights").joinpath("data/authorities.toml").read_text("utf-8")
    codes = re.findall(r'^country = "(.+)"$', text, re.MULTILINE)
    assert len(codes) == len(set(codes)) == len(authorities())
