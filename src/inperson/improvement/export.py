"""A dataset folder: frames, their metadata, a manifest with digests, and a datasheet.

Each file is sealed to whom the export is for, and nothing is ever written in the clear. The digests
in the manifest are of what the files open to.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from inperson.core import SubjectId
from inperson.improvement.errors import ExportFolderTaken

Sealing = Callable[[bytes], bytes]
_DATASHEET = """# Datasheet of export {number}

After Gebru et al., Datasheets for Datasets (Communications of the ACM, 2021).

- **Why it was made.** To find and correct errors of face detection, comparison and liveness in
  this software. It may be used for nothing else.
- **What it is.** {samples} frames of {subjects} people, JPEG, with the decision and what the device
  said of itself. People are numbered anew in each export; nobody's name is known here.
- **How it was collected.** Sessions opened with a *developer* token, each under a recorded consent
  to this purpose. No session of a production token can be in it.
- **Labels.** `subject` tells whose reference the session named; nobody checked by eye.
- **What it does not represent.** Developers and testers, their devices and rooms: not the people
  who will use the service. Rates measured on it do not carry over.
- **Biometric data.** A face identifies. Each file is encrypted to one recipient: open it where it
  is used, share it with nobody, and delete the folder when a newer export takes its place.
- **Withdrawal.** Who withdraws or is erased is not in any later export, and its frames in this one
  are recalled: a signed recall of export {number} names the files that you have to delete, with
  their lines of `metadata.jsonl`. Delete this folder once a later one exists.
- **Exported** {exported_at}; `manifest.json` holds the digest of every file.
"""


@dataclass(frozen=True, slots=True)
class SampleFrame:
    """One frame, opened."""

    subject_id: SubjectId
    about: Mapping[str, Any]
    jpeg: bytes


@dataclass(slots=True)
class Stage:
    """A folder in the making."""

    folder: Path
    seal: Sealing
    """Makes of a file what the recipient alone opens."""
    count: int = 0
    files: dict[str, SubjectId] = field(default_factory=dict)
    """Whose each frame is: for the ledger, and in no file."""
    _subjects: dict[SubjectId, int] = field(default_factory=dict)
    _digests: dict[str, str] = field(default_factory=dict)
    _lines: list[str] = field(default_factory=list)

    def write(self, frame: SampleFrame) -> None:
        """Write one frame. The subject gets a number of this export only."""
        self.count += 1
        subject = self._subjects.setdefault(frame.subject_id, len(self._subjects) + 1)
        name = f"frames/{self.count:06}.jpg"
        self._put(name, frame.jpeg)
        self.files[name] = frame.subject_id
        self._lines.append(json.dumps({"file": name, "subject": subject, **frame.about}))

    def finish(self, number: int, exported_at: datetime) -> bytes:
        """Write metadata, datasheet and manifest, and return the manifest's SHA-256."""
        self._put("metadata.jsonl", "".join(f"{line}\n" for line in self._lines).encode())
        text = _DATASHEET.format(
            number=number,
            samples=self.count,
            subjects=len(self._subjects),
            exported_at=exported_at.isoformat(),
        )
        self._put("datasheet.md", text.encode())
        manifest = {
            "format": "inperson-improvement-export",
            "version": 1,
            "number": number,
            "exported_at": exported_at.isoformat(),
            "samples": self.count,
            "sha256": self._digests,
        }
        self._put("manifest.json", (json.dumps(manifest, indent=2) + "\n").encode())
        return bytes.fromhex(self._digests["manifest.json"])

    def _put(self, name: str, data: bytes) -> None:
        path = self.folder / f"{name}.age"
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.write_bytes(self.seal(data))
        path.chmod(0o600)
        self._digests[name] = hashlib.sha256(data).hexdigest()


@contextmanager
def staged(out: Path, seal: Sealing) -> Iterator[Stage]:
    """Give a folder beside `out` that takes its name at the end, or is removed on an error.

    Raises:
        ExportFolderTaken: if `out` exists.

    """
    unfinished = out.with_name(f".{out.name}.unfinished")
    if out.exists():
        raise ExportFolderTaken(f"{out.name} exists; an export makes a new folder.")
    shutil.rmtree(unfinished, ignore_errors=True)  # of a process that was killed
    unfinished.mkdir(mode=0o700, parents=True)
    try:
        yield Stage(unfinished, seal)
        os.rename(unfinished, out)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
