"""What a device says of itself, brought down to its class: a closed list, and never its words.

`Annas iPhone 15` is a person's name and a family of phones. The family is kept.
"""

import re
from collections.abc import Callable, Mapping

from inperson.liveness import is_virtual

_SYSTEMS = ("Android", "iPadOS", "iOS", "Windows", "macOS", "ChromeOS", "Linux")
_FAMILIES = (
    *("iPhone", "iPad", "iPod", "MacBook", "iMac", "Mac", "Pixel", "Nexus", "Galaxy", "Xperia"),
    *("Redmi", "Poco", "Xiaomi", "OnePlus", "Moto", "Nokia", "Huawei", "Honor", "Oppo", "Vivo"),
    *("Realme", "Fairphone", "Nothing", "Zenfone", "Surface", "Chromebook"),
)
_GENERATION = r"(?:[ -]?([A-Za-z]?\d{1,2})(?![\dA-Za-z]))?"
_MODEL = re.compile(rf"\b({'|'.join(_FAMILIES)}){_GENERATION}", re.IGNORECASE)
_GALAXY = re.compile(r"\bSM-[A-Z]\d{3}", re.IGNORECASE)
_MAJOR = re.compile(r"\D{0,8}?(\d{1,3})(?!\d)")
_VERSION = re.compile(r"(?:[a-z]{1,12}[ /])?\d{1,4}(?:\.\d{1,4}){0,3}(?:[-+.][0-9a-z.]{1,12})?")
_APP = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)+")
_PAGE = re.compile(r"[a-z][a-z0-9+.-]*://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?")
OTHER = "other"


def device_classes(received: Mapping[str, str]) -> dict[str, str]:
    """Return what may be kept of what was received of a device."""
    kept = {name: _CLASSES[name](each) for name, each in received.items() if name in _CLASSES}
    return {**received, **kept}


def _system(text: str) -> str:
    """Return the known system that a text names, whatever else it says."""
    return next((each for each in _SYSTEMS if each.lower() in text.lower()), OTHER)


def _major(text: str) -> str:
    """Return the first number of a version."""
    found = _MAJOR.match(text)
    return OTHER if found is None else found[1]


def _model(text: str) -> str:
    """Return a family of devices and, where it follows, its generation: `Pixel 8`, `iPhone`."""
    if _GALAXY.search(text):
        return "Galaxy"
    found = _MODEL.search(text)
    if found is None:
        return OTHER
    family = next(each for each in _FAMILIES if each.lower() == found[1].lower())
    return family if found[2] is None else f"{family} {found[2].upper()}"


def _camera(text: str) -> str:
    return "virtual" if is_virtual(text) else "unsuspicious"


def _of_form(form: re.Pattern[str]) -> Callable[[str], str]:
    """Return what keeps a text as it was received, or that it has another form."""
    return lambda text: text if form.fullmatch(text) else OTHER


_CLASSES: Mapping[str, Callable[[str], str]] = {
    "os": _system,
    "os_version": _major,
    "phone_model": _model,
    "camera": _camera,
    "sdk_version": _of_form(_VERSION),
    "package_name": _of_form(_APP),
    "page_origin": _of_form(_PAGE),
}
