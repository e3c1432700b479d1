"""Hosted checks: a session that a person makes on this server's own page, opened by a link.

A back end asks for a link beside a session, and leads the person there. The page sends it back to
an address that the app token lists, with the session's id and the back end's own `state`; what was
decided it never says, for an address can be written by anybody. A person at a desk may hand the
check to a phone, by a code that a camera reads::

    session, link = HostedChecks(desk, sessions, caller).open(wanted, device, create)
    visit, cookie = enter(desk, sessions, CheckKey.read(link_key))     # once
    handed = visit.hand_off()                                          # on the desk's screen
    phone, its_cookie = enter(desk, sessions, handed.key)              # once, on the phone
    phone.begin()                                                      # the session's ticket

Promises: a link and a hand-off are good once, and no longer than their session; they are kept as
hashes, and stand behind the `#` of an address, which no server and no proxy ever sees. Opening an
address uses up nothing: a person's press does. Who opened the link is sent back.
"""

from inperson.checks.appearance import PLAIN, Appearance, Looks
from inperson.checks.errors import CheckLinkInvalid, CheckVisitInvalid
from inperson.checks.keys import CheckKey
from inperson.checks.links import CHECK_TTL, HostedChecks, record_of
from inperson.checks.model import (
    CheckStage,
    CheckTerms,
    HandOff,
    HostedCheck,
    Ping,
    Progress,
    Seat,
    WantedCheck,
)
from inperson.checks.ports import CheckRows
from inperson.checks.visits import CheckVisit, enter, visiting

__all__ = [
    "CHECK_TTL",
    "PLAIN",
    "Appearance",
    "CheckKey",
    "CheckLinkInvalid",
    "CheckRows",
    "CheckStage",
    "CheckTerms",
    "CheckVisit",
    "CheckVisitInvalid",
    "HandOff",
    "HostedCheck",
    "HostedChecks",
    "Looks",
    "Ping",
    "Progress",
    "Seat",
    "WantedCheck",
    "enter",
    "record_of",
    "visiting",
]
