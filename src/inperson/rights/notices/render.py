"""Renders a notice out of what the server does, and says nothing else.

Its document is JSON-LD with W3C DPV terms, and its texts are in it: what a person read is what the
hash is of. The page for people is made of the document alone. docs/formats/notice.md has the form.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from inperson.core import TenantId, rfc3339
from inperson.desks import LiveFacts
from inperson.rights.laws import SupervisoryAuthority, authority
from inperson.rights.linked import canonical, linked
from inperson.rights.notices.editions import Notice
from inperson.rights.notices.model import LegalBasis, NoticeTerms
from inperson.rights.notices.stored import personal_data, storage_conditions
from inperson.rights.notices.whereabouts import Node, location, recipients
from inperson.rights.notices.words import Phrases, phrases
from inperson.rights.retention import Category, RetentionSchedule
from inperson.sessions import ConsentPurpose

BASES: Mapping[LegalBasis, tuple[str, str]] = {
    LegalBasis.EXPLICIT_CONSENT: ("eu-gdpr:A6-1-a-explicit-consent", "eu-gdpr:A9-2-a"),
    LegalBasis.EMPLOYMENT_LAW: ("eu-gdpr:A6-1-c", "eu-gdpr:A9-2-b"),
    LegalBasis.VITAL_INTERESTS: ("eu-gdpr:A6-1-d", "eu-gdpr:A9-2-c"),
    LegalBasis.LEGAL_CLAIMS: ("eu-gdpr:A6-1-f", "eu-gdpr:A9-2-f"),
    LegalBasis.SUBSTANTIAL_PUBLIC_INTEREST: ("eu-gdpr:A6-1-e", "eu-gdpr:A9-2-g"),
}
PURPOSES: Mapping[ConsentPurpose, tuple[str, ...]] = {
    ConsentPurpose.IDENTITY: ("dpv:IdentityVerification", "dpv:IdentityAuthentication"),
    ConsentPurpose.IMPROVEMENT: ("dpv:ImproveExistingProductsAndServices",),
}
_DIRECT = "eu-gdpr:DirectDataCollectionNotice"
_RIGHTS: Mapping[str, str] = {
    "withdrawal": "eu-gdpr:A7-3",
    "access": "eu-gdpr:A15",
    "portability": "eu-gdpr:A20",
    "rectification": "eu-gdpr:A16",
    "erasure": "eu-gdpr:A17",
    "restriction": "eu-gdpr:A18",
    "objection": "eu-gdpr:A21",
    "human": "eu-gdpr:A22-3-a",
    "complaint": "eu-gdpr:A77",
}


@dataclass(frozen=True, slots=True)
class Imprint:
    """Which notice it is."""

    tenant_id: TenantId
    version: int
    published_at: datetime
    draft: bool


def render(
    terms: NoticeTerms,
    facts: LiveFacts,
    schedule: RetentionSchedule,
    imprint: Imprint,
    language: str,
) -> str:
    """Return the document of a notice in a language, as canonical JSON-LD.

    Args:
        terms: what the tenant says of itself.
        facts: what this server is.
        schedule: how long it keeps what for the tenant; the law of its country binds as well.
        imprint: which notice it is.
        language: one of `model.LANGUAGES`.

    """
    words, schedule = phrases(language), schedule.under(terms.country)
    # a draft does not know yet where its tenant is
    gdpr = schedule.gdpr or terms.country is None
    document: Node = {
        "@id": notice_url(facts, imprint.tenant_id, imprint.version, language) + ".jsonld",
        "@type": ["dpv:PrivacyNotice", "dpv:ConsentNotice", *([_DIRECT] if gdpr else [])],
        "dct:title": words.say("title", controller=terms.controller),
        "dct:abstract": list(_abstract(terms, words, draft=imprint.draft)),
        "dct:description": words.say("tests"),
        "dct:language": language,
        "dct:issued": rfc3339(imprint.published_at),
        "schema:version": imprint.version,
        "inp:draft": imprint.draft,
        "inp:deployment": facts.deployment,
        "dpv:hasDataController": _controller(terms, imprint.tenant_id),
        "dpv:hasProcess": [
            _process(purpose, basis, words, gdpr=gdpr)
            for purpose, basis in sorted(terms.purposes.items())
        ],
        "inp:disclosures": list(_disclosures(terms, schedule, words)),
        "dpv:hasPersonalData": personal_data(schedule, words, terms.purposes, facts),
        "dpv:hasStorageCondition": storage_conditions(schedule, words, terms.purposes),
        "dpv:hasTechnicalMeasure": _encryption(facts, words),
        "dpv:hasDataSource": "dpv:DataSubjectDataSource",
        "dpv:hasLocation": location(facts, words),
        "dpv:hasRecipient": list(recipients(terms, facts, words, gdpr=gdpr)),
        "dpv:hasRight": list(_rights(terms, facts, imprint.tenant_id, words, gdpr=gdpr)),
        "dpv:hasAuthority": _authority(terms, words),
    }
    document |= {name: said for name, said in _own(terms).items() if said is not None}
    return canonical(linked(document, language))


def _own(terms: NoticeTerms) -> Node:
    """Return what is left out where the tenant did not say it."""
    return {
        "dpv:hasJurisdiction": terms.country,
        "inp:alternative": terms.alternative,
        "inp:alternativeKind": terms.alternative_kind and terms.alternative_kind.value,
        "inp:minimumAge": terms.minimum_age,
        "inp:below": terms.below and terms.below.value,
    }


def published(
    terms: NoticeTerms,
    facts: LiveFacts,
    schedule: RetentionSchedule,
    imprint: Imprint,
    consents_since: int,
) -> list[Notice]:
    """Return a notice in all languages that the terms name."""
    notices = []
    for language in terms.published_in:
        document = render(terms, facts, schedule, imprint, language)
        notices.append(
            Notice(
                version=imprint.version,
                language=language,
                published_at=imprint.published_at,
                sha256=hashlib.sha256(document.encode()).digest(),
                consents_since=consents_since,
                draft=imprint.draft,
                improvement=ConsentPurpose.IMPROVEMENT in terms.purposes,
                document=document,
            )
        )
    return notices


def notice_url(facts: LiveFacts, tenant_id: TenantId, version: int, language: str) -> str:
    """Return where people read a version in a language; with `.jsonld`, where machines do."""
    return f"{centre_url(facts, tenant_id)}/notices/{version}/{language}"


def centre_url(facts: LiveFacts, tenant_id: TenantId) -> str:
    """Return where the tenant's people use their rights."""
    return f"{facts.public_url}/privacy/{tenant_id}"


def controller_id(tenant_id: TenantId) -> str:
    """Return what names a tenant in our documents."""
    return f"urn:inperson:tenant:{tenant_id}"


def _abstract(terms: NoticeTerms, words: Phrases, *, draft: bool) -> Iterator[str]:
    """Yield what comes first, in plain words."""
    if draft:
        yield words.say("draft")
    yield words.say("what")
    yield words.say("pictures")
    yield words.say("choice")
    if terms.alternative is None:
        yield words.say("free", controller=terms.controller)
    else:
        yield words.say("free_alternative", alternative=terms.alternative)
    if terms.gate is not None:
        key = f"minimum_age_{terms.gate.below.value}"
        yield words.say(key, controller=terms.controller, age=terms.gate.minimum_age)
    yield words.say("nothing_else")
    if ConsentPurpose.IMPROVEMENT in terms.purposes:
        yield words.say("improvement_asks")
    yield words.say("source", controller=terms.controller)
    yield words.say("decides", controller=terms.controller)


def _controller(terms: NoticeTerms, tenant_id: TenantId) -> Node:
    node: Node = {
        "@id": controller_id(tenant_id),
        "@type": "dpv:DataController",
        "dpv:hasName": terms.controller,
    }
    if terms.contact is not None:
        node["dpv:hasContact"] = terms.contact
    if terms.country is not None:
        node["dpv:hasCountry"] = terms.country
    if terms.dpo is not None:
        node["dpv:hasDataProtectionOfficer"] = {
            "@type": "dpv:DataProtectionOfficer",
            "dpv:hasContact": terms.dpo,
        }
    return node


def _disclosures(terms: NoticeTerms, schedule: RetentionSchedule, words: Phrases) -> Iterator[Node]:
    """Yield what a law asks to be said in words of its own: BIPA's disclosure and release."""
    days = words.days(schedule.days[Category.TEMPLATE])
    for each in schedule.jurisdictions:
        if each.discloses is not None:
            said = dict(words.tables[each.discloses])
            yield {
                "@type": "dpv:Notice",
                "dct:identifier": each.code,
                "dct:title": said.pop("title"),
                "dpv:hasApplicableLaw": each.law,
                "dct:abstract": [
                    words.word(each.discloses, key, controller=terms.controller, days=days)
                    for key in said
                ],
            }


def _process(purpose: ConsentPurpose, basis: LegalBasis, words: Phrases, *, gdpr: bool) -> Node:
    allowed = words.lawful("basis", basis.value, gdpr=gdpr)
    if basis is not LegalBasis.EXPLICIT_CONSENT:
        allowed = f"{allowed} {words.say('asked_anyway')}"
    node: Node = {
        "@type": "dpv:Process",
        "dct:identifier": purpose.value,
        "dpv:hasPurpose": {
            "@type": ["dpv:Purpose", *PURPOSES[purpose]],
            "dct:title": words.word("purpose", purpose.value),
            "dct:description": words.word("purpose", f"{purpose.value}_what"),
        },
        "dpv:hasLegalBasis": {
            "@type": ["dpv:LegalBasis", *(BASES[basis] if gdpr else ())],
            "dct:identifier": basis.value,
            "dct:description": allowed,
        },
    }
    return node


def _encryption(facts: LiveFacts, words: Phrases) -> Node:
    days = facts.key_backup.days
    return {
        "@type": "dpv:Encryption",
        "dct:description": words.say("keys", days=words.days(days)),
        "dpv:hasDuration": {"@type": "dpv:TemporalDuration", "rdf:value": f"P{days}D"},
    }


def _rights(
    terms: NoticeTerms, facts: LiveFacts, tenant_id: TenantId, words: Phrases, *, gdpr: bool
) -> Iterator[Node]:
    named, where = _authority_name(terms, words), centre_url(facts, tenant_id)
    for right, article in _RIGHTS.items():
        yield {
            "@type": ["dpv:DataSubjectRight", *([article] if gdpr else [])],
            "dct:identifier": right,
            "dct:description": words.word(
                "right", right, controller=terms.controller, authority=named
            ),
            "dpv:isExercisedAt": where,
        }
    yield {
        "@type": "dpv:DataSubjectRight",
        "dct:identifier": "how",
        "dct:description": words.say("rights_how", controller=terms.controller),
        "dpv:isExercisedAt": where,
    }


def _authority(terms: NoticeTerms, words: Phrases) -> Node:
    found = _known_authority(terms)
    node: Node = {
        "@type": "dpv:DataProtectionAuthority",
        "dpv:hasName": _authority_name(terms, words),
    }
    if found is not None:
        node["schema:url"] = found.contact or found.website
    return node


def _authority_name(terms: NoticeTerms, words: Phrases) -> str:
    found = _known_authority(terms)
    if found is None:
        return words.say("authority_unknown")
    return found.english if words.language == "en" else found.name


def _known_authority(terms: NoticeTerms) -> SupervisoryAuthority | None:
    return None if terms.country is None else authority(terms.country)
