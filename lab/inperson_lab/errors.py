"""Why something cannot be measured."""

from inperson.core import InpersonError


class DatasetUnusable(InpersonError):
    """The folder or the list of pairs holds too little to measure anything."""

    code = "dataset_unusable"
