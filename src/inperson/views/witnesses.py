"""Who witnesses a tenant's audit log, and what they saw, as both doors show it."""

from datetime import datetime

from pydantic import Field

from inperson.deliveries import Sight
from inperson.tlog import VerifierKey
from inperson.views.body import Body


class LogWitnessView(Body):
    """Somebody who signs the log's checkpoints."""

    name: str
    key: str = Field(description="Its verifier key, `name+id+key`.")
    url: str | None = Field(description="Where the server asks it; null if people carry it.")


class LogWitnessesView(Body):
    """Who witnesses the tenant's audit log, and what enough of them signed last."""

    witnesses: list[LogWitnessView]
    least: int = Field(description="How many of them have to sign.")
    hours: int = Field(description="How often they are asked at least.")
    seen_at: datetime | None = Field(description="When enough of them signed last.")
    seen_size: int = Field(description="How many leaves the log had then.")
    late: bool = Field(description="Whether enough of them should have signed by now.")
    trouble: dict[str, str] = Field(description="Why the last one failed, by a witness's name.")
    checkpoint: str | None = Field(description="What enough of them signed last.")
    trust: str = Field(
        description="A trust file for who relies on them: `inperson-verify --trust`. Get the "
        "keys by another way too."
    )


def witnesses_view(sight: Sight, log_key: VerifierKey, now: datetime) -> LogWitnessesView:
    """Render a log's witnesses and what they saw."""
    quorum = sight.quorum
    return LogWitnessesView(
        witnesses=[
            LogWitnessView(name=each.name, key=each.key.text(), url=each.url)
            for each in quorum.witnesses
        ],
        least=quorum.least,
        hours=quorum.hours,
        seen_at=sight.met_at,
        seen_size=sight.size,
        late=sight.late(now),
        trouble={name: turn.trouble for name, turn in sight.turns.items() if turn.trouble},
        checkpoint=sight.met,
        trust=quorum.trust_text(log_key),
    )
