"""Why an improvement set cannot do what was asked."""

from http import HTTPStatus

from inperson.core import InpersonError


class ImprovementUnavailable(InpersonError):
    """The tenant's improvement set is missing or cannot be opened."""

    code = "improvement_unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "The tenant's improvement set cannot be opened"


class ExportFolderTaken(InpersonError):
    """An export goes to a folder that does not exist yet."""

    code = "export_folder_taken"


class ExportOvertaken(InpersonError):
    """Another export took the number; nothing was exported. Try again."""

    code = "export_overtaken"


class ExportNotFound(InpersonError):
    """The tenant has no export with this id or number."""

    code = "export_not_found"
    status = HTTPStatus.NOT_FOUND
    title = "There is no such export"


class ExportNotApproved(InpersonError):
    """Nothing leaves before a second person has approved it."""

    code = "export_not_approved"


class ExportClosed(InpersonError):
    """The export was made, or its thirty days are over."""

    code = "export_closed"
    status = HTTPStatus.CONFLICT
    title = "The export is over"
