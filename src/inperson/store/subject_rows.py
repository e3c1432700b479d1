"""Enrolled subjects and their sealed templates as rows of a silo."""

from datetime import datetime

from sqlalchemy import select, update

from inperson.core import SubjectId
from inperson.sessions import Pseudonym, SealedTemplate, Subject
from inperson.store.consent_rows import standing_holds
from inperson.store.converting import Converter
from inperson.store.privacy_tables import REFERENCES, holds, restrictions
from inperson.store.tables import sessions, subjects, templates
from inperson.store.unit import Rows
from inperson.usage import Activity

SUBJECTS = Converter(Subject, subjects)
_TEMPLATES = Converter(SealedTemplate, templates)


class SqlSubjectRows(Rows):
    """Implements `sessions.rows.SubjectRows`."""

    def add_subject(self, subject: Subject, template: SealedTemplate) -> bool:
        """Store a newly enrolled subject; False if the reference is taken."""
        seen = {"last_seen_at": subject.enrolled_at}
        if not SUBJECTS.add_if_free(self._connection, subject, **seen):
            return False
        _TEMPLATES.add(self._connection, template)
        return True

    def subject(self, subject_id: SubjectId) -> Subject | None:
        """Return the subject, or None."""
        mine = select(subjects).where(subjects.c.id == subject_id)
        return SUBJECTS.first(self._connection, mine)

    def subject_by_reference(self, reference: Pseudonym) -> Subject | None:
        """Return the subject with the reference, or None."""
        mine = select(subjects).where(subjects.c.reference == reference)
        return SUBJECTS.first(self._connection, mine)

    def rename(self, old: Pseudonym, new: Pseudonym, marks: Activity | None = None) -> None:
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
        mine = select(templates).where(templates.c.subject_id == subject_id)
        return _TEMPLATES.first(self._connection, mine)

    def restricted(self, reference: Pseudonym) -> bool:
        """Tell whether the data of a reference is to be kept and not used."""
        mine = select(restrictions.c.since).where(restrictions.c.reference == reference)
        return self._connection.execute(mine).first() is not None

    def held(self, reference: Pseudonym, now: datetime) -> bool:
        """Tell whether a legal order keeps the data of a reference from being deleted."""
        mine = standing_holds(now).where(holds.c.reference == reference)
        return self._connection.execute(mine).first() is not None
