"""Why stores are not opened."""

from inperson.core import InpersonError, StoreUnavailable


class StoreMissing(InpersonError):
    """A store was never made, so nothing can be read: a misspelt place is not made into a new one.

    A server's first start makes its stores, and so does a first tenant.
    """

    code = "store_missing"


class StoreOutdated(InpersonError):
    """A store's tables are older than this program; a server's start brings them up to date."""

    code = "store_outdated"


class StoreTooNew(StoreUnavailable):
    """A store's tables are newer than this program; use a newer program."""

    code = "store_too_new"


class StoreLost(StoreUnavailable):
    """A tenant's data is there and its keyring is gone, or empty: restore the part `keys`.

    A new keyring would open nothing, and call every subject by another pseudonym.
    """

    code = "store_lost"
