"""The page of an access copy in the language of its person."""

import re
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib import resources

import pytest

from inperson.rights.copies import LANGUAGES
from inperson.rights.laws import authorities
from tests.rights.copying import NOBODY, REQUEST, Person, everything
from tests.scene import open_scene

OTHERS = LANGUAGES[1:]
DATA = (
    *("enrolment.json", "sessions.json", "images.json", "consents.json", "disclosures.json"),
    *("holds.json", "requests.json", "manifest.json"),
)


class _Texts(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.language, self.direction = "", ""
        self.said: set[str] = set()
        self._quiet = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._quiet = tag in {"style", "code"}
        if tag == "html":
            self.language, self.direction = given["lang"] or "", given["dir"] or ""
        self.said |= {given[name] or "" for name in ("alt", "aria-label") if name in given}

    def handle_endtag(self, tag: str) -> None:
        self._quiet = False

    def handle_data(self, data: str) -> None:
        if not self._quiet:
            self.said.add(data.strip())


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Person, Person]]:
    """Somebody who has seen everything, and nobody."""
    scene = open_scene(tmp_path_factory.mktemp("scene"))
    person = everything(Person(scene, scene.add_tenant("Bank of Freedonia")))
    yield person, Person(scene, person.tenant, NOBODY)
    scene.stores.close()


def table(language: str) -> dict[str, str]:
    path = resources.files("inperson.rights.copies").joinpath("texts", f"{language}.toml")
    return tomllib.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_that_is_said_stays_english(people: tuple[Person, Person], language: str) -> None:
    for person in people:
        copy = person.opened(language)
        english, page = _Texts(person.opened().page), _Texts(copy.page)
        assert page.language == language
        assert page.direction == ("rtl" if language == "ar" else "ltr")
        assert len(page.said) > 50
        data = b"".join(copy.files[name] for name in DATA).decode()
        same = {each for each in page.said & english.said if len(re.findall("[a-z]+", each)) > 1}
        assert sorted(each for each in same if not written(each, data)) == []


def written(text: str, data: str) -> bool:
    """Tell whether it is data, as it is in the documents, an address, or an authority's name."""
    if text.startswith("http") or text in {each.name for each in authorities().values()}:
        return True
    return all(part in data for part in text.split(", "))


@pytest.mark.parametrize("language", OTHERS)
def test_a_table_says_what_the_others_say_with_the_same_values(language: str) -> None:
    own, german = table(language), table("de")
    assert set(german) <= set(own)
    for english, text in own.items():
        assert text.strip() or english == ",", english
        assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", english)), english


def test_the_date_and_the_numbers_are_written_as_in_the_language(
    people: tuple[Person, Person],
) -> None:
    person, _ = people
    month = f"{person.scene.clock.now():%B}"
    year = person.scene.clock.now().year
    assert f"{month} {year}" in person.opened().page
    assert f"{table('es')[month]} de {year}" in person.opened("es").page
    assert f"{year}年{table('zh')[month]}" in person.opened("zh").page


def test_what_is_not_spoken_is_english(people: tuple[Person, Person]) -> None:
    person, _ = people
    assert _Texts(person.opened("tlh").page).language == "en"


def test_the_documents_for_machines_are_the_same_in_every_language(
    people: tuple[Person, Person],
) -> None:
    person, _ = people
    english, german = person.opened().files, person.opened("de").files
    assert set(english) == set(german)
    assert {each for each in english if english[each] != german[each]} <= {
        *("index.html", "manifest.json", "manifest.jws", "padding", "reads.json"),
    }
    assert REQUEST.encode() in german["index.html"]
