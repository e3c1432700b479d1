"""The staff who use the consoles: who they are, how they prove it, and what they may do.

These are not subjects. A person here runs the server (operator) or a tenant (its admin or
auditor), signs in with a passkey, and has ten recovery codes for the day the device is lost::

    invited = people.invite(Role.OPERATOR, None, "Ann", actor)    # a one-use code for a link
    entered = entrance.join(invited.code, answer_of_the_authenticator)
    visitor = visits.who(entered.secret)                          # from the cookie
    visitor.require(Action.MANAGE_KEYS); visits.require_fresh(visitor)

Promises: no password anywhere; codes and cookies are stored as SHA-256 only; a challenge serves
once; what has to be counted is in the store, so that several processes count together; each act is
on the log of the server or of the person's tenant, or it does not happen.
"""

from inperson.people.account import Account
from inperson.people.entrance import Entrance, SignedIn
from inperson.people.errors import PasskeyRefused, PersonNotFound, SignInRequired, StepUpRequired
from inperson.people.model import (
    IDLE,
    LONGEST,
    Challenge,
    ConsoleSession,
    Invitation,
    NewPasskey,
    Passkey,
    Person,
    Recovery,
)
from inperson.people.ports import Authenticators, PeopleStore, SignInChallenges
from inperson.people.service import Invited, People
from inperson.people.staff import Staff, staff_of
from inperson.people.visits import Visitor, Visits

__all__ = [
    "IDLE",
    "LONGEST",
    "Account",
    "Authenticators",
    "Challenge",
    "ConsoleSession",
    "Entrance",
    "Invitation",
    "Invited",
    "NewPasskey",
    "Passkey",
    "PasskeyRefused",
    "People",
    "PeopleStore",
    "Person",
    "PersonNotFound",
    "Recovery",
    "SignInChallenges",
    "SignInRequired",
    "SignedIn",
    "Staff",
    "StepUpRequired",
    "Visitor",
    "Visits",
    "staff_of",
]
