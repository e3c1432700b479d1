"""Takes out of a log line what must not be in one, whoever wrote the line.

1. Values: bytes and arrays are never written, of an object its type alone, of an error its code.
2. Text: whatever looks like a token, a key, a ticket, a cookie, an address of a person or a
   machine, an id, a blob or a row of numbers is replaced. Secrets that the server knows by heart
   (`literals`) are replaced wherever they are.
3. Names: what is logged beside the text has a name of `FIELDS`, or it is replaced too.
4. Another library's text is believed least: its first line alone, nothing that was filled into
   it, nothing between quotes.

Patterns cannot know every secret: the rule for our own code stays that none is logged.
"""

import ipaddress
import re
from collections.abc import Iterable, Mapping, MutableMapping
from enum import Enum
from typing import Any

from inperson.core import InpersonError, StoreUnavailable

REDACTED = "[redacted]"
FIELDS = frozenset(
    {
        *("event", "level", "logger", "time", "request_id", "route", "method", "status"),
        *("took_ms", "chore", "code", "error", "at", "count", "version", "settings"),
    }
)
"""What a line may say beside its text."""

_LONGEST = 2000
_SHORTEST_LITERAL = 6
_DEPTH = 3
_ITEMS = 20

_TELLING_NAMES = r"pass(?:word|wd|phrase)?|secret|token|cookie|api.?key|private.?key|subject_ref|"
_TELLING_NAMES += r"authorization|embedding|template|otp|pin|credential|recovery.?code"
_PATTERNS = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        (r"-----BEGIN [^-]*-----[\s\S]*", REDACTED),
        (r"[\x00-\x1f\x7f\u2028\u2029]+", " "),  # no second line, no terminal's own codes
        (rf"(?i)\b[\w-]*(?:{_TELLING_NAMES})s?\b[\"']?\s*[:=].*", REDACTED),
        (r"(?i)\b(?:bearer|basic|digest|dpop)\s+\S+", REDACTED),
        (r"(?i)\b[a-z][a-z0-9+.-]*://\S*", REDACTED),
        (r"\binp_(?:dev|live)_\S*", REDACTED),
        (r"eyJ[\w-]*(?:\.[\w-]*)*", REDACTED),
        (r"(?i)age-secret-key-1\w*|\bage1[a-z0-9]{6,}", REDACTED),
        (r"\bb(?:'(?:[^'\\]|\\.)*'?|\"(?:[^\"\\]|\\.)*\"?)", REDACTED),
        (r"\barray\(.*|\btensor\(.*", REDACTED),
        (r"(?:[-+]?\d+(?:\.\d*)?(?:e[-+]?\d+)?[,;\s\]\[]+){7,}\S*", REDACTED),
        (r"\[[\s\[]*[-+]?\d[-+\d.,;\se\[\]]{4,}", REDACTED),
        (r"\?\S+", "?" + REDACTED),
        (r"\S*@\S+", REDACTED),
        (r"\bten_([a-z2-7]{6})[a-z2-7]{20}", r"ten_\1.."),  # enough to find it in one's own list
        (r"(?:[a-z]{3}_)[a-z2-7]{26}", REDACTED),
        (r"(?i)[0-9a-f]{32,}|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", REDACTED),
        (r"(?i)(?:[0-9a-f]{2}[:-]){5,}[0-9a-f]{2}", REDACTED),
        (r"[A-Za-z0-9+/_=-]{40,}", REDACTED),
        (r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b", REDACTED),
    )
)
# What every line has, in forms that no pattern above would touch: nine tenths of the time saved.
_PLAIN = {
    name: re.compile(form)
    for name, form in (
        ("event", r"[a-z]{1,16}"),
        ("level", r"[a-z]{4,8}"),
        ("logger", r"inperson(?:\.[a-z_]{1,24}){1,4}"),
        ("method", r"[A-Z]{3,9}"),
        ("request_id", r"[a-z2-7]{16}"),
        ("route", r"(?:/(?:v1|[a-z-]{1,24}|\{[a-z_]{1,16}\})){1,6}"),
        ("status", r"[1-5]xx|none"),
        ("time", r"[\dT:.-]{19,26}Z"),
    )
}
_MAYBE_IPV6 = re.compile(r"(?i)[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*")
_QUOTED = re.compile(r"'[^']*'?|\"[^\"]*\"?|`[^`]*`?|<[^>]*>?")


class Redaction:
    """Cleans what is logged. Safe to share.

    Args:
        literals: secrets that are known by heart, such as a password in a setting.

    """

    def __init__(self, literals: Iterable[str] = ()) -> None:
        known = {each for each in literals if len(each) >= _SHORTEST_LITERAL}
        ordered = sorted(known, key=len, reverse=True)
        self._literals = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def text(self, text: str) -> str:
        """Return a text without what looks like a secret."""
        if self._literals is not None:
            text = self._literals.sub(REDACTED, text)
        if len(text) > _LONGEST:  # what was cut in half might not be recognised: it goes as well
            text = text[:_LONGEST].rpartition(" ")[0] + " [cut]"
        for pattern, by in _PATTERNS:
            text = pattern.sub(by, text)
        return _MAYBE_IPV6.sub(_unless_time, text)

    def foreign(self, text: str) -> str:
        """Return what is believed of another library's text."""
        return self.text(_QUOTED.sub(REDACTED, text.partition("\n")[0]))

    def value(self, value: object, depth: int = 0) -> Any:
        """Return a value as it may be written: text, a number, or a list or mapping of them."""
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, Enum):
            return self.value(value.value, depth)
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, type):
            return value.__name__
        if isinstance(value, BaseException):
            return error_name(value)
        if depth < _DEPTH and isinstance(value, Mapping):
            return {str(name): self.field(str(name), each, depth) for name, each in value.items()}
        if depth < _DEPTH and isinstance(value, list | tuple) and len(value) <= _ITEMS:
            return [self.value(each, depth + 1) for each in value]
        return REDACTED

    def field(self, name: str, value: object, depth: int = 0) -> Any:
        """Return a named value: replaced, unless its name is one of `FIELDS`."""
        if name not in FIELDS:
            return REDACTED
        form = _PLAIN.get(name)
        if form is not None and isinstance(value, str) and form.fullmatch(value):
            return value if self._literals is None else self._literals.sub(REDACTED, value)
        return self.value(value, depth + 1)

    def __call__(
        self, _logger: object, _method: str, line: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        """Clean one line; structlog calls it as the last processor before the renderer."""
        # a name that is not ours may itself be what must not be told
        return {
            name if name in FIELDS else REDACTED: self.field(name, value)
            for name, value in line.items()
        }


def error_name(error: BaseException) -> str:
    """Return an error's type, its code if it is ours, its name in a database. Never its text."""
    name = type(error).__name__
    if not isinstance(error, InpersonError):
        return name
    fault = error.fault if isinstance(error, StoreUnavailable) else ""
    return " ".join(filter(None, (name, error.code, fault)))


def _unless_time(match: re.Match[str]) -> str:
    try:
        ipaddress.ip_address(match[0].rstrip("."))
    except ValueError:
        return match[0]
    return REDACTED
