"""Why a backup cannot be made, read or restored."""

from inperson.core import InpersonError


class BackupFailed(InpersonError):
    """The backup could not be written whole; no file of its name was left."""

    code = "backup_failed"


class BackupExists(InpersonError):
    """There is a file of that name; a backup never overwrites one."""

    code = "backup_exists"


class BackupBroken(InpersonError):
    """The file is no whole, unchanged backup."""

    code = "backup_broken"


class BackupNewer(InpersonError):
    """The backup was made by a newer version than this one."""

    code = "backup_newer"


class BackupPartWrong(InpersonError):
    """The backup holds another part of a server than the one that was asked for."""

    code = "backup_part_wrong"


class BackupIdentityWrong(InpersonError):
    """The identity is malformed, or it does not open this backup."""

    code = "backup_identity_wrong"


class BackupUnsigned(InpersonError):
    """The backup is not signed by the key of this server."""

    code = "backup_unsigned"


class RecipientShared(InpersonError):
    """One recipient must not be able to open backups of the KEKs and of what they protect."""

    code = "recipient_shared"


class RestoreNotEmpty(InpersonError):
    """There is something already where the backup was to go; it is replaced only when asked to."""

    code = "restore_not_empty"


class RestoreUnfinished(InpersonError):
    """A restore was cut short or parts are missing; nothing is served before it is finished."""

    code = "restore_unfinished"
