"""The one place where logging is set up: JSON or text lines, each through the redaction."""

import copy
import json
import logging
import sys
import threading
import traceback
import warnings
from collections.abc import Iterable, MutableMapping
from pathlib import Path
from typing import Any, Literal, TextIO

import structlog
from structlog.types import Processor

from inperson.observing.redaction import FIELDS, Redaction, error_name

OURS = "inperson"
_FRAMES = 12
_log = logging.getLogger("inperson.process")


def configure_logs(
    form: Literal["json", "text"],
    level: str,
    *,
    literals: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Send every log line of the process through the redaction, to one stream.

    Other libraries are heard from `warning` on, whatever the level: what they say below it is
    about single requests. What nothing caught is logged by its type, and printed nowhere.

    Args:
        form: `json` for machines, `text` for a terminal.
        level: of our own lines: `debug`, `info`, `warning` or `error`.
        literals: secrets that are known by heart, to be replaced wherever they are.
        stream: where the lines go; None for standard error.

    """
    redaction = Redaction(literals)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(RedactingFormatter(form, redaction))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(level.upper())
    for name in list(logging.root.manager.loggerDict):
        if not _is_ours(name):  # no library keeps a way out of its own, or speaks of each request
            other = logging.getLogger(name)
            other.handlers.clear()
            other.propagate = True
            if other.level and other.level < logging.WARNING:
                other.setLevel(logging.WARNING)
    warnings.showwarning = _warned
    logging.raiseExceptions = False  # a line that cannot be written is not printed raw instead
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    sys.excepthook = lambda _, error, __: _uncaught(error)
    threading.excepthook = lambda told: _uncaught(told.exc_value)
    sys.unraisablehook = lambda told: _uncaught(told.exc_value)


def _uncaught(error: BaseException | None) -> None:
    if error is not None and not isinstance(error, KeyboardInterrupt):
        _log.critical("stopped by what nothing caught", exc_info=error)


def _warned(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Log where a warning comes from: its text is another library's, and may quote a value."""
    _log.warning("%s of %s:%d", category.__name__, Path(filename).stem, lineno)


def _is_ours(name: str) -> bool:
    return name == OURS or name.startswith(f"{OURS}.")


class RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """Renders a record of any logger; what was filled into it is cleaned before it is text."""

    def __init__(self, form: Literal["json", "text"], redaction: Redaction) -> None:
        self._redaction = redaction
        render: Processor = (
            structlog.processors.JSONRenderer(serializer=_json) if form == "json" else _plain
        )
        super().__init__(
            processors=[
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                _extras,
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
                self.remove_processors_meta,
                redaction,
                render,
            ]
        )

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        clean = copy.copy(record)  # other handlers see it as it was
        clean.msg, clean.args = self._said(record), ()
        if record.exc_info and record.exc_info[1] is not None:
            clean.error, clean.at = _chain(record.exc_info[1]), _places(record.exc_info[1])
        clean.exc_info = clean.exc_text = clean.stack_info = None
        return super().format(clean)

    def _said(self, record: logging.LogRecord) -> Any:
        """Return the text of a record, or the mapping of one that structlog wrote."""
        if isinstance(record.msg, dict):
            return {name: value for name, value in record.msg.items() if name != "exc_info"}
        if not isinstance(record.msg, str):
            return str(self._redaction.value(record.msg))
        ours = _is_ours(record.name)
        said = self._filled(record, ours=ours)
        return said if ours else self._redaction.foreign(said)

    def _filled(self, record: logging.LogRecord, *, ours: bool) -> str:
        given = record.args
        if not given:
            return str(record.msg)

        def clean(value: object) -> object:
            if isinstance(value, int | float) or ours:
                return self._redaction.value(value)
            return "[redacted]"

        try:
            if isinstance(given, dict):
                return str(record.msg) % {name: clean(each) for name, each in given.items()}
            return str(record.msg) % tuple(clean(each) for each in given)
        except (TypeError, ValueError, KeyError):
            return str(record.msg)


def _extras(_logger: object, _method: str, line: MutableMapping[str, Any]) -> Any:
    """Add what was given beside the text, as far as a line may say it."""
    record = line["_record"]
    given = {name: value for name, value in vars(record).items() if name in FIELDS}
    return {**given, **line}


def _chain(error: BaseException) -> str:
    """Return the types of an error and of what led to it, the last one first."""
    names, seen = [], set[int]()
    each: BaseException | None = error
    while each is not None and id(each) not in seen and len(seen) < _FRAMES:
        seen.add(id(each))
        names.append(error_name(each))
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    return ", after ".join(names)


def _places(error: BaseException) -> list[str]:
    """Return where an error passed, by module and line: no text of the error, and no value."""
    frames = list(traceback.walk_tb(error.__traceback__))[-_FRAMES:]
    return [f"{frame.f_globals.get('__name__', '?')}:{line}" for frame, line in frames]


def _json(line: Any, **_: Any) -> str:
    return json.dumps(line, ensure_ascii=True, separators=(",", ":"))


def _plain(_logger: object, _method: str, line: MutableMapping[str, Any]) -> str:
    """Render a line for a terminal."""
    head = f"{line.pop('time')} {line.pop('level'):8} {line.pop('logger')}: {line.pop('event')}"
    return " ".join([head, *(f"{name}={value}" for name, value in line.items())])
