"""Enrolled subjects and their sealed templates as rows of a silo."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from inperson.core import SubjectId
from inperson.sessions.model import Pseudonym, SealedTemplate, Subject
from inperson.store.consent_rows import standing_holds
from inperson.store.inserts import insert_if_free
from inperson.store.privacy_tables import REFERENCES, holds, restrictions
from inperson.store.tables import sessions, subjects, templates
from inperson.store.unit import Rows
from inperson.tenants import TokenKind
from inperson.usage.ports import ActivityMarks


class SqlSubjectRows(Rows):
    """Implements `sessions.rows.SubjectRows`."""

    def add_subject(self, subject: Subject, template: SealedTemplate) -> bool:
        """Store a newly enrolled subject; False if the reference is taken."""
        row = {
            "id": subject.id,
            "reference": subject.reference,
            "token_kind": subject.token_kind.value,
            "enrolled_at": subject.enrolled_at,
            "last_seen_at": subject.enrolled_at,
        }
        if not insert_if_free(self._connection, subjects, row):
            return False
        self._connection.execute(
            insert(templates).values(
                subject_id=template.subject_id,
                model_digest=template.model_digest,
                sealed=template.sealed,
            )
        )
        return True

    def subject(self, subject_id: SubjectId) -> Subject | None:
        """Return the subject, or None."""
        row = self._connection.execute(select(subjects).where(subjects.c.id == subject_id)).first()
        return None if row is None else read_subject(row)

    def subject_by_reference(self, reference: Pseudonym) -> Subject | None:
        """Return the subject with the reference, or None."""
        row = self._connection.execute(
            select(subjects).where(subjects.c.reference == reference)
        ).first()
        return None if row is None else read_subject(row)

    def rename(self, old: Pseudonym, new: Pseudonym, marks: ActivityMarks | None = None) -> None:
        """Call the subject of a reference, and all that is its own, by another pseudonym."""
        if marks is not None:
            self._unit.ends.renamed.append((old, new, marks))
        if self.subject_by_reference(new) is not None:
            return
        for column in (subjects.c.reference, sessions.c.subject, *REFERENCES):
            change = update(column.table).where(column == old).values({column: new})
            self._connection.execute(change)

    def template(self, subject_id: SubjectId) -> SealedTemplate | None:
        """Return the subject's sealed template, or None."""
        row = self._connection.execute(
            select(templates).where(templates.c.subject_id == subject_id)
        ).first()
        if row is None:
            return None
        return SealedTemplate(SubjectId(row.subject_id), row.model_digest, bytes(row.sealed))

    def restricted(self, reference: Pseudonym) -> bool:
        """Tell whether the data of a reference is to be kept and not used."""
        mine = select(restrictions.c.since).where(restrictions.c.reference == reference)
        return self._connection.execute(mine).first() is not None

    def held(self, reference: Pseudonym, now: datetime) -> bool:
        """Tell whether a legal order keeps the data of a reference from being deleted."""
        mine = standing_holds(now).where(holds.c.reference == reference)
        return self._connection.execute(mine).first() is not None


def read_subject(row: Row[Any]) -> Subject:
    """Read an enrolled subject from its row."""
    return Subject(
        SubjectId(row.id),
        Pseudonym(bytes(row.reference)),
        TokenKind(row.token_kind),
        row.enrolled_at,
    )
