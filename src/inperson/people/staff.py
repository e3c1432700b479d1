"""The parts of this room, put together over one store."""

from dataclasses import dataclass

from inperson.core import Clock, Entropy
from inperson.people.account import Account
from inperson.people.entrance import Entrance
from inperson.people.ports import Authenticators, PeopleStore, SignInChallenges
from inperson.people.service import OpenLog, People
from inperson.people.visits import Visits


@dataclass(frozen=True, slots=True)
class Staff:
    """All that there is to do with the staff of a server."""

    people: People
    entrance: Entrance
    account: Account
    visits: Visits


def staff_of(
    store: PeopleStore,
    authenticators: Authenticators,
    challenges: SignInChallenges,
    open_log: OpenLog,
    clock: Clock,
    entropy: Entropy,
) -> Staff:
    """Return the staff that a store keeps."""
    visits = Visits(store, clock, entropy)
    parts = (store, authenticators, challenges, visits, open_log, clock, entropy)
    people = People(store, open_log, clock, entropy)
    return Staff(people, Entrance(*parts), Account(*parts), visits)
