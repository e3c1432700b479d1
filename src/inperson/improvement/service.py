"""One tenant's improvement set."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import cv2

from inperson.core import Clock, Entropy, SessionId, SubjectId, new_sample_id
from inperson.improvement.errors import ExportOvertaken
from inperson.improvement.export import SampleFrame, Sealing, staged
from inperson.improvement.footage import (
    FOOTAGE,
    KeptFootage,
    Label,
    as_line,
    facts_of,
    leaving,
    read_footage,
    relabelled,
)
from inperson.improvement.model import (
    Export,
    ExportedFile,
    ExportProposal,
    SealedSample,
)
from inperson.improvement.ports import ImprovementStore
from inperson.sessions import (
    Consent,
    ConsentPurpose,
    DeveloperSession,
    ExportedTo,
    Footage,
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
        subject_id, about = _admit(session, consent), as_line(_about(session, device))
        self._store.add(
            [self._sealed(session, subject_id, about, _encoded(each)) for each in images]
        )

    def keep_footage(
        self,
        session: DeveloperSession,
        consent: Consent,
        device: Mapping[str, str],
        footage: Footage,
        label: Label,
    ) -> None:
        """Keep every frame of a decided developer session, with what is to be said of it.

        Raises:
            ImprovementNotAllowed: as `keep` does.

        """
        subject_id, about = _admit(session, consent), _about(session, device)
        told = facts_of(footage, label, session.verdict)
        self._store.add(
            [
                self._sealed(session, subject_id, as_line({**about, **facts}), frame.jpeg)
                for frame, facts in zip(footage.frames, told, strict=True)
            ]
        )

    def footage(self) -> Iterator[KeptFootage]:
        """Yield every capture that was kept whole, in the order in which they were taken."""
        return read_footage(self._opened())

    def relabel(self, session_id: SessionId, label: Label) -> int:
        """Say something else of a capture that was kept whole; return how many frames it has."""
        changed = [
            self._resealed(sample, relabelled(about, label), jpeg)
            for sample, about, jpeg in self._opened()
            if sample.session_id == session_id and FOOTAGE in about
        ]
        self._store.replace(changed)
        return len(changed)

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
        """Remove all samples of a subject, recall those that left, and return how many went."""
        return self._store.remove(subject_id, self._clock.now())

    def exported(self, subject_id: SubjectId) -> Sequence[ExportedTo]:
        """Return which files of which exports show a subject, and are not recalled."""
        return self._store.exported(subject_id)

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

    @property
    def ledger(self) -> ImprovementStore:
        """Return where it is on record what left, and on whose word."""
        return self._store

    def export(
        self,
        out: Path,
        seal: Sealing,
        proposal: ExportProposal,
        progress: Progress = lambda _: None,
    ) -> Export:
        """Write the whole set to a new folder, sealed, with manifest and datasheet.

        1. All samples that still open are written to a folder beside `out`.
        2. The export is numbered and stored, bound to the manifest and to the export before, with
           whose each file is. The proposal is used up.
        3. The folder takes its name. One that has a name is therefore complete and on record.

        Args:
            out: the folder, which must not exist.
            seal: makes of each file what the export's recipient alone opens.
            proposal: that a second person approved.
            progress: told how many samples are written.

        Raises:
            ExportFolderTaken: if `out` exists.
            ExportNotApproved: if nobody approved the proposal.
            ExportOvertaken: if another export was made at the same time.

        """
        proposal.require_approved()
        exports = self._store.exports()
        last, now = (exports[-1] if exports else None), self._clock.now()
        number = 1 if last is None else last.number + 1
        with staged(out, seal) as stage:
            for count, frame in enumerate(self._frames(), start=1):
                stage.write(frame)
                progress(count)
            manifest_sha256 = stage.finish(number, now)
            export = Export.after(last, now, stage.count, manifest_sha256)
            files = [ExportedFile(number, name, whose) for name, whose in stage.files.items()]
            if not self._store.add_export(export, files, proposal):
                raise ExportOvertaken("Another export was made meanwhile.")
        return export

    def _frames(self) -> Iterator[SampleFrame]:
        for sample, about, jpeg in self._opened():
            yield SampleFrame(sample.subject_id, leaving(about), jpeg)

    def _opened(self) -> Iterator[tuple[SealedSample, dict[str, Any], bytes]]:
        for sample in self._store.samples():
            try:
                data = self._vault.open(
                    sample.subject_id, _PURPOSE, sample.session_id, sample.sealed
                )
            except KeyDestroyed:
                continue  # erased, and about to be removed
            about, _, jpeg = data.partition(b"\n")
            yield sample, json.loads(about), jpeg

    def _sealed(
        self, session: DeveloperSession, subject_id: SubjectId, about: bytes, jpeg: bytes
    ) -> SealedSample:
        sample = SealedSample(
            id=new_sample_id(self._entropy),
            session_id=session.id,
            subject_id=subject_id,
            taken_at=session.created_at,
            sealed=b"",
        )
        return self._resealed(sample, about, jpeg)

    def _resealed(self, sample: SealedSample, about: bytes, jpeg: bytes) -> SealedSample:
        data = about + b"\n" + jpeg
        sealed = self._vault.seal(sample.subject_id, _PURPOSE, sample.session_id, data)
        return replace(sample, sealed=sealed)


def _admit(session: DeveloperSession, consent: Consent) -> SubjectId:
    """Return whose a session's samples are to be."""
    if type(session) is not DeveloperSession or session.subject_id is None:
        raise ImprovementNotAllowed("Only developer sessions improve the software.")
    agreed = consent.purpose is ConsentPurpose.IMPROVEMENT and consent.withdrawn_at is None
    if not agreed or consent.reference != session.subject:
        raise ImprovementNotAllowed("There is no consent to improvement.")
    return session.subject_id


def _encoded(image: Image) -> bytes:
    pixels = cv2.cvtColor(image.pixels, cv2.COLOR_RGB2BGR)
    return cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])[1].tobytes()


def _about(session: DeveloperSession, device: Mapping[str, str]) -> dict[str, Any]:
    verdict = session.verdict
    return {
        "kind": session.kind.value,
        "taken_at": session.created_at.isoformat(),
        "decision": None if verdict is None else verdict.decision.value,
        "level": None if verdict is None else verdict.level,
        "device": dict(device),
    }
