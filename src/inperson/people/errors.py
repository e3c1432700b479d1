"""Why one of the staff is refused."""

from inperson.core import InpersonError


class PersonInvalid(InpersonError):
    """A person has a name of 1 to 80 printable characters, and all but operators a tenant."""

    code = "person_invalid"


class PersonNotFound(InpersonError):
    """There is no such person here."""

    code = "person_not_found"


class PersonNeeded(InpersonError):
    """Nobody disables himself: somebody else of the same place has to."""

    code = "person_needed"


class InvitationInvalid(InpersonError):
    """The invitation is not known, was used, or is over."""

    code = "invitation_invalid"


class PasskeyRefused(InpersonError):
    """What the authenticator answered does not prove who is there."""

    code = "passkey_refused"


class PasskeyNeeded(InpersonError):
    """The last passkey of a person is not removed: it would lock the person out."""

    code = "passkey_needed"


class RecoveryRefused(InpersonError):
    """The recovery code is not known, or was used."""

    code = "recovery_refused"


class RecoveryLocked(InpersonError):
    """Too many wrong recovery codes; the next one is looked at later."""

    code = "recovery_locked"


class SignInRequired(InpersonError):
    """Nobody is signed in, or the sign-in is over."""

    code = "sign_in_required"


class StepUpRequired(InpersonError):
    """The act needs a passkey that was used within the last five minutes."""

    code = "step_up_required"
