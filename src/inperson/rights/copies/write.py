"""Writes what is held of a person as one ZIP archive: the same bytes from the same value.

Order and times of the members are fixed; the last one is padding, so that the archive's size is a
multiple of 64 KiB and tells an outsider little. Nothing is written to disk.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from inperson.core import InpersonError
from inperson.rights.copies.documents import documents, image_path, template_file
from inperson.rights.copies.inventory import TEMPLATE
from inperson.rights.copies.model import Held
from inperson.rights.copies.page import render
from inperson.rights.copies.telling import at
from inperson.vault import StatementSigner

FORMAT, VERSION = "inperson-access-copy", 1
BLOCK = 64 << 10

_PADDING = "padding"
_STILL = (1980, 1, 1, 0, 0, 0)
_UNIX, _PRIVATE_FILE = 3, 0o100600 << 16
_OVERHEAD = 30 + 46 + 2 * len(_PADDING)
"""Bytes of a member's two headers in a ZIP archive."""


class CopyTooLarge(InpersonError):
    """The archive would be larger than a ZIP archive of this form can be."""

    code = "copy_too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    title = "There is too much for one archive"


@dataclass(frozen=True, slots=True)
class Archive:
    """A ZIP archive in memory."""

    data: bytes = field(repr=False)
    files: int
    """How many there are, without the padding."""


def write(held: Held, signer: StatementSigner, *, request_id: str, language: str = "en") -> Archive:
    """Return the archive of what is held.

    Args:
        held: what `collect` returned.
        signer: signs the manifest.
        request_id: of the privacy request that it answers.
        language: of its page.

    Raises:
        CopyTooLarge: from 2 GB on.

    """
    made, listed = io.BytesIO(), list[dict[str, Any]]()
    try:
        with zipfile.ZipFile(made, "w", allowZip64=False) as archive:
            for path, data in _files(held, request_id, language):
                _put(archive, path, data)
                digest = hashlib.sha256(data).hexdigest()
                listed.append({"path": path, "bytes": len(data), "sha256": digest})
            manifest = _json(_manifest(held, request_id, listed))
            _put(archive, "manifest.json", manifest)
            claims = {
                "jti": request_id,
                "iat": int(held.made_at.timestamp()),
                "format": FORMAT,
                "version": VERSION,
                "manifest_sha256": hashlib.sha256(manifest).hexdigest(),
            }
            _put(archive, "manifest.jws", signer.sign(claims, "manifest").encode())
        _pad(made)
    except zipfile.LargeZipFile as error:
        raise CopyTooLarge("There is too much for one archive.") from error
    return Archive(made.getvalue(), len(listed) + 2)


def _files(held: Held, request_id: str, language: str) -> Iterator[tuple[str, bytes]]:
    yield "index.html", render(held, request_id, language).encode()
    for path, content in documents(held):
        yield path, _json(content)
    for notice in held.notices:
        yield notice.file, notice.document.encode()
    for consent_id, receipt in held.receipts.items():
        yield f"receipts/{consent_id}.jws", receipt.encode()
    template = template_file(held)
    if template is not None:
        yield TEMPLATE, template
    for number, sample in enumerate(held.samples, start=1):
        if sample.jpeg is not None:
            yield image_path(number), sample.jpeg


def _manifest(held: Held, request_id: str, listed: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "request_id": request_id,
        "made_at": at(held.made_at),
        "controller": {"id": held.controller.tenant_id, "name": held.controller.name},
        "keys": f"{held.controller.public_url}/v1/jwks",
        "files": listed,
    }


def _put(archive: zipfile.ZipFile, path: str, data: bytes) -> None:
    member = zipfile.ZipInfo(path, _STILL)
    member.create_system, member.external_attr = _UNIX, _PRIVATE_FILE
    # an image does not get smaller, and the template is no text
    packed = not path.endswith((".jpg", ".bin", _PADDING))
    member.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    archive.writestr(member, data)


def _pad(made: io.BytesIO) -> None:
    size = len(made.getbuffer())
    with zipfile.ZipFile(made, "a", allowZip64=False) as archive:
        _put(archive, _PADDING, bytes(-(size + _OVERHEAD) % BLOCK))


def _json(content: Any) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()
