"""What a session's device is, as coarsely as statistics need it: one of five, and a known SDK.

It is decided when a session is opened, while what the device told is in the hands of the code.
Afterwards the record is sealed, and opening it for a statistic would be a read of a person's data.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

OTHER = "other"
KNOWN_SDKS = ("web/0.1.0", "python/0.1.0")
"""Versions of our own clients. A version that is not here is `other`: a release of the server
names those that were there when it was made, so that nobody can mark a person by a version."""


class DeviceClass(StrEnum):
    """Closed: a device that is none of these is `other`, and so is one that tells nothing."""

    ANDROID_PHONE = "android_phone"
    IPHONE = "iphone"
    DESKTOP = "desktop"
    TABLET = "tablet"
    OTHER = OTHER


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What is kept of a session's device for statistics, as long as the session itself."""

    device_class: DeviceClass = DeviceClass.OTHER
    sdk: str = OTHER
    """One of `KNOWN_SDKS`, or `other`."""


_TABLET = re.compile(r"ipad|tablet|\btab\b|galaxy tab|\bsm-[tx]\d|kindle", re.IGNORECASE)
_ANDROID = re.compile(r"android", re.IGNORECASE)
_IPHONE = re.compile(r"iphone|\bios\b", re.IGNORECASE)
_DESKTOP = re.compile(r"windows|mac ?os|linux|chrome ?os|\bcros\b|ubuntu", re.IGNORECASE)


def device_class(os: str | None, phone_model: str | None) -> DeviceClass:
    """Return the class of a device by what it says of itself.

    1. A tablet says so in its model, or its system is `iPadOS`.
    2. Android that is no tablet is a phone; so is iOS, and a model called iPhone.
    3. Windows, macOS, Linux and ChromeOS are desktops.
    4. Everything else is `other`.

    Args:
        os: the operating system, as received.
        phone_model: the model, as received.

    """
    told = f"{os or ''} {phone_model or ''}"
    for pattern, found in (
        (_TABLET, DeviceClass.TABLET),
        (_ANDROID, DeviceClass.ANDROID_PHONE),
        (_IPHONE, DeviceClass.IPHONE),
        (_DESKTOP, DeviceClass.DESKTOP),
    ):
        if pattern.search(told):
            return found
    return DeviceClass.OTHER


def known_sdk(version: str | None) -> str:
    """Return an SDK's version if it is one of ours, or `other`."""
    return version if version in KNOWN_SDKS else OTHER
