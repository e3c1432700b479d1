"""Reads a dossier from its folder, and says who signed it."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inperson.adapters.jose import read_statement
from inperson.dossier.errors import DossierMalformed, DossierUnsigned
from inperson.dossier.model import FORMAT, VERSION
from inperson.dossier.writing import DATA, KIND, MANIFEST, STATEMENT

Data = Mapping[str, Any]


def read_dossier(folder: Path) -> Data:
    """Return a dossier's data, with every file as its manifest names it.

    Who signed the manifest is not looked at: `verify_dossier`.

    Raises:
        DossierMalformed: if it is no dossier, or a file is missing, changed or beside it.

    """
    manifest = _parsed(folder, MANIFEST)
    try:
        listed = {str(each["path"]): str(each["sha256"]) for each in manifest["files"]}
    except (KeyError, TypeError) as error:
        raise DossierMalformed(f"{folder}: {MANIFEST} lists no files.") from error
    there = {each.name for each in folder.iterdir()} - {MANIFEST, STATEMENT}
    if there != listed.keys() or DATA not in listed:
        wrong = sorted(there ^ listed.keys()) or [DATA]
        raise DossierMalformed(f"{folder}: missing, or not in the manifest: {', '.join(wrong)}.")
    for name, digest in listed.items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            raise DossierMalformed(f"{folder}: {name} is not the file that the manifest names.")
    return _parsed(folder, DATA)


def verify_dossier(folder: Path, jwks: Mapping[str, Any]) -> Data:
    """Return a dossier's data, if one of these keys signed it.

    Args:
        folder: where it was written.
        jwks: the public keys, as `/v1/jwks` has them.

    Raises:
        DossierMalformed: if it is no dossier, or a file of it was changed.
        DossierUnsigned: if none of the keys signed this manifest.

    """
    data = read_dossier(folder)
    statement = _bytes(folder, STATEMENT).decode("ascii", "replace")
    claims = read_statement(statement, jwks, KIND)
    digest = hashlib.sha256(_bytes(folder, MANIFEST)).hexdigest()
    if claims is None or claims.get("manifest_sha256") != digest:
        raise DossierUnsigned(f"{folder}: none of the keys signed this manifest.")
    return data


def _parsed(folder: Path, name: str) -> Data:
    try:
        content = json.loads(_bytes(folder, name))
    except (ValueError, RecursionError) as error:
        raise DossierMalformed(f"{folder}: {name} is no JSON.") from error
    known = isinstance(content, dict) and content.get("format") == FORMAT
    if not known or content.get("version") != VERSION:
        raise DossierMalformed(f"{folder}: {name} is not of a dossier of a known version.")
    return dict(content)


def _bytes(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise DossierMalformed(f"{folder}: there is no {name}.") from error
