"""The policy's sentences, each with its code, its tests, and what proves it on a live server."""

from collections.abc import Callable
from dataclasses import dataclass

from inperson.app import Server
from inperson.policy import (
    agreement,
    contents,
    kinds,
    places,
    reviews,
    rights,
    sealed,
    statistics,
    times,
)
from inperson.policy.looking import Seen

Proof = Callable[[Server], Seen]


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence of the policy."""

    number: str
    sentence: str
    where: str
    """The code that makes it true, below src/inperson, or who must see to it."""
    tests: tuple[str, ...]
    """The tests that show it, below tests/."""
    prove: Proof | None = None
    """Proves it on a live server, and says what it saw; raises `Broken` where it does not hold."""


CLAUSES = (
    Clause(
        "1.1",
        "A session is a developer's or a production one, by its token",
        "sessions/model.py: the kind is a type, a column and a constraint",
        ("improvement/test_set.py", "tenants/test_tokens.py"),
        kinds.kinds_are_apart,
    ),
    Clause(
        "1.2",
        "Developer sessions may feed improvement, with the person's consent to it",
        "improvement/service.py, rights/consents/before_session.py",
        ("improvement/test_set.py", "rights/test_clause_2_consent.py"),
        kinds.improvement_is_consented,
    ),
    Clause(
        "1.3",
        "Production data is used for nothing but confirming identity and liveness",
        "sessions/capture.py: images end with the decision; improvement/service.py takes no "
        "production session",
        ("improvement/test_set.py", "attacks/test_no_image_on_disk.py"),
        kinds.kinds_are_apart,
    ),
    Clause(
        "2.1",
        "Biometric data is encrypted",
        "vault/sealing.py: AES-256-GCM under a key of the person's own",
        ("vault/test_vault.py", "vault/test_sealed_record.py"),
        sealed.nothing_is_in_the_clear,
    ),
    Clause(
        "2.2",
        "Keys are kept apart from the data",
        "vault/service.py, adapters/kms",
        ("contracts/test_key_providers.py", "vault/test_rotation.py"),
        places.keys_are_apart,
    ),
    Clause(
        "2.3",
        "Data is siloed by client",
        "store/silos.py: a file, or a schema with a role of its own",
        ("attacks/test_other_tenants.py",),
        places.silos_are_apart,
    ),
    Clause(
        "2.4",
        "Biometric data is never stored beside other personal data",
        "store/tables.py, privacy_tables.py: there is no column for it",
        ("store/test_migrations.py",),
        contents.nothing_personal_beside,
    ),
    Clause(
        "2.5",
        "Production data is anonymised, device ids included",
        "sessions/session_record.py: networks and keyed hashes",
        ("sessions/test_session_record.py",),
        sealed.devices_are_anonymised,
    ),
    Clause(
        "3.1",
        "A session records what is listed, each field for its purpose and its time",
        "sessions/session_record.py: `FIELDS` and `OUTCOME_FIELDS`",
        ("sessions/test_session_record.py", "rights/test_clause_6_retention.py"),
        times.records_are_forgotten,
    ),
    Clause(
        "3.2",
        "No session of a purpose without a consent to it",
        "rights/consents/before_session.py; sessions/ages.py: nobody too young agrees alone",
        ("rights/test_clause_2_consent.py", "rights/test_age_gate.py"),
        agreement.no_session_without_consent,
    ),
    Clause(
        "4.1",
        "In a private cloud the client alone is responsible, and people are told who runs what",
        "config.py: deployment, operator, location; rights/notices",
        ("rights/test_clause_1_notices.py",),
        places.deployment_is_what_it_says,
    ),
    Clause(
        "4.2",
        "Only anonymised statistics leave a private cloud",
        "app/: a private server sends nothing by itself; usage/report.py: the report's "
        "schema is closed; rights/letters.py: erasures are carried, sealed, to the tenant's cloud",
        (
            "attacks/test_nothing_leaves.py",
            "rights/test_erasure_bundles.py",
            "test_deployments.py",
            "usage/test_report.py",
        ),
        statistics.only_statistics_leave,
    ),
    Clause(
        "5.1",
        "No third party can single out a client's use or a person in statistics",
        "usage/statistics: differential privacy, for a subject and for a client",
        (
            "usage/test_attacks_neighbours.py",
            "usage/test_attacks_membership.py",
            "usage/test_attacks_differencing.py",
            "usage/test_attacks_clients.py",
            "usage/test_attacks_schema.py",
        ),
        statistics.nobody_is_singled_out,
    ),
    Clause(
        "6.1",
        "Data is disclosed only with the person's approval or under a recorded legal duty",
        "rights/disclosures",
        ("rights/test_clause_7_disclosure.py", "contracts/test_disclosures.py"),
        rights.disclosures_are_recorded,
    ),
    Clause(
        "6.2",
        "What was done with data is on a log that nobody can rewrite unseen",
        "audit/, policy/seen.py: held against what witnesses saw",
        ("audit/test_tampering.py", "audit/test_witness.py", "policy/test_seen.py"),
        rights.nobody_rewrote_the_log,
    ),
    Clause(
        "6.3",
        "Who is responsible learns of a breach within 72 hours",
        "rights/breaches",
        ("rights/test_clause_7_breaches.py",),
        rights.breaches_are_in_time,
    ),
    Clause(
        "7.1",
        "People are told who, why, on what basis, where, to whom and how long, in versions",
        "rights/notices",
        ("rights/test_clause_1_notices.py",),
        rights.notices_are_published,
    ),
    Clause(
        "7.2",
        "Requests are answered within a month",
        "rights/requests",
        ("rights/test_clause_3_requests.py", "rights/test_clause_8_complaints.py"),
        times.requests_are_in_time,
    ),
    Clause(
        "7.3",
        "People can have their data erased, at the client and in the managed cloud",
        "rights/requests, sessions/erasure.py; rights/requests/bundles.py where no line joins them",
        (
            "rights/test_clause_5_erasure.py",
            "rights/test_erasure_bundles.py",
            "attacks/test_restored_backup.py",
        ),
        rights.erasures_are_whole,
    ),
    Clause(
        "7.4",
        "Whoever has to be told of it is told",
        "deliveries",
        ("rights/test_deliveries.py",),
        rights.messages_arrive,
    ),
    Clause(
        "7.5",
        "People can get a copy of everything that is held of them",
        "rights/copies: a test compares a copy with every row that the person's key opens",
        ("rights/test_clause_4_access_copy.py",),
    ),
    Clause(
        "7.6",
        "People can withdraw their consent at any time, with one call",
        "rights/requests: a session that runs is ended in the same transaction",
        ("rights/test_clause_3_requests.py",),
        agreement.withdrawals_are_obeyed,
    ),
    Clause(
        "7.7",
        "People can have a person look at a decision against them, and what it counted is set "
        "aside meanwhile",
        "rights/requests/reviewing.py, sessions/lockout.py",
        ("rights/test_human_review.py",),
        reviews.reviews_are_what_they_say,
    ),
)
