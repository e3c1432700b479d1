"""The closed union of errors in the languages of the apps: a file each, out of the SDK's."""

import re
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCE = "web/src/errors.ts"
_MADE = f"Made of {SOURCE} by `make docs`."


def codes() -> list[str]:
    """Return every way in which a capture can end without an answer."""
    text = (ROOT / SOURCE).read_text("utf-8")
    said = text.partition("ERROR_CODES = [")[2].partition("]")[0]
    return re.findall(r'"([a-z_]+)"', said)


def _camel(code: str) -> str:
    first, *rest = code.split("_")
    return first + "".join(each.capitalize() for each in rest)


def kotlin() -> str:
    """Write the enum of Kotlin."""
    lines = [f'    {each.upper()}("{each}"),' for each in codes()]
    head = ["package inperson", "", f"// {_MADE}"]
    head += ["/** Every way in which a capture can end without an answer. */"]
    return "\n".join([*head, "enum class ErrorCode(val code: String) {", *lines, "}"]) + "\n"


def swift() -> str:
    """Write the enum of Swift."""
    lines = [f'    case {_camel(each)} = "{each}"' for each in codes()]
    head = [f"// {_MADE}", "", "/// Every way in which a capture can end without an answer."]
    head += ["public enum ErrorCode: String, CaseIterable, Sendable {"]
    return "\n".join([*head, *lines, "}"]) + "\n"


def dart() -> str:
    """Write the enum of Dart."""
    lines = [f"  {_camel(each)}('{each}')," for each in codes()]
    lines[-1] = lines[-1].removesuffix(",") + ";"
    head = [f"// {_MADE}", "", "/// Every way in which a capture can end without an answer."]
    end = ["", "  const ErrorCode(this.code);", "", "  final String code;", "}"]
    return "\n".join([*head, "enum ErrorCode {", *lines, *end]) + "\n"


FILES: dict[str, Callable[[], str]] = {
    "packages/kotlin/src/ErrorCode.kt": kotlin,
    "packages/swift/Sources/Inperson/ErrorCode.swift": swift,
    "packages/flutter/lib/src/error_code.dart": dart,
}
