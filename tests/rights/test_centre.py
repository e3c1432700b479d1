"""Clause 3: the privacy centre's door, and its back end."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pyrage
import pytest

from inperson.adapters.jose import FileCentreTokens, FileSessionTokens
from inperson.core import SystemEntropy
from inperson.core.ids import new_tenant_id
from inperson.http import create_app
from inperson.rights import authorities
from inperson.rights.copies.ports import CopyRows
from inperson.rights.notices import Notices, NoticeTerms
from inperson.rights.requests.centre import TICKET_TTL, Centre
from inperson.rights.requests.codes import (
    ALPHABET,
    TRIES,
    WRONG_A_MINUTE,
    new_code,
    read_code,
)
from inperson.rights.requests.errors import (
    CentreBusy,
    CentreEntryRefused,
    CentreTicketInvalid,
    PrivacyRequestInvalid,
)
from inperson.rights.requests.model import RequestKind
from inperson.sessions import SessionKind
from inperson.tenants import TokenKind, of_server
from tests.capturing import wire
from tests.counting import counting
from tests.rights.requesting import NOBODY, REF, House, house, open_house
from tests.scene import FACTS, open_scene
from tests.serving import PATIENCE_S, serving

DAY = timedelta(hours=24)
WORST = "00000-00000"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    made = open_house(tmp_path)
    made.enrol()
    yield made
    made.scene.stores.close()


def centre(home: House) -> Centre:
    return Centre(home.desk)


# -- codes ----------------------------------------------------------------------------------------


def test_a_code_has_fifty_bits_and_forgives_how_it_is_typed() -> None:
    codes = {new_code(SystemEntropy()) for _ in range(500)}
    assert len(codes) == 500
    assert {each for code in codes for each in code} == {*ALPHABET, "-"}
    assert read_code(" 7k2mn 0qx4d ") == read_code("7K2MN-OQX4D") == "7K2MN-0QX4D"
    assert read_code("ilo00-00000") == "11000-00000"
    for text in ("", "x", "7K2MN-0QX4", "7K2MN-0QX4DD", "7K2MN-0QX4U", "\u0130" * 10, "-" * 500):
        assert read_code(text) is None


def test_a_code_lets_in_once_whoever_is_enrolled_or_not(home: House) -> None:
    for ref in (REF, NOBODY):
        code = centre(home).invite(ref).code
        ticket = centre(home).enter_by_code(code.lower().replace("-", " "))
        assert centre(home).who(ticket) == ref
        assert ticket.expires_at - ticket.issued_at == TICKET_TTL
        assert ref.encode() not in ticket.sealed_ref
        with pytest.raises(CentreEntryRefused):
            centre(home).enter_by_code(code)


def test_a_code_knows_its_own_kind_of_token(home: House) -> None:
    code = centre(home).invite(REF).code
    other = home.scene.services.desks.of(of_server(home.tenant, "subject"))
    assert Centre(other).enter_by_code(code).kind is TokenKind.DEVELOPER


def test_a_code_works_for_a_day_at_most_and_not_before_it_was_made(home: House) -> None:
    for ttl in (timedelta(0), timedelta(days=2), -DAY):
        with pytest.raises(PrivacyRequestInvalid):
            centre(home).invite(REF, ttl)
    code = centre(home).invite(REF, timedelta(hours=1)).code
    for seconds in (3600, -3601):  # over; and made in the future, for the clock went back
        home.scene.clock.advance(seconds)
        with pytest.raises(CentreEntryRefused):
            centre(home).enter_by_code(code)
    home.scene.clock.advance(1)
    assert centre(home).enter_by_code(code)


def test_another_tenants_code_does_not_work(home: House) -> None:
    code = centre(home).invite(REF).code
    tenant = home.scene.add_tenant("two")
    other = House(home.scene, tenant, home.scene.caller(tenant))
    with pytest.raises(CentreEntryRefused):
        centre(other).enter_by_code(code)


def test_a_code_survives_a_new_key_of_pseudonyms(home: House) -> None:
    code = centre(home).invite(REF).code
    home.scene.clock.advance(61)
    home.desk.vault.rotate_pseudonyms()
    home.scene.clock.advance(300)
    assert centre(home).who(centre(home).enter_by_code(code)) == REF


def wrong_second(code: str, number: int) -> str:
    first, _, second = code.partition("-")
    last = ALPHABET[(ALPHABET.index(second[-1]) + 1 + number) % 32]
    return f"{first}-{second[:-1]}{last}"


def test_five_wrong_second_groups_end_a_code(home: House) -> None:
    codes = [centre(home).invite(REF).code for _ in range(2)]
    for code, tries in zip(codes, (TRIES - 1, TRIES), strict=True):
        for number in range(tries):
            with pytest.raises(CentreEntryRefused):
                centre(home).enter_by_code(wrong_second(code, number))
    assert centre(home).enter_by_code(codes[0])
    with pytest.raises(CentreEntryRefused):
        centre(home).enter_by_code(codes[1])


def test_wrong_codes_are_bounded_for_each_tenant(home: House) -> None:
    code = centre(home).invite(REF).code
    door = centre(home)
    for _ in range(WRONG_A_MINUTE):
        with pytest.raises(CentreEntryRefused):
            door.enter_by_code(WORST)
    for guess in (WORST, code):
        with pytest.raises(CentreBusy):
            door.enter_by_code(guess)
    tenant = home.scene.add_tenant("two")
    other = House(home.scene, tenant, home.scene.caller(tenant))
    assert centre(other).enter_by_code(centre(other).invite(REF).code)
    home.scene.clock.advance(60)
    assert door.enter_by_code(code)


def test_what_can_be_no_code_is_not_counted(home: House) -> None:
    door = centre(home)
    with counting() as cost:
        for nonsense in ("x", "", "0" * 11, "UUUUU-UUUUU"):
            with pytest.raises(CentreEntryRefused):
                door.enter_by_code(nonsense)
    assert not cost.transactions


def test_a_code_is_nowhere_in_clear_and_gone_when_it_is_over(home: House) -> None:
    code = centre(home).invite(REF).code
    plain = code.replace("-", "").encode()
    for path in home.scene.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert plain not in content
            assert code.encode() not in content
    home.scene.clock.advance(DAY.total_seconds())
    home.requests.run_due()
    with home.desk.silo.begin() as tx:
        assert tx.rows(CopyRows).centre_entries(home.desk.reference(tx, REF)) == []


# -- tickets --------------------------------------------------------------------------------------


def test_a_ticket_is_no_other_token_and_no_other_token_a_ticket(
    home: House, tmp_path: Path
) -> None:
    services, now = home.scene.services, home.scene.clock.now()
    tokens = services.centre_tokens
    ticket = centre(home).enter_by_code(centre(home).invite(REF).code)
    text = tokens.issue(ticket)
    assert tokens.read(text, now) == ticket
    opened = home.mine.create(SessionKind.AUTHENTICATE, REF, None)
    session_ticket = home.mine.ticket(opened)
    assert session_ticket is not None
    wrong = [
        "",
        "x",
        "a.b.c",
        "\u00e4",
        text[:-8] + "AAAAAAAA",
        text + "A" * 2000,
        services.session_tokens.issue(session_ticket),
        services.signer.sign({"aud": "inperson-privacy-centre", "sub": "", "tid": "x"}),
        FileCentreTokens(tmp_path / "other.jwk", "test").issue(ticket),
        FileSessionTokens(tmp_path / "third.jwk", "test").issue(session_ticket),
    ]
    for each in wrong:
        with pytest.raises(CentreTicketInvalid):
            tokens.read(each, now)
    for moved in (TICKET_TTL, timedelta(seconds=-1)):
        with pytest.raises(CentreTicketInvalid):
            tokens.read(text, now + moved)
    elsewhere = replace(ticket, tenant_id=new_tenant_id(SystemEntropy()))
    assert tokens.read(tokens.issue(elsewhere), now) == elsewhere


# -- the back end ---------------------------------------------------------------------------------


class Page:
    """The centre's page in one browser."""

    opened: ClassVar[list[httpx.Client]] = []

    def __init__(self, url: str, tenant: str) -> None:
        self.base = f"/privacy/{tenant}/api"
        self.http = httpx.Client(
            base_url=url, timeout=PATIENCE_S, headers={"Sec-Fetch-Site": "same-origin"}
        )
        self.opened.append(self.http)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.http.get(f"{self.base}/{path}", **more)

    def post(self, path: str, body: object = None, **more: Any) -> httpx.Response:
        return self.http.post(f"{self.base}/{path}", json=body, **more)

    def proof(self, home: House, start: int = 0, **act: str) -> dict[str, str]:
        """Show a face to an act's text, as the page does; nothing for who is not enrolled."""
        opened = self.post("acts", {"language": "en", **act})
        if opened.status_code != 201:
            assert opened.json()["code"] == "subject_not_enrolled", opened.text
            return {}
        token = opened.json()["session_token"]
        session = home.scene.services.session_tokens.read(token, home.scene.clock.now()).session_id
        url = str(self.http.base_url).rstrip("/")
        with wire(url, session, origin=FACTS.public_url) as line:
            assert line.hello(token)["act"] == opened.json()["act_sha256"]
            assert line.follow(start=start)["outcome"] == "pass"
        return {"proof": session}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[House, str]]:
    home = house(open_scene(tmp_path))
    home.enrol()
    with serving(create_app(home.scene.services, max_body_bytes=1 << 20)) as url:
        yield home, url
        while Page.opened:
            Page.opened.pop().close()
    home.scene.stores.close()


def entered(served: tuple[House, str], ref: str = REF) -> Page:
    home, url = served
    page = Page(url, home.tenant)
    answer = page.post("enter", {"code": centre(home).invite(ref).code})
    assert answer.status_code == 200, answer.text
    cookie = answer.headers["set-cookie"].lower()
    for each in ("httponly", "samesite=strict", "path=/;", "max-age=900"):
        assert each in cookie
    return page


def test_who_is_erased_or_unknown_sees_the_same_page(served: tuple[House, str]) -> None:
    home, _ = served
    home.open(RequestKind.COMPLAINT)
    seen = []
    for ref in (REF, NOBODY):
        page = entered(served, ref)
        before = page.get("me")
        assert before.status_code == 200, before.text
        proof = page.proof(home, kind="erase", start=100)
        erased = page.post("requests", {"kind": "erasure", **proof})
        assert erased.status_code == 201, erased.text
        assert erased.json()["certificate"]
        again = page.get(f"requests/{erased.json()['id']}")
        assert again.json() == erased.json()
        seen.append([before.json(), page.get("me").json(), page.get("requests").json()])
    for known, unknown in zip(*seen, strict=True):
        assert list(known) == list(unknown)
    assert seen[0][0]["enrolment"]["enrolled"]
    assert seen[0][0]["sessions"]
    assert seen[0][0]["reads"]
    assert not [each for each in seen[0][0]["reads"] if each["actor"].startswith("operator:")]
    assert seen[0][0]["requests"]
    variable = ("ticket_expires_at",)
    gone, never = ({k: v for k, v in each[1].items() if k not in variable} for each in seen)
    assert gone == never
    assert not gone["enrolment"]["enrolled"]
    assert gone["retention"]


def test_who_complains_there_is_told_both_authorities(served: tuple[House, str]) -> None:
    home, _ = served
    terms = NoticeTerms("Shop Ltd", contact="dpo@shop.example", country="DE-BY")
    Notices(home.scene.desk(home.tenant)).publish(terms)
    page = entered(served)
    me = page.get("me").json()
    assert me["authority"]["country"] == "DE-BY"
    assert me["authority"]["website"].startswith("https://")
    assert set(me["regions"]) == set(authorities())
    told = page.post("requests", {"kind": "complaint", "text": "No.", "region": "FR"}).json()
    assert told["authority"] == me["authority"]
    assert told["own_authority"]["name"] == me["regions"]["FR"]


def test_who_leaves_is_nobody_also_with_the_cookie_that_was_kept(
    served: tuple[House, str],
) -> None:
    home, url = served
    page, other = entered(served), entered(served)
    cookie = page.http.cookies["inperson_centre"]
    assert page.post("leave").status_code == 204
    assert "inperson_centre" not in page.http.cookies
    thief = Page(url, home.tenant)
    thief.http.cookies.set("inperson_centre", cookie)
    for answer in (thief.get("me"), thief.post("requests", {"kind": "objection"})):
        assert (answer.status_code, answer.json()["code"]) == (401, "centre_ticket_invalid")
    assert other.get("me").status_code == 200  # another visit of the same person goes on
    assert thief.post("leave").status_code == 204


def test_it_takes_requests_and_hands_out_a_copy(served: tuple[House, str]) -> None:
    home, _ = served
    page = entered(served)
    body = {"kind": "complaint", "text": "It took my sister for me."}
    headers = {"Idempotency-Key": "a"}
    made = page.post("requests", body, headers=headers).json()
    assert page.post("requests", body, headers=headers).json() == made
    assert (made["channel"], made["text"]) == ("subject", body["text"])
    assert home.claims(made["receipt"], "request-receipt")["channel"] == "subject"
    for wrong in ({"kind": "complaint"}, {"kind": "x"}, {"kind": "access", "name": "A"}):
        assert page.post("requests", wrong).status_code == 422
    words = {"passphrase": "twelve or more characters"}
    assert page.post("copy", words).json()["code"] == "proof_required"
    spoken = {"Accept-Language": "it-CH, en;q=0.5"}
    copied = page.post("copy", words | page.proof(home, kind="copy"), headers=spoken)
    assert copied.headers["content-disposition"].startswith("attachment")
    opened = pyrage.passphrase.decrypt(copied.content, "twelve or more characters")
    with zipfile.ZipFile(io.BytesIO(opened)) as archive:
        assert '<h2 id="sessions-title">Le sue verifiche<' in archive.read("index.html").decode()
    listed = page.get("requests").json()["requests"]
    assert {each["kind"]: each["state"] for each in listed} == {
        "complaint": "in_progress",
        "access": "completed",
    }
    asked = {"kind": "withdrawal", "purpose": "identity"}
    assert page.post("requests", asked).json()["code"] == "proof_required"
    proof = page.proof(home, kind="withdraw", purpose="identity", start=200)
    withdrawn = page.post("requests", asked | proof).json()
    assert home.claims(withdrawn["certificate"], "certificate")


def test_one_sees_ones_own_requests_only(served: tuple[House, str]) -> None:
    home, _ = served
    page = entered(served)
    foreign = home.open(RequestKind.OBJECTION, "subject-2")
    for request_id in (foreign.id, "prq_" + "a" * 26, "x"):
        answer = page.get(f"requests/{request_id}")
        assert (answer.status_code, answer.json()["code"]) == (404, "privacy_request_not_found")


def test_without_a_ticket_nothing_is_shown(served: tuple[House, str]) -> None:
    home, url = served
    page = entered(served)
    two = home.scene.add_tenant("two")
    nobody = Page(url, home.tenant)
    elsewhere = Page(url, two)
    cookie = page.http.cookies["inperson_centre"]
    elsewhere.http.cookies.set("inperson_centre", cookie)
    for each in (nobody, elsewhere):
        for path in ("me", "requests", "requests/x"):
            assert each.get(path).json()["code"] == "centre_ticket_invalid"
        for path, body in (
            ("requests", {"kind": "erasure"}),
            ("copy", {"passphrase": "twelve or more characters"}),
        ):
            assert each.post(path, body).status_code == 401
    assert page.post("leave").status_code == 204
    assert page.get("me").status_code == 401
    late = entered(served)
    home.scene.clock.advance(TICKET_TTL.total_seconds())
    assert late.get("me").status_code == 401


def test_other_sites_pages_are_refused(served: tuple[House, str]) -> None:
    page = entered(served)
    for site in ("cross-site", "same-site", "none", ""):
        page.http.headers["Sec-Fetch-Site"] = site
        assert page.get("me").json()["code"] == "origin_not_allowed"
        assert page.post("requests", {"kind": "erasure"}).status_code == 403
    del page.http.headers["Sec-Fetch-Site"]
    assert page.post("leave").status_code == 403


def test_a_tenant_that_is_not_there_has_no_centre(served: tuple[House, str]) -> None:
    _, url = served
    for tenant in ("x", new_tenant_id(SystemEntropy())):
        page = Page(url, tenant)
        answer = page.post("enter", {"code": WORST})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert page.get("me").status_code in {401, 404}


def test_a_wrong_code_is_answered_alike_whatever_is_wrong(served: tuple[House, str]) -> None:
    home, url = served
    page = Page(url, home.tenant)
    used = centre(home).invite(REF).code
    centre(home).enter_by_code(used)
    tried = centre(home).invite(REF).code
    answers = [page.post("enter", {"code": each}) for each in ("x", WORST, used)]
    answers.append(page.post("enter", {"code": wrong_second(tried, 0)}))
    assert {each.status_code for each in answers} == {403}
    assert len({each.text for each in answers}) == 1
    assert "set-cookie" not in answers[0].headers
    assert json.loads(answers[0].text)["code"] == "centre_entry_refused"
