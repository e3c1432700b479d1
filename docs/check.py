"""Write, or check, the tables of docs/ that come from the code.

`python -m docs.check` fails if a page is not what the code says; `--write` makes it so.
"""

import re
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import inperson
import inperson_lab
from docs import asvs, codes, naming
from docs.figures import figures
from inperson.config import Settings
from inperson.core import InpersonError
from inperson.http.server_metrics import EVERY
from inperson.policy import CLAUSES
from inperson.rights.laws import jurisdictions
from inperson.rights.retention.model import RetentionSchedule
from inperson.sessions.session_record import FIELDS, OUTCOME_FIELDS

HERE = Path(__file__).parent


def _errors() -> str:
    for module in (
        *walk_packages(inperson.__path__, "inperson."),
        *walk_packages(inperson_lab.__path__, "inperson_lab."),
    ):
        if not module.name.endswith("__main__") and "migrations" not in module.name:
            import_module(module.name)
    known = {each.code: each for each in InpersonError.every()}
    lines = [
        "# Errors",
        "",
        "A code never changes its meaning. Over HTTP an error is a problem detail (RFC 9457) with",
        "the code as a further member; codes without a status never leave the server by HTTP.",
        "",
        "Where it is known which members of a request are wrong, `errors` names them: `field` is",
        "where it is (`body.extent.until`, `query.limit`, `path.session_id`), and `message` is how",
        "it does not fit the schema (`string_too_short`), or the `code` where another rule refuses",
        "it. The Python client has them as `ProblemError.members`.",
        "",
        "| code | status | what it says |",
        "| --- | --- | --- |",
    ]
    for code, error in sorted(known.items()):
        status = "" if error.status is None else str(error.status.value)
        said = error.title if error is InpersonError else error.__doc__ or ""
        lines.append(f"| `{code}` | {status} | {' '.join(said.split())} |")
    return "\n".join(lines) + "\n"


_COMPUTED = {
    "models_dir": "the user's cache",
    "capture_workers": "the machine's cores",
    "tenant_rate": "200 for each of the machine's cores",
    "workers": "half of the machine's cores",
    "delivery_networks": "none",
    "public_url": "`http://` with host and port",
    "trusted_proxies": "none",
}


def _settings() -> str:
    lines = [
        "# Settings",
        "",
        "Each is an environment variable; an unknown value stops the server at its start.",
        "",
        "| variable | default | what it says |",
        "| --- | --- | --- |",
    ]
    for name, field in Settings.model_fields.items():
        default = _COMPUTED.get(name, f"`{field.default}`")
        lines.append(f"| `INPERSON_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(lines) + "\n"


def _record() -> str:
    lines = [
        "# What a session records",
        "",
        "Everything that is kept of a session, why, for how long, and what a *production* session",
        "keeps of it; a *developer* session keeps address and device id as received.",
        "Device fields and evidence are sealed under the subject's key once it is enrolled, under",
        "a key of the tenant before. A keyed hash is a pseudonym and not anonymous: who holds the",
        "tenant's keys can test a guess.",
        "",
        "| field | purpose | of a production session | days |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| {each.name} | {each.purpose} | {each.production} | {each.kept_days} |"
        for each in (*FIELDS, *OUTCOME_FIELDS)
    ]
    lines += [
        "",
        "Each new session forgets what is due. A token limited to pages or apps needs",
        "`page_origin` or `package_name`; every other field may be left out.",
    ]
    return "\n".join(lines) + "\n"


_SENTENCES = "| | the policy says | made true by | shown by | proved live |"


def _policy() -> str:
    # the words before the table are written by hand
    head = (HERE / "policy.md").read_text("utf-8").partition(_SENTENCES)[0]
    lines = [head.rstrip(), "", _SENTENCES, "| --- | --- | --- | --- | --- |"]
    for each in CLAUSES:
        tests = ", ".join(f"`tests/{name}`" for name in each.tests) or "-"
        proof = "-" if each.prove is None else (each.prove.__doc__ or "").partition(" that ")[2]
        proof = proof.strip().rstrip(".") if each.prove else "-"
        lines.append(f"| {each.number} | {each.sentence} | {each.where} | {tests} | {proof} |")
    return "\n".join(lines) + "\n"


_BY_DEFAULT = "## What is kept, by default"


def _retention() -> str:
    # the words before the tables are written by hand
    head = (HERE / "retention.md").read_text("utf-8").partition(_BY_DEFAULT)[0]
    lines = [head.rstrip(), "", _BY_DEFAULT, ""]
    lines += ["| category | days | counted from | why |", "| --- | --- | --- | --- |"]
    for row in RetentionSchedule().rows():
        trigger = row.trigger.value.replace("_", " ")
        lines.append(f"| `{row.category}` | {row.days} | {trigger} | {row.reason} |")
    lines += ["", "## Jurisdictions", ""]
    lines += [
        "| code | law | at most, for what is biometric | text read |",
        "| --- | --- | --- | --- |",
    ]
    for place in jurisdictions().values():
        caps = {f"{cap.days} days: {cap.rule}" for cap in place.caps.values()}
        said = "; ".join(sorted(caps)) or "no longer than its purpose: a reason, not a number"
        read = "never: from memory" if place.checked is None else place.checked.isoformat()
        lines.append(f"| `{place.code}` | [{place.law}]({place.source}) | {said} | {read} |")
    return "\n".join(lines) + "\n"


_FIGURES = "## Figures"


def _operations() -> str:
    # the words before the table are written by hand
    head = (HERE / "operations.md").read_text("utf-8").partition(_FIGURES)[0]
    lines = [head.rstrip(), "", _FIGURES, ""]
    lines += ["A label's values are a closed list, and whatever else comes is `other`.", ""]
    lines += ["| figure | form | labels | what it says |", "| --- | --- | --- | --- |"]
    for each in EVERY:
        labels = ", ".join(f"`{name}`" for name in each.labels) or "-"
        lines.append(f"| `{each.name}` | {each.shape} | {labels} | {each.says} |")
    return "\n".join(lines) + "\n"


_WHERE = "## Where it is"
_CRYPTOGRAPHIC = re.compile(
    r"^\s*(?:import|from) (cryptography|hashlib|hmac|joserfc|pkcs11|pyrage|secrets|ssl"
    r"|standardwebhooks|webauthn)\b",
    re.MULTILINE,
)


def _cryptography() -> str:
    # the words before the table are written by hand
    head = (HERE / "cryptography.md").read_text("utf-8").partition(_WHERE)[0]
    root, found = Path(inperson.__path__[0]), dict[str, list[str]]()
    for module in sorted(root.rglob("*.py")):
        for library in sorted(set(_CRYPTOGRAPHIC.findall(module.read_text("utf-8")))):
            found.setdefault(library, []).append(module.relative_to(root).as_posix())
    lines = [head.rstrip(), "", _WHERE, ""]
    lines += ["Every module of the server that uses a cryptographic library.", ""]
    lines += ["| library | modules |", "| --- | --- |"]
    for library, modules in sorted(found.items()):
        lines.append(f"| `{library}` | {', '.join(f'`{each}`' for each in modules)} |")
    return "\n".join(lines) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "cryptography.md": _cryptography,
    "errors.md": _errors,
    "operations.md": _operations,
    "policy.md": _policy,
    "retention.md": _retention,
    "../src/inperson/dossier/figures.json": figures,
    "session-record.md": _record,
    "settings.md": _settings,
} | {f"../{name}": make for name, make in codes.FILES.items()}


def _unlisted() -> list[str]:
    """Return the decisions that their index does not name."""
    index = (HERE / "decisions" / "README.md").read_text("utf-8")
    every = sorted(each.name for each in (HERE / "decisions").glob("[0-9]*.md"))
    return [each for each in every if f"({each})" not in index]


def main() -> int:
    """Check every page, or write it."""
    stale = 0
    for name in _unlisted():
        print(f"docs/decisions/README.md does not list {name}")  # noqa: T201
        stale += 1
    for wrong in (*asvs.wrong(), *naming.wrong()):
        print(wrong)  # noqa: T201
        stale += 1
    for name, make in PAGES.items():
        path, text = HERE / name, make()
        if "--write" in sys.argv:
            path.write_text(text, "utf-8")
        elif not path.exists() or path.read_text("utf-8") != text:
            print(f"docs/{name} is not what the code says; run `make docs`")  # noqa: T201
            stale += 1
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
