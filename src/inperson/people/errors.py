"""Why one of the staff is refused."""

from http import HTTPStatus

from inperson.core import InpersonError


class PersonInvalid(InpersonError):
    """A person has a name of 1 to 80 printable characters, and all but operators a tenant."""

    code = "person_invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The name or role is malformed"


class PersonNotFound(InpersonError):
    """There is no such person here."""

    code = "person_not_found"
    status = HTTPStatus.NOT_FOUND
    title = "There is no such person"


class PersonNeeded(InpersonError):
    """Nobody disables himself: somebody else of the same place has to."""

    code = "person_needed"
    status = HTTPStatus.CONFLICT
    title = "Somebody else has to do it"


class TenantInvites(InpersonError):
    """A tenant's staff come in by the tenant: an operator invites its first administrator, once."""

    code = "tenant_invites"
    status = HTTPStatus.FORBIDDEN
    title = "An administrator of the tenant has to invite"


class InvitationInvalid(InpersonError):
    """The invitation is not known, was used, or is over."""

    code = "invitation_invalid"
    status = HTTPStatus.FORBIDDEN
    title = "The invitation is over"


class PasskeyRefused(InpersonError):
    """What the authenticator answered does not prove who is there."""

    code = "passkey_refused"
    status = HTTPStatus.FORBIDDEN
    title = "The passkey does not prove who is there"


class PasskeyNeeded(InpersonError):
    """The last passkey of a person is not removed: it would lock the person out."""

    code = "passkey_needed"
    status = HTTPStatus.CONFLICT
    title = "The last passkey stays"


class RecoveryRefused(InpersonError):
    """The recovery code is not known, or was used."""

    code = "recovery_refused"
    status = HTTPStatus.FORBIDDEN
    title = "This is no recovery code"
    field = "code"


class RecoveryLocked(InpersonError):
    """Too many wrong recovery codes; the next one is looked at later."""

    code = "recovery_locked"
    status = HTTPStatus.TOO_MANY_REQUESTS
    title = "Too many wrong recovery codes"


class SignInRequired(InpersonError):
    """Nobody is signed in, or the sign-in is over."""

    code = "sign_in_required"
    status = HTTPStatus.UNAUTHORIZED
    title = "Nobody is signed in"


class StepUpRequired(InpersonError):
    """The act needs a passkey that was used within the last five minutes."""

    code = "step_up_required"
    status = HTTPStatus.FORBIDDEN
    title = "The act needs a fresh proof"
