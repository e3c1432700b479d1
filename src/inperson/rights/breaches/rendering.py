"""What a controller is told of a breach (GDPR Art. 33(2) and (3)), as Markdown."""

from datetime import datetime

from inperson.rights.breaches.model import Breach


def as_markdown(breach: Breach, now: datetime) -> str:
    """Return the notice as a text for people."""
    facts = breach.facts
    over = " (over)" if breach.overdue(now) else ""
    parts = [
        f"# Notice of a personal data breach: {breach.id}",
        "To the controller, under Art. 33(2) of Regulation (EU) 2016/679 (GDPR). You may have to "
        "notify your supervisory authority within 72 hours of learning of it, and the people "
        "affected (Art. 33(1) and 34).",
        f"Noticed: {_time(breach.noticed_at)}  \n72 hours end: {_time(breach.due_at)}{over}",
        f"## Nature\n\n{facts.nature}",
        f"## Who and what is affected\n\n{facts.categories}\n\n"
        f"About {facts.people or 'an unknown number of'} people and "
        f"{facts.records or 'an unknown number of'} records.",
        f"## Likely consequences\n\n{facts.consequences}",
        f"## Measures\n\n{facts.measures}",
        f"## Contact\n\n{facts.contact}",
    ]
    return "\n\n".join(parts) + "\n"


def _time(at: datetime) -> str:
    return at.isoformat(timespec="minutes")
