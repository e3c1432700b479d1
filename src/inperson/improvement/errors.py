"""Why an improvement set cannot do what was asked."""

from inperson.core import InpersonError


class ImprovementUnavailable(InpersonError):
    """The tenant's improvement set is missing or cannot be opened."""

    code = "improvement_unavailable"


class ExportFolderTaken(InpersonError):
    """An export goes to a folder that does not exist yet."""

    code = "export_folder_taken"


class ExportOvertaken(InpersonError):
    """Another export took the number; nothing was exported. Try again."""

    code = "export_overtaken"
