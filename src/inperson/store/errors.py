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
    """A tenant's data is there and its keyring or its audit log is gone, or empty: restore it.

    A new keyring would open nothing, and call every subject by another pseudonym. A new log would
    be signed as if nothing had been done before: `inperson audit begin` makes one that says so.
    """

    code = "store_lost"


class LogPresent(InpersonError):
    """An audit log is there, so no other is begun in its place."""

    code = "audit_log_present"
