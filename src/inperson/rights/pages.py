"""How every page is filled in: what is put in is escaped, and a missing name is a bug."""

from jinja2 import Environment, PackageLoader, StrictUndefined


def templates(package: str, folder: str = "templates") -> Environment:
    """Return the templates of a package's folder.

    Args:
        package: such as `inperson.rights.copies`.
        folder: within it.

    """
    return Environment(
        loader=PackageLoader(package, folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
