"""How long a tenant's server keeps each thing, from when that counts, why, and what caps it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from inperson.desks import Desk
from inperson.rights.kept_terms import kept_terms
from inperson.rights.laws import (
    Cap,
    Category,
    Jurisdiction,
    JurisdictionUnknown,
    Trigger,
    jurisdiction,
    jurisdiction_of,
)
from inperson.rights.retention.errors import (
    RetentionInvalid,
    RetentionOverCap,
    RetentionReasonMissing,
)
from inperson.sessions import FIELDS, FRAMES_KEPT, KEPT_DAYS
from inperson.tenants import Transaction

__all__ = [
    "Cap",
    "Category",
    "RetentionRow",
    "RetentionSchedule",
    "Trigger",
    "chosen_schedule",
    "schedule_of",
]

SETTING = "retention"
LONGEST_REASON = 200
LONGEST_LIST = 32


@dataclass(frozen=True, slots=True)
class _Standard:
    days: int
    longest: int
    """What the software itself does not exceed, whatever a tenant wishes."""
    trigger: Trigger
    reason: str


_RECORD_DAYS = max(each.kept_days for each in FIELDS)
_FRAME_DAYS = FRAMES_KEPT.days
_STANDARD: Mapping[Category, _Standard] = {
    Category.TEMPLATE: _Standard(
        365,
        3650,
        Trigger.LAST_INTERACTION,
        "identity: confirming that it is the same living person, as long as it comes back",
    ),
    Category.SESSION_RECORD: _Standard(
        _RECORD_DAYS,
        _RECORD_DAYS,
        Trigger.CREATION,
        "security and support: attacks, and captures that fail on a kind of device; "
        "fields with a shorter time of their own go earlier",
    ),
    Category.SESSION_OUTCOME: _Standard(
        KEPT_DAYS, KEPT_DAYS, Trigger.CREATION, "proof: what was decided, and when"
    ),
    Category.FRAME_DIGESTS: _Standard(
        _FRAME_DAYS, _FRAME_DAYS, Trigger.CREATION, "security: knowing replayed frames again"
    ),
    Category.IMPROVEMENT_SAMPLES: _Standard(
        365, 1095, Trigger.CREATION, "improvement, with consent: measuring and correcting errors"
    ),
    Category.CONSENT_RECORD: _Standard(
        1095, 3650, Trigger.END_OF_PURPOSE, "proof: that there was consent while data was used"
    ),
    Category.PRIVACY_REQUEST: _Standard(
        1095, 3650, Trigger.END_OF_PURPOSE, "proof: what was asked, and that it was answered"
    ),
    Category.DELIVERY_LOG: _Standard(
        30, 365, Trigger.END_OF_PURPOSE, "support: telling whether a message arrived"
    ),
    Category.DISCLOSURE_RECORD: _Standard(
        1095, 3650, Trigger.END_OF_PURPOSE, "proof: to whom data was disclosed, and on what basis"
    ),
    Category.IDEMPOTENCY: _Standard(
        1, 1, Trigger.CREATION, "operation: a repeated request is answered like the first"
    ),
}


_OF_SESSION = frozenset({Category.SESSION_RECORD, Category.FRAME_DIGESTS})
"""What is a part of a session, and cannot outlive it."""


@dataclass(frozen=True, slots=True)
class RetentionRow:
    """What a notice or a copy says of one category."""

    category: Category
    days: int
    trigger: Trigger
    reason: str
    cap: Cap | None
    """The shortest that the law of the tenant's jurisdictions sets, if any does."""


@dataclass(frozen=True, slots=True)
class RetentionSchedule:
    """How long a tenant keeps each category. What it wishes counts as far as every cap allows."""

    jurisdictions: tuple[Jurisdiction, ...] = ()
    wishes: Mapping[Category, int] = field(default_factory=dict, hash=False)
    """Days of the categories that the tenant set; the others are as by default."""
    reasons: Mapping[Category, str] = field(default_factory=dict, hash=False)
    """Why, in the tenant's own words, where it said so."""

    @classmethod
    def of(
        cls,
        codes: Iterable[str],
        wishes: Mapping[Category, int],
        reasons: Mapping[Category, str] | None = None,
    ) -> "RetentionSchedule":
        """Return the schedule of a wish.

        Raises:
            JurisdictionUnknown: if a code is not in the table, or there are too many.

        """
        if len(set(codes := list(codes))) > LONGEST_LIST:
            raise JurisdictionUnknown("There are not so many.")
        places = tuple(jurisdiction(code) for code in sorted(set(codes)))
        return cls(places, dict(wishes), dict(reasons or {}))

    def under(self, country: str | None) -> "RetentionSchedule":
        """Return the schedule with the law of a controller's country, if it is in the table."""
        home = None if country is None else jurisdiction_of(country)
        if home is None or home in self.jurisdictions:
            return self
        return replace(self, jurisdictions=(*self.jurisdictions, home))

    @property
    def gdpr(self) -> bool:
        """Tell whether a law that it is under is the GDPR."""
        return any(each.gdpr for each in self.jurisdictions)

    @property
    def days(self) -> Mapping[Category, int]:
        """Return for how many days each category is kept."""
        return {category: self._days(category) for category in Category}

    def cutoffs(self, now: datetime) -> Mapping[Category, datetime]:
        """Return of each category the time before which an event makes due what counts from it."""
        return {category: now - timedelta(days=days) for category, days in self.days.items()}

    def cap(self, category: Category) -> Cap | None:
        """Return the shortest cap that the law sets, or None."""
        caps = [place.caps[category] for place in self.jurisdictions if category in place.caps]
        return min(caps, key=lambda each: each.days, default=None)

    def rows(self) -> Sequence[RetentionRow]:
        """Return one row a category, for notices and copies."""
        return [
            RetentionRow(
                category,
                self._days(category),
                standard.trigger,
                self.reasons.get(category, standard.reason),
                self.cap(category),
            )
            for category, standard in _STANDARD.items()
        ]

    def check(self) -> None:
        """Refuse what the tenant may not wish.

        Raises:
            RetentionInvalid: if a number of days is below one, or a reason is malformed.
            RetentionOverCap: if one is above a cap.
            RetentionReasonMissing: if one is above the default, and a jurisdiction asks why.

        """
        for category, days in self.wishes.items():
            limit = self._limit(category)
            if days < 1:
                raise RetentionInvalid(
                    f"Keep {category.value} for one day at least.", field=f"days.{category.value}"
                )
            if days > limit.days:
                raise RetentionOverCap(
                    f"Keep {category.value} for {limit.days} days at most: "
                    f"{limit.code}, {limit.law}: {limit.rule}.",
                    field=f"days.{category.value}",
                )
            if days > _STANDARD[category].days and category not in self.reasons:
                self._ask_why(category)
        for category, reason in self.reasons.items():
            if not 1 <= len(reason) <= LONGEST_REASON or not reason.isprintable():
                raise RetentionInvalid(
                    f"A reason is 1 to {LONGEST_REASON} printable characters.",
                    field=f"reasons.{category.value}",
                )

    def _ask_why(self, category: Category) -> None:
        for place in self.jurisdictions:
            if place.reason_required:
                raise RetentionReasonMissing(
                    f"Say why {category.value} is kept so long: {place.code}, {place.law}.",
                    field=f"reasons.{category.value}",
                )

    def _limit(self, category: Category) -> Cap:
        standard, cap = _STANDARD[category], self.cap(category)
        if cap is not None and cap.days <= standard.longest:
            return cap
        rule = "this software keeps it no longer"
        return Cap("software", "Inperson", standard.longest, standard.trigger, rule, None)

    def _days(self, category: Category) -> int:
        wish = self.wishes.get(category, _STANDARD[category].days)
        days = min(wish, self._limit(category).days)
        return min(days, self._days(Category.SESSION_OUTCOME)) if category in _OF_SESSION else days

    def content(self) -> dict[str, Any]:
        """Return what is stored of it."""
        return {
            "jurisdictions": [place.code for place in self.jurisdictions],
            "days": {category.value: days for category, days in self.wishes.items()},
            "reasons": {category.value: text for category, text in self.reasons.items()},
        }


def schedule_of(desk: Desk, tx: Transaction) -> RetentionSchedule:
    """Return how long the desk's tenant keeps each category.

    A cap that became shorter since the tenant chose binds at once, and so does the law of the
    country that its notice names.
    """
    kept = kept_terms(desk, tx)
    return chosen_schedule(desk, tx).under(None if kept is None else kept.country)


def chosen_schedule(desk: Desk, tx: Transaction) -> RetentionSchedule:
    """Return what the desk's tenant chose, whatever its notice says."""
    content = desk.setting(tx, SETTING)
    if content is None:
        return RetentionSchedule()
    return RetentionSchedule.of(
        content["jurisdictions"],
        {Category(name): days for name, days in content["days"].items()},
        {Category(name): text for name, text in content["reasons"].items()},
    )


def category_of(name: str) -> Category:
    """Return the category of a name.

    Raises:
        RetentionInvalid: if there is none.

    """
    try:
        return Category(name)
    except ValueError as error:
        raise RetentionInvalid(f"Known are {', '.join(Category)}.") from error
