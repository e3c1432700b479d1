"""One tenant's improvement set."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import cv2

from inperson.core import Clock, Entropy, SubjectId, new_sample_id
from inperson.improvement.errors import ExportOvertaken
from inperson.improvement.export import SampleFrame, Sealing, staged
from inperson.improvement.model import Export, SealedSample
from inperson.improvement.ports import ImprovementStore
from inperson.sessions import (
    Consent,
    ConsentPurpose,
    DeveloperSession,
    ImprovementNotAllowed,
    KeptSample,
)
from inperson.vault import UNREADABLE, KeyDestroyed, Purpose, TenantVault
from inperson.vision import Image

_PURPOSE = Purpose.IMPROVEMENT_SAMPLE
_JPEG_QUALITY = 95
Progress = Callable[[int], None]


class ImprovementSet:
    """Keeps, lists, exports and removes samples. Implements `sessions.ports.SampleKeeper`."""

    def __init__(
        self, store: ImprovementStore, vault: TenantVault, clock: Clock, entropy: Entropy
    ) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock
        self._entropy = entropy

    def keep(
        self,
        session: DeveloperSession,
        consent: Consent,
        device: Mapping[str, str],
        images: Sequence[Image],
    ) -> None:
        """Keep the images of a decided developer session. They are encoded anew: no metadata.

        Raises:
            ImprovementNotAllowed: if it is no developer session, has no subject, or the consent is
                withdrawn or another subject's.

        """
        if type(session) is not DeveloperSession or session.subject_id is None:
            raise ImprovementNotAllowed("Only developer sessions improve the software.")
        agreed = consent.purpose is ConsentPurpose.IMPROVEMENT and consent.withdrawn_at is None
        if not agreed or consent.reference != session.subject:
            raise ImprovementNotAllowed("There is no consent to improvement.")
        about = _about(session, device)
        self._store.add([self._sealed(session, session.subject_id, about, each) for each in images])

    def samples(self) -> Iterator[SealedSample]:
        """Yield all samples, sealed, in the order in which they were taken."""
        return self._store.samples()

    def samples_of(self, subject_id: SubjectId) -> Iterator[KeptSample]:
        """Yield all samples of a subject, opened, in the order in which they were taken.

        Raises:
            KeyUnavailable: if the tenant's keys cannot be used.

        """
        for sample in self._store.of_subject(subject_id):
            try:
                data = self._vault.open(subject_id, _PURPOSE, sample.session_id, sample.sealed)
            except KeyDestroyed:
                return  # erased, and about to be removed
            except UNREADABLE:
                yield KeptSample(sample.id, sample.session_id, sample.taken_at, {}, None)
                continue
            about, _, jpeg = data.partition(b"\n")
            facts = json.loads(about)
            yield KeptSample(sample.id, sample.session_id, sample.taken_at, facts, jpeg)

    def remove(self, subject_id: SubjectId) -> int:
        """Remove all samples of a subject, and return how many went."""
        return self._store.remove(subject_id)

    def count(self, subject_id: SubjectId) -> int:
        """Return how many samples of a subject there are."""
        return self._store.count(subject_id)

    def purge(self, before: datetime, spared: Collection[SubjectId] = ()) -> int:
        """Remove the samples taken before a time, but those of some subjects."""
        return self._store.purge(before, spared)

    def overdue(
        self, before: datetime, spared: Collection[SubjectId] = ()
    ) -> tuple[int, datetime | None]:
        """Return how many samples `purge` would remove, and when the earliest was taken."""
        return self._store.overdue(before, spared)

    def exports(self) -> Sequence[Export]:
        """Return all exports in order."""
        return self._store.exports()

    def export(self, out: Path, seal: Sealing, progress: Progress = lambda _: None) -> Export:
        """Write the whole set to a new folder, sealed, with manifest and datasheet.

        1. All samples that still open are written to a folder beside `out`.
        2. The export is numbered and stored, bound to the manifest and to the export before.
        3. The folder takes its name. One that has a name is therefore complete and on record.

        Args:
            out: the folder, which must not exist.
            seal: makes of each file what the export's recipient alone opens.
            progress: told how many samples are written.

        Raises:
            ExportFolderTaken: if `out` exists.
            ExportOvertaken: if another export was made at the same time.

        """
        exports = self._store.exports()
        last, now = (exports[-1] if exports else None), self._clock.now()
        number = 1 if last is None else last.number + 1
        with staged(out, seal) as stage:
            for count, frame in enumerate(self._frames(), start=1):
                stage.write(frame)
                progress(count)
            manifest_sha256 = stage.finish(number, now)
            export = Export.after(last, now, stage.count, manifest_sha256)
            if not self._store.add_export(export):
                raise ExportOvertaken("Another export was made meanwhile.")
        return export

    def _frames(self) -> Iterator[SampleFrame]:
        for sample in self._store.samples():
            try:
                data = self._vault.open(
                    sample.subject_id, _PURPOSE, sample.session_id, sample.sealed
                )
            except KeyDestroyed:
                continue  # erased, and about to be removed
            about, _, jpeg = data.partition(b"\n")
            yield SampleFrame(sample.subject_id, json.loads(about), jpeg)

    def _sealed(
        self, session: DeveloperSession, subject_id: SubjectId, about: bytes, image: Image
    ) -> SealedSample:
        pixels = cv2.cvtColor(image.pixels, cv2.COLOR_RGB2BGR)
        jpeg = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])[1]
        data = about + b"\n" + jpeg.tobytes()
        return SealedSample(
            id=new_sample_id(self._entropy),
            session_id=session.id,
            subject_id=subject_id,
            taken_at=session.created_at,
            sealed=self._vault.seal(subject_id, _PURPOSE, session.id, data),
        )


def _about(session: DeveloperSession, device: Mapping[str, str]) -> bytes:
    verdict = session.verdict
    facts = {
        "kind": session.kind.value,
        "taken_at": session.created_at.isoformat(),
        "decision": None if verdict is None else verdict.decision.value,
        "level": None if verdict is None else verdict.level,
        "device": dict(device),
    }
    return json.dumps(facts, separators=(",", ":")).encode()
