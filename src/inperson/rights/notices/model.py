"""What a tenant says of itself."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from inperson.rights.laws import consent_age
from inperson.rights.notices.errors import MinimumAgeTooLow, NoticeTermsInvalid
from inperson.sessions import AgeGate, BelowAge, ConsentPurpose

LANGUAGES = ("en", "de", "es", "fr", "ar", "zh")
"""Those that there are words for. English is always published."""
LONGEST_TEXT = 200
MOST_RECIPIENTS = 20
MOST_YEARS = 99
_COUNTRY = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


class LegalBasis(StrEnum):
    """Why the law allows it: one of GDPR Art. 6(1), and one of Art. 9(2) for a face. Closed."""

    EXPLICIT_CONSENT = "explicit_consent"
    """Art. 6(1)(a) and 9(2)(a)."""
    EMPLOYMENT_LAW = "employment_law"
    """Art. 6(1)(c) and 9(2)(b)."""
    VITAL_INTERESTS = "vital_interests"
    """Art. 6(1)(d) and 9(2)(c)."""
    LEGAL_CLAIMS = "legal_claims"
    """Art. 6(1)(f) and 9(2)(f)."""
    SUBSTANTIAL_PUBLIC_INTEREST = "substantial_public_interest"
    """Art. 6(1)(e) and 9(2)(g)."""


class Safeguard(StrEnum):
    """What protects data that goes to a third country. Closed."""

    ADEQUACY_DECISION = "adequacy_decision"
    """GDPR Art. 45(3)."""
    BINDING_CORPORATE_RULES = "binding_corporate_rules"
    """Art. 46(2)(b)."""
    STANDARD_CLAUSES = "standard_clauses"
    """Art. 46(2)(c)."""
    EXPLICIT_CONSENT = "explicit_consent"
    """Art. 49(1)(a)."""


class AlternativeKind(StrEnum):
    """How the same is done without a face check. Closed."""

    IN_PERSON = "in_person"
    """A person is seen by one of the tenant's, at a desk."""
    DOCUMENT = "document"
    """A document is shown or sent."""
    PASSWORD_AND_CODE = "password_and_code"  # noqa: S105 -- the name of a way
    STAFF = "staff"
    """One of the tenant's does it by telephone or letter."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody else who gets data of subjects, in the tenant's own words."""

    name: str
    what_for: str
    country: str
    """ISO 3166-1 alpha-2."""

    def __post_init__(self) -> None:
        named = _is_text(self.name) and _is_text(self.what_for)
        _require(named, "A recipient has a name and why.", "recipients")
        _require(_is_country(self.country), "A country is a code such as DE.", "recipients")


@dataclass(frozen=True, slots=True)
class Transfer:
    """Data that goes to a country where other law holds."""

    name: str
    """Who gets it."""
    country: str
    safeguard: Safeguard

    def __post_init__(self) -> None:
        _require(_is_text(self.name), "A transfer has a recipient.", "transfers")
        _require(_is_country(self.country), "A country is a code such as US.", "transfers")
        known = isinstance(self.safeguard, Safeguard)
        _require(known, "A transfer has a safeguard.", "transfers")


def _only_identity() -> Mapping[ConsentPurpose, LegalBasis]:
    return {ConsentPurpose.IDENTITY: LegalBasis.EXPLICIT_CONSENT}


@dataclass(frozen=True, slots=True)
class NoticeTerms:
    """What a tenant says of itself; all that the server cannot know.

    Raises:
        NoticeTermsInvalid: if something is malformed or too long, or a purpose has a legal basis
            that it cannot have.

    """

    controller: str
    """Its legal name."""
    contact: str | None = None
    """A postal address, or an e-mail address. None in a draft alone."""
    country: str | None = None
    """ISO 3166-1 alpha-2, or a state such as `US-IL`: whose authority and law. None in a draft."""
    dpo: str | None = None
    """How its data protection officer is reached."""
    alternative: str | None = None
    """How the same is done without a face check: a name, an address, a number."""
    alternative_kind: AlternativeKind | None = None
    """Of what kind that way is."""
    minimum_age: int | None = None
    """From which age people agree for themselves, in years; None where nobody asks."""
    below: BelowAge | None = None
    """What happens to who is younger."""
    purposes: Mapping[ConsentPurpose, LegalBasis] = field(
        default_factory=_only_identity, hash=False
    )
    """Those that are switched on. A consent to any other is not recorded."""
    recipients: tuple[Recipient, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    languages: tuple[str, ...] = LANGUAGES
    """Those published; English is among them whether it is named or not."""

    def __post_init__(self) -> None:
        for name in ("controller", "contact", "dpo", "alternative"):
            text = getattr(self, name)
            _require(
                _is_text(text) or (text is None and name != "controller"),
                f"It is 1 to {LONGEST_TEXT} printable characters.",
                name,
            )
        said = self.alternative is not None or self.alternative_kind is None
        _require(said, "An alternative of some kind says in words what it is.", "alternative")
        years = self.minimum_age
        possible = years is None or (type(years) is int and 1 <= years <= MOST_YEARS)
        _require(possible, f"A minimum age is 1 to {MOST_YEARS} years.", "minimum_age")
        _require(
            (years is None) == (self.below is None),
            "A minimum age says what happens below it: `refuse` or `guardian`.",
            "minimum_age" if years is None else "below",
        )
        _require(
            self.country is None or _COUNTRY.fullmatch(self.country) is not None,
            "A country is a code such as DE, or US-IL for a state.",
            "country",
        )
        based = ConsentPurpose.IDENTITY in self.purposes
        _require(based, "Say on what legal basis identity is confirmed.", "identity")
        improvement = self.purposes.get(ConsentPurpose.IMPROVEMENT, LegalBasis.EXPLICIT_CONSENT)
        _require(
            improvement is LegalBasis.EXPLICIT_CONSENT,
            "Only explicit consent allows improvement.",
            "improvement",
        )
        _require(
            max(len(self.recipients), len(self.transfers)) <= MOST_RECIPIENTS,
            f"Name {MOST_RECIPIENTS} recipients and transfers at most.",
            "recipients" if len(self.recipients) > MOST_RECIPIENTS else "transfers",
        )
        known = set(self.languages) <= set(LANGUAGES)
        _require(known, f"Languages are {', '.join(LANGUAGES)}.", "languages")

    @classmethod
    def draft(cls, name: str) -> "NoticeTerms":
        """Return what can be said of a tenant by its name alone: enough to try, for developers."""
        return cls(
            name,
            purposes=dict.fromkeys(ConsentPurpose, LegalBasis.EXPLICIT_CONSENT),
        )

    @property
    def published_in(self) -> Sequence[str]:
        """Return the languages to publish in, English first."""
        return [each for each in LANGUAGES if each == LANGUAGES[0] or each in self.languages]

    def require_complete(self) -> None:
        """Refuse terms that only a draft may have.

        Raises:
            NoticeTermsInvalid: unless contact and country are there.

        """
        _require(self.contact is not None, "Say how the controller is reached.", "contact")
        _require(self.country is not None, "Say in which country the controller is.", "country")

    @property
    def gate(self) -> AgeGate | None:
        """Return the minimum age and what happens below it; None where nobody asks for an age."""
        if self.minimum_age is None or self.below is None:
            return None
        return AgeGate(self.minimum_age, self.below)

    def require_lawful_age(self) -> None:
        """Refuse a minimum age from which the law of the country lets nobody agree alone.

        Raises:
            MinimumAgeTooLow: if it is below that of the country, its state or its union.

        """
        law = None if self.country is None else consent_age(self.country)
        if self.gate is not None and law is not None and self.gate.minimum_age < law.years:
            raise MinimumAgeTooLow(
                f"In {self.country} people agree for themselves from {law.years} years on: "
                f"{law.law}. Name that age, or a higher one.",
                field="minimum_age",
            )

    def content(self) -> dict[str, Any]:
        """Return what is stored of them; also the form of a terms file."""
        return {
            "controller": self.controller,
            "contact": self.contact,
            "country": self.country,
            "dpo": self.dpo,
            "alternative": self.alternative,
            "alternative_kind": self.alternative_kind and self.alternative_kind.value,
            "minimum_age": self.minimum_age,
            "below": self.below and self.below.value,
            "purposes": {each.value: basis.value for each, basis in self.purposes.items()},
            "recipients": [
                {"name": each.name, "what_for": each.what_for, "country": each.country}
                for each in self.recipients
            ],
            "transfers": [
                {"name": each.name, "country": each.country, "safeguard": each.safeguard.value}
                for each in self.transfers
            ],
            "languages": list(self.languages),
        }

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "NoticeTerms":
        """Read what `content` returned, or somebody wrote; members may be left out.

        Raises:
            NoticeTermsInvalid: if a member is unknown, missing, or not of its form.

        """
        given = {name: value for name, value in content.items() if value is not None}
        try:
            if "purposes" in given:
                given["purposes"] = {
                    ConsentPurpose(name): LegalBasis(basis)
                    for name, basis in dict(given["purposes"]).items()
                }
            if "alternative_kind" in given:
                given["alternative_kind"] = AlternativeKind(given["alternative_kind"])
            if "below" in given:
                given["below"] = BelowAge(given["below"])
            given["recipients"] = tuple(Recipient(**each) for each in given.get("recipients", ()))
            given["transfers"] = tuple(
                Transfer(**{**each, "safeguard": _safeguard(each["safeguard"])})
                for each in given.get("transfers", ())
            )
            given["languages"] = tuple(given.get("languages", LANGUAGES))
            return cls(**given)
        except (KeyError, TypeError, ValueError) as error:
            raise NoticeTermsInvalid(
                "Terms have `controller`, `contact`, `country`, and if you wish `dpo`, "
                "`alternative`, `alternative_kind`, `minimum_age` with `below`, `purposes`, "
                "`recipients`, `transfers`, `languages`, each of its form."
            ) from error


def _is_text(value: object) -> bool:
    """Tell whether it is one line of printable characters, neither empty nor long."""
    return (
        isinstance(value, str)
        and 1 <= len(value) <= LONGEST_TEXT
        and value.isprintable()
        and not value.isspace()
    )


def _safeguard(name: object) -> Safeguard | None:
    return next((each for each in Safeguard if each == name), None)


def _is_country(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch("[A-Z]{2}", value) is not None


def _require(condition: bool, otherwise: str, field: str) -> None:
    if not condition:
        raise NoticeTermsInvalid(otherwise, field=field)
