"""What is shown of each noun: one view, whichever door shows it.

A view is a Pydantic model, and beside it stands the function that makes it of a value. `/v1`, the
privacy centre, the console and the command line's `--json` show the same one, so that a new field
of a noun is rendered in one place. No view needs a web framework; what comes in at a door is the
door's own.
"""

from inperson.views.audit import (
    CheckpointView,
    LeafList,
    LeafView,
    ProofView,
    checkpoint_view,
    entry_view,
    leaf_view,
    proof_view,
)
from inperson.views.body import WHOLE, Body, Moment, SubjectRef, Whole
from inperson.views.breaches import breach_view
from inperson.views.centre import (
    Entered,
    Me,
    OwnDisclosure,
    OwnRequests,
    ReadyActView,
    Waiting,
    me_view,
    own_disclosure,
    ready_view,
    waiting_view,
)
from inperson.views.consents import ConsentList, ConsentView, consent_view
from inperson.views.disclosures import (
    DisclosureList,
    DisclosureView,
    LegalProposal,
    LongText,
    Proposal,
    disclosure_view,
    propose,
)
from inperson.views.notices import NoticeView, notice_view
from inperson.views.people import person_view
from inperson.views.requests import (
    InvitationView,
    RequestList,
    RequestView,
    authority_of,
    request_view,
    summary,
)
from inperson.views.retention import (
    HoldList,
    HoldView,
    PlanView,
    RetentionView,
    hold_view,
    plan_view,
    retention_view,
)
from inperson.views.sessions import (
    ErasureView,
    OpenedSessionView,
    SessionView,
    SubjectView,
    WithdrawalView,
    erasure_view,
    opened_view,
    session_view,
    subject_view,
)
from inperson.views.tenants import tenant_view
from inperson.views.tokens import IssuedTokenView, TokenList, issued_view, token_view
from inperson.views.usage import ReceiptView, UsageView, period_view
from inperson.views.webhooks import NewSecretView, TestView, WebhookView, secret_view, webhook_view

__all__ = [
    "WHOLE",
    "Body",
    "CheckpointView",
    "ConsentList",
    "ConsentView",
    "DisclosureList",
    "DisclosureView",
    "Entered",
    "ErasureView",
    "HoldList",
    "HoldView",
    "InvitationView",
    "IssuedTokenView",
    "LeafList",
    "LeafView",
    "LegalProposal",
    "LongText",
    "Me",
    "Moment",
    "NewSecretView",
    "NoticeView",
    "OpenedSessionView",
    "OwnDisclosure",
    "OwnRequests",
    "PlanView",
    "ProofView",
    "Proposal",
    "ReadyActView",
    "ReceiptView",
    "RequestList",
    "RequestView",
    "RetentionView",
    "SessionView",
    "SubjectRef",
    "SubjectView",
    "TestView",
    "TokenList",
    "UsageView",
    "Waiting",
    "WebhookView",
    "Whole",
    "WithdrawalView",
    "authority_of",
    "breach_view",
    "checkpoint_view",
    "consent_view",
    "disclosure_view",
    "entry_view",
    "erasure_view",
    "hold_view",
    "issued_view",
    "leaf_view",
    "me_view",
    "notice_view",
    "opened_view",
    "own_disclosure",
    "period_view",
    "person_view",
    "plan_view",
    "proof_view",
    "propose",
    "ready_view",
    "request_view",
    "retention_view",
    "secret_view",
    "session_view",
    "subject_view",
    "summary",
    "tenant_view",
    "token_view",
    "waiting_view",
    "webhook_view",
]
