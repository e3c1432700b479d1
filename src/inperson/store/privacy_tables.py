"""The tables of a silo that hold what people agreed to, asked for and were told.

Like the others they have no column for a name, an address or a document: what a request says in
words is sealed.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
)

from inperson.store.tables import UtcTime, _one_of, silo
from inperson.store.triggers import refuse_changes

notices = Table(
    "notices",
    silo,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("language", String(8), primary_key=True),
    Column("published_at", UtcTime, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False, unique=True),
    Column("consents_since", Integer, nullable=False),
    Column("draft", Boolean, nullable=False),
    Column("improvement", Boolean, nullable=False),
    Column("document", Text, nullable=False),
)
refuse_changes(notices, "is_published", "it is published")

consents = Table(
    "consents",
    silo,
    Column("id", String(30), primary_key=True),
    Column("purpose", String(20), nullable=False),
    Column("token_kind", String(10), nullable=False),
    Column("reference", LargeBinary(32), index=True),
    Column("session_id", ForeignKey("sessions.id", ondelete="CASCADE"), index=True),
    Column("notice_version", Integer, nullable=False),
    Column("notice_sha256", LargeBinary(32), nullable=False),
    Column("language", String(8), nullable=False),
    Column("method", String(10), nullable=False),
    Column("given_at", UtcTime, nullable=False),
    Column("withdrawn_at", UtcTime),
    Column("salt", LargeBinary(16), nullable=False),
    Column("age", String(6)),
    Column("minimum_age", SmallInteger),
    Column("guardian", String(20)),
    _one_of("purpose", "identity", "improvement"),
    _one_of("token_kind", "developer", "production"),
    _one_of("method", "tap", "form", "paper", "spoken"),
    # a production token can have none, whatever the code does
    CheckConstraint(
        "purpose <> 'improvement' OR token_kind = 'developer'", name="improvement_is_developers"
    ),
    CheckConstraint("(reference IS NULL) <> (session_id IS NULL)", name="about_one"),
)

restrictions = Table(
    "restrictions",
    silo,
    Column("reference", LargeBinary(32), primary_key=True),
    Column("request_id", String(30), nullable=False),
    Column("since", UtcTime, nullable=False),
)

privacy_requests = Table(
    "privacy_requests",
    silo,
    Column("id", String(30), primary_key=True),
    Column("kind", String(14), nullable=False),
    Column("token_kind", String(10), nullable=False),
    Column("channel", String(8), nullable=False),
    Column("state", String(12), nullable=False, index=True),
    # gone once an erasure is done: what is left of the request names nobody
    Column("reference", LargeBinary(32), index=True),
    Column("received_at", UtcTime, nullable=False),
    Column("due_at", UtcTime, nullable=False, index=True),
    Column("extended_at", UtcTime),
    Column("closed_at", UtcTime),
    Column("justification", String(80)),
    Column("details", LargeBinary),
    Column("salt", LargeBinary(16), nullable=False),
    _one_of(
        "kind",
        "access",
        "portability",
        "erasure",
        "rectification",
        "restriction",
        "objection",
        "withdrawal",
        "complaint",
        "human_review",
    ),
    _one_of("token_kind", "developer", "production"),
    _one_of("channel", "tenant", "subject"),
    _one_of("state", "received", "in_progress", "completed", "refused"),
    CheckConstraint("(state IN ('completed', 'refused')) = (closed_at IS NOT NULL)", name="closed"),
    CheckConstraint("(state = 'refused') = (justification IS NOT NULL)", name="refused_with_why"),
)

request_keys = Table(
    "request_keys",
    silo,
    Column("key", LargeBinary(32), primary_key=True),
    Column("request", LargeBinary(32), nullable=False),
    Column(
        "request_id",
        ForeignKey("privacy_requests.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("created_at", UtcTime, nullable=False, index=True),
)

deliveries = Table(
    "deliveries",
    silo,
    Column("id", String(30), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("request_id", String(30), index=True),
    Column("created_at", UtcTime, nullable=False),
    Column("next_at", UtcTime, nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("done_at", UtcTime),
    Column("failure", String(60)),
    Column("payload", LargeBinary),
    _one_of("kind", "webhook", "cascade", "logout", "ping"),
    CheckConstraint("(done_at IS NULL) = (payload IS NOT NULL)", name="payload_until_done"),
)

disclosures = Table(
    "disclosures",
    silo,
    Column("id", String(30), primary_key=True),
    Column("basis", String(14), nullable=False),
    Column("token_kind", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    Column("reference", LargeBinary(32), nullable=False, index=True),
    Column("proposed_at", UtcTime, nullable=False),
    Column("proposed_by", String(64), nullable=False),
    Column("approved_at", UtcTime),
    Column("approved_by", String(64)),
    Column("closed_at", UtcTime),
    Column("package_sha256", LargeBinary(32)),
    Column("gag_until", UtcTime),
    Column("told_at", UtcTime),
    Column("details", LargeBinary, nullable=False),
    Column("salt", LargeBinary(16), nullable=False),
    _one_of("basis", "user_approved", "legal_request"),
    _one_of("token_kind", "developer", "production"),
    _one_of("state", "proposed", "approved", "delivered", "refused"),
    CheckConstraint("approved_by IS NULL OR approved_by <> proposed_by", name="two_people"),
    CheckConstraint(
        "state NOT IN ('approved', 'delivered') OR approved_by IS NOT NULL", name="approved"
    ),
    CheckConstraint(
        "(state = 'delivered') = (package_sha256 IS NOT NULL)", name="delivered_is_hashed"
    ),
    CheckConstraint("basis = 'legal_request' OR gag_until IS NULL", name="gag_is_legal"),
)

holds = Table(
    "holds",
    silo,
    Column("id", String(30), primary_key=True),
    Column("reference", LargeBinary(32), nullable=False, index=True),
    Column("token_kind", String(10), nullable=False),
    Column("placed_at", UtcTime, nullable=False),
    Column("placed_by", String(64), nullable=False),
    Column("until", UtcTime, nullable=False),
    Column("released_at", UtcTime),
    Column("document_sha256", LargeBinary(32), nullable=False),
    Column("details", LargeBinary, nullable=False),
    Column("salt", LargeBinary(16), nullable=False),
    _one_of("token_kind", "developer", "production"),
)

centre_codes = Table(
    "centre_codes",
    silo,
    Column("sha256", LargeBinary(32), primary_key=True),
    Column("token_kind", String(10), nullable=False),
    Column("reference", LargeBinary(32), nullable=False, index=True),
    Column("subject_ref", LargeBinary, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False, index=True),
    Column("used_at", UtcTime),
    _one_of("token_kind", "developer", "production"),
)

centre_visits = Table(
    "centre_visits",
    silo,
    # who is in the privacy centre until it leaves: about nobody, for the ticket alone says who
    Column("id", String(30), primary_key=True),
    Column("expires_at", UtcTime, nullable=False, index=True),
)

proofs = Table(
    "proofs",
    silo,
    # the key holds that a session proves one act: of several at once, one inserts
    Column("session_id", ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("used_at", UtcTime, nullable=False),
)

wrong_codes = Table(
    "wrong_codes",
    silo,
    # a second since 1970, and how many wrong codes the centre met in it: about nobody
    Column("second", BigInteger, primary_key=True, autoincrement=False),
    Column("tries", Integer, nullable=False),
)

tenant_documents = Table(
    "tenant_documents",
    silo,
    Column("name", String(20), primary_key=True),
    Column("updated_at", UtcTime, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

REFERENCES = (
    consents.c.reference,
    restrictions.c.reference,
    privacy_requests.c.reference,
    disclosures.c.reference,
    holds.c.reference,
    centre_codes.c.reference,
)
"""Every column here that names a subject by its pseudonym."""
