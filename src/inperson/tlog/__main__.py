"""`inperson-verify`: whether an act is on a log that others saw. It needs no server."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from inperson.core import InpersonError
from inperson.tlog.checking import LogProofResult, check_log_proof
from inperson.tlog.trust import WitnessTrust

HOLDS, DOES_NOT, UNUSABLE = 0, 1, 2


def main(words: Sequence[str] | None = None) -> int:
    """Check a receipt; print what it shows, or why it does not hold.

    Returns:
        0 if it holds, 1 if it does not, 2 if a file cannot be read or is none of its kind.

    """
    asked = _parser().parse_args(words)
    try:
        trust = WitnessTrust.parse(_text(asked.trust))
        leaf = None if asked.leaf is None else Path(asked.leaf).read_bytes()
        found = check_log_proof(_text(asked.proof), trust, leaf)
    except InpersonError as error:
        return _unusable(error.code, str(error), as_json=asked.json)
    except OSError as error:
        why = f"{error.filename}: {error.strerror}"
        return _unusable("file_unavailable", why, as_json=asked.json)
    said = json.dumps(_facts(found)) if asked.json else "\n".join(_lines(found))
    sys.stdout.write(said + "\n")
    return HOLDS if found.reason is None else DOES_NOT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="inperson-verify", description=main.__doc__)
    parser.add_argument("proof", help="a receipt, FILE.tlog-proof")
    parser.add_argument("--trust", required=True, help="whom you trust: logs, witnesses, a quorum")
    parser.add_argument("--leaf", help="the leaf, if the receipt does not carry it")
    parser.add_argument("--json", action="store_true", help="print JSON for machines")
    return parser


def _text(path: str) -> str:
    # what is no UTF-8 is no receipt and no list; the readers of those say so
    return Path(path).read_bytes().decode("utf-8", "replace")


def _unusable(code: str, message: str, *, as_json: bool) -> int:
    said = json.dumps({"error": code, "message": message}) if as_json else f"{code}: {message}"
    sys.stderr.write(said + "\n")
    return UNUSABLE


def _facts(found: LogProofResult) -> dict[str, object]:
    return {
        "holds": found.reason is None,
        "reason": None if found.reason is None else found.reason.value,
        "log": found.state.origin,
        "number": found.index,
        "size": found.state.size,
        "erasures": found.state.erasures,
        "leaf": found.leaf.decode("utf-8", "replace"),
        "seen": {name: _time(at_s) for name, at_s in found.seen.items()},
    }


def _lines(found: LogProofResult) -> list[str]:
    seen = [f"seen by {name} at {_time(at_s)}" for name, at_s in found.seen.items()]
    if found.reason is not None:
        return [f"it does not hold: {found.reason.value}", *seen]
    leaf = found.leaf.decode("utf-8", "backslashreplace")
    return [f"it is leaf {found.index} of {found.state.size} in {found.state.origin}", leaf, *seen]


def _time(at_s: int) -> str:
    try:
        return datetime.fromtimestamp(at_s, UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):  # beyond the calendar
        return str(at_s)


if __name__ == "__main__":
    sys.exit(main())
