"""Writes a dossier: a page a document, its data, and a signed manifest with their digests."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Template

from inperson.audit import Act
from inperson.desks import GoverningDesk
from inperson.dossier.errors import DossierPlaceTaken
from inperson.dossier.model import FORMAT, VERSION, Dossier, Page, Standing
from inperson.rights import paper_style, templates

DATA, MANIFEST, STATEMENT = "dossier.json", "manifest.json", "manifest.jws"
KIND = "dossier"
"""What kind of statement the manifest's signature is."""
HOLDERS_SALT = bytes(16)
"""Whoever holds a dossier opens its leaf of the audit log without a secret."""
_WORDS: Mapping[Standing, str] = {
    Standing.KEPT: "Held by the software",
    Standing.OPEN: "Open",
    Standing.CONTROLLER: "For the controller",
    Standing.NONE: "Does not apply",
}
_TONES: Mapping[Standing, str] = {
    Standing.KEPT: "good",
    Standing.OPEN: "bad",
    Standing.CONTROLLER: "",
    Standing.NONE: "",
}


def write_dossier(dossier: Dossier, desk: GoverningDesk, to: Path) -> None:
    """Write a dossier's files into a folder, which is made, once the tenant's log has it.

    The leaf names the version of the notice, and commits to the manifest's SHA-256.

    Raises:
        DossierPlaceTaken: if there is something in the folder.
        AuditUnavailable: if it cannot be recorded. Then nothing was written.

    """
    to.mkdir(parents=True, exist_ok=True)
    if any(to.iterdir()):
        raise DossierPlaceTaken(f"{to} is not empty.")
    files = dict(_files(dossier))
    listed = [
        {"path": name, "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()
    ]
    manifest = _json(
        {
            "format": FORMAT,
            "version": VERSION,
            "tenant_id": dossier.tenant_id,
            "made_at": dossier.made_at.isoformat(),
            "files": listed,
        }
    )
    digest = hashlib.sha256(manifest).hexdigest()
    claims = {
        "sub": dossier.tenant_id,
        "iat": int(dossier.made_at.timestamp()),
        "manifest_sha256": digest,
    }
    version = f"notice/{dossier.notice_version}"
    desk.note(Act.DOSSIER_WRITTEN, purpose=version, salt=HOLDERS_SALT, manifest_sha256=digest)
    for name, data in files.items():
        (to / name).write_bytes(data)
    (to / MANIFEST).write_bytes(manifest)
    (to / STATEMENT).write_text(desk.signer.sign(claims, KIND), "utf-8")


def _files(dossier: Dossier) -> Iterator[tuple[str, bytes]]:
    index = Page("index", "Dossier", "What the face check does with personal data.", ())
    for page in (index, *dossier.pages):
        others = dossier.pages if page is index else ()
        yield f"{page.id}.html", _rendered(dossier, page, others).encode()
    yield DATA, _json(dossier.content())


def _rendered(dossier: Dossier, page: Page, others: tuple[Page, ...]) -> str:
    return _template().render(
        **paper_style(),
        dossier=dossier,
        page=page,
        others=others,
        day=dossier.made_at.date().isoformat(),
        words=_WORDS,
        tones=_TONES,
    )


@cache
def _template() -> Template:
    return templates("inperson.dossier", "").get_template("page.html")


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()
