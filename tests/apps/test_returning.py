"""Which call into an app its bridge hears: the server's own address first."""

from inperson.checks.model import CheckTerms, WantedCheck
from inperson.core import SessionId, TokenId
from tests.apps.vectors import HEARD, RETURN_TO, STATE, calls


def test_the_address_that_the_server_sends_a_person_to_is_heard() -> None:
    terms = CheckTerms(WantedCheck(RETURN_TO, STATE), TokenId("tok_a"))
    first = calls()[0]
    assert first.session == HEARD
    assert first.url == terms.returning(SessionId(HEARD))
