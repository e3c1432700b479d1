"""What all rows that one transaction reads and writes have in common."""

from sqlalchemy import Connection

from inperson.store.usage_counting import Ends


class Unit:
    """A unit of work on a silo: its connection, what ended in it, and whether anything went."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.ends = Ends()
        self.deleted = False
        """Something went for good: once it is committed, the store's files are scrubbed."""

    def finish(self) -> None:
        """Count what ended, just before the transaction commits."""
        self.ends.write(self.connection)


class Rows:
    """The rows of one noun, as a unit of work sees them."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._connection = unit.connection
