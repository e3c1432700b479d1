"""Where a notice says that data is, and who gets it."""

from collections.abc import Iterator, Mapping
from typing import Any

from inperson.desks import LiveFacts
from inperson.rights.notices.model import NoticeTerms, Safeguard
from inperson.rights.notices.words import Phrases

Node = dict[str, Any]

_SAFEGUARDS: Mapping[Safeguard, str] = {
    Safeguard.ADEQUACY_DECISION: "eu-gdpr:A45-3",
    Safeguard.BINDING_CORPORATE_RULES: "eu-gdpr:A46-2-b",
    Safeguard.STANDARD_CLAUSES: "eu-gdpr:A46-2-c",
    Safeguard.EXPLICIT_CONSENT: "eu-gdpr:A49-1-a",
}


def location(facts: LiveFacts, words: Phrases) -> Node:
    """Return where the data is."""
    if not facts.location:
        return {"@type": "dpv:StorageLocation", "dct:description": words.say("location_unnamed")}
    return {
        "@type": "dpv:StorageLocation",
        "dct:identifier": facts.location,
        "dct:description": words.say("location", location=facts.location),
    }


def recipients(
    terms: NoticeTerms, facts: LiveFacts, words: Phrases, *, gdpr: bool
) -> Iterator[Node]:
    """Yield who gets data, the operator first, and at the end that nobody else does."""
    yield _operator(terms, facts, words)
    for each in terms.recipients:
        yield {
            "@type": "dpv:Recipient",
            "dpv:hasName": each.name,
            "dpv:hasCountry": each.country,
            "dpv:hasPurpose": {"@type": "dpv:Purpose", "dct:description": each.what_for},
            "dct:description": words.say(
                "recipient", name=each.name, country=each.country, what_for=each.what_for
            ),
        }
    for to in terms.transfers:
        safeguard = words.lawful("safeguard", to.safeguard.value, gdpr=gdpr)
        articles = [_SAFEGUARDS[to.safeguard]] if gdpr else []
        yield {
            "@type": "dpv:DataImporter",
            "dpv:hasName": to.name,
            "dpv:hasThirdCountry": to.country,
            "dpv:hasLegalBasis": {"@type": ["dpv:LegalBasis", *articles]},
            "dct:description": words.say(
                "transfer", name=to.name, country=to.country, safeguard=safeguard
            ),
        }
    yield {"@type": "dpv:Recipient", "dct:description": words.say("nobody")}


def _operator(terms: NoticeTerms, facts: LiveFacts, words: Phrases) -> Node:
    if facts.deployment == "private":
        said = words.say("operator_self", controller=terms.controller)
        return {"@type": "dpv:DataController", "dct:description": said}
    if not facts.operator:
        said = words.say("operator_unnamed", controller=terms.controller)
        return {"@type": "dpv:DataProcessor", "dct:description": said}
    node: Node = {
        "@type": "dpv:DataProcessor",
        "dpv:hasName": facts.operator,
        "dct:description": words.say(
            "operator", operator=facts.operator, controller=terms.controller
        ),
    }
    if facts.operator_contact:
        node["dpv:hasContact"] = facts.operator_contact
    return node
