"""Still images that were uploaded, decoded one at a time and within a budget of pixels.

A file of 100 kB may hold 40 million pixels. So: what a request holds is read in its files' headers
and counted before anything is decoded, for the request, its tenant and this process; each image is
decoded in a worker, when it is asked for, and let go before the next. What counts is how much is
decoded: of a large JPEG a quarter of each side.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

from inperson.core import SessionId
from inperson.http.bodies import Upload
from inperson.sessions import AnySession, IdempotencyKey, TenantSessions
from inperson.vision import Image, ImageTooManyPixels, decode_apart, inspect_image
from inperson.workers import Budget, Workers

REQUEST_PX = 100_000_000
"""Eight images of 12 million pixels, if they are PNGs."""
TENANT_PX, PROCESS_PX = 2 * REQUEST_PX, 4 * REQUEST_PX


class Stills:
    """Gives sessions their uploads. Safe to share.

    Args:
        workers: decode them.

    """

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._pixels = Budget(PROCESS_PX, TENANT_PX)

    def submit(
        self,
        mine: TenantSessions,
        session_id: SessionId,
        uploads: Sequence[Upload],
        owner: str,
        keyed: Callable[[bytes], IdempotencyKey | None],
    ) -> AnySession:
        """Give a session its still images and let it decide; raises what its `submit` does.

        Args:
            mine: the caller's sessions.
            session_id: one of them.
            uploads: the files.
            owner: the tenant.
            keyed: returns the request's Idempotency-Key beside what it stands for.

        Raises:
            ImageRefused: a subclass that says why one is not taken.
            WorkersBusy: if too many pixels are in hand, or too many images wait.

        """
        digest = b"".join(hashlib.sha256(each.data).digest() for each in uploads)
        idempotency = keyed(session_id.encode() + b"\0" + digest)
        with ExitStack() as held:
            return mine.submit(session_id, self._opened(uploads, owner, held), idempotency)

    def _opened(self, uploads: Sequence[Upload], owner: str, held: ExitStack) -> Iterator[Image]:
        """Yield the images of a request; nothing is looked at before the first is asked for."""
        files = [inspect_image(each.data, content_type=each.content_type) for each in uploads]
        pixels = sum(each.pixels for each in files)
        if pixels > REQUEST_PX:
            raise ImageTooManyPixels(f"The images may have {REQUEST_PX} pixels in all.")
        held.enter_context(self._pixels.hold(owner, pixels))  # until the session is decided
        for file in files:
            yield decode_apart(file, self._workers, owner=owner)
