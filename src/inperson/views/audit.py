"""The audit log, as it is shown. A leaf holds no personal data."""

from datetime import datetime

from pydantic import Field

from inperson.audit import AuditLog, Leaf, Proof
from inperson.rights.copies import role
from inperson.views.body import Body, Whole, view_of


class CheckpointView(Body):
    """The log's present state, signed. Keep it, and verify later ones against it."""

    checkpoint: str = Field(description="A C2SP signed note over origin, size and root.")
    vkey: str = Field(description="The verifier key, `name+id+key`. Get it by another way too.")


class LeafView(Body):
    """A leaf in its place."""

    number: Whole
    leaf: str = Field(description="Its canonical body: what is hashed, byte for byte.")


class LeafList(Body):
    """Leaves in the order in which they were written."""

    leaves: list[LeafView]
    size: Whole = Field(description="How many leaves the log had just before.")


class ProofView(Body):
    """A proof that a leaf is in the log. `inperson audit check-proof` checks it."""

    v: Whole
    number: Whole
    leaf: str
    hashes: list[str] = Field(description="RFC 6962 audit path in base64, from the leaf up.")
    checkpoint: str


class Read(Body):
    """An entry of the audit log about the person: who did what, for what."""

    leaf: int
    at: datetime
    actor: str
    act: str
    purpose: str | None


class EntryView(Read):
    """An entry of the audit log, as the console shows it."""

    about_subject: bool


def checkpoint_view(log: AuditLog) -> CheckpointView:
    """Sign and render a log's present state."""
    return CheckpointView(checkpoint=log.checkpoint(), vkey=log.vkey)


def leaf_view(leaf: Leaf) -> LeafView:
    """Render a leaf as it is hashed."""
    return LeafView(number=leaf.number, leaf=leaf.body.decode())


def proof_view(proof: Proof) -> ProofView:
    """Render a proof."""
    return ProofView.model_validate(proof.to_json())


def read_view(leaf: Leaf) -> Read:
    """Render an entry for whom it is about: without the name of an employee."""
    return view_of(Read, leaf, leaf.entry, leaf=leaf.number, actor=role(leaf.entry.actor))


def entry_view(leaf: Leaf) -> EntryView:
    """Render an entry for who runs the service."""
    about = leaf.entry.subject is not None
    return view_of(EntryView, leaf, leaf.entry, leaf=leaf.number, about_subject=about)
