"""What the codes of the service mean, in plain words."""

from collections.abc import Mapping

from inperson.rights.disclosures import DisclosureScope, DisclosureState
from inperson.rights.notices import LegalBasis
from inperson.rights.requests import Capacity, RequestKind, RequestState
from inperson.rights.retention import Category, Trigger
from inperson.sessions import (
    ConsentMethod,
    ConsentPurpose,
    Decision,
    GuardianEvidence,
    LivenessVerdict,
    Reason,
    SessionKind,
)

KINDS: Mapping[SessionKind, str] = {
    SessionKind.ENROLL: "Enrolling your face",
    SessionKind.AUTHENTICATE: "A check that it is you",
    SessionKind.LIVENESS: "A check that a living person is there",
}
DECISIONS: Mapping[Decision, str] = {
    Decision.ENROLLED: "Enrolled",
    Decision.MATCH: "It was you",
    Decision.NO_MATCH: "Not recognised",
    Decision.LIVE: "A living person",
    Decision.NOT_LIVE: "No living person seen",
    Decision.REFUSED: "Refused",
}
LIVENESS: Mapping[LivenessVerdict, str] = {
    LivenessVerdict.LIVE: "a living person was seen",
    LivenessVerdict.NOT_LIVE: "no living person was seen",
    LivenessVerdict.NOT_CHECKED: "not checked",
}
REASONS: Mapping[Reason, str] = {
    Reason.NO_FACE: "no face was seen",
    Reason.MULTIPLE_FACES: "more than one face was seen",
    Reason.FACE_TOO_SMALL: "the face was too far away",
    Reason.FACE_AT_EDGE: "the face was at the edge of the picture",
    Reason.BLURRED: "the picture was blurred",
    Reason.TOO_DARK: "it was too dark",
    Reason.TOO_BRIGHT: "it was too bright",
    Reason.LOW_CONTRAST: "the picture had too little contrast",
    Reason.TURNED: "the head was tilted, or the image turned",
    Reason.TURNED_AWAY: "the face was turned away",
    Reason.OCCLUDED: "something covered the face",
    Reason.SAMPLES_DISAGREE: "the pictures did not show one person",
    Reason.BELOW_LEVEL: "the face was not like enough to the enrolled one",
    Reason.ALREADY_ENROLLED: "somebody enrolled under this reference at the same moment",
    Reason.TARGETS_NOT_REACHED: "the oval was not followed to the end in its time",
    Reason.NETWORK_TOO_SLOW: "too few pictures arrived to check anything",
    Reason.SUBJECT_LOCKED: "too many tries had failed just before",
    Reason.SUBJECT_DISABLED: "far too many tries had failed",
    Reason.CANCELLED: "it was cancelled",
    Reason.CAPTURE_ABANDONED: "the capture broke off",
    Reason.CONSENT_WITHDRAWN: "consent was withdrawn meanwhile",
    Reason.NOT_LIVE: "no living person was seen",
    Reason.LIVENESS_TARGET_FOLLOWING: "the oval on the screen was not followed",
    Reason.LIVENESS_REACTION: "the answer to the oval came too soon to be a person's",
    Reason.LIVENESS_RANGE: "the face did not come close enough",
    Reason.LIVENESS_DEPTH: "the face was flat",
    Reason.LIVENESS_PERSPECTIVE: "the face did not change with distance as a head does",
    Reason.LIVENESS_CONTINUITY: "it was not one face throughout",
    Reason.LIVENESS_MOTION: "it did not move as a person moves",
    Reason.LIVENESS_REPEATS: "pictures were repeated",
    Reason.LIVENESS_FRESHNESS: "pictures of an earlier capture were shown",
    Reason.LIVENESS_SURFACE: "the surface looked like a screen or paper",
    Reason.LIVENESS_EXPOSURE: "the light did not change as it does on a face",
    Reason.LIVENESS_TEXTURE: "the skin did not look like skin",
}
CUES: Mapping[str, str] = {
    "target_following": "whether the oval on the screen was followed",
    "reaction": "how soon each new oval was answered",
    "range": "how near and how far the face was shown",
    "depth": "whether the face has depth",
    "perspective": "whether the face changes with distance as a head does",
    "continuity": "whether it is one face throughout",
    "motion": "whether it moves as a person moves",
    "repeats": "whether pictures repeat",
    "freshness": "whether pictures of an earlier capture were shown",
    "surface": "whether the surface looks like a screen or paper",
    "exposure": "whether the light changes as it does on a face",
    "texture": "whether the skin looks like skin",
    "blink": "whether the eyes blink",
}
PURPOSES: Mapping[ConsentPurpose, str] = {
    ConsentPurpose.IDENTITY: "Confirming that it is you, and that you are really there",
    ConsentPurpose.IMPROVEMENT: "Improving the software with pictures of you",
}
BASES: Mapping[LegalBasis, tuple[str, str]] = {
    LegalBasis.EXPLICIT_CONSENT: ("your explicit consent", "GDPR Art. 6(1)(a) and 9(2)(a)"),
    LegalBasis.EMPLOYMENT_LAW: ("employment and social law", "GDPR Art. 6(1)(c) and 9(2)(b)"),
    LegalBasis.VITAL_INTERESTS: ("somebody's vital interests", "GDPR Art. 6(1)(d) and 9(2)(c)"),
    LegalBasis.LEGAL_CLAIMS: ("legal claims", "GDPR Art. 6(1)(f) and 9(2)(f)"),
    LegalBasis.SUBSTANTIAL_PUBLIC_INTEREST: (
        "a public interest that the law names",
        "GDPR Art. 6(1)(e) and 9(2)(g)",
    ),
}
"""In words, and the articles, which are cited where the GDPR binds."""
GUARDIAN_EVIDENCE: Mapping[GuardianEvidence, str] = {
    GuardianEvidence.FAMILY_RECORD: "a birth certificate or a family register",
    GuardianEvidence.COURT_ORDER: "a court order",
}
METHODS: Mapping[ConsentMethod, str] = {
    ConsentMethod.TAP: "by a tap below the notice",
    ConsentMethod.FORM: "in a form that showed the notice",
    ConsentMethod.PAPER: "on paper",
    ConsentMethod.SPOKEN: "by word of mouth",
}
READ: Mapping[str, str] = {
    "identity/reference-template": "your face template",
    "security/session-record": "what was recorded of your devices",
    "improvement/sample": "your kept pictures",
    "audit/subject-tag": "your lines in this log",
    "rights/privacy-record": "your requests",
}
ACTS: Mapping[str, str] = {
    "subject_enrolled": "Enrolled you",
    "subject_erased": "Erased you",
    "subject_enabled": "Let you try again",
    "samples_removed": "Deleted your kept pictures",
    "consent_given": "Recorded your consent",
    "consent_withdrawn": "Recorded that you withdrew consent",
    "request_received": "Recorded your request",
    "request_on_behalf": "Recorded that somebody asked for you",
    "request_extended": "Took more time for your request",
    "request_refused": "Refused your request",
    "request_completed": "Completed your request",
    "evidence_shown": "Showed a reviewer what was measured when you were checked",
    "copy_delivered": "Made a copy for you",
    "disclosure_proposed": "Proposed to give your data to somebody",
    "disclosure_approved": "Approved that your data is given to somebody",
    "disclosure_refused": "Refused to give your data to somebody",
    "disclosure_delivered": "Gave your data to somebody",
    "disclosure_told": "Told you that your data was given to somebody",
    "backup_replayed": "Erased you again after a backup was restored",
}
ACTORS: Mapping[str, str] = {
    "subject": "You",
    "server": "The server itself",
    "device": "A device during a check",
    "operator": "A person who runs the server",
}
CATEGORIES: Mapping[Category, str] = {
    Category.TEMPLATE: "Your face template",
    Category.SESSION_RECORD: "What was recorded of your devices",
    Category.SESSION_OUTCOME: "When you were checked, and with what result",
    Category.FRAME_DIGESTS: "Scrambled fingerprints of pictures",
    Category.IMPROVEMENT_SAMPLES: "Pictures kept to improve the software",
    Category.CONSENT_RECORD: "What you agreed to",
    Category.PRIVACY_REQUEST: "Your requests",
    Category.DELIVERY_LOG: "The log of messages about your requests",
    Category.DISCLOSURE_RECORD: "To whom your data was given, and legal orders",
    Category.IDEMPOTENCY: "Traces that keep a repeated request from counting twice",
}
TRIGGERS: Mapping[Trigger, str] = {
    Trigger.CREATION: "after it was recorded",
    Trigger.LAST_INTERACTION: "after you were last here",
    Trigger.END_OF_PURPOSE: "after it has served its purpose",
}
SCOPES: Mapping[DisclosureScope, str] = {
    DisclosureScope.DECISIONS: "when you were checked, and with what result",
    DisclosureScope.SESSION_RECORDS: "what was recorded of your devices",
    DisclosureScope.CONSENTS: "what you agreed to",
    DisclosureScope.ENROLMENT_FACT: "whether you are enrolled",
    DisclosureScope.TEMPLATE: "your face template",
}
DISCLOSURES: Mapping[DisclosureState, str] = {
    DisclosureState.PROPOSED: "Proposed, nothing was given",
    DisclosureState.APPROVED: "Approved, not given yet",
    DisclosureState.DELIVERED: "Given",
    DisclosureState.REFUSED: "Refused, nothing was given",
}
REQUESTS: Mapping[RequestKind, str] = {
    RequestKind.ACCESS: "A copy of your data",
    RequestKind.PORTABILITY: "Your data to take elsewhere",
    RequestKind.ERASURE: "Erasing you",
    RequestKind.RECTIFICATION: "Correcting something",
    RequestKind.RESTRICTION: "Keeping your data without using it",
    RequestKind.OBJECTION: "Objecting to a use",
    RequestKind.WITHDRAWAL: "Withdrawing consent",
    RequestKind.COMPLAINT: "A complaint",
    RequestKind.HUMAN_REVIEW: "A person to look at a decision",
}
CAPACITIES: Mapping[Capacity, str] = {
    Capacity.AUTHORISED_AGENT: "an agent whom you authorised",
    Capacity.GUARDIAN: "a parent or guardian",
    Capacity.HEIR: "an heir",
    Capacity.EXECUTOR: "the executor of a will",
}
REQUEST_STATES: Mapping[RequestState, str] = {
    RequestState.RECEIVED: "Received",
    RequestState.IN_PROGRESS: "In progress",
    RequestState.COMPLETED: "Done",
    RequestState.REFUSED: "Refused",
}
RIGHTS = (
    (
        "See it",
        "Ask for a copy like this one at any time, free of charge.",
        "GDPR Art. 15",
    ),
    (
        "Take it elsewhere",
        "The files ending in .json are made for other programs to read.",
        "Art. 20",
    ),
    (
        "Take back your consent",
        "It stops the next check at once. What happened before stays lawful.",
        "Art. 7(3)",
    ),
    (
        "Be forgotten",
        "Your template, your checks and your pictures are destroyed for good.",
        "Art. 17",
    ),
    (
        "Correct it",
        "If your face template no longer fits, it is erased and you enrol anew.",
        "Art. 16",
    ),
    (
        "Put it on hold",
        "Your data is kept and not used until a question is settled.",
        "Art. 18",
    ),
    ("Object", "Say why your situation speaks against a use of your data.", "Art. 21"),
    (
        "Have a person look",
        "If a check went against you, somebody at the service looks at it and tells you why.",
        "Art. 22(3)",
    ),
    (
        "Complain",
        "Tell us, or a data protection authority where you live, work, or think it went wrong.",
        "Art. 77",
    ),
)
FILES = (
    ("enrolment.json", "whether you are enrolled, since when, and under which numbers"),
    ("template.bin, template.json", "your face template, and what it is"),
    ("sessions.json", "every check, with its result and what was recorded of the device"),
    ("failed_attempts.json", "failed tries in a row"),
    ("images/, images.json", "pictures kept to improve the software"),
    ("consents.json, notices/", "what you agreed to, and the notices as you saw them"),
    ("disclosures.json, holds.json", "to whom your data was given, and legal orders to keep it"),
    ("requests.json", "your requests and their answers"),
    ("reads.json", "who opened your data"),
    ("retention.json", "how long everything is kept"),
    (
        "manifest.json, manifest.jws",
        "the list of all files with their fingerprints, and our signature under it",
    ),
    ("padding", "zeros, so that the size of the archive tells nobody how much is in it"),
)
