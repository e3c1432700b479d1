"""What a session records: the fields, why each is kept, and for how long.

`FIELDS` is the one place. The code keeps, transforms and forgets by it, docs/session-record.md is
written from it, and so is what a notice tells an end user.
"""

import ipaddress
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime, timedelta
from math import isfinite

from inperson.sessions.device_classes import device_classes
from inperson.sessions.errors import DeviceInvalid
from inperson.tenants import TokenKind

_TEXT = re.compile(r"[ -~]{1,128}")


@dataclass(frozen=True, slots=True)
class Device:
    """What a session's device says of itself, and where it came from. Any of it may be missing.

    Raises:
        DeviceInvalid: unless each is 1 to 128 printable ASCII characters, and `ip` an address.

    """

    ip: str | None = None
    os: str | None = None
    os_version: str | None = None
    sdk_version: str | None = None
    package_name: str | None = None
    page_origin: str | None = None
    device_id: str | None = None
    phone_model: str | None = None

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if value is not None and not _TEXT.fullmatch(value):
                raise DeviceInvalid(f"`{each.name}` is 1 to 128 printable ASCII characters.")
        if self.ip is not None and (reason := _not_an_address(self.ip)):
            raise DeviceInvalid(reason)


@dataclass(frozen=True, slots=True)
class KeptField:
    """One field of the record."""

    name: str
    concept: str
    """What it is by the Data Privacy Vocabulary, https://w3id.org/dpv/pd."""
    purpose: str
    production: str
    """What a production session keeps of it."""
    kept_days: int


_SECURITY = "security: finding and stopping attacks on the service"
_CAMERA = "security: telling frames of a camera from those of a program"
_SUPPORT = "support: telling why captures fail on a kind of device"
_ORIGIN = "access control: the token is limited to its pages and apps"
_PROOF = "proof: what was decided, and when"
_CONTESTED = "proof: what each liveness cue measured, while a decision is contested"
EVIDENCE = "evidence"

FIELDS = (
    KeptField("ip", "IPAddress", _SECURITY, "its network only: /24 of IPv4, /48 of IPv6", 30),
    KeptField("device_id", "Identifier", _SECURITY, "HMAC-SHA-256 under a key of the tenant", 30),
    KeptField("os", "DeviceOperatingSystem", _SUPPORT, "which of seven systems, or `other`", 90),
    KeptField("os_version", "DeviceOperatingSystem", _SUPPORT, "its first number", 90),
    KeptField("sdk_version", "DeviceSoftware", _SUPPORT, "if it has the form of a version", 90),
    KeptField(
        "phone_model", "DeviceBased", _SUPPORT, "its family and generation: `Pixel 8`, `iPhone`", 90
    ),
    KeptField(
        "camera", "DeviceBased", _CAMERA, "whether its name is that of a known virtual camera", 30
    ),
    KeptField("package_name", "DeviceApplications", _ORIGIN, "if it has the form of one", 90),
    KeptField("page_origin", "BrowsingReferral", _ORIGIN, "if it has the form of one", 90),
    KeptField(EVIDENCE, "Biometric", _CONTESTED, "a number a cue", 30),
)
OUTCOME_FIELDS = (
    KeptField("subject_ref", "Identifier", _PROOF, "HMAC-SHA-256 under a key of the tenant", 365),
    KeptField("created_at", "AuthenticationHistory", _PROOF, "as it was", 365),
    KeptField("ended_at", "AuthenticationHistory", f"{_PROOF}; how long it took", "as it was", 365),
    KeptField(
        "outcome",
        "AuthenticationHistory",
        _PROOF,
        "decision, level and reason codes; never a score",
        365,
    ),
    KeptField(
        "device class",
        "DeviceBased",
        "statistics: how many devices of a kind are used",
        "one of five classes, and the version of our software if it is a known one",
        365,
    ),
    KeptField(
        "frame digests",
        "DigitalFingerprint",
        "security: knowing replayed frames again",
        "HMAC-SHA-256 of coarse digests under a key of the tenant",
        30,
    ),
    KeptField(
        "failed attempts",
        "AuthenticationHistory",
        "security: slowing down who tries faces on a subject",
        "their number since the last success, and until when the next has to wait; as long as "
        "the subject is enrolled",
        0,
    ),
    KeptField(
        "face images", "Picture", "identity: the decision itself", "in memory until it is made", 0
    ),
)
KEPT_DAYS = max(each.kept_days for each in OUTCOME_FIELDS)
"""After this the whole session goes."""
FRAMES_KEPT = timedelta(days=30)

_DAYS = {each.name: each.kept_days for each in FIELDS}
EVIDENCE_KEPT = timedelta(_DAYS[EVIDENCE])
Pseudonymise = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """The fields as they are kept, by name. What is past its time is not in it."""

    values: Mapping[str, str]
    """Of the device."""
    evidence: Mapping[str, float] = field(default_factory=dict)
    """What each liveness cue measured: never for the client, and not in the API."""

    @classmethod
    def of(cls, device: Device, kind: TokenKind, pseudonymise: Pseudonymise) -> "SessionRecord":
        """Keep what a session of this kind may keep: fail closed for a kind that is new.

        Args:
            device: what was received.
            kind: of the token that opened the session.
            pseudonymise: HMAC under a key of the tenant.

        """
        received = {name: value for name, value in asdict(device).items() if value is not None}
        received = device_classes(received)
        if kind is not TokenKind.DEVELOPER:
            if device.ip is not None:
                received["ip"] = network_of(device.ip)
            if device.device_id is not None:
                received["device_id"] = pseudonymise(device.device_id.encode()).hex()
        return cls(received)

    def with_signs(self, signs: Mapping[str, str]) -> "SessionRecord":
        """Return the record with what a capture's client told of itself and of its camera.

        Args:
            signs: `sdk_version` and `camera`, as received.

        """
        told = device_classes({k: each for k, each in signs.items() if _TEXT.fullmatch(each)})
        return replace(self, values={**self.values, **told})

    def with_evidence(self, evidence: Mapping[str, float]) -> "SessionRecord":
        """Return the record with what the cues measured, without what is no finite number."""
        measured = {name: float(each) for name, each in evidence.items() if isfinite(each)}
        return replace(self, evidence=measured)

    def measured_by(self, cue: str) -> Mapping[str, float]:
        """Return what one cue measured, by measure."""
        parts = ((name.partition("."), value) for name, value in self.evidence.items())
        return {measure: value for (own, _, measure), value in parts if own == cue}

    def pruned(self, created_at: datetime, now: datetime) -> "SessionRecord":
        """Return the record without the fields whose time is over."""
        age = now - created_at
        left = {name for name in self._names() if age < timedelta(_DAYS[name])}
        values = {name: each for name, each in self.values.items() if name in left}
        return SessionRecord(values, self.evidence if EVIDENCE in left else {})

    def due_at(self, created_at: datetime) -> datetime | None:
        """Return when the next field must go; None if there is none left."""
        days = [_DAYS[name] for name in self._names()]
        return created_at + timedelta(min(days)) if days else None

    def to_bytes(self) -> bytes:
        """Return the record as JSON, to be sealed."""
        content = {**self.values, **({EVIDENCE: dict(self.evidence)} if self.evidence else {})}
        return json.dumps(content, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "SessionRecord":
        """Read what `to_bytes` returned, without fields, and words, that are no longer kept."""
        content = json.loads(data)
        evidence = content.pop(EVIDENCE, {})
        return cls(device_classes({k: each for k, each in content.items() if k in _DAYS}), evidence)

    def _names(self) -> list[str]:
        return [*self.values, *([EVIDENCE] if self.evidence else [])]


def _not_an_address(text: str) -> str | None:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return "`ip` is not an address."
    return "`ip` names a link of the device itself." if "%" in text else None


def network_of(ip: str) -> str:
    """Return the /24 of an IPv4 address, or the /48 of an IPv6 one.

    An IPv4 address in IPv6 clothes is taken for what it is: its /48 would be the whole Internet.
    """
    address = ipaddress.ip_address(ip)
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        address = mapped
    bits = 24 if address.version == 4 else 48
    return str(ipaddress.ip_network(f"{address}/{bits}", strict=False))
