"""Recordings of people: videos, or the numbered photographs of one occasion."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from inperson.vision import Image, decode_image
from inperson_lab.errors import DatasetUnusable
from inperson_lab.presenter import VideoUnusable, play_video

RATE_HZ = 2.0
"""Of a video's frames: a person needs a second or two from one target to the next."""
_PHOTOS, _VIDEOS = {".jpg", ".jpeg", ".png", ".webp"}, {".mp4", ".mov", ".webm", ".avi", ".mkv"}


@dataclass(frozen=True, slots=True)
class Recording:
    """One person on one occasion."""

    person: str
    name: str
    files: tuple[Path, ...]
    """One video, or photographs in their order."""

    @property
    def is_photograph(self) -> bool:
        """Tell whether it is one picture only."""
        return len(self.files) == 1 and self.files[0].suffix.lower() in _PHOTOS

    def frames(self) -> Iterator[Image]:
        """Yield its photographs, or the frames of its video.

        Raises:
            ImageRefused: if a photograph cannot be decoded.
            VideoUnusable: if the video cannot be opened.

        """
        if self.files[0].suffix.lower() in _PHOTOS:
            yield from (decode_image(each.read_bytes()) for each in self.files)
            return
        video, count = play_video(self.files[0]), 0
        while True:
            try:
                yield Image(video.frame(count / RATE_HZ, None))
            except VideoUnusable:
                return
            count += 1


def read_recordings(folders: Sequence[Path]) -> Sequence[Recording]:
    """Find recordings: in a folder for each person, or named `person_anything`.

    Args:
        folders: where to look; people of different folders are different people.

    Raises:
        DatasetUnusable: if there are not two people.

    """
    found: dict[tuple[str, str], list[Path]] = defaultdict(list)
    for folder in folders:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            suffix = path.suffix.lower()
            if suffix not in _PHOTOS | _VIDEOS:
                continue
            own = path.parent.relative_to(folder).parts
            person = own[0] if own else path.stem.partition("_")[0]
            name = re.sub(r"_\d+$", "", path.stem) if suffix in _PHOTOS else path.name
            found[f"{folder.resolve()}/{person}", f"{'/'.join(own)}/{name}"].append(path)
    made = [
        Recording(person, name, tuple(sorted(files, key=_number)))
        for (person, name), files in found.items()
    ]
    if len({each.person for each in made}) < 2:
        raise DatasetUnusable("There are no recordings of two people.")
    return made


def _number(path: Path) -> int:
    found = re.search(r"(\d+)$", path.stem)
    return int(found[1]) if found else 0
