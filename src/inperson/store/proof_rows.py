"""Which sessions were used as a proof, as rows of a silo."""

from datetime import datetime

from inperson.core import SessionId
from inperson.store.inserts import insert_if_free
from inperson.store.privacy_tables import proofs
from inperson.store.unit import Rows


class SqlProofRows(Rows):
    """Implements `rights.acts.ports.ProofRows`."""

    def use(self, session_id: SessionId, at: datetime) -> bool:
        """Use a session up; False if it was used before."""
        return insert_if_free(self._connection, proofs, {"session_id": session_id, "used_at": at})
